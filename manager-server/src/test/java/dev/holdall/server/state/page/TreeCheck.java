package dev.holdall.server.state.page;

import static org.assertj.core.api.Assertions.assertThat;

/** Walks a tree and compares what its nodes say of themselves with what is below them. */
final class TreeCheck {
    private final PageTree tree;
    private long lastNumber;
    private long payload;
    private long leaves;
    private int height = -1;

    private TreeCheck(PageTree tree) {
        this.tree = tree;
    }

    /** Checks a tree and returns how many leaves it has. */
    static long check(PageTree tree) {
        TreeCheck check = new TreeCheck(tree);
        Node root = tree.root();
        if (root instanceof Branch branch) {
            assertThat(branch.size()).as("a root with one child only").isGreaterThan(1);
        }
        long records = check.walk(root, 0, 0, Long.MAX_VALUE);
        assertThat(records).as("records").isEqualTo(tree.size());
        assertThat(check.payload).as("payload").isEqualTo(tree.payload());
        return check.leaves;
    }

    static int branches(Node node) {
        int branches = 0;
        if (node instanceof Branch branch) {
            branches = 1;
            for (int i = 0; i < branch.size(); i++) {
                branches += branches(branch.child(i));
            }
        }
        return branches;
    }

    private long walk(Node node, int depth, long low, long high) {
        long records =
                node instanceof Branch branch ? branch(branch, depth, low, high) : leaf((Leaf) node, depth, low, high);
        assertThat(records).isEqualTo(node.records());
        return records;
    }

    private long branch(Branch branch, int depth, long low, long high) {
        assertThat(branch.size()).isBetween(1, Branch.FAN_OUT);
        long records = 0;
        for (int i = 0; i < branch.size(); i++) {
            long childLow = i == 0 ? low : branch.low(i);
            long childHigh = i + 1 == branch.size() ? high : branch.low(i + 1);
            long below = walk(branch.child(i), depth + 1, childLow, childHigh);
            assertThat(below).isEqualTo(branch.count(i)).isPositive();
            records += below;
        }
        return records;
    }

    private long leaf(Leaf leaf, int depth, long low, long high) {
        assertThat(height).isIn(-1, depth);
        height = depth;
        leaves++;
        payload += leaf.payload();
        assertThat(leaf.weight() <= Page.CAPACITY || leaf.count() == 1)
                .as("an overfull page")
                .isTrue();
        long sum = 0;
        for (int slot = 0; slot < leaf.count(); slot++) {
            sum += leaf.payload(slot);
            if (tree.numbered()) {
                long number = leaf.number(slot);
                assertThat(number).isGreaterThan(lastNumber).isBetween(low, high);
                lastNumber = number;
            }
        }
        assertThat(sum).isEqualTo(leaf.payload());
        return leaf.count();
    }
}
