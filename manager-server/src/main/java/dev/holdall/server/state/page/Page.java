package dev.holdall.server.state.page;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A run of byte strings, packed into one array.
 *
 * <p>Two bytes a string say where it lies: string {@code i} is {@code bytes[offsets[from + i] .. offsets[from + i + 1])}.
 * Free room may be before the first string and behind the last, so both ends can grow, and the front is removed by
 * counting {@code from} up. A string in the middle is inserted or removed by moving what follows it.
 *
 * <p>A record that is larger than {@link #CAPACITY} has a page of its own. Such a page is wide: its offsets are ints, and it
 * is only ever read, copied or given up.
 */
final class Page {
    /** Most payload bytes of a page that more than one record shares. */
    static final int CAPACITY = 8 * 1024;

    /** A string weighs at least this many bytes, so that a page of empty strings has an end too. */
    private static final int LEAST_WEIGHT = 8;

    private static final char[] NO_OFFSETS = {};

    private byte[] bytes;
    private char[] offsets;
    private final int @Nullable [] wide;
    private int from;
    private int count;

    private Page(byte[] bytes, char[] offsets, int @Nullable [] wide, int from, int count) {
        this.bytes = bytes;
        this.offsets = offsets;
        this.wide = wide;
        this.from = from;
        this.count = count;
    }

    /** A page that holds these strings and has no free room. */
    static Page of(ByteString... strings) {
        int total = 0;
        int[] ends = new int[strings.length + 1];
        for (int i = 0; i < strings.length; i++) {
            total = Math.addExact(total, strings[i].size());
            ends[i + 1] = total;
        }
        byte[] bytes = new byte[total];
        for (int i = 0; i < strings.length; i++) {
            strings[i].copyTo(bytes, ends[i]);
        }
        if (total > CAPACITY) {
            return new Page(bytes, NO_OFFSETS, ends, 0, strings.length);
        }
        char[] offsets = new char[ends.length];
        for (int i = 0; i < ends.length; i++) {
            offsets[i] = (char) ends[i];
        }
        return new Page(bytes, offsets, null, 0, strings.length);
    }

    int count() {
        return count;
    }

    /** Payload bytes of all strings. */
    int payload() {
        return offset(count) - offset(0);
    }

    int length(int i) {
        return offset(i + 1) - offset(i);
    }

    /** A copy of string {@code i}. */
    ByteString get(int i) {
        int start = offset(i);
        int end = offset(i + 1);
        return start == end ? ByteString.EMPTY : ByteString.copyFrom(bytes, start, end - start);
    }

    boolean equals(int i, ByteString other) {
        int start = offset(i);
        int length = offset(i + 1) - start;
        if (length != other.size()) {
            return false;
        }
        return new Comparison(bytes, start).equal(other);
    }

    /** As {@link #equals(int, ByteString)}, for comparing one array with many strings. */
    boolean equals(int i, byte[] other) {
        return length(i) == other.length && Arrays.equals(bytes, offset(i), offset(i + 1), other, 0, other.length);
    }

    /** How full the page is, {@link #CAPACITY} being full. */
    int weight() {
        return weight(count, payload());
    }

    private static int weight(int count, int payload) {
        return Math.max(payload, count * LEAST_WEIGHT);
    }

    /**
     * Whether {@code strings} more strings with {@code length} bytes together may be inserted before string {@code i}.
     *
     * <p>A page whose front was removed is packed again for the sake of an append only when that frees half of it; otherwise
     * a queue that fills nearly a page would be moved at every element.
     */
    boolean fits(int i, int strings, long length) {
        if (wide != null || length > CAPACITY || weight(count + strings, payload() + (int) length) > CAPACITY) {
            return false;
        }
        return i < count || offset(count) + length <= CAPACITY || payload() <= CAPACITY / 2;
    }

    /** Inserts a string before string {@code i}; it must {@link #fits fit}. */
    void insert(int i, ByteString string) {
        int length = string.size();
        if (i == 0 && count > 0) {
            roomAtFront(length);
            from--;
            offsets[from] = (char) (offsets[from + 1] - length);
        } else {
            roomAtEnd(1, length);
            int start = offset(i);
            System.arraycopy(bytes, start, bytes, start + length, offset(count) - start);
            for (int slot = from + count; slot >= from + i; slot--) {
                offsets[slot + 1] = (char) (offsets[slot] + length);
            }
        }
        string.copyTo(bytes, offset(i));
        count++;
    }

    boolean canReplace(int i, int length) {
        return wide == null && length <= CAPACITY && payload() - length(i) + length <= CAPACITY;
    }

    /** Puts another string in the place of string {@code i}; see {@link #canReplace}. */
    void replace(int i, ByteString string) {
        int growth = string.size() - length(i);
        if (growth != 0) {
            roomAtEnd(0, growth);
            int end = offset(i + 1);
            System.arraycopy(bytes, end, bytes, end + growth, offset(count) - end);
            for (int slot = from + i + 1; slot <= from + count; slot++) {
                offsets[slot] += (char) growth;
            }
        }
        string.copyTo(bytes, offset(i));
        shrink();
    }

    /** Removes strings {@code i} to {@code j}, the latter excluded. */
    void remove(int i, int j) {
        if (i == 0) {
            from += j;
        } else {
            int start = offset(i);
            int end = offset(j);
            System.arraycopy(bytes, end, bytes, start, offset(count) - end);
            for (int slot = from + j; slot <= from + count; slot++) {
                offsets[slot - (j - i)] = (char) (offsets[slot] - (end - start));
            }
        }
        count -= j - i;
        shrink();
    }

    /** Whether this page and the next would make one page with room to spare, so that it is not split again at once. */
    boolean canAbsorb(Page next) {
        return wide == null
                && next.wide == null
                && weight(count + next.count, payload() + next.payload()) <= CAPACITY / 4 * 3;
    }

    /** Appends copies of all strings of the next page; see {@link #canAbsorb}. */
    void absorb(Page next) {
        roomAtEnd(next.count, next.payload());
        int shift = offset(count) - next.offset(0);
        System.arraycopy(next.bytes, next.offset(0), bytes, offset(count), next.payload());
        for (int i = 1; i <= next.count; i++) {
            offsets[from + count + i] = (char) (next.offset(i) + shift);
        }
        count += next.count;
    }

    /** A page with copies of strings {@code i} to {@code j}, the latter excluded, and no free room. */
    Page slice(int i, int j) {
        Page slice = new Page(bytes, Arrays.copyOfRange(offsets, from + i, from + j + 1), null, 0, j - i);
        slice.moveBytes(0, slice.payload());
        return slice;
    }

    Page copy() {
        return new Page(bytes.clone(), offsets.clone(), wide, from, count);
    }

    /** Gives up the free room: nothing more is expected to come. */
    void trim() {
        if (wide == null) {
            moveBytes(0, payload());
            moveOffsets(0, count + 1);
        }
    }

    /** A page with the same strings in the opposite order. */
    Page reversed() {
        if (count == 1) {
            return copy();
        }
        Page reversed = new Page(new byte[payload()], new char[count + 1], null, 0, count);
        for (int i = 0; i < count; i++) {
            int source = count - 1 - i;
            int start = reversed.offset(i);
            System.arraycopy(bytes, offset(source), reversed.bytes, start, length(source));
            reversed.offsets[i + 1] = (char) (start + length(source));
        }
        return reversed;
    }

    /** The index at which to split so that both sides weigh about the same. */
    int middle() {
        if (payload() < count * LEAST_WEIGHT) {
            return count / 2;
        }
        int half = offset(0) + payload() / 2;
        int i = 1;
        while (i < count - 1 && offset(i) < half) {
            i++;
        }
        return i;
    }

    /** Heap bytes of this page, its arrays included. */
    long allocated() {
        return 40 + Sizes.array(bytes.length, 1) + Sizes.array(offsets.length, 2) + (wide == null ? 0 : 32);
    }

    private int offset(int i) {
        return wide == null ? offsets[from + i] : wide[i];
    }

    private void roomAtEnd(int strings, int length) {
        if (offset(count) + length > bytes.length) {
            moveBytes(0, grown(payload() + length));
        }
        if (from + count + strings >= offsets.length) {
            moveOffsets(0, Sizes.grown(count + 1 + strings));
        }
    }

    /** Half of the new free room goes to each side, for lists of one page that grow at both ends. */
    private void roomAtFront(int length) {
        if (offset(0) < length) {
            int needed = payload() + length;
            int size = grown(needed);
            moveBytes(length + (size - needed) / 2, size);
        }
        if (from == 0) {
            int size = Sizes.grown(count + 2);
            moveOffsets(size - (count + 1) - (size - (count + 2)) / 2, size);
        }
    }

    private static int grown(int needed) {
        return Math.min(CAPACITY, Sizes.grown(needed));
    }

    private void shrink() {
        if (wide == null && count > 0) {
            if (bytes.length > 64 && payload() < bytes.length / 2) {
                moveBytes(0, payload() + payload() / 4);
            }
            if (offsets.length > 32 && count < offsets.length / 2) {
                moveOffsets(0, count + 1 + count / 4);
            }
        }
    }

    private void moveBytes(int position, int size) {
        byte[] target = new byte[size];
        int shift = position - offset(0);
        System.arraycopy(bytes, offset(0), target, position, payload());
        for (int slot = from; slot <= from + count; slot++) {
            offsets[slot] += (char) shift;
        }
        bytes = target;
    }

    private void moveOffsets(int position, int size) {
        char[] target = new char[size];
        System.arraycopy(offsets, from, target, position, count + 1);
        offsets = target;
        from = position;
    }
}
