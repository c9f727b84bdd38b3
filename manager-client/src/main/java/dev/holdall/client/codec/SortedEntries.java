package dev.holdall.client.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Encoded items of a set or entries of a map, sorted by the bytes of the item or key, unsigned, none twice. */
final class SortedEntries {
    private final byte[] buffer;
    private final List<Entry> entries = new ArrayList<>();

    SortedEntries(byte[] buffer, int from, int to, boolean keysInEntries) {
        this.buffer = buffer;
        for (int at = from; at < to; ) {
            Field field = field(at);
            Field key = keysInEntries ? field(field.body) : field;
            entries.add(new Entry(at, field.end, key.body, key.end));
            at = field.end;
        }
        entries.sort(this::compare);
        for (int i = 1; i < entries.size(); i++) {
            if (compare(entries.get(i - 1), entries.get(i)) == 0) {
                throw new IllegalArgumentException(
                        keysInEntries
                                ? "a map has two keys that are the same value"
                                : "a set has two items that are the same value");
            }
        }
    }

    byte[] toByteArray() {
        int size = 0;
        for (Entry entry : entries) {
            size += entry.to - entry.from;
        }
        byte[] sorted = new byte[size];
        int at = 0;
        for (Entry entry : entries) {
            System.arraycopy(buffer, entry.from, sorted, at, entry.to - entry.from);
            at += entry.to - entry.from;
        }
        return sorted;
    }

    /** The field that was written there: a tag of one byte, a length, and so many bytes. */
    private Field field(int at) {
        int length = 0;
        int position = at + 1;
        for (int shift = 0; ; shift += 7) {
            byte b = buffer[position++];
            length |= (b & 0x7f) << shift;
            if (b >= 0) {
                return new Field(position, position + length);
            }
        }
    }

    private int compare(Entry one, Entry other) {
        return Arrays.compareUnsigned(buffer, one.keyFrom, one.keyTo, buffer, other.keyFrom, other.keyTo);
    }

    private record Field(int body, int end) {}

    private record Entry(int from, int to, int keyFrom, int keyTo) {}
}
