package dev.holdall.server.state.value;

import com.google.protobuf.ByteString;

/**
 * A place in an encoded element and the end of the message that it is in. It reads the primitives of the wire format and
 * refuses what has another form than the shortest.
 */
final class Cursor {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int DELIMITED = 2;
    static final int FIXED32 = 5;

    private static final int SHOWN_BYTES = 12;

    private final ByteString bytes;
    private int position;
    private int limit;

    Cursor(ByteString bytes) {
        this.bytes = bytes;
        this.limit = bytes.size();
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position == limit;
    }

    int remaining() {
        return limit - position;
    }

    /** Narrows the view to the length-delimited field that begins here; returns what {@link #leave} wants back. */
    int enter() {
        int start = position;
        long length = varint();
        // Unsigned: a length above 2^63 must not pass for a negative one.
        if (Long.compareUnsigned(length, limit - position) > 0) {
            throw refuse(
                    start,
                    "a length of " + Long.toUnsignedString(length) + " exceeds the " + (limit - position)
                            + " bytes left");
        }
        int outer = limit;
        limit = position + (int) length;
        return outer;
    }

    /** Widens the view again at the end of a field. */
    void leave(int outer) {
        position = limit;
        limit = outer;
    }

    /** Steps over a tag of one byte if it stands here. */
    boolean take(int tag) {
        if (position < limit && bytes.byteAt(position) == tag) {
            position++;
            return true;
        }
        return false;
    }

    /** A field's number and wire type. */
    int tag() {
        int start = position;
        long tag = varint();
        if (tag >>> 32 != 0 || tag >>> 3 == 0) {
            throw refuse(start, "a field's number is not between 1 and 536,870,911");
        }
        return (int) tag;
    }

    long varint() {
        int start = position;
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = next(start, "a varint");
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                if (b == 0 && shift > 0) {
                    throw refuse(start, "a varint has not its shortest form");
                }
                if (shift == 63 && b != 1) {
                    throw refuse(start, "a varint has more than 64 bits");
                }
                return value;
            }
        }
        throw refuse(start, "a varint has more than 10 bytes");
    }

    int uint32() {
        int start = position;
        long value = varint();
        if (value >>> 32 != 0) {
            throw refuse(start, "a number of 32 bits is written with more: " + Long.toUnsignedString(value));
        }
        return (int) value;
    }

    int sint32() {
        int zigzag = uint32();
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    long sint64() {
        long zigzag = varint();
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    int fixed32() {
        return (int) littleEndian(4);
    }

    long littleEndian(int width) {
        int start = position;
        if (limit - position < width) {
            throw refuse(start, "the bytes end within a number of " + width + " bytes");
        }
        long value = 0;
        for (int i = 0; i < width; i++) {
            value |= (bytes.byteAt(position++) & 0xffL) << (8 * i);
        }
        return value;
    }

    /** The byte so many places on, which the caller knows to be there. */
    byte peek(int ahead) {
        return bytes.byteAt(position + ahead);
    }

    void skipToEnd() {
        position = limit;
    }

    ByteString slice(int from, int to) {
        return bytes.substring(from, to);
    }

    /** Compares two stretches by their bytes, unsigned; a stretch comes before those that it begins. */
    int compare(int from, int to, int otherFrom, int otherTo) {
        int common = Math.min(to - from, otherTo - otherFrom);
        for (int i = 0; i < common; i++) {
            int difference = (bytes.byteAt(from + i) & 0xff) - (bytes.byteAt(otherFrom + i) & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(to - from, otherTo - otherFrom);
    }

    NotCanonicalException refuse(String rule) {
        return refuse(position, rule);
    }

    NotCanonicalException refuse(int offset, String rule) {
        StringBuilder message = new StringBuilder(rule)
                .append(", at byte ")
                .append(offset)
                .append(" of ")
                .append(bytes.size());
        int shown = Math.min(SHOWN_BYTES, bytes.size() - offset);
        for (int i = 0; i < shown; i++) {
            int b = bytes.byteAt(offset + i);
            message.append(i == 0 ? ": " : " ")
                    .append(Character.forDigit(b >> 4 & 0xf, 16))
                    .append(Character.forDigit(b & 0xf, 16));
        }
        return new NotCanonicalException(
                message.append(offset + shown < bytes.size() ? " ..." : "").toString());
    }

    private byte next(int start, String what) {
        if (position == limit) {
            throw refuse(start, "the bytes end within " + what);
        }
        return bytes.byteAt(position++);
    }
}
