package dev.holdall.client.codec;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;

/**
 * A place in encoded bytes and the end of the message that it is in. The manager lets canonical bytes in only, so this
 * checks no more than it needs to fail cleanly on others.
 */
final class ValueReader {
    private final ByteString bytes;
    private int position;
    private int limit;

    ValueReader(ByteString bytes) {
        this.bytes = bytes;
        this.limit = bytes.size();
    }

    boolean atEnd() {
        return position == limit;
    }

    int remaining() {
        return limit - position;
    }

    /** Narrows the view to the length-delimited field that begins here; returns what {@link #leave} wants back. */
    int enter() {
        long length = varint64();
        if (Long.compareUnsigned(length, limit - position) > 0) {
            throw malformed("a field is longer than what it is in");
        }
        int outer = limit;
        limit = position + (int) length;
        return outer;
    }

    /** Widens the view again; nothing of the field may be left. */
    void leave(int outer) {
        if (position != limit) {
            throw malformed("a field goes on where it should end");
        }
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

    /** Steps over a tag of one byte that must stand here. */
    void require(int tag) {
        if (!take(tag)) {
            throw malformed("field " + (tag >>> 3) + " is missing");
        }
    }

    /** The tag of a value's kind. */
    int kind() {
        return varint32();
    }

    int varint32() {
        long value = varint64();
        if (value >>> 32 != 0) {
            throw malformed("a number has more than 32 bits");
        }
        return (int) value;
    }

    long varint64() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = next();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed("a number has more than 64 bits");
    }

    int sint32() {
        int zigzag = varint32();
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    /** A number of a smaller type than the one it travels as. */
    int sint32(int lowest, int highest) {
        int value = sint32();
        if (value < lowest || value > highest) {
            throw malformed(value + " is out of range");
        }
        return value;
    }

    long sint64() {
        long zigzag = varint64();
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    int fixed32() {
        return (int) littleEndian(Integer.BYTES);
    }

    long fixed64() {
        return littleEndian(Long.BYTES);
    }

    long littleEndian(int width) {
        if (remaining() < width) {
            throw malformed("the bytes end within a number");
        }
        long value = 0;
        for (int i = 0; i < width; i++) {
            value |= (bytes.byteAt(position++) & 0xffL) << (8 * i);
        }
        return value;
    }

    /** Bytes behind their length. */
    byte[] bytes() {
        int outer = enter();
        byte[] copy = new byte[remaining()];
        bytes.copyTo(copy, position, 0, copy.length);
        position = limit;
        leave(outer);
        return copy;
    }

    /** A string behind its length. */
    String string() {
        int outer = enter();
        String string = bytes.substring(position, limit).toString(StandardCharsets.UTF_8);
        position = limit;
        leave(outer);
        return string;
    }

    /** Steps over a string behind its length if it is this one. */
    boolean takeString(ByteString expected) {
        int start = position;
        int outer = enter();
        if (remaining() == expected.size() && bytes.substring(position, limit).equals(expected)) {
            position = limit;
            limit = outer;
            return true;
        }
        position = start;
        limit = outer;
        return false;
    }

    IllegalArgumentException malformed(String why) {
        return new IllegalArgumentException(
                "these bytes hold no value: " + why + ", at byte " + position + " of " + bytes.size());
    }

    private byte next() {
        if (position == limit) {
            throw malformed("they end too early");
        }
        return bytes.byteAt(position++);
    }
}
