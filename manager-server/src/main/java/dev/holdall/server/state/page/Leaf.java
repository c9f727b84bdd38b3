package dev.holdall.server.state.page;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A node that holds records: in a list each is one string of its page; in a log two, the key and the value, and a number.
 */
final class Leaf extends Node {
    private final Page page;
    private final @Nullable Numbers numbers;

    private Leaf(Edit edit, Page page, @Nullable Numbers numbers) {
        super(edit);
        this.page = page;
        this.numbers = numbers;
    }

    static Leaf empty(Edit edit, boolean numbered) {
        return new Leaf(edit, Page.of(), numbered ? Numbers.none() : null);
    }

    static Leaf of(Edit edit, boolean numbered, Entry entry) {
        return numbered
                ? new Leaf(edit, Page.of(entry.key(), entry.value()), Numbers.of(entry.number()))
                : new Leaf(edit, Page.of(entry.value()), null);
    }

    int count() {
        return numbers == null ? page.count() : numbers.count();
    }

    @Override
    long records() {
        return count();
    }

    int weight() {
        return page.weight();
    }

    /** Payload bytes of all records. */
    long payload() {
        return page.payload();
    }

    /** Payload bytes of one record. */
    long payload(int slot) {
        return numbers == null ? page.length(slot) : (long) page.length(2 * slot) + page.length(2 * slot + 1);
    }

    /** The number of a record, 0 in a list. */
    long number(int slot) {
        return numbers == null ? 0 : numbers.get(slot);
    }

    /** Where a number is, or {@code -1 - slot} if it is missing and belongs there. */
    int search(long number) {
        return numbers == null ? -1 : numbers.search(number);
    }

    /** Whether this number lies between the first and the last number here, so that no other leaf can hold it. */
    boolean spans(long number) {
        return numbers != null && numbers.spans(number);
    }

    ByteString key(int slot) {
        return numbers == null ? ByteString.EMPTY : page.get(2 * slot);
    }

    ByteString value(int slot) {
        return page.get(valueAt(slot));
    }

    int keyLength(int slot) {
        return numbers == null ? 0 : page.length(2 * slot);
    }

    int valueLength(int slot) {
        return page.length(valueAt(slot));
    }

    boolean keyEquals(int slot, ByteString key) {
        return numbers != null && page.equals(2 * slot, key);
    }

    boolean valueEquals(int slot, ByteString value) {
        return page.equals(valueAt(slot), value);
    }

    boolean valueEquals(int slot, byte[] value) {
        return page.equals(valueAt(slot), value);
    }

    Entry entry(int slot) {
        return new Entry(number(slot), key(slot), value(slot));
    }

    /** Whether a record may be inserted at this slot. */
    boolean fits(int slot, Entry entry) {
        return numbers == null
                ? page.fits(slot, 1, entry.bytes())
                : page.fits(2 * slot, 2, entry.bytes()) && numbers.fits(entry.number());
    }

    /** Inserts a record that {@link #fits fits}. */
    void insert(int slot, Entry entry) {
        if (numbers == null) {
            page.insert(slot, entry.value());
        } else if (slot == 0) {
            page.insert(0, entry.value());
            page.insert(0, entry.key());
            numbers.insert(0, entry.number());
        } else {
            page.insert(2 * slot, entry.key());
            page.insert(2 * slot + 1, entry.value());
            numbers.insert(slot, entry.number());
        }
    }

    boolean canReplace(int slot, ByteString value) {
        return page.canReplace(valueAt(slot), value.size());
    }

    void replace(int slot, ByteString value) {
        page.replace(valueAt(slot), value);
    }

    /** Removes the records from one slot to another, the latter excluded. */
    void remove(int from, int to) {
        if (numbers == null) {
            page.remove(from, to);
        } else {
            page.remove(2 * from, 2 * to);
            numbers.remove(from, to);
        }
    }

    @Override
    boolean canAbsorb(Node node) {
        return node instanceof Leaf next
                && page.canAbsorb(next.page)
                && (numbers == null || next.numbers == null || numbers.canAbsorb(next.numbers));
    }

    @Override
    void absorb(Node node, long low) {
        Leaf next = (Leaf) node;
        page.absorb(next.page);
        if (numbers != null && next.numbers != null) {
            numbers.absorb(next.numbers);
        }
    }

    /**
     * Leaves with the records of this one and, at this slot, another that does not fit here: split in the middle or, where
     * a large record does not fit then either, at its slot.
     */
    Leaf[] split(Edit edit, int slot, Entry entry) {
        for (int at : new int[] {middle(), slot}) {
            Leaf left = slice(edit, 0, at);
            Leaf right = slice(edit, at, count());
            if (slot <= at && left.fits(slot, entry)) {
                left.insert(slot, entry);
                return new Leaf[] {left, right};
            }
            if (slot >= at && right.fits(slot - at, entry)) {
                right.insert(slot - at, entry);
                return new Leaf[] {left, right};
            }
        }
        return new Leaf[] {slice(edit, 0, slot), of(edit, numbers != null, entry), slice(edit, slot, count())};
    }

    /** The slot at which to split so that both sides weigh about the same; neither is empty. */
    private int middle() {
        int middle = numbers == null ? page.middle() : page.middle() / 2;
        return Math.min(Math.max(middle, 1), count() - 1);
    }

    /** A leaf with copies of the records from one slot to another, the latter excluded. */
    private Leaf slice(Edit edit, int from, int to) {
        return numbers == null
                ? new Leaf(edit, page.slice(from, to), null)
                : new Leaf(edit, page.slice(2 * from, 2 * to), numbers.slice(from, to));
    }

    /** Gives up the free room. */
    void trim() {
        page.trim();
        if (numbers != null) {
            numbers.trim();
        }
    }

    @Override
    Leaf copy(Edit edit) {
        return new Leaf(edit, page.copy(), numbers == null ? null : numbers.copy());
    }

    @Override
    Leaf reversed(Edit edit) {
        if (numbers != null) {
            throw new IllegalStateException("Numbered records have one order only");
        }
        return new Leaf(edit, page.reversed(), null);
    }

    @Override
    long allocated() {
        return 24 + page.allocated() + (numbers == null ? 0 : numbers.allocated());
    }

    private int valueAt(int slot) {
        return numbers == null ? slot : 2 * slot + 1;
    }
}
