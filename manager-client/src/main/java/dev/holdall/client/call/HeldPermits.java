package dev.holdall.client.call;

import dev.holdall.v1.ObjectId;
import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The permits that this process has acquired and not released, as far as it knows: in the session that it is in, and in those that are over,
 * with which they came back.
 *
 * <p>What nothing is noted for, anybody may release. Otherwise a release returns what its thread has acquired, and only beyond that what other
 * threads have; of either first what was acquired in the present session, as what was acquired last is released first. Thread-safe.
 *
 * <p>Takes little memory whatever a program does, such as only ever acquire what another process releases: numbers for each thread that lives and
 * has acquired permits of a semaphore, for all other threads together, and for so many semaphores only; beyond those, it forgets the one that
 * was not used for longest.
 */
public final class HeldPermits {
    private static final int MOST_SEMAPHORES = 4_096;
    private static final int FEW_OWNERS = 16;

    /** @param name null if it has none, or the proxy does not know it */
    public record Semaphore(ObjectId id, @Nullable String name) {}

    /** A thread that acquires and releases. */
    public static final class Owner {
        private static final ThreadLocal<Owner> CALLER = ThreadLocal.withInitial(Owner::new);

        private final WeakReference<Thread> thread = new WeakReference<>(Thread.currentThread());

        private Owner() {}

        /** The thread that asks. */
        public static Owner caller() {
            return CALLER.get();
        }

        private boolean isGone() {
            Thread found = thread.get();
            return found == null || !found.isAlive();
        }
    }

    /**
     * Whose permits a release returns.
     *
     * @param session the one in which they were acquired; 0 if nothing is noted of them
     * @param noted how many of whom; they are noted no more
     * @param lost how many were acquired in sessions that are over; they are noted no more. If there are any, the release is to return nothing,
     *     and all others stay noted
     */
    public record Release(int session, Map<Owner, Long> noted, long lost) {
        private static final Release OF_NOTHING = new Release(0, Map.of(), 0);
    }

    private static final class Count {
        private long present;
        private long lost;

        boolean isZero() {
            return present == 0 && lost == 0;
        }

        void add(Count other) {
            present += other.present;
            lost += other.lost;
        }
    }

    /** What is noted of one semaphore. */
    private static final class Notes {
        private Semaphore semaphore;
        /** First who has had some for longest. */
        private final Map<Owner, Count> counts = new LinkedHashMap<>();
        /** The present one. */
        private int session;

        private int ownersToLookAt = FEW_OWNERS;

        Notes(Semaphore semaphore) {
            this.semaphore = semaphore;
        }

        /** What was present in an earlier session is lost. */
        void enter(int later) {
            if (later > session) {
                session = later;
                for (Count count : counts.values()) {
                    count.lost += count.present;
                    count.present = 0;
                }
            }
        }

        Count of(Owner owner) {
            Count known = counts.get(owner);
            if (known != null) {
                return known;
            }
            if (counts.size() >= ownersToLookAt) {
                joinThoseWhoAreGone();
                ownersToLookAt = Math.max(FEW_OWNERS, 2 * counts.size());
            }
            Count made = new Count();
            counts.put(owner, made);
            return made;
        }

        private void joinThoseWhoAreGone() {
            List<Owner> gone = counts.keySet().stream().filter(Owner::isGone).toList();
            for (int i = 1; i < gone.size(); i++) {
                Count moved = counts.remove(gone.get(i));
                if (moved != null) {
                    of(gone.get(0)).add(moved);
                }
            }
        }

        /** Adds what was noted in an earlier session. */
        void add(Notes earlier) {
            earlier.enter(session);
            earlier.counts.forEach((owner, count) -> of(owner).add(count));
        }

        boolean isOfAnotherLife(Semaphore other) {
            return semaphore.id().getEpoch() != other.id().getEpoch()
                    && semaphore.name() != null
                    && semaphore.name().equals(other.name());
        }
    }

    /** Whose permits so many are. */
    private static final class Plan {
        private final Map<Owner, Long> present = new LinkedHashMap<>();
        private final Map<Owner, Long> lost = new LinkedHashMap<>();
        private long left;

        Plan(int permits) {
            this.left = permits;
        }

        void take(Map<Owner, Count> counts, Owner first) {
            Count own = counts.get(first);
            if (own != null) {
                take(present, first, own.present);
                take(lost, first, own.lost);
            }
            if (left == 0) {
                return;
            }
            Map<Owner, Count> others = new LinkedHashMap<>(counts);
            others.remove(first);
            others.forEach((owner, count) -> take(present, owner, count.present));
            others.forEach((owner, count) -> take(lost, owner, count.lost));
        }

