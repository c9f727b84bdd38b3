package dev.holdall.server.state.page;

import java.util.Arrays;

/**
 * The way from the root of a {@link PageTree} down to a place between or at records: a leaf and a slot in it.
 *
 * <p>A path stays where it is, so that the next look-up nearby (the next element, the same record again, the end) does not
 * start from the root. Changes within its leaf leave it valid; the tree resets it when nodes come or go.
 */
final class Path {
    private static final Leaf NOWHERE = Leaf.empty(new Edit(), false);
    private static final Branch[] NO_BRANCHES = {};
    private static final int[] NO_CHILDREN = {};
    private static final long UNKNOWN = -1;

    private Branch[] branches = NO_BRANCHES;
    private int[] children = NO_CHILDREN;
    private int height;
    private Leaf leaf = NOWHERE;
    private int slot;
    private long start = UNKNOWN;

    /** The number of branches above the leaf. */
    int height() {
        return height;
    }

    Branch branch(int level) {
        return branches[level];
    }

    /** Which child of the branch on this level the path goes through. */
    int child(int level) {
        return children[level];
    }

    Leaf leaf() {
        return leaf;
    }

    int slot() {
        return slot;
    }

    /** The rank of the place; known after {@link #seekRank} only. */
    long rank() {
        return start + slot;
    }

    /** Forgets the place, and all nodes, so that none is kept alive that the tree has let go of. */
    void reset() {
        branches = NO_BRANCHES;
        children = NO_CHILDREN;
        height = 0;
        leaf = NOWHERE;
        slot = 0;
        start = UNKNOWN;
    }

    /** Goes to the record of this rank, or behind the last one if the rank is the number of records. */
    void seekRank(Node root, long rank) {
        if (start != UNKNOWN
                && rank >= start
                && (rank - start < leaf.count() || (rank - start == leaf.count() && rank == root.records()))) {
            slot = (int) (rank - start);
            return;
        }
        height = 0;
        long left = rank;
        Node node = root;
        while (node instanceof Branch branch) {
            int child = 0;
            while (child < branch.size() - 1 && left >= branch.count(child)) {
                left -= branch.count(child++);
            }
            push(branch, child);
            node = branch.child(child);
        }
        leaf = (Leaf) node;
        slot = (int) left;
        start = rank - left;
    }

    /** Goes to the record with this number, or to where it belongs if it is missing; says which. */
    boolean seekNumber(Node root, long number) {
        if (!leaf.spans(number)) {
            height = 0;
            Node node = root;
            while (node instanceof Branch branch) {
                int child = branch.childFor(number);
                push(branch, child);
                node = branch.child(child);
            }
            leaf = (Leaf) node;
            start = UNKNOWN;
        }
        int found = leaf.search(number);
        slot = found < 0 ? -1 - found : found;
        return found >= 0;
    }

    /** Goes to the next slot of the same leaf. */
    void step() {
        slot++;
    }

    /** Goes to the slot before, in the same leaf. */
    void stepBack() {
        slot--;
    }

    /** Goes to the first record of the next leaf, if there is one. */
    boolean nextLeaf() {
        int before = leaf.count();
        if (!turn(1)) {
            return false;
        }
        slot = 0;
        start = start == UNKNOWN ? UNKNOWN : start + before;
        return true;
    }

    /** Goes behind the last record of the leaf before, if there is one. */
    boolean previousLeaf() {
        if (!turn(-1)) {
            return false;
        }
        slot = leaf.count();
        start = start == UNKNOWN ? UNKNOWN : start - leaf.count();
        return true;
    }

    /** Goes to the neighbouring leaf: up until there is a branch that goes on, then down along its near side. */
    private boolean turn(int direction) {
        int level = height - 1;
        while (level >= 0 && children[level] == (direction > 0 ? branches[level].size() - 1 : 0)) {
            level--;
        }
        if (level < 0) {
            return false;
        }
        height = level + 1;
        children[level] += direction;
        Node node = branches[level].child(children[level]);
        while (node instanceof Branch branch) {
            int child = direction > 0 ? 0 : branch.size() - 1;
            push(branch, child);
            node = branch.child(child);
        }
        leaf = (Leaf) node;
        return true;
    }

    /** Makes all branches on the way the tree's own, and returns the root, which may be another one now. */
    Node ownBranches(Node root, Edit edit) {
        for (int level = 0; level < height; level++) {
            if (!branches[level].ownedBy(edit)) {
                branches[level] = branches[level].copy(edit);
                if (level > 0) {
                    branches[level - 1].set(children[level - 1], branches[level]);
                }
            }
        }
        return height == 0 ? root : branches[0];
    }

    /** Puts a leaf with as many records in the place of this path's leaf; the branches must be the tree's own. */
    void setLeaf(Leaf leaf) {
        if (height > 0) {
            branches[height - 1].set(children[height - 1], leaf);
        }
        this.leaf = leaf;
    }

    /** Counts records that were added to (or, if negative, removed from) the leaf, in the branches of the first levels. */
    void adjust(int levels, long change) {
        for (int level = 0; level < levels; level++) {
            branches[level].adjust(children[level], change);
        }
    }

    private void push(Branch branch, int child) {
        if (height == branches.length) {
            branches = Arrays.copyOf(branches, height + 2);
            children = Arrays.copyOf(children, height + 2);
        }
        branches[height] = branch;
        children[height++] = child;
    }
}
