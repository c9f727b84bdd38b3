package dev.holdall.client.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Arrays;

/** Bytes that grow. Messages of a length not known before are opened by {@link #begin} and closed by {@link #end}. */
final class ValueWriter {
    /** Enough for the numbers, so that they need one array of their own and no more. */
    static final int SMALL = 12;

    /** What one string or array may take, so that it has an array and its tag and length fit in too. */
    static final int MAX_SIZE = Integer.MAX_VALUE - 32;

    private static final int MAX_VARINT64 = 10;

    private byte[] buffer;
    private int size;

    ValueWriter(int capacity) {
        buffer = new byte[capacity];
    }

    ByteString toByteString() {
        return UnsafeByteOperations.unsafeWrap(toByteArray());
    }

    /** What was written; the writer is done with. */
    byte[] toByteArray() {
        return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
    }

    void varint32(int value) {
        // Exact, so that an array of the right size stays the only one.
        reserve(varintSize(value));
        size = putVarint(size, value & 0xffffffffL);
    }

    void varint64(long value) {
        reserve(value >>> 32 == 0 ? varintSize((int) value) : MAX_VARINT64);
        size = putVarint(size, value);
    }

    /** A tag is a varint like any other. */
    void tag(int tag) {
        varint32(tag);
    }

    void sint32(int value) {
        varint32(value << 1 ^ value >> 31);
    }

    void sint64(long value) {
        varint64(value << 1 ^ value >> 63);
    }

    void fixed32(int value) {
        littleEndian(value, Integer.BYTES);
    }

    void fixed64(long value) {
        littleEndian(value, Long.BYTES);
    }

    /** The low bytes of a number, the lowest first. */
    void littleEndian(long value, int width) {
        reserve(width);
        for (int i = 0; i < width; i++) {
            buffer[size++] = (byte) (value >>> (8 * i));
        }
    }

    void raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    /** Bytes behind their length. */
    void bytes(byte[] bytes) {
        varint32(bytes.length);
        raw(bytes);
    }

    /** A string behind its length. */
    void string(String string) {
        int length = Utf8.size(string);
        varint32(length);
        reserve(length);
        Utf8.write(string, length, buffer, size);
        size += length;
    }

    /** A field that always has this value, for those who write it often. */
    static byte[] stringField(int tag, String string) {
        ValueWriter out = new ValueWriter(SMALL + string.length());
        out.tag(tag);
        out.string(string);
        return out.toByteArray();
    }

    /** Leaves room for the length of what follows; returns where that begins, for {@link #end}. */
    int begin() {
        reserve(1);
        return ++size;
    }

    /** Writes the length of all that was written since, and moves that on if the length takes more than one byte. */
    void end(int start) {
        int length = size - start;
        int more = varintSize(length) - 1;
        if (more > 0) {
            reserve(more);
            System.arraycopy(buffer, start, buffer, start + more, length);
            size += more;
        }
        putVarint(start - 1, length);
    }

    /**
     * Puts the items of a set or the entries of a map into the order of their keys' bytes.
     *
     * @param from where the first of them begins, the tag in front included; they fill the buffer from there on
     * @param inEntries whether each is an entry whose key is the first field, or else a key itself
     */
    void sort(int from, boolean inEntries) {
        byte[] sorted = new SortedEntries(buffer, from, size, inEntries).toByteArray();
        System.arraycopy(sorted, 0, buffer, from, sorted.length);
    }

    static int varintSize(int value) {
        // 7 bits a byte, and one byte for none.
        return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
    }

    private int putVarint(int at, long value) {
        int position = at;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[position++] = (byte) rest;
        return position;
    }

    private void reserve(int more) {
        if (more > buffer.length - size) {
            grow(more);
        }
    }

    private void grow(int more) {
        long needed = (long) size + more;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a value takes more than 2 GiB");
        }
        long doubled = Math.min(2L * buffer.length, Integer.MAX_VALUE - 8);
        buffer = Arrays.copyOf(buffer, (int) Math.max(needed, doubled));
    }
}
