package dev.holdall.client.codec;

import java.util.HashMap;
import java.util.Map;

/** Enums, by the names of their constants. */
final class EnumCodec extends NamedCodec {
    private final Map<String, Enum<?>> constants = new HashMap<>();
    private final byte[][] constantFields;

    EnumCodec(Class<?> type) {
        super(type, type, Wire.ENUM);
        Object[] declared = type.getEnumConstants();
        constantFields = new byte[declared.length][];
        for (Object each : declared) {
            Enum<?> constant = (Enum<?>) each;
            constants.put(constant.name(), constant);
            constantFields[constant.ordinal()] = ValueWriter.stringField(Wire.ENUM_CONSTANT, constant.name());
        }
    }

    @Override
    void writeBody(ValueWriter out, Object value, int depth) {
        out.raw(constantFields[((Enum<?>) value).ordinal()]);
    }

    @Override
    Object readBody(ValueReader in, int depth) {
        in.require(Wire.ENUM_CONSTANT);
        String constant = in.string();
        Enum<?> value = constants.get(constant);
        if (value == null) {
            throw new ClassCastException(
                    "the value holds the constant " + constant + ", which the enum " + name() + " does not have");
        }
        return value;
    }
}
