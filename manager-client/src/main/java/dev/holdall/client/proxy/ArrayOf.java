package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.Codecs;
import dev.holdall.v1.ArrayKind;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;

/**
 * What a {@link SharedArray} is an array of: {@code manager.array("counts", ArrayOf.INT, 1000)} is Python's {@code Array('i', 1000)}.
 *
 * <p>{@link Array} knows all eight kinds of Java, so nothing is written eight times here; what its boxing costs is nothing beside a round
 * trip.
 *
 * @param <T> one element
 * @param <A> the array of primitives that belongs to it
 */
public final class ArrayOf<T, A> {
    public static final ArrayOf<Boolean, boolean[]> BOOLEAN =
            new ArrayOf<>(ArrayKind.ARRAY_KIND_BOOLEAN, Boolean.class, boolean.class, boolean[].class, 1);
    public static final ArrayOf<Byte, byte[]> BYTE =
            new ArrayOf<>(ArrayKind.ARRAY_KIND_BYTE, Byte.class, byte.class, byte[].class, Byte.BYTES);
    public static final ArrayOf<Short, short[]> SHORT =
            new ArrayOf<>(ArrayKind.ARRAY_KIND_SHORT, Short.class, short.class, short[].class, Short.BYTES);
    public static final ArrayOf<Character, char[]> CHAR =
            new ArrayOf<>(ArrayKind.ARRAY_KIND_CHAR, Character.class, char.class, char[].class, Character.BYTES);
    public static final ArrayOf<Integer, int[]> INT =
            new ArrayOf<>(ArrayKind.ARRAY_KIND_INT, Integer.class, int.class, int[].class, Integer.BYTES);
    public static final ArrayOf<Long, long[]> LONG =
            new ArrayOf<>(ArrayKind.ARRAY_KIND_LONG, Long.class, long.class, long[].class, Long.BYTES);
    public static final ArrayOf<Float, float[]> FLOAT =
            new ArrayOf<>(ArrayKind.ARRAY_KIND_FLOAT, Float.class, float.class, float[].class, Float.BYTES);
    public static final ArrayOf<Double, double[]> DOUBLE =
            new ArrayOf<>(ArrayKind.ARRAY_KIND_DOUBLE, Double.class, double.class, double[].class, Double.BYTES);

    private static final List<ArrayOf<?, ?>> ALL = List.of(BOOLEAN, BYTE, SHORT, CHAR, INT, LONG, FLOAT, DOUBLE);

    private final ArrayKind kind;
    private final Class<T> boxed;
    private final Class<?> primitive;
    private final Class<A> array;
    private final int width;

    private ArrayOf(ArrayKind kind, Class<T> boxed, Class<?> primitive, Class<A> array, int width) {
        this.kind = kind;
        this.boxed = boxed;
        this.primitive = primitive;
        this.array = array;
        this.width = width;
    }

    static ArrayOf<?, ?> kind(ArrayKind kind) {
        return ALL.stream()
                .filter(of -> of.kind == kind)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the manager has an array of an unknown kind, " + kind));
    }

    ArrayKind kind() {
        return kind;
    }

    /** The type arguments of its shared arrays. */
    List<Type> arguments() {
        return List.of(boxed, array);
    }

    /** How many elements travel in one call: about 1 MiB. */
    int chunk() {
        return Chunks.BYTES / width;
    }

    A newArray(int length) {
        return array.cast(Array.newInstance(primitive, length));
    }

    int lengthOf(A elements) {
        return Array.getLength(elements);
    }

    A part(A elements, int from, int to) {
        A part = newArray(to - from);
        System.arraycopy(elements, from, part, 0, to - from);
        return part;
    }

    T get(A elements, int index) {
        return boxed.cast(Array.get(elements, index));
    }

    ByteString encode(A elements, Codecs codecs) {
        return codec(codecs).encode(elements);
    }

    /** One element, as an array of one. */
    ByteString encodeOne(T element, Codecs codecs) {
        A one = newArray(1);
        Array.set(one, 0, boxed.cast(Objects.requireNonNull(element, "an element of an array must not be null")));
        return encode(one, codecs);
    }

    A decode(ByteString elements, Codecs codecs) {
        return codec(codecs).decode(elements);
    }

    T decodeOne(ByteString element, Codecs codecs) {
        return get(decode(element, codecs), 0);
    }

    @SuppressWarnings("unchecked") // nobody encodes null here, and none comes back
    private Codec<A> codec(Codecs codecs) {
        return (Codec<A>) codecs.of(array);
    }

    @Override
    public String toString() {
        return primitive.getName();
    }
}
