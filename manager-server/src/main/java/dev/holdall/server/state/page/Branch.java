package dev.holdall.server.state.page;

import java.util.Arrays;

/**
 * An inner node of a {@link PageTree}: children, how many records each has, and from which number on.
 *
 * <p>{@code lows[i]} lies above all numbers of child {@code i - 1} and is at most the lowest of child {@code i}. It
 * separates them and need not be a number in use, so removing records leaves it alone. The first one separates nothing
 * here; whoever needs a bound for the first child asks the branch above. In lists all are 0.
 */
final class Branch extends Node {
    /** Most children of a branch. */
    static final int FAN_OUT = 64;

    /** Below so many children a branch looks for a neighbour to join. */
    static final int THIN = FAN_OUT / 4;

    private Node[] children;
    private long[] counts;
    private long[] lows;
    private long records;

    private Branch(Edit edit, Node[] children, long[] counts, long[] lows, long records) {
        super(edit);
        this.children = children;
        this.counts = counts;
        this.lows = lows;
        this.records = records;
    }

    static Branch of(Edit edit, Node only) {
        return new Branch(edit, new Node[] {only}, new long[] {only.records()}, new long[1], only.records());
    }

    int size() {
        return children.length;
    }

    Node child(int i) {
        return children[i];
    }

    long count(int i) {
        return counts[i];
    }

    long low(int i) {
        return lows[i];
    }

    @Override
    long records() {
        return records;
    }

    /** The child that holds the record of this rank, or the last one for a rank beyond the end. */
    int childAt(long rank) {
        int i = 0;
        long left = rank;
        while (i < counts.length - 1 && left >= counts[i]) {
            left -= counts[i++];
        }
        return i;
    }

    /** Records before child {@code i}. */
    long recordsBefore(int i) {
        long before = 0;
        for (int k = 0; k < i; k++) {
            before += counts[k];
        }
        return before;
    }

    /** The child that holds this number if any does. */
    int childFor(long number) {
        int child = guess(number);
        while (child > 0 && lows[child] > number) {
            child--;
        }
        while (child + 1 < lows.length && lows[child + 1] <= number) {
            child++;
        }
        return child;
    }

    /**
     * Where the child would be if all between the second one and the last had as many numbers. They nearly do where numbers were given
     * out one by one, and a step or two from there costs less than halving, which the processor cannot foresee.
     */
    private int guess(long number) {
        int last = lows.length - 1;
        if (last < 2 || number <= lows[1]) {
            return last > 0 && number >= lows[1] ? 1 : 0;
        }
        if (number >= lows[last]) {
            return last;
        }
        return 1 + (int) ((double) (number - lows[1]) / (lows[last] - lows[1]) * (last - 1));
    }

    /** Counts records that were added to (or, if negative, removed from) child {@code i}. */
    void adjust(int i, long change) {
        counts[i] += change;
        records += change;
    }

    /** Puts a node in the place of child {@code i}, with the same lower bound. */
    void set(int i, Node node) {
        children[i] = node;
        adjust(i, node.records() - counts[i]);
    }

    void setLow(int i, long low) {
        lows[i] = low;
    }

    void insert(int i, Node node, long low) {
        children = inserted(children, i, node);
        counts = inserted(counts, i, node.records());
        lows = inserted(lows, i, low);
        records += node.records();
    }

    void remove(int i) {
        records -= counts[i];
        Node[] old = children;
        children = Arrays.copyOf(old, old.length - 1);
        System.arraycopy(old, i + 1, children, i, children.length - i);
        counts = removed(counts, i);
        lows = removed(lows, i);
    }

    /** Takes the children from {@code i} on away into a branch of their own, whose lower bound is its first one's. */
    Branch splitOff(Edit edit, int i) {
        long before = recordsBefore(i);
        int end = children.length;
        Branch right = new Branch(
                edit,
                Arrays.copyOfRange(children, i, end),
                Arrays.copyOfRange(counts, i, end),
                Arrays.copyOfRange(lows, i, end),
                records - before);
        children = Arrays.copyOf(children, i);
        counts = Arrays.copyOf(counts, i);
        lows = Arrays.copyOf(lows, i);
        records = before;
        return right;
    }

    /** Joins child {@code i} with the next one, if both are there and small enough; says whether it did. */
    boolean join(int i, Edit edit) {
        if (i < 0 || i + 1 >= size() || !children[i].canAbsorb(children[i + 1])) {
            return false;
        }
        Node left = children[i].ownedBy(edit) ? children[i] : children[i].copy(edit);
        left.absorb(children[i + 1], lows[i + 1]);
        remove(i + 1);
        set(i, left);
        return true;
    }

    @Override
    boolean canAbsorb(Node next) {
        return next instanceof Branch branch && size() + branch.size() <= FAN_OUT / 4 * 3;
    }

    @Override
    void absorb(Node node, long low) {
        Branch next = (Branch) node;
        int seam = children.length;
        int size = seam + next.children.length;
        children = Arrays.copyOf(children, size);
        counts = Arrays.copyOf(counts, size);
        lows = Arrays.copyOf(lows, size);
        System.arraycopy(next.children, 0, children, seam, next.children.length);
        System.arraycopy(next.counts, 0, counts, seam, next.counts.length);
        System.arraycopy(next.lows, 0, lows, seam, next.lows.length);
        lows[seam] = low;
        records += next.records;
    }

    @Override
    Branch copy(Edit edit) {
        return new Branch(edit, children.clone(), counts.clone(), lows.clone(), records);
    }

    @Override
    Branch reversed(Edit edit) {
        Branch reversed = copy(edit);
        int last = children.length - 1;
        for (int i = 0; i <= last; i++) {
            reversed.children[i] = children[last - i].reversed(edit);
            reversed.counts[i] = counts[last - i];
        }
        return reversed;
    }

    @Override
    long allocated() {
        long bytes = 48 + Sizes.array(children.length, 4) + 2 * Sizes.array(children.length, 8);
        for (Node child : children) {
            bytes += child.allocated();
        }
        return bytes;
    }

    private static Node[] inserted(Node[] array, int i, Node node) {
        Node[] result = Arrays.copyOf(array, array.length + 1);
        System.arraycopy(array, i, result, i + 1, array.length - i);
        result[i] = node;
        return result;
    }

    private static long[] inserted(long[] array, int i, long number) {
        long[] result = Arrays.copyOf(array, array.length + 1);
        System.arraycopy(array, i, result, i + 1, array.length - i);
        result[i] = number;
        return result;
    }

    private static long[] removed(long[] array, int i) {
        long[] result = Arrays.copyOf(array, array.length - 1);
        System.arraycopy(array, i + 1, result, i, result.length - i);
        return result;
    }
}
