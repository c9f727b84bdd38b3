package dev.holdall.client.codec;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** The messages about a value of another type than the one that was named. */
final class Mismatch {
    private Mismatch() {}

    static ClassCastException given(Object value, Type asked) {
        return new ClassCastException(
                value.getClass().getTypeName() + " was given where " + asked.getTypeName() + " is stored");
    }

    /** The kind has been read, nothing behind it. */
    static ClassCastException held(ValueReader in, int tag, Type asked) {
        return tag == Wire.OPAQUE ? heldOfCodec(name(in), asked, null) : held(describe(in, tag), asked);
    }

    /** @param own the codec that the type has here; null if it has none */
    static ClassCastException heldOfCodec(String codec, Type asked, @Nullable String own) {
        String what = held("what the codec " + codec + " made", asked).getMessage();
        if (own != null) {
            return new ClassCastException(what + ", which is read with the codec " + own
                    + " here: give the class the same codec in all programs, by @EncodedWith or a CodecProvider");
        }
        return new ClassCastException(what + ": name the class of the elements, and give it the codec " + codec
                + " by @EncodedWith, a CodecProvider or ManagerOptions.codec");
    }

    static ClassCastException heldAsAny(ValueReader in, int tag) {
        ClassCastException held = held(in, tag, Object.class);
        return tag == Wire.RECORD || tag == Wire.ENUM
                ? new ClassCastException(held.getMessage() + "; records and enums are read as their own class only")
                : held;
    }

    static ClassCastException held(String what, Type asked) {
        return new ClassCastException("the value holds " + what + " where " + asked.getTypeName() + " was asked for");
    }

    static String named(int tag, String type) {
        return (tag == Wire.RECORD ? "the record " : "the enum ") + type;
    }

    private static String describe(ValueReader in, int tag) {
        return switch (tag) {
            case Wire.NULL -> "null";
            case Wire.BOOLEAN -> "java.lang.Boolean";
            case Wire.INT -> "java.lang.Integer";
            case Wire.LONG -> "java.lang.Long";
            case Wire.DOUBLE -> "java.lang.Double";
            case Wire.STRING -> "java.lang.String";
            case Wire.BYTES -> "byte[]";
            case Wire.BYTE -> "java.lang.Byte";
            case Wire.SHORT -> "java.lang.Short";
            case Wire.FLOAT -> "java.lang.Float";
            case Wire.CHAR -> "java.lang.Character";
            case Wire.BIG_INTEGER -> "java.math.BigInteger";
            case Wire.DECIMAL -> "java.math.BigDecimal";
            case Wire.INSTANT -> "java.time.Instant";
            case Wire.UUID -> "java.util.UUID";
            case Wire.LIST -> "java.util.List";
            case Wire.SET -> "java.util.Set";
            case Wire.MAP -> "java.util.Map";
            case Wire.BOOLEAN_ARRAY -> "boolean[]";
            case Wire.SHORT_ARRAY -> "short[]";
            case Wire.CHAR_ARRAY -> "char[]";
            case Wire.INT_ARRAY -> "int[]";
            case Wire.LONG_ARRAY -> "long[]";
            case Wire.FLOAT_ARRAY -> "float[]";
            case Wire.DOUBLE_ARRAY -> "double[]";
            case Wire.REFERENCE -> "a reference to a shared object";
            case Wire.RECORD, Wire.ENUM -> named(tag, name(in));
            default -> throw in.malformed("no kind has the tag " + Integer.toUnsignedString(tag));
        };
    }

    private static String name(ValueReader in) {
        in.enter();
        in.require(Wire.TYPE_NAME);
        return in.string();
    }
}
