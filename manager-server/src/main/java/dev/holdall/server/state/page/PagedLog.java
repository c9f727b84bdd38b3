package dev.holdall.server.state.page;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import java.util.ConcurrentModificationException;
import org.jspecify.annotations.Nullable;

/**
 * Records in the order of their numbers; each has a number of 1 or more, a key and a value, of which either may be empty.
 *
 * <p>A queue is a log whose numbers are positions: elements are put behind the last one, taken from the front, and put back
 * where they were. A dict is a log in the order of insertion, beside an index of its keys.
 *
 * <p>Everything by number costs O(log n) with a large base; behind the last record, at the first one and near the place of
 * the operation before, O(1). Records whose numbers are close together, as they are if they were given out one by one, cost
 * eight bytes more than their key and value.
 */
public final class PagedLog implements HashIndex.Keys {
    private final PageTree tree;
    private long last;

    public PagedLog() {
        this(new PageTree(true), 0);
    }

    private PagedLog(PageTree tree, long last) {
        this.tree = tree;
        this.last = last;
    }

    public long size() {
        return tree.size();
    }

    /** Bytes of all keys and values together. O(1). */
    public long bytes() {
        return tree.payload();
    }

    /**
     * Adds a record.
     *
     * @throws IllegalArgumentException if the number is below 1 or in use; nothing is changed then
     */
    public void put(long number, ByteString key, ByteString value) {
        if (number < 1) {
            throw new IllegalArgumentException("Record numbers start at 1: " + number);
        }
        if (number > last) {
            tree.seekRank(size());
            last = number;
        } else if (tree.seekNumber(number)) {
            throw new IllegalArgumentException("The number is in use: " + number);
        }
        tree.insert(new Entry(number, key, value));
    }

    public boolean contains(long number) {
        return tree.seekNumber(number);
    }

    /** A record's key, or null if the number is not in use. */
    public @Nullable ByteString key(long number) {
        return tree.seekNumber(number) ? leaf().key(slot()) : null;
    }

    /** A record's value, or null if the number is not in use. */
    public @Nullable ByteString value(long number) {
        return tree.seekNumber(number) ? leaf().value(slot()) : null;
    }

    /** A whole record, or null if the number is not in use. */
    public @Nullable Entry entry(long number) {
        return tree.seekNumber(number) ? leaf().entry(slot()) : null;
    }

    /** Replaces a record's value; returns the previous one, or null if the number is not in use and nothing was changed. */
    public @Nullable ByteString setValue(long number, ByteString value) {
        ByteString previous = value(number);
        if (previous != null) {
            tree.replace(value);
        }
        return previous;
    }

    /** As {@link #setValue}, where nobody asks for the previous one; says whether the number is in use. */
    public boolean replaceValue(long number, ByteString value) {
        boolean found = tree.seekNumber(number);
        if (found) {
            tree.replace(value);
        }
        return found;
    }

    /** Removes a record; says whether there was one. */
    public boolean remove(long number) {
        if (!tree.seekNumber(number)) {
            return false;
        }
        tree.remove(1);
        if (number == last) {
            last = size() == 0 ? 0 : numberAt(size() - 1);
        }
        return true;
    }

    /** The lowest number in use, or 0. */
    public long first() {
        return size() == 0 ? 0 : numberAt(0);
    }

    /** The highest number in use, or 0. */
    public long last() {
        return last;
    }

    /** Whether there is a record with this number and this key; nothing is copied. */
    @Override
    public boolean keyEquals(long number, ByteString key) {
        return tree.seekNumber(number) && leaf().keyEquals(slot(), key);
    }

    /** Whether there is a record with this number and this value; nothing is copied. */
    public boolean valueEquals(long number, ByteString value) {
        return tree.seekNumber(number) && leaf().valueEquals(slot(), value);
    }

    public void clear() {
        tree.clear();
        last = 0;
    }

    /** Tells of everything that is here now, and from now on of whatever comes or leaves. Snapshots are not watched. O(n). */
    public void watch(Watcher watcher) {
        tree.watch(watcher);
    }

    /** A cursor before the first record whose number is higher than this one; 0 stands before all. */
    public Cursor after(long number) {
        return new Cursor(tree, number, true);
    }

    /** A cursor that goes backward, and stands behind the last record whose number is lower than this one. */
    public Cursor before(long number) {
        return new Cursor(tree, number, false);
    }

    /** A log with the same records and a life of its own. O(1); each side copies a page before its first change of it. */
    public PagedLog snapshot() {
        return new PagedLog(tree.snapshot(), last);
    }

    /** Writes the records in their order; each number as its distance from the one before. */
    public void save(SnapshotWriter out) {
        out.number(size());
        long before = 0;
        Cursor cursor = after(0);
        while (cursor.next()) {
            out.number(cursor.number() - before);
            out.bytes(cursor.key());
            out.bytes(cursor.value());
            before = cursor.number();
        }
    }

    /** Reads what {@link #save} wrote, into full pages. */
    public static PagedLog load(SnapshotReader in) {
        PagedLog log = new PagedLog();
        long number = 0;
        for (long left = in.number(); left > 0; left--) {
            number += in.number();
            ByteString key = in.bytes();
            log.put(number, key, in.bytes());
        }
        return log;
    }

    /** Heap bytes of the log, pages that it shares with snapshots included. */
    long allocated() {
        return 24 + tree.allocated();
    }

    PageTree tree() {
        return tree;
    }

    private long numberAt(long rank) {
        tree.seekRank(rank);
        return leaf().number(slot());
    }

    private Leaf leaf() {
        return tree.path().leaf();
    }

    private int slot() {
        return tree.path().slot();
    }

    /**
     * Goes through a log, forward or backward. It starts before the first record on its way; {@link #next} goes to it. After any
     * change of the log a cursor is of no use and says so; a new one {@link PagedLog#after after} the last number seen, or {@link
     * PagedLog#before before} it, goes on.
     */
    public static final class Cursor {
        private final PageTree tree;
        private final long changes;
        private final boolean forward;
        private final Path path = new Path();
        private boolean started;

        private Cursor(PageTree tree, long number, boolean forward) {
            this.tree = tree;
            this.changes = tree.changes();
            this.forward = forward;
            if (path.seekNumber(tree.root(), number) && forward) {
                path.step();
            }
        }

        /**
         * Goes to the next record on its way, if there is one.
         *
         * @throws ConcurrentModificationException if the log was changed
         */
        public boolean next() {
            if (changes != tree.changes()) {
                throw new ConcurrentModificationException();
            }
            if (!forward) {
                boolean found = path.slot() > 0 || path.previousLeaf();
                if (found) {
                    path.stepBack();
                }
                return found;
            }
            if (started) {
                path.step();
            }
            started = true;
            return path.slot() < path.leaf().count() || path.nextLeaf();
        }

        public long number() {
            return path.leaf().number(path.slot());
        }

        /** A copy of the record's key. */
        public ByteString key() {
            return path.leaf().key(path.slot());
        }

        /** A copy of the record's value. */
        public ByteString value() {
            return path.leaf().value(path.slot());
        }

        /** The length of the record's key; nothing is copied. */
        public int keyLength() {
            return path.leaf().keyLength(path.slot());
        }

        /** The length of the record's value; nothing is copied. */
        public int valueLength() {
            return path.leaf().valueLength(path.slot());
        }

        /** Whether the record's value equals this one; nothing is copied. */
        public boolean valueEquals(ByteString value) {
            return path.leaf().valueEquals(path.slot(), value);
        }
    }
}
