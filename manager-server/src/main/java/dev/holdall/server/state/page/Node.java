package dev.holdall.server.state.page;

/**
 * A node of a {@link PageTree}.
 *
 * <p>A node belongs to the tree whose edit mark it carries, and only that tree may change it in place. After a snapshot
 * both trees have new marks, so each copies a node, and with it all nodes above, before its first change of it. Hence a
 * tree that owns a node owns all nodes above it.
 */
abstract sealed class Node permits Leaf, Branch {
    private final Object edit;

    Node(Object edit) {
        this.edit = edit;
    }

    final boolean ownedBy(Object edit) {
        return this.edit == edit;
    }

    /** Records in and below this node. */
    abstract long records();

    /** A copy that belongs to the tree with this mark. */
    abstract Node copy(Object edit);

    /** A copy with all records below in the opposite order. */
    abstract Node reversed(Object edit);

    /** Heap bytes of all nodes from here down. */
    abstract long allocated();
}
