package dev.holdall.client.codec;

import java.lang.reflect.Array;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/** The packed arrays. {@code byte[]} is not among them: it is a scalar. */
final class PrimitiveArrays {
    static final List<ScalarCodec<?>> ALL = List.of(
            array(
                    boolean[].class,
                    Wire.BOOLEAN_ARRAY,
                    1,
                    boolean[]::new,
                    PrimitiveArrays::write,
                    PrimitiveArrays::read),
            array(
                    short[].class,
                    Wire.SHORT_ARRAY,
                    Short.BYTES,
                    short[]::new,
                    PrimitiveArrays::write,
                    PrimitiveArrays::read),
            array(
                    char[].class,
                    Wire.CHAR_ARRAY,
                    Character.BYTES,
                    char[]::new,
                    PrimitiveArrays::write,
                    PrimitiveArrays::read),
            array(
                    int[].class,
                    Wire.INT_ARRAY,
                    Integer.BYTES,
                    int[]::new,
                    PrimitiveArrays::write,
                    PrimitiveArrays::read),
            array(
                    long[].class,
                    Wire.LONG_ARRAY,
                    Long.BYTES,
                    long[]::new,
                    PrimitiveArrays::write,
                    PrimitiveArrays::read),
            array(
                    float[].class,
                    Wire.FLOAT_ARRAY,
                    Float.BYTES,
                    float[]::new,
                    PrimitiveArrays::write,
                    PrimitiveArrays::read),
            array(
                    double[].class,
                    Wire.DOUBLE_ARRAY,
                    Double.BYTES,
                    double[]::new,
                    PrimitiveArrays::write,
                    PrimitiveArrays::read));

    private PrimitiveArrays() {}

    private static <A> ScalarCodec<A> array(
            Class<A> type,
            int tag,
            int width,
            IntFunction<A> create,
            BiConsumer<ValueWriter, A> writer,
            BiConsumer<ValueReader, A> reader) {
        return new ScalarCodec<>(
                type,
                tag,
                (out, array) -> {
                    out.varint32(size(array, width));
                    writer.accept(out, array);
                },
                in -> {
                    int outer = in.enter();
                    A array = create.apply(in.remaining() / width);
                    reader.accept(in, array);
                    in.leave(outer);
                    return array;
                },
                array -> {
                    int size = size(array, width);
                    // Two bytes of tag.
                    return 2 + ValueWriter.varintSize(size) + size;
                });
    }

    private static int size(Object array, int width) {
        long size = (long) Array.getLength(array) * width;
        if (size > ValueWriter.MAX_SIZE) {
            throw new IllegalArgumentException("an array takes more than 2 GiB");
        }
        return (int) size;
    }

    private static void write(ValueWriter out, boolean[] array) {
        for (boolean item : array) {
            out.littleEndian(item ? 1 : 0, 1);
        }
    }

    private static void read(ValueReader in, boolean[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = in.littleEndian(1) != 0;
        }
    }

    private static void write(ValueWriter out, short[] array) {
        for (short item : array) {
            out.littleEndian(item, Short.BYTES);
        }
    }

    private static void read(ValueReader in, short[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = (short) in.littleEndian(Short.BYTES);
        }
    }

    private static void write(ValueWriter out, char[] array) {
        for (char item : array) {
            out.littleEndian(item, Character.BYTES);
        }
    }

    private static void read(ValueReader in, char[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = (char) in.littleEndian(Character.BYTES);
        }
    }

    private static void write(ValueWriter out, int[] array) {
        for (int item : array) {
            out.fixed32(item);
        }
    }

    private static void read(ValueReader in, int[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = in.fixed32();
        }
    }

    private static void write(ValueWriter out, long[] array) {
        for (long item : array) {
            out.fixed64(item);
        }
    }

    private static void read(ValueReader in, long[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = in.fixed64();
        }
    }

    private static void write(ValueWriter out, float[] array) {
        for (float item : array) {
            out.fixed32(Float.floatToIntBits(item));
        }
    }

    private static void read(ValueReader in, float[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = Float.intBitsToFloat(in.fixed32());
        }
    }

    private static void write(ValueWriter out, double[] array) {
        for (double item : array) {
            out.fixed64(Double.doubleToLongBits(item));
        }
    }

    private static void read(ValueReader in, double[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = Double.longBitsToDouble(in.fixed64());
        }
    }
}
