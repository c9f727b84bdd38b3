package dev.holdall.server.state;

import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Removes objects without a name that nobody can reach any more, a little at a time.
 *
 * <p>An object that nothing refers to any more goes by its count. Objects that refer to each other in a circle go by marking: from
 * the referring objects that have a name or are held, along their references; whatever referring object has no mark in the end
 * is unreachable. Between two steps anything may change, so whatever gains a reference during a marking is marked: it may be kept
 * until the next one, but nothing reachable is ever removed. A marking begins only after an object that is part of no marking's
 * roots has lost a reference and kept others, which is the only way in which a circle comes loose.
 *
 * <p>A step is taken by whichever command comes first after it is {@link #due}; the engine sees to it that one comes. So the steps
 * are part of what is replicated, and each is short.
 */
final class Collector {
    /** Objects and references that a step looks at. */
    private static final int STEP = 1_000;
    /** Time between two steps, in nanoseconds: others have their turn. */
    private static final long PAUSE = 2_000_000;

    /** What an object refers to that is gone. */
    private static final TreeMap<Long, Long> NOTHING = new TreeMap<>();

    private enum Phase {
        IDLE,
        ROOTS,
        MARKING,
        SWEEPING
    }

    private final ObjectStore store;
    private final ReferenceCounts counts;

    /** Objects that seemed unreferenced when they lost their last reference. */
    private final ArrayDeque<Long> unreferenced = new ArrayDeque<>();
    /** What objects that are gone referred to. */
    private final ArrayDeque<TreeMap<Long, Long>> leftovers = new ArrayDeque<>();
    /** A circle may have come loose since the last marking began. */
    private boolean suspicious;

    private Phase phase = Phase.IDLE;
    /** Counts the markings. */
    private long marking;
    /** In ROOTS and SWEEPING: the number of the referring object that was looked at last. */
    private long cursor;
    /** Marked, but what they refer to is not. */
    private final ArrayDeque<Long> grey = new ArrayDeque<>();
    /** How far the first of them has come: the number of the last object it refers to that was marked. */
    private long greyCursor;

    private long due = Long.MAX_VALUE;
    private int stepSize = STEP;
    private int budget;

    Collector(ObjectStore store, ReferenceCounts counts) {
        this.store = store;
        this.counts = counts;
    }

    /** For tests: how much a step looks at. */
    void stepSize(int size) {
        stepSize = size;
    }

    /** For tests: references of objects that are gone which are still counted. */
    void forEachLeftover(BiConsumer<Long, Long> targetAndTimes) {
        leftovers.forEach(targets -> targets.forEach(targetAndTimes));
    }

    // What happens -----------------------------------------------------------------------------------------------

    /** Something refers to the object, or holds it, that did not before; or it refers to something, which it did not before. */
    void gained(ObjectStore.Entry entry) {
        mark(entry);
    }

    private void mark(ObjectStore.Entry entry) {
        if (phase != Phase.IDLE && entry.refers() && entry.marked != marking) {
            entry.marked = marking;
            grey.add(entry.number);
        }
    }

    /** Something refers to the object no more, or holds it no more. */
    void lost(ObjectStore.Entry entry) {
        if (entry.isRoot()) {
            return;
        }
        if (entry.references == 0) {
            unreferenced.add(entry.number);
        } else if (entry.refers()) {
            suspicious = true;
        }
    }

    /** What an object that is gone referred to. */
    void leave(TreeMap<Long, Long> targets) {
        leftovers.add(targets);
    }

    // Steps ------------------------------------------------------------------------------------------------------

    /** When the next step is due; {@link Long#MAX_VALUE} if there is nothing to do. */
    long due() {
        return due;
    }

    /** Called after each command: takes a step if it is due. */
    void settle(long now) {
        if (due <= now) {
            budget = stepSize;
            step();
            due = Long.MAX_VALUE;
        }
        if (due == Long.MAX_VALUE && hasWork()) {
            due = now < Long.MAX_VALUE - PAUSE ? now + PAUSE : Long.MAX_VALUE;
        }
    }

    private boolean hasWork() {
        return phase != Phase.IDLE || suspicious || !unreferenced.isEmpty() || !leftovers.isEmpty();
    }

    private void step() {
        while (budget > 0 && hasWork()) {
            if (!leftovers.isEmpty()) {
                loseLeftovers(leftovers.element());
            } else if (!unreferenced.isEmpty()) {
                removeIfUnreferenced(unreferenced.remove());
            } else if (!grey.isEmpty()) {
                ObjectStore.Entry holder = store.find(grey.element());
                markTargets(holder == null ? NOTHING : holder.targets);
            } else {
                advance();
            }
        }
    }

    private void loseLeftovers(TreeMap<Long, Long> targets) {
        while (budget > 0 && !targets.isEmpty()) {
            Map.Entry<Long, Long> target = targets.pollFirstEntry();
            counts.lose(target.getKey(), target.getValue());
            budget--;
        }
        if (targets.isEmpty()) {
            leftovers.remove();
        }
    }

    private void removeIfUnreferenced(long number) {
        budget--;
        ObjectStore.Entry entry = store.find(number);
        if (entry != null && !entry.isRoot() && entry.references == 0) {
            remove(entry);
        }
    }

    private void remove(ObjectStore.Entry entry) {
        // No call waits in it, since that would hold it.
        store.remove(entry);
    }

    /** Goes on where there is nothing grey. */
    private void advance() {
        budget--;
        switch (phase) {
            case IDLE -> {
                suspicious = false;
                marking++;
                cursor = 0;
                phase = Phase.ROOTS;
            }
            case ROOTS -> {
                ObjectStore.Entry next = next();
                if (next == null) {
                    phase = Phase.MARKING;
                } else if (next.isRoot()) {
                    mark(next);
                }
            }
            case MARKING -> {
                cursor = 0;
                phase = Phase.SWEEPING;
            }
            case SWEEPING -> {
                ObjectStore.Entry next = next();
                if (next == null) {
                    phase = Phase.IDLE;
                } else if (next.marked != marking && !next.isRoot()) {
                    remove(next);
                }
            }
        }
    }

    private ObjectStore.@Nullable Entry next() {
        Map.Entry<Long, ObjectStore.Entry> next = counts.referring().higherEntry(cursor);
        if (next == null) {
            return null;
        }
        cursor = next.getKey();
        return next.getValue();
    }

    private void markTargets(TreeMap<Long, Long> targets) {
        budget--;
        Map.Entry<Long, Long> target = targets.higherEntry(greyCursor);
        while (target != null && budget > 0) {
            greyCursor = target.getKey();
            ObjectStore.Entry entry = store.find(greyCursor);
            if (entry != null) {
                mark(entry);
            }
            budget--;
            target = targets.higherEntry(greyCursor);
        }
        if (target == null) {
            grey.remove();
            greyCursor = 0;
        }
    }

    // Snapshots --------------------------------------------------------------------------------------------------

    void save(SnapshotWriter out) {
        counts.save(out);
        out.number(phase.ordinal());
        out.number(marking);
        out.number(cursor);
        out.number(greyCursor);
        out.number(due);
        out.flag(suspicious);
        save(grey, out);
        save(unreferenced, out);
        out.number(leftovers.size());
        for (TreeMap<Long, Long> targets : leftovers) {
            out.number(targets.size());
            targets.forEach((target, times) -> {
                out.number(target);
                out.number(times);
            });
        }
        out.number(counts.referring().values().stream()
                .filter(entry -> entry.marked == marking)
                .count());
        for (ObjectStore.Entry entry : counts.referring().values()) {
            if (entry.marked == marking) {
                out.number(entry.number);
            }
        }
    }

    private static void save(ArrayDeque<Long> numbers, SnapshotWriter out) {
        out.number(numbers.size());
        numbers.forEach(out::number);
    }

    /** Reads what {@link #save} wrote, once all objects, sessions and parked calls are there. */
    void load(SnapshotReader in) {
        counts.load(in);
        // What was noted while the objects were counted is known already, and better.
        grey.clear();
        unreferenced.clear();
        phase = Phase.values()[(int) in.number()];
        marking = in.number();
        cursor = in.number();
        greyCursor = in.number();
        due = in.number();
        suspicious = in.flag();
        load(grey, in);
        load(unreferenced, in);
        for (long left = in.number(); left > 0; left--) {
            TreeMap<Long, Long> targets = new TreeMap<>();
            for (long more = in.number(); more > 0; more--) {
                targets.put(in.number(), in.number());
            }
            // Counted until a step loses them, though what referred to them is gone.
            targets.forEach(counts::gain);
            leftovers.add(targets);
        }
        for (long left = in.number(); left > 0; left--) {
            ObjectStore.Entry entry = store.find(in.number());
            if (entry != null) {
                entry.marked = marking;
            }
        }
    }

    private static void load(ArrayDeque<Long> numbers, SnapshotReader in) {
        for (long left = in.number(); left > 0; left--) {
            numbers.add(in.number());
        }
    }
}