        private void take(Map<Owner, Long> into, Owner owner, long available) {
            long taken = Math.min(left, available);
            if (taken > 0) {
                into.put(owner, taken);
                left -= taken;
            }
        }
    }

    /** First the one that was not used for longest. */
    private final Map<ObjectId, Notes> semaphores = new LinkedHashMap<>(16, 0.75f, true);
    /** Which life of the manager's was heard of first; 0 if none was. */
    private int firstEpoch;
    /** Whether the manager has lived twice: what has a name now may have another id than before. */
    private boolean livedTwice;

    /**
     * A thread has acquired permits.
     *
     * @param session in which it has; that may be over by now
     */
    public synchronized void acquired(Semaphore semaphore, Owner owner, long permits, int session) {
        if (permits <= 0) {
            return;
        }
        Notes own = semaphores.get(semaphore.id());
        if (own == null) {
            if (semaphores.size() >= MOST_SEMAPHORES) {
                semaphores.remove(semaphores.keySet().iterator().next());
            }
            own = new Notes(semaphore);
            semaphores.put(semaphore.id(), own);
        }
        if (own.semaphore.name() == null) {
            own.semaphore = semaphore;
        }
        own.enter(session);
        Notes notes = joined(own, semaphore);
        Count count = notes.of(owner);
        if (session == notes.session) {
            count.present += permits;
        } else {
            count.lost += permits;
        }
    }

    /**
     * A thread is about to release permits.
     *
     * @param session the session that the process is in
     */
    public synchronized Release releasing(Semaphore semaphore, Owner owner, int permits, int session) {
        Notes notes = find(semaphore);
        if (notes == null) {
            return Release.OF_NOTHING;
        }
        notes.enter(session);
        Plan plan = new Plan(permits);
        plan.take(notes.counts, owner);
        long lost = plan.lost.values().stream().mapToLong(Long::longValue).sum();
        plan.lost.forEach((from, taken) -> notes.of(from).lost -= taken);
        if (lost == 0) {
            plan.present.forEach((from, taken) -> notes.of(from).present -= taken);
        }
        notes.counts.values().removeIf(Count::isZero);
        if (notes.counts.isEmpty()) {
            semaphores.remove(notes.semaphore.id());
        }
        if (lost > 0) {
            return new Release(0, Map.of(), lost);
        }
        return plan.present.isEmpty() ? Release.OF_NOTHING : new Release(notes.session, plan.present, 0);
    }

    /** A release was not answered, or not as done: what it was to return is noted again. */
    public synchronized void notReleased(Semaphore semaphore, Release release) {
        release.noted().forEach((owner, permits) -> acquired(semaphore, owner, permits, release.session()));
    }

    /** The manager says that the semaphore is gone. */
    public synchronized void isGone(Semaphore semaphore) {
        semaphores.remove(semaphore.id());
    }

    /** Of how many semaphores something is noted. */
    synchronized int semaphores() {
        return semaphores.size();
    }

    /** Of how many threads something is noted. */
    synchronized int owners(Semaphore semaphore) {
        Notes notes = find(semaphore);
        return notes == null ? 0 : notes.counts.size();
    }

    private @Nullable Notes find(Semaphore semaphore) {
        Notes found = semaphores.get(semaphore.id());
        for (Notes other : ofOtherLives(semaphore)) {
            found = found == null ? other : join(found, other);
        }
        return found;
    }

    private Notes joined(Notes own, Semaphore semaphore) {
        Notes joined = own;
        for (Notes other : ofOtherLives(semaphore)) {
            joined = join(joined, other);
        }
        return joined;
    }

    private List<Notes> ofOtherLives(Semaphore semaphore) {
        int epoch = semaphore.id().getEpoch();
        if (firstEpoch == 0) {
            firstEpoch = epoch;
        }
        livedTwice |= epoch != firstEpoch;
        return livedTwice && semaphore.name() != null
                ? semaphores.values().stream()
                        .filter(notes -> notes.isOfAnotherLife(semaphore))
                        .toList()
                : List.of();
    }

    /** No session is in two lives of a manager. */
    private Notes join(Notes one, Notes other) {
        Notes later = one.session > other.session ? one : other;
        Notes earlier = later == one ? other : one;
        semaphores.remove(earlier.semaphore.id());
        later.add(earlier);
        return later;
    }
}
