package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdall.server.state.Refusal;
import dev.holdall.v1.ArrayKind;
import dev.holdall.v1.Value;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A kind of primitive: how it lies in packed bytes, and Java's arithmetic on it.
 *
 * <p>An element is a long here: an integer as it is, a float or double as its bits. {@link #read} and {@link #write} are the only places
 * that know the width.
 */
enum Primitive {
    BOOLEAN(ArrayKind.ARRAY_KIND_BOOLEAN, Value.BOOLEAN_ARRAY_FIELD_NUMBER, 1),
    BYTE(ArrayKind.ARRAY_KIND_BYTE, Value.BYTES_FIELD_NUMBER, Byte.BYTES),
    SHORT(ArrayKind.ARRAY_KIND_SHORT, Value.SHORT_ARRAY_FIELD_NUMBER, Short.BYTES),
    CHAR(ArrayKind.ARRAY_KIND_CHAR, Value.CHAR_ARRAY_FIELD_NUMBER, Character.BYTES),
    INT(ArrayKind.ARRAY_KIND_INT, Value.INT_ARRAY_FIELD_NUMBER, Integer.BYTES),
    LONG(ArrayKind.ARRAY_KIND_LONG, Value.LONG_ARRAY_FIELD_NUMBER, Long.BYTES),
    FLOAT(ArrayKind.ARRAY_KIND_FLOAT, Value.FLOAT_ARRAY_FIELD_NUMBER, Float.BYTES),
    DOUBLE(ArrayKind.ARRAY_KIND_DOUBLE, Value.DOUBLE_ARRAY_FIELD_NUMBER, Double.BYTES);

    private final ArrayKind kind;
    private final int field;
    private final int width;

    Primitive(ArrayKind kind, int field, int width) {
        this.kind = kind;
        this.field = field;
        this.width = width;
    }

    static Primitive of(ArrayKind kind) {
        for (Primitive primitive : values()) {
            if (primitive.kind == kind) {
                return primitive;
            }
        }
        throw Refusal.invalid("the request names no kind of array that this manager knows");
    }

    ArrayKind kind() {
        return kind;
    }

    /** Bytes of one element. */
    int width() {
        return width;
    }

    // Packed -----------------------------------------------------------------------------------------------------

    /**
     * The packed elements out of an array value, which is known to be canonical.
     *
     * @throws Refusal if it is a value of another kind
     */
    ByteString unpack(ByteString value) {
        try {
            CodedInputStream in = value.newCodedInput();
            int tag = in.readTag();
            if (tag >>> 3 != field) {
                throw Refusal.invalid("elements of an array of " + this + " are given as " + name(field) + ", not as "
                        + name(tag >>> 3));
            }
            return in.readBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(int field) {
        return Value.getDescriptor().findFieldByNumber(field).getName();
    }

    /** The array value of packed elements. */
    ByteString pack(ByteString elements) {
        byte[] value = new byte[CodedOutputStream.computeBytesSize(field, elements)];
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(value);
            out.writeBytes(field, elements);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return UnsafeByteOperations.unsafeWrap(value);
    }

    /** The array value of one element. */
    ByteString pack(long element) {
        byte[] one = new byte[width];
        write(one, 0, element);
        return pack(UnsafeByteOperations.unsafeWrap(one));
    }

    long read(byte[] from, int offset) {
        long bits = 0;
        for (int i = 0; i < width; i++) {
            bits |= (from[offset + i] & 0xffL) << (8 * i);
        }
        return switch (this) {
            case BYTE -> (byte) bits;
            case SHORT -> (short) bits;
            case INT -> (int) bits;
            default -> bits;
        };
    }

    void write(byte[] to, int offset, long element) {
        for (int i = 0; i < width; i++) {
            to[offset + i] = (byte) (element >> (8 * i));
        }
    }

    // Arithmetic -------------------------------------------------------------------------------------------------

    boolean isFloating() {
        return this == FLOAT || this == DOUBLE;
    }

    /** A float's or double's number. */
    double floating(long element) {
        return this == FLOAT ? Float.intBitsToFloat((int) element) : Double.longBitsToDouble(element);
    }

    /** What is written of it wraps. The sum of two floats, rounded from the exact double, is Java's sum of floats. */
    long plus(long left, long right) {
        return isFloating() ? bits(floating(left) + floating(right)) : left + right;
    }

    long least(long left, long right) {
        return isFloating() ? bits(Math.min(floating(left), floating(right))) : Math.min(left, right);
    }

    long greatest(long left, long right) {
        return isFloating() ? bits(Math.max(floating(left), floating(right))) : Math.max(left, right);
    }

    /** With one NaN. */
    private long bits(double number) {
        return this == FLOAT ? Float.floatToIntBits((float) number) : Double.doubleToLongBits(number);
    }
}
