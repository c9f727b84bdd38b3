package dev.holdall.client.session;

import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.Range;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which answers were received: a low mark, and ranges above it. One call that stays parked holds the low mark back but nothing
 * else.
 */
final class Acknowledgements {
    private long below = 1;
    /** Ranges above the low mark, first number to last. */
    private final TreeMap<Long, Long> above = new TreeMap<>();
    /** Those of them that have not been told yet. */
    private final TreeMap<Long, Long> untold = new TreeMap<>();

    private long toldBelow = 1;

    void add(long seq) {
        if (seq == below) {
            below++;
            Map.Entry<Long, Long> next = above.firstEntry();
            if (next != null && next.getKey() == below) {
                below = next.getValue() + 1;
                above.remove(next.getKey());
            }
        } else {
            insert(above, seq);
            insert(untold, seq);
        }
    }

    private static void insert(TreeMap<Long, Long> ranges, long seq) {
        long first = seq;
        long last = seq;
        Map.Entry<Long, Long> before = ranges.floorEntry(seq);
        if (before != null && before.getValue() == seq - 1) {
            first = before.getKey();
        }
        Long after = ranges.remove(seq + 1);
        if (after != null) {
            last = after;
        }
        ranges.put(first, last);
    }

    boolean hasUntold() {
        return toldBelow != below || !untold.isEmpty();
    }

    /** What was told may not have been heard: all of it is to be told again. */
    void forgetTold() {
        untold.clear();
        untold.putAll(above);
        toldBelow = 0;
    }

    /** All that has not been told, which counts as told from now on. */
    Acknowledged tell() {
        Acknowledged.Builder told = Acknowledged.newBuilder().setBelow(below);
        for (Map.Entry<Long, Long> range : untold.entrySet()) {
            if (range.getValue() >= below) {
                told.addRanges(Range.newBuilder().setFirst(range.getKey()).setLast(range.getValue()));
            }
        }
        untold.clear();
        toldBelow = below;
        return told.build();
    }
}
