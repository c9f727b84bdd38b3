package dev.holdall.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something for each of some calls, by the calls' numbers, which are above 0. Every call comes by such a map on both sides, so there is no
 * object for each: as the numbers follow each other, each has the place in an array that its lowest bits say. Only where that is taken, by a
 * call that has been there for long, another map is used.
 *
 * @param <V> what there is for a call
 */
public final class SeqMap<V> {
    private static final int LEAST_PLACES = 16;
    /** So many are removed before it is looked whether the others still need so many places. */
    private static final int REVIEW = 4_096;

    /** 0 in a free place. */
    private long[] seqs = new long[LEAST_PLACES];

    private @Nullable Object[] values = new @Nullable Object[LEAST_PLACES];
    /** Those whose place is taken. */
    private final Map<Long, V> others = new HashMap<>();

    private int size;
    /** The greatest size since the last review. */
    private int most;

    private int removed;

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    private int place(long seq) {
        return (int) seq & (seqs.length - 1);
    }

    /** Null if there is none. */
    public @Nullable V get(long seq) {
        int place = place(seq);
        return seqs[place] == seq ? value(place) : others.isEmpty() ? null : others.get(seq);
    }

    @SuppressWarnings("unchecked") // put puts nothing else there
    private @Nullable V value(int place) {
        return (V) values[place];
    }

    /** Puts something for a call for which there is nothing. */
    public void put(long seq, V value) {
        size++;
        most = Math.max(most, size);
        if (size > seqs.length / 2) {
            resize(2 * seqs.length);
        }
        insert(seq, value);
    }

    private void insert(long seq, V value) {
        int place = place(seq);
        if (seqs[place] == 0) {
            seqs[place] = seq;
            values[place] = value;
        } else {
            others.put(seq, value);
        }
    }

    /** Removes and returns what there is; null if there is nothing. */
    public @Nullable V remove(long seq) {
        V value;
        int place = place(seq);
        if (seqs[place] == seq) {
            value = value(place);
            seqs[place] = 0;
            values[place] = null;
        } else {
            value = others.isEmpty() ? null : others.remove(seq);
        }
        if (value != null) {
            size--;
            review();
        }
        return value;
    }

    /** What had many once does not take their places for ever. */
    private void review() {
        removed++;
        if (removed >= REVIEW) {
            removed = 0;
            int needed = Math.max(LEAST_PLACES, 4 * Integer.highestOneBit(Math.max(1, most)));
            if (needed <= seqs.length / 4) {
                resize(needed);
            }
            most = size;
        }
    }

    private void resize(int places) {
        long[] oldSeqs = seqs;
        @Nullable Object[] oldValues = values;
        Map<Long, V> oldOthers = new HashMap<>(others);
        seqs = new long[places];
        values = new @Nullable Object[places];
        others.clear();
        for (int i = 0; i < oldSeqs.length; i++) {
            if (oldSeqs[i] != 0) {
                insert(oldSeqs[i], present(oldValues[i]));
            }
        }
        oldOthers.forEach(this::insert);
    }

    @SuppressWarnings("unchecked") // put puts nothing else there, and no null
    private V present(@Nullable Object value) {
        return (V) Objects.requireNonNull(value);
    }

    /** Removes what there is for the calls from one number to another, both included, and tells each, in the order of the calls. */
    public void removeRange(long first, long last, Consumer<V> told) {
        if ((last - first) / 4 <= size) {
            for (long seq = first; seq <= last; seq++) {
                tell(remove(seq), told);
            }
            return;
        }
        // Only at what there is: who asks may name far more than that, and again and again.
        for (long seq : sorted()) {
            if (seq >= first && seq <= last) {
                tell(remove(seq), told);
            }
        }
    }

    private static <V> void tell(@Nullable V value, Consumer<V> told) {
        if (value != null) {
            told.accept(value);
        }
    }

    private long[] sorted() {
        long[] sorted = new long[size];
        int count = 0;
        for (long seq : seqs) {
            if (seq != 0) {
                sorted[count++] = seq;
            }
        }
        for (long seq : others.keySet()) {
            sorted[count++] = seq;
        }
        Arrays.sort(sorted);
        return sorted;
    }

    /** All values, in the order of the calls. */
    public List<V> inOrder() {
        List<V> all = new ArrayList<>(size);
        for (long seq : sorted()) {
            tell(get(seq), all::add);
        }
        return all;
    }

    /** Tells all values, in no order. The map is not to be changed meanwhile. */
    public void forEach(Consumer<V> told) {
        for (int place = 0; place < values.length; place++) {
            tell(value(place), told);
        }
        others.values().forEach(told);
    }

    public void clear() {
        seqs = new long[LEAST_PLACES];
        values = new @Nullable Object[LEAST_PLACES];
        others.clear();
        size = 0;
        most = 0;
    }
}
