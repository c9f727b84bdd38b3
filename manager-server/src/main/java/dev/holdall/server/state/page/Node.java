package dev.holdall.server.state.page;

/**
 * A node of a {@link PageTree}. Only the tree whose {@link Edit} it carries changes it in place; any other copies it first, and
 * with it all nodes above. Hence a tree that owns a node owns all nodes above it.
 */
abstract sealed class Node permits Leaf, Branch {
    private final Edit edit;

    Node(Edit edit) {
        this.edit = edit;
    }

    final boolean ownedBy(Edit edit) {
        return this.edit == edit;
    }

    /** Records in and below this node. */
    abstract long records();

    /** A copy that belongs to the tree with this mark. */
    abstract Node copy(Edit edit);

    /** A copy with all records below in the opposite order. */
    abstract Node reversed(Edit edit);

    /** Whether this node and the next one make one node with room to spare, so that it is not split again at once. */
    abstract boolean canAbsorb(Node next);

    /** Appends all that is in the next node, which had this lower bound; see {@link #canAbsorb}. */
    abstract void absorb(Node next, long low);

    /** Heap bytes of all nodes from here down. */
    abstract long allocated();
}
