package dev.holdall.server.state.value;

import dev.holdall.v1.Reference;
import dev.holdall.v1.Value;
import dev.holdall.wire.ValueRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The walk over one element and all values in it. It recurses as deep as values may nest and no deeper. */
final class ValueScan {
    private final Cursor in;
    /** Few elements have references; the others need no object to keep them. */
    private @Nullable ReferenceScan references;

    ValueScan(Cursor in) {
        this.in = in;
    }

    List<Reference> references() {
        return references == null ? List.of() : references.found();
    }

    private ReferenceScan referring() {
        if (references == null) {
            references = new ReferenceScan(in);
        }
        return references;
    }

    /** Reads the value that fills the cursor's view; returns the field number of its kind. */
    int value(int depth) {
        if (depth > ValueRules.MAX_DEPTH) {
            throw in.refuse("values nest more than " + ValueRules.MAX_DEPTH + " deep");
        }
        if (in.atEnd()) {
            throw in.refuse("a value has no kind");
        }
        int start = in.position();
        int tag = in.tag();
        switch (tag) {
            case Value.NULL_FIELD_NUMBER << 3 | Cursor.VARINT -> Scalars.nothing(in);
            case Value.BOOLEAN_FIELD_NUMBER << 3 | Cursor.VARINT -> Scalars.bool(in);
            case Value.INT_FIELD_NUMBER << 3 | Cursor.VARINT -> in.sint32();
            case Value.LONG_FIELD_NUMBER << 3 | Cursor.VARINT -> in.sint64();
            case Value.DOUBLE_FIELD_NUMBER << 3 | Cursor.FIXED64 -> Scalars.float64(in);
            case Value.STRING_FIELD_NUMBER << 3 | Cursor.DELIMITED -> Scalars.string(in);
            case Value.BYTES_FIELD_NUMBER << 3 | Cursor.DELIMITED -> Scalars.bytes(in);
            case Value.BYTE_FIELD_NUMBER << 3 | Cursor.VARINT ->
                Scalars.integer(in, Byte.MIN_VALUE, Byte.MAX_VALUE, "a byte");
            case Value.SHORT_FIELD_NUMBER << 3 | Cursor.VARINT ->
                Scalars.integer(in, Short.MIN_VALUE, Short.MAX_VALUE, "a short");
            case Value.FLOAT_FIELD_NUMBER << 3 | Cursor.FIXED32 -> Scalars.float32(in);
            case Value.CHAR_FIELD_NUMBER << 3 | Cursor.VARINT -> Scalars.character(in);
            case Value.BIG_INTEGER_FIELD_NUMBER << 3 | Cursor.DELIMITED -> Scalars.bigInteger(in);
            case Value.DECIMAL_FIELD_NUMBER << 3 | Cursor.DELIMITED -> Scalars.decimal(in);
            case Value.INSTANT_FIELD_NUMBER << 3 | Cursor.DELIMITED -> Scalars.instant(in);
            case Value.UUID_FIELD_NUMBER << 3 | Cursor.DELIMITED -> Scalars.uuid(in);
            case Value.LIST_FIELD_NUMBER << 3 | Cursor.DELIMITED -> list(depth);
            case Value.SET_FIELD_NUMBER << 3 | Cursor.DELIMITED -> set(depth);
            case Value.MAP_FIELD_NUMBER << 3 | Cursor.DELIMITED -> map(depth);
            case Value.RECORD_FIELD_NUMBER << 3 | Cursor.DELIMITED -> record(depth);
            case Value.ENUM_FIELD_NUMBER << 3 | Cursor.DELIMITED -> Scalars.constant(in);
            case Value.REFERENCE_FIELD_NUMBER << 3 | Cursor.DELIMITED ->
                referring().reference();
            case Value.OPAQUE_FIELD_NUMBER << 3 | Cursor.DELIMITED ->
                referring().opaque();
            case Value.BOOLEAN_ARRAY_FIELD_NUMBER << 3 | Cursor.DELIMITED -> PrimitiveArrays.booleans(in);
            case Value.SHORT_ARRAY_FIELD_NUMBER << 3 | Cursor.DELIMITED -> PrimitiveArrays.integers(in, Short.BYTES);
            case Value.CHAR_ARRAY_FIELD_NUMBER << 3 | Cursor.DELIMITED -> PrimitiveArrays.integers(in, Character.BYTES);
            case Value.INT_ARRAY_FIELD_NUMBER << 3 | Cursor.DELIMITED -> PrimitiveArrays.integers(in, Integer.BYTES);
            case Value.LONG_ARRAY_FIELD_NUMBER << 3 | Cursor.DELIMITED -> PrimitiveArrays.integers(in, Long.BYTES);
            case Value.FLOAT_ARRAY_FIELD_NUMBER << 3 | Cursor.DELIMITED -> PrimitiveArrays.floats(in);
            case Value.DOUBLE_ARRAY_FIELD_NUMBER << 3 | Cursor.DELIMITED -> PrimitiveArrays.doubles(in);
            default -> throw noKind(start, tag);
        }
        if (!in.atEnd()) {
            throw in.refuse("a value goes on after its kind, which is one and is written once");
        }
        return tag >>> 3;
    }

