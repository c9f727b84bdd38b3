package dev.holdall.server.state.value;

/**
 * A message that stands within a value: its name and the tags of its fields, in ascending order. All of them have one
 * byte.
 */
enum Message {
    LIST("ListValue", Message.delimited(1)),
    SET("SetValue", Message.delimited(1)),
    MAP("MapValue", Message.delimited(1)),
    ENTRY("MapValue.Entry", Message.delimited(1), Message.delimited(2)),
    RECORD("Record", Message.delimited(1), Message.delimited(2)),
    FIELD("Record.Field", Message.delimited(1), Message.delimited(2)),
    ENUM("Enum", Message.delimited(1), Message.delimited(2)),
    DECIMAL("Decimal", 1 << 3 | Cursor.VARINT, Message.delimited(2)),
    INSTANT("Instant", 1 << 3 | Cursor.VARINT, 2 << 3 | Cursor.VARINT),
    REFERENCE("Reference", Message.delimited(1), Message.delimited(2)),
    OBJECT_ID(
            "ObjectId",
            1 << 3 | Cursor.VARINT,
            2 << 3 | Cursor.FIXED32,
            3 << 3 | Cursor.VARINT,
            4 << 3 | Cursor.FIXED64),
    OPAQUE("Opaque", Message.delimited(1), Message.delimited(2), Message.delimited(3));

    private final String protoName;
    private final int[] tags;

    Message(String protoName, int... tags) {
        this.protoName = protoName;
        this.tags = tags;
    }

    /** Steps over the tag of a field, by its number, if it stands here. */
    boolean take(Cursor in, int field) {
        return in.take(tags[field - 1]);
    }

    /** Steps over the tag of a field that must stand here. */
    void require(Cursor in, int field, String what) {
        if (take(in, field)) {
            return;
        }
        if (in.atEnd()) {
            throw in.refuse(protoName + " has no " + what);
        }
        throw misplaced(in);
    }

    /** Refuses whatever is left when all fields have had their turn. */
    void end(Cursor in) {
        if (!in.atEnd()) {
            throw misplaced(in);
        }
    }

    private NotCanonicalException misplaced(Cursor in) {
        int start = in.position();
        int tag = in.tag();
        int field = tag >>> 3;
        if (field > tags.length) {
            return in.refuse(start, protoName + " has an unknown field " + field);
        }
        if (tag != tags[field - 1]) {
            return in.refuse(start, "field " + field + " of " + protoName + " has wire type " + (tag & 7));
        }
        return in.refuse(
                start, "field " + field + " of " + protoName + " is not in ascending order, or stands there twice");
    }

    private static int delimited(int field) {
        return field << 3 | Cursor.DELIMITED;
    }
}
