package dev.holdall.client.codec;

import dev.holdall.v1.Value;

/** The tags of {@code value.proto}: a field's number and its wire type. */
final class Wire {
    /** Above the field numbers of all kinds. */
    static final int KINDS = Value.DOUBLE_ARRAY_FIELD_NUMBER + 1;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    static final int NULL = Value.NULL_FIELD_NUMBER << 3 | VARINT;
    static final int BOOLEAN = Value.BOOLEAN_FIELD_NUMBER << 3 | VARINT;
    static final int INT = Value.INT_FIELD_NUMBER << 3 | VARINT;
    static final int LONG = Value.LONG_FIELD_NUMBER << 3 | VARINT;
    static final int DOUBLE = Value.DOUBLE_FIELD_NUMBER << 3 | FIXED64;
    static final int STRING = Value.STRING_FIELD_NUMBER << 3 | DELIMITED;
    static final int BYTES = Value.BYTES_FIELD_NUMBER << 3 | DELIMITED;
    static final int BYTE = Value.BYTE_FIELD_NUMBER << 3 | VARINT;
    static final int SHORT = Value.SHORT_FIELD_NUMBER << 3 | VARINT;
    static final int FLOAT = Value.FLOAT_FIELD_NUMBER << 3 | FIXED32;
    static final int CHAR = Value.CHAR_FIELD_NUMBER << 3 | VARINT;
    static final int BIG_INTEGER = Value.BIG_INTEGER_FIELD_NUMBER << 3 | DELIMITED;
    static final int DECIMAL = Value.DECIMAL_FIELD_NUMBER << 3 | DELIMITED;
    static final int INSTANT = Value.INSTANT_FIELD_NUMBER << 3 | DELIMITED;
    static final int UUID = Value.UUID_FIELD_NUMBER << 3 | DELIMITED;
    static final int LIST = Value.LIST_FIELD_NUMBER << 3 | DELIMITED;
    static final int SET = Value.SET_FIELD_NUMBER << 3 | DELIMITED;
    static final int MAP = Value.MAP_FIELD_NUMBER << 3 | DELIMITED;
    static final int RECORD = Value.RECORD_FIELD_NUMBER << 3 | DELIMITED;
    static final int ENUM = Value.ENUM_FIELD_NUMBER << 3 | DELIMITED;
    static final int REFERENCE = Value.REFERENCE_FIELD_NUMBER << 3 | DELIMITED;
    static final int OPAQUE = Value.OPAQUE_FIELD_NUMBER << 3 | DELIMITED;
    static final int BOOLEAN_ARRAY = Value.BOOLEAN_ARRAY_FIELD_NUMBER << 3 | DELIMITED;
    static final int SHORT_ARRAY = Value.SHORT_ARRAY_FIELD_NUMBER << 3 | DELIMITED;
    static final int CHAR_ARRAY = Value.CHAR_ARRAY_FIELD_NUMBER << 3 | DELIMITED;
    static final int INT_ARRAY = Value.INT_ARRAY_FIELD_NUMBER << 3 | DELIMITED;
    static final int LONG_ARRAY = Value.LONG_ARRAY_FIELD_NUMBER << 3 | DELIMITED;
    static final int FLOAT_ARRAY = Value.FLOAT_ARRAY_FIELD_NUMBER << 3 | DELIMITED;
    static final int DOUBLE_ARRAY = Value.DOUBLE_ARRAY_FIELD_NUMBER << 3 | DELIMITED;

    /** Items of lists and sets, entries of maps. */
    static final int ITEM = 1 << 3 | DELIMITED;

    static final int ENTRY_KEY = 1 << 3 | DELIMITED;
    static final int ENTRY_VALUE = 2 << 3 | DELIMITED;

    /** The type's name in records and enums, the codec's in opaque values. */
    static final int TYPE_NAME = 1 << 3 | DELIMITED;

    static final int RECORD_FIELD = 2 << 3 | DELIMITED;
    static final int FIELD_NAME = 1 << 3 | DELIMITED;
    static final int FIELD_VALUE = 2 << 3 | DELIMITED;
    static final int ENUM_CONSTANT = 2 << 3 | DELIMITED;
    static final int DECIMAL_SCALE = 1 << 3 | VARINT;
    static final int DECIMAL_UNSCALED = 2 << 3 | DELIMITED;
    static final int INSTANT_SECONDS = 1 << 3 | VARINT;
    static final int INSTANT_NANOS = 2 << 3 | VARINT;
    static final int OPAQUE_REFERENCE = 2 << 3 | DELIMITED;
    static final int OPAQUE_DATA = 3 << 3 | DELIMITED;
    static final int REFERENCE_ID = 1 << 3 | DELIMITED;
    static final int REFERENCE_SERVICE = 2 << 3 | DELIMITED;
    static final int ID_SHARD = 1 << 3 | VARINT;
    static final int ID_EPOCH = 2 << 3 | FIXED32;
    static final int ID_NUMBER = 3 << 3 | VARINT;
    static final int ID_CHECK = 4 << 3 | FIXED64;

    private Wire() {}
}