    private NotCanonicalException noKind(int start, int tag) {
        Value.KindCase kind = Value.KindCase.forNumber(tag >>> 3);
        return in.refuse(
                start,
                kind == null
                        ? "a value has an unknown field " + (tag >>> 3)
                        : "a value of kind " + kind + " has wire type " + (tag & 7));
    }

    private void list(int depth) {
        int outer = in.enter();
        while (Message.LIST.take(in, 1)) {
            nested(depth);
        }
        Message.LIST.end(in);
        in.leave(outer);
    }

    private void set(int depth) {
        int outer = in.enter();
        int from = 0;
        int to = 0;
        while (Message.SET.take(in, 1)) {
            int item = nested(depth);
            ascending(from, to, item, "items of a set");
            from = item;
            to = in.position();
        }
        Message.SET.end(in);
        in.leave(outer);
    }

    private void map(int depth) {
        int outer = in.enter();
        int from = 0;
        int to = 0;
        while (Message.MAP.take(in, 1)) {
            int entry = in.enter();
            Message.ENTRY.require(in, 1, "key");
            int key = nested(depth);
            ascending(from, to, key, "keys of a map");
            from = key;
            to = in.position();
            Message.ENTRY.require(in, 2, "value");
            nested(depth);
            Message.ENTRY.end(in);
            in.leave(entry);
        }
        Message.MAP.end(in);
        in.leave(outer);
    }

    private void record(int depth) {
        int outer = in.enter();
        Message.RECORD.require(in, 1, "type");
        Scalars.name(in, "type of a record");
        FieldNames names = new FieldNames(in);
        while (Message.RECORD.take(in, 2)) {
            int field = in.enter();
            Message.FIELD.require(in, 1, "name");
            int name = Scalars.name(in, "name of a field");
            if (!names.add(name, in.position())) {
                throw in.refuse(name, "a record has two fields of one name");
            }
            Message.FIELD.require(in, 2, "value");
            nested(depth);
            Message.FIELD.end(in);
            in.leave(field);
        }
        Message.RECORD.end(in);
        in.leave(outer);
    }

    /** Reads the value of a field of a value at that depth; returns where it begins. It ends where the cursor is then. */
    private int nested(int depth) {
        int outer = in.enter();
        int start = in.position();
        value(depth + 1);
        in.leave(outer);
        return start;
    }

    /** Refuses what comes right behind an earlier stretch and is not above it. No value is empty, so the first one passes. */
    private void ascending(int from, int to, int start, String what) {
        if (in.compare(from, to, start, in.position()) >= 0) {
            throw in.refuse(start, "the " + what + " are not in ascending order, or one stands there twice");
        }
    }
}
