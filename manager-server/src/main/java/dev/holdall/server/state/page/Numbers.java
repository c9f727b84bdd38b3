package dev.holdall.server.state.page;

import java.util.Arrays;

/**
 * The ascending numbers of a leaf's records, four bytes each: distances from a base that all of them share.
 *
 * <p>As in {@link Page} there may be free room before the first one, so that removal at the front moves nothing.
 */
final class Numbers {
    private final long base;
    private int[] distances;
    private int from;
    private int count;
    /** The lowest and the highest number, of no use if there are none: where none was left out between them, nobody has to look further. */
    private long low;

    private long high;

    private Numbers(long base, int[] distances, int from, int count) {
        this.base = base;
        this.distances = distances;
        this.from = from;
        this.count = count;
        bound();
    }

    private void bound() {
        if (count > 0) {
            low = get(0);
            high = get(count - 1);
        }
    }

    static Numbers of(long number) {
        return new Numbers(number, new int[1], 0, 1);
    }

    static Numbers none() {
        return new Numbers(0, new int[0], 0, 0);
    }

    int count() {
        return count;
    }

    long get(int i) {
        return base + distances[from + i];
    }

    /** Whether a number is between the lowest and the highest one. */
    boolean spans(long number) {
        return count > 0 && number >= low && number <= high;
    }

    /** Whether the distance of this number from the base can be written in an int. */
    boolean fits(long number) {
        long distance = number - base;
        return distance == (int) distance;
    }

    /**
     * The index of a number, or {@code -1 - i} if it is missing and {@code i} is where it belongs. O(log count), or O(1) where
     * no number was left out.
     */
    int search(long number) {
        if (count == 0 || number < low) {
            return -1;
        }
        if (number > high) {
            return -1 - count;
        }
        if (high - low == count - 1) {
            return (int) (number - low);
        }
        // As each number is higher than the one before, none is further on than it would be without gaps.
        long latest = Math.min(number - low, count - 1);
        if (get((int) latest) <= number) {
            return get((int) latest) == number ? (int) latest : -2 - (int) latest;
        }
        int low = 0;
        int high = (int) latest;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle) < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return get(low) == number ? low : -1 - low;
    }

    void insert(int i, long number) {
        if (i == 0 && from > 0) {
            from--;
        } else {
            if (from + count == distances.length) {
                move(0, Sizes.grown(count + 1));
            }
            System.arraycopy(distances, from + i, distances, from + i + 1, count - i);
        }
        distances[from + i] = (int) (number - base);
        count++;
        bound();
    }

    void remove(int i, int j) {
        if (i == 0) {
            from += j;
        } else {
            System.arraycopy(distances, from + j, distances, from + i, count - j);
        }
        count -= j - i;
        bound();
        if (distances.length > 32 && count < distances.length / 2) {
            move(0, count + count / 4);
        }
    }

    boolean canAbsorb(Numbers next) {
        return fits(next.get(next.count - 1));
    }

    void absorb(Numbers next) {
        if (from + count + next.count > distances.length) {
            move(0, count + next.count);
        }
        for (int i = 0; i < next.count; i++) {
            distances[from + count + i] = (int) (next.get(i) - base);
        }
        count += next.count;
        bound();
    }

    /** A copy of numbers {@code i} to {@code j} with a base of its own, so that it has the full range again. */
    Numbers slice(int i, int j) {
        Numbers slice = new Numbers(get(i), new int[j - i], 0, j - i);
        for (int k = i; k < j; k++) {
            slice.distances[k - i] = (int) (get(k) - slice.base);
        }
        slice.bound();
        return slice;
    }

    Numbers copy() {
        return new Numbers(base, distances.clone(), from, count);
    }

    void trim() {
        move(0, count);
    }

    long allocated() {
        return 48 + Sizes.array(distances.length, 4);
    }

    private void move(int position, int size) {
        distances = Arrays.copyOf(Arrays.copyOfRange(distances, from, from + count), size);
        from = position;
    }
}
