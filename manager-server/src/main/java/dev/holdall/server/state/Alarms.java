package dev.holdall.server.state;

import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * When objects are to be told that their time has come: one time for each at most. A type with many deadlines in an object asks for the
 * earliest.
 *
 * <p>Part of the state: which command tells which object follows from the commands and their times alone.
 */
final class Alarms {
    /** In the order in which they go off: by time, then by object. */
    private record Alarm(long time, long object) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(object, other.object);
        }
    }

    private final TreeSet<Alarm> inOrder = new TreeSet<>();
    private final Map<Long, Long> timeOf = new HashMap<>();

    /** Sets an object's alarm in the place of its former one; {@link Long#MAX_VALUE} for none. */
    void set(long object, long time) {
        Long former = time == Long.MAX_VALUE ? timeOf.remove(object) : timeOf.put(object, time);
        if (former != null && former == time) {
            return;
        }
        if (former != null) {
            inOrder.remove(new Alarm(former, object));
        }
        if (time != Long.MAX_VALUE) {
            inOrder.add(new Alarm(time, object));
        }
    }

    /** The time of the next one; {@link Long#MAX_VALUE} if there is none. */
    long next() {
        return inOrder.isEmpty() ? Long.MAX_VALUE : inOrder.first().time();
    }

    /** Takes the next one off, and returns the number of its object. */
    long takeNext() {
        long object = inOrder.first().object();
        set(object, Long.MAX_VALUE);
        return object;
    }

    void save(SnapshotWriter out) {
        out.number(inOrder.size());
        for (Alarm alarm : inOrder) {
            out.number(alarm.time());
            out.number(alarm.object());
        }
    }

    /** Reads what {@link #save} wrote. */
    void load(SnapshotReader in) {
        for (long left = in.number(); left > 0; left--) {
            long time = in.number();
            set(in.number(), time);
        }
    }
}
