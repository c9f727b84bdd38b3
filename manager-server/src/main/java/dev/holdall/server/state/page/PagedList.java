package dev.holdall.server.state.page;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Objects;

/**
 * A list of byte strings by index.
 *
 * <p>Getting, setting, inserting and removing anywhere cost O(log n) with a large base; at either end, and near the place
 * of the operation before, O(1). Indices that are out of range throw {@link IndexOutOfBoundsException}.
 */
public final class PagedList {
    private final PageTree tree;

    public PagedList() {
        this(new PageTree(false));
    }

    private PagedList(PageTree tree) {
        this.tree = tree;
    }

    public long size() {
        return tree.size();
    }

    /** Bytes of all elements together. O(1). */
    public long bytes() {
        return tree.payload();
    }

    public ByteString get(long index) {
        Path path = at(index);
        return path.leaf().value(path.slot());
    }

    public boolean equalsAt(long index, ByteString element) {
        Path path = at(index);
        return path.leaf().valueEquals(path.slot(), element);
    }

    /** Appends an element. */
    public void add(ByteString element) {
        tree.seekRank(size());
        tree.insert(Entry.element(element));
    }

    /** Inserts an element before the one at this index, or at the end if the index is the size. */
    public void insert(long index, ByteString element) {
        Objects.checkIndex(index, size() + 1);
        tree.seekRank(index);
        tree.insert(Entry.element(element));
    }

    /** Replaces an element; returns the previous one. */
    public ByteString set(long index, ByteString element) {
        ByteString previous = get(index);
        tree.replace(element);
        return previous;
    }

    /** Removes an element and returns it. */
    public ByteString remove(long index) {
        ByteString element = get(index);
        tree.remove(1);
        return element;
    }

    /** Removes the elements from one index to another, the latter excluded. O(pages touched). */
    public void removeRange(long from, long to) {
        Objects.checkFromToIndex(from, to, size());
        long left = to - from;
        while (left > 0) {
            tree.seekRank(from);
            left -= tree.remove(left);
        }
    }

    public void clear() {
        tree.clear();
    }

    /** Tells of everything that is here now, and from now on of whatever comes or leaves. Snapshots are not watched. O(n). */
    public void watch(Watcher watcher) {
        tree.watch(watcher);
    }

    /** The index of the first equal element, or -1. O(n), at the speed of reading memory. */
    public long indexOf(ByteString element) {
        byte[] sought = element.toByteArray();
        Path path = start();
        do {
            for (int slot = 0; slot < path.leaf().count(); slot++) {
                if (path.leaf().valueEquals(slot, sought)) {
                    return path.rank() + slot;
                }
            }
        } while (path.nextLeaf());
        return -1;
    }

    /** The index of the last equal element, or -1. O(n), from the end. */
    public long lastIndexOf(ByteString element) {
        byte[] sought = element.toByteArray();
        Path path = new Path();
        path.seekRank(tree.root(), size());
        do {
            for (int back = 1; back <= path.leaf().count(); back++) {
                if (path.leaf().valueEquals(path.leaf().count() - back, sought)) {
                    return path.rank() - back;
                }
            }
        } while (path.previousLeaf());
        return -1;
    }

    /** How many elements are equal to this one. O(n). */
    public long count(ByteString element) {
        byte[] sought = element.toByteArray();
        Path path = start();
        long count = 0;
        do {
            for (int slot = 0; slot < path.leaf().count(); slot++) {
                count += path.leaf().valueEquals(slot, sought) ? 1 : 0;
            }
        } while (path.nextLeaf());
        return count;
    }

    /** Rearranges the elements: at each index comes to stand what stood at the one given, each given once. O(n log n). */
    public void permute(List<Integer> from) {
        PageTree permuted = new PageTree(false);
        for (int index : from) {
            permuted.seekRank(permuted.size());
            permuted.insert(Entry.element(get(index)));
        }
        tree.take(permuted);
    }

    /** Turns the order round. O(n). */
    public void reverse() {
        tree.reverse();
    }

    /** A cursor before the element at this index; the index may be the size. */
    public Cursor cursor(long from) {
        Objects.checkIndex(from, size() + 1);
        return new Cursor(tree, from);
    }

    /** A list with the same elements and a life of its own. O(1); each side copies a page before its first change of it. */
    public PagedList snapshot() {
        return new PagedList(tree.snapshot());
    }

    /** Writes the elements in their order. */
    public void save(SnapshotWriter out) {
        out.number(size());
        Cursor cursor = cursor(0);
        while (cursor.next()) {
            out.bytes(cursor.element());
        }
    }

    /** Reads what {@link #save} wrote, into full pages. */
    public static PagedList load(SnapshotReader in) {
        PagedList list = new PagedList();
        for (long left = in.number(); left > 0; left--) {
            list.add(in.bytes());
        }
        return list;
    }

    /** Heap bytes of the list, pages that it shares with snapshots included. */
    long allocated() {
        return 16 + tree.allocated();
    }

    PageTree tree() {
        return tree;
    }

    private Path at(long index) {
        return tree.seekRank(Objects.checkIndex(index, size()));
    }

    private Path start() {
        Path path = new Path();
        path.seekRank(tree.root(), 0);
        return path;
    }

    /**
     * Goes forward through a list. It starts before its first element; {@link #next} goes to it. After any change of the
     * list a cursor is of no use and says so.
     */
    public static final class Cursor {
        private final PageTree tree;
        private final long changes;
        private final Path path = new Path();
        private boolean started;

        private Cursor(PageTree tree, long from) {
            this.tree = tree;
            this.changes = tree.changes();
            path.seekRank(tree.root(), from);
        }

        /**
         * Goes to the next element, if there is one.
         *
         * @throws ConcurrentModificationException if the list was changed
         */
        public boolean next() {
            if (changes != tree.changes()) {
                throw new ConcurrentModificationException();
            }
            if (started) {
                path.step();
            }
            started = true;
            return path.slot() < path.leaf().count() || path.nextLeaf();
        }

        /** A copy of the element. */
        public ByteString element() {
            return path.leaf().value(path.slot());
        }

        /** The element's length; nothing is copied. */
        public int length() {
            return path.leaf().valueLength(path.slot());
        }

        /** Whether the element equals this one; nothing is copied. */
        public boolean elementEquals(ByteString other) {
            return path.leaf().valueEquals(path.slot(), other);
        }
    }
}
