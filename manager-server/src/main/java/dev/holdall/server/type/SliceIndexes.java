package dev.holdall.server.type;

import dev.holdall.server.state.Refusal;
import dev.holdall.v1.Slice;

/**
 * The indexes of a slice of so many elements, by Python's rules: {@code first}, {@code first + step} and so on, {@code count} of them.
 *
 * @param first where a slice that is empty would stand
 * @param step never 0; no greater than it takes to leave the elements
 */
record SliceIndexes(long first, long step, long count) {

    static SliceIndexes of(Slice slice, long size) {
        long asked = slice.hasStep() ? slice.getStep() : 1;
        if (asked == 0) {
            throw Refusal.invalid("the step of a slice is not 0");
        }
        // A longer step leaves the elements as well, and cannot overflow.
        long step = Math.max(-size - 1, Math.min(size + 1, asked));
        long lowest = step > 0 ? 0 : -1;
        long highest = step > 0 ? size : size - 1;
        long from = slice.hasFrom() ? bounded(slice.getFrom(), size, lowest, highest) : step > 0 ? lowest : highest;
        long to = slice.hasTo() ? bounded(slice.getTo(), size, lowest, highest) : step > 0 ? highest : lowest;
        long distance = step > 0 ? to - from : from - to;
        long count = distance <= 0 ? 0 : (distance - 1) / Math.abs(step) + 1;
        return new SliceIndexes(from, step, count);
    }

    private static long bounded(long index, long size, long lowest, long highest) {
        long counted = index < 0 ? size + index : index;
        return Math.max(lowest, Math.min(highest, counted));
    }

    /** The index of an element of the slice. */
    long at(long position) {
        return first + position * step;
    }

    /** The same indexes from the lowest on. */
    SliceIndexes ascending() {
        return step > 0 || count == 0 ? this : new SliceIndexes(at(count - 1), -step, count);
    }
}
