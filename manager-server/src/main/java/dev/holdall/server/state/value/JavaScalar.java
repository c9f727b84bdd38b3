package dev.holdall.server.state.value;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdall.v1.Decimal;
import dev.holdall.v1.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Booleans, numbers and strings as Java's own objects, for what the manager computes itself. Each kind has a class of its own, so two values
 * are of one kind if their classes are the same.
 */
public final class JavaScalar {
    private JavaScalar() {}

    /** The object that a canonical element stands for; null if it is none of these kinds. */
    public static @Nullable Object decode(ByteString element) {
        Value value;
        try {
            value = Value.parseFrom(element);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not an element", e);
        }
        return switch (value.getKindCase()) {
            case BOOLEAN -> value.getBoolean();
            case BYTE -> (byte) value.getByte();
            case SHORT -> (short) value.getShort();
            case INT -> value.getInt();
            case LONG -> value.getLong();
            case FLOAT -> value.getFloat();
            case DOUBLE -> value.getDouble();
            case CHAR -> (char) value.getChar();
            case BIG_INTEGER -> integer(value.getBigInteger());
            case DECIMAL ->
                new BigDecimal(
                        integer(value.getDecimal().getUnscaled()),
                        value.getDecimal().getScale());
            case STRING -> value.getString();
            default -> null;
        };
    }

    private static BigInteger integer(ByteString bytes) {
        return new BigInteger(bytes.toByteArray());
    }

    /** The canonical element that stands for such an object. */
    public static ByteString encode(Object scalar) {
        Value.Builder value = Value.newBuilder();
        if (scalar instanceof Boolean bool) {
            value.setBoolean(bool);
        } else if (scalar instanceof Byte number) {
            value.setByte(number);
        } else if (scalar instanceof Short number) {
            value.setShort(number);
        } else if (scalar instanceof Integer number) {
            value.setInt(number);
        } else if (scalar instanceof Long number) {
            value.setLong(number);
        } else if (scalar instanceof Float number) {
            // With one NaN.
            value.setFloat(Float.intBitsToFloat(Float.floatToIntBits(number)));
        } else if (scalar instanceof Double number) {
            value.setDouble(Double.longBitsToDouble(Double.doubleToLongBits(number)));
        } else if (scalar instanceof Character character) {
            value.setChar(character);
        } else if (scalar instanceof BigInteger number) {
            value.setBigInteger(ByteString.copyFrom(number.toByteArray()));
        } else if (scalar instanceof BigDecimal number) {
            value.setDecimal(Decimal.newBuilder()
                    .setScale(number.scale())
                    .setUnscaled(ByteString.copyFrom(number.unscaledValue().toByteArray())));
        } else if (scalar instanceof String string) {
            value.setString(string);
        } else {
            throw new IllegalArgumentException("no scalar: " + scalar.getClass().getName());
        }
        return value.build().toByteString();
    }
}
