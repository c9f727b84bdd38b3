package dev.holdall.server.state.page;

import com.google.protobuf.ByteString;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A copy-on-write B+tree of records in pages; what {@link PagedList} and {@link PagedLog} have in common.
 *
 * <p>A record is found by its rank or, if the records are numbered, by its number; from there on inserting, replacing and
 * removing are the same. Operations work on the place that the last {@code seek} went to.
 *
 * <p>A full leaf is split in the middle, except at its ends, where a new leaf begins: so appends leave full pages behind
 * them. A leaf that is less than half full joins a neighbour as soon as both take up at most three quarters of a page; the
 * distance between the two bounds keeps a leaf from being split and joined in turns. Seeking costs O(log n) with a base
 * of about 64 pages, or O(1) near the place of the operation before; changing a leaf moves at most one page of bytes.
 */
final class PageTree {
    private final boolean numbered;
    private final Path path = new Path();
    private Node root;
    private Edit edit = new Edit();
    private long payload;
    private long changes;
    private @Nullable Watcher watcher;

    PageTree(boolean numbered) {
        this.numbered = numbered;
        this.root = Leaf.empty(edit, numbered);
    }

    private PageTree(PageTree original) {
        this.numbered = original.numbered;
        this.root = original.root;
        this.payload = original.payload;
    }

    /** A tree with the same records, which shares all nodes until either side changes them. O(1). */
    PageTree snapshot() {
        edit = new Edit();
        return new PageTree(this);
    }

    long size() {
        return root.records();
    }

    /** Payload bytes of all records. */
    long payload() {
        return payload;
    }

    /** Goes up by each change, so that a cursor can tell that it is stale. */
    long changes() {
        return changes;
    }

    Node root() {
        return root;
    }

    boolean numbered() {
        return numbered;
    }

    /** The place of the record of this rank, or behind the last one; good until the next call. */
    Path seekRank(long rank) {
        path.seekRank(root, rank);
        return path;
    }

    /** Whether there is a record with this number; {@link #path} is then its place, else where it belongs. */
    boolean seekNumber(long number) {
        return path.seekNumber(root, number);
    }

    Path path() {
        return path;
    }

    /** Tells of every record that is here now, and from now on of each that comes or leaves. A snapshot is not watched. */
    void watch(Watcher newWatcher) {
        watcher = newWatcher;
        forEach(newWatcher::came);
    }

    private void forEach(Consumer<ByteString> consumer) {
        Path all = new Path();
        all.seekRank(root, 0);
        do {
            for (int slot = 0; slot < all.leaf().count(); slot++) {
                consumer.accept(all.leaf().key(slot));
                consumer.accept(all.leaf().value(slot));
            }
        } while (all.nextLeaf());
    }

    void clear() {
        if (watcher != null) {
            forEach(watcher::left);
        }
        changes++;
        payload = 0;
        root = Leaf.empty(edit, numbered);
        path.reset();
    }

    /** Takes the records of another tree, which are these in another order, in their place. The other is of no use afterwards. */
    void take(PageTree other) {
        changes++;
        root = other.root;
        edit = other.edit;
        path.reset();
    }

    /** Turns the order of all records round. O(n). */
    void reverse() {
        changes++;
        root = root.reversed(edit);
        path.reset();
    }

    /** Inserts a record at the place sought. */
    void insert(Entry entry) {
        if (watcher != null) {
            watcher.came(entry.key());
            watcher.came(entry.value());
        }
        place(entry);
    }

    private void place(Entry entry) {
        changes++;
        payload += entry.bytes();
        if (size() == 0) {
            root = Leaf.of(edit, numbered, entry);
            path.reset();
        } else if (path.leaf().fits(path.slot(), entry)) {
            insertHere(entry);
        } else if (!insertInNeighbour(entry)) {
            overflow(entry);
        }
    }

    /** Puts another value in the place of the one sought. */
    void replace(ByteString value) {
        Leaf leaf = path.leaf();
        int slot = path.slot();
        if (watcher != null) {
            watcher.came(value);
            watcher.left(leaf.value(slot));
        }
        changes++;
        int growth = value.size() - leaf.valueLength(slot);
        if (leaf.canReplace(slot, value)) {
            payload += growth;
            ownLeaf().replace(slot, value);
            joinIfSmall();
            return;
        }
        Entry entry = new Entry(leaf.number(slot), leaf.key(slot), value);
        if (leaf.count() == 1) {
            payload += growth;
            ownBranches();
            setLeaf(Leaf.of(edit, numbered, entry));
        } else {
            payload -= leaf.payload(slot);
            ownLeaf().remove(slot, slot + 1);
            path.adjust(path.height(), -1);
            place(entry);
        }
    }

    /** Removes up to {@code most} records from the place sought on, as far as its leaf goes; returns how many. */
    int remove(long most) {
        changes++;
        Leaf leaf = path.leaf();
        int slot = path.slot();
        int removed = (int) Math.min(most, leaf.count() - slot);
        if (watcher != null) {
            for (int i = slot; i < slot + removed; i++) {
                watcher.left(leaf.key(i));
                watcher.left(leaf.value(i));
            }
        }
        if (removed == leaf.count()) {
            payload -= leaf.payload();
            dropLeaf();
            return removed;
        }
        for (int i = slot; i < slot + removed; i++) {
            payload -= leaf.payload(i);
        }
        ownLeaf().remove(slot, slot + removed);
        path.adjust(path.height(), -removed);
        joinIfSmall();
        return removed;
    }

    /** Heap bytes of all pages and nodes, those shared with snapshots included. */
    long allocated() {
        return 160 + root.allocated();
    }

    private void insertHere(Entry entry) {
        ownLeaf().insert(path.slot(), entry);
        path.adjust(path.height(), 1);
    }

    /** Inserts between two leaves of a branch into the one that the path is not at, if that has room. */
    private boolean insertInNeighbour(Entry entry) {
        int level = path.height() - 1;
        if (level < 0) {
            return false;
        }
        Branch parent = path.branch(level);
        int child = path.child(level);
        if (path.slot() == path.leaf().count() && child + 1 < parent.size()) {
            if (((Leaf) parent.child(child + 1)).fits(0, entry)) {
                path.nextLeaf();
                insertHere(entry);
                path.branch(level).setLow(child + 1, entry.number());
                return true;
            }
        } else if (path.slot() == 0 && child > 0) {
            Leaf before = (Leaf) parent.child(child - 1);
            if (before.fits(before.count(), entry)) {
                long low = path.leaf().number(0);
                path.previousLeaf();
                insertHere(entry);
                path.branch(level).setLow(child, low);
                return true;
            }
        }
        return false;
    }

    private void overflow(Entry entry) {
        Leaf leaf = path.leaf();
        if (path.slot() == leaf.count()) {
            if (leaf.ownedBy(edit)) {
                leaf.trim();
            }
            replaceLeaf(leaf, Leaf.of(edit, numbered, entry));
        } else if (path.slot() == 0) {
            replaceLeaf(Leaf.of(edit, numbered, entry), leaf);
        } else {
            replaceLeaf(leaf.split(edit, path.slot(), entry));
        }
    }

    /** Puts leaves, which have one record more together, in the place of the leaf sought, and splits branches that overflow. */
    private void replaceLeaf(Leaf... leaves) {
        if (path.height() == 0) {
            Branch top = Branch.of(edit, leaves[0]);
            insertAfter(top, 0, leaves);
            root = top;
        } else {
            ownBranches();
            int level = path.height() - 1;
            path.adjust(level, 1);
            path.branch(level).set(path.child(level), leaves[0]);
            insertAfter(path.branch(level), path.child(level), leaves);
            while (level >= 0 && path.branch(level).size() > Branch.FAN_OUT) {
                splitBranch(level--);
            }
        }
        path.reset();
    }

    private static void insertAfter(Branch parent, int child, Leaf[] leaves) {
        for (int i = 1; i < leaves.length; i++) {
            parent.insert(child + i, leaves[i], leaves[i].number(0));
        }
    }

    /** Splits in the middle, or, when the last child grew, behind as many children as a branch may have. */
    private void splitBranch(int level) {
        Branch left = path.branch(level);
        boolean grewAtEnd = path.child(level) == Branch.FAN_OUT - 1;
        Branch right = left.splitOff(edit, grewAtEnd ? Branch.FAN_OUT : left.size() / 2);
        if (level == 0) {
            Branch top = Branch.of(edit, left);
            top.insert(1, right, right.low(0));
            root = top;
        } else {
            Branch parent = path.branch(level - 1);
            parent.set(path.child(level - 1), left);
            parent.insert(path.child(level - 1) + 1, right, right.low(0));
        }
    }

    private void dropLeaf() {
        ownBranches();
        int level = path.height() - 1;
        path.adjust(level, -path.leaf().records());
        while (level >= 0) {
            path.branch(level).remove(path.child(level));
            if (path.branch(level).size() > 0) {
                break;
            }
            level--;
        }
        if (level < 0) {
            root = Leaf.empty(edit, numbered);
            path.reset();
        } else {
            joinBranches(level);
        }
    }

    private void joinIfSmall() {
        int level = path.height() - 1;
        if (level < 0 || path.leaf().weight() >= Page.CAPACITY / 2) {
            return;
        }
        if (joinNeighbours(level)) {
            joinBranches(level);
        }
    }

    /** Joins thin branches with neighbours, from a level upwards, and takes a root away that has but one child. */
    private void joinBranches(int from) {
        int level = from;
        while (level > 0 && path.branch(level).size() < Branch.THIN) {
            if (!joinNeighbours(level - 1)) {
                break;
            }
            level--;
        }
        while (root instanceof Branch branch && branch.size() == 1) {
            root = branch.child(0);
        }
        path.reset();
    }

    /** Joins the child that the path goes through with the next one, or with the one before, if they are small enough. */
    private boolean joinNeighbours(int level) {
        Branch parent = path.branch(level);
        int child = path.child(level);
        return parent.join(child, edit) || parent.join(child - 1, edit);
    }

    private void ownBranches() {
        root = path.ownBranches(root, edit);
    }

    private Leaf ownLeaf() {
        if (!path.leaf().ownedBy(edit)) {
            ownBranches();
            setLeaf(path.leaf().copy(edit));
        }
        return path.leaf();
    }

    private void setLeaf(Leaf leaf) {
        path.setLeaf(leaf);
        if (path.height() == 0) {
            root = leaf;
        }
    }
}
