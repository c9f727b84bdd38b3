package dev.holdall.client.call;

import dev.holdall.v1.ObjectId;
import java.lang.ref.WeakReference;
import java.util.HashMap;
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
    /** Under which of its ids a name's semaphore is among them: one that was made anew, or in another life of the manager's, has another id. */
    private final Map<String, ObjectId> ids = new HashMap<>();

    /**
     * A thread has acquired permits.
     *
     * @param session in which it has; that may be over by now
     */
    public synchronized void acquired(Semaphore semaphore, Owner owner, long permits, int session) {
        if (permits <= 0) {
            return;
        }
        Notes notes = find(semaphore);
        if (notes == null) {
            notes = new Notes(semaphore);
            put(notes);
        }
        notes.enter(session);
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
            remove(notes);
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
        Notes gone = semaphores.get(semaphore.id());
        if (gone != null) {
            remove(gone);
        }
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

    /** What is noted of a semaphore, by whichever of its ids, from now on by this one. */
    private @Nullable Notes find(Semaphore semaphore) {
        Notes byId = semaphores.get(semaphore.id());
        ObjectId other = semaphore.name() == null ? null : ids.get(semaphore.name());
        Notes byName = other == null ? null : semaphores.get(other);
        if (byName == null || byName == byId) {
            if (byId != null && byId.semaphore.name() == null && semaphore.name() != null) {
                byId.semaphore = semaphore;
                ids.put(semaphore.name(), semaphore.id());
            }
            return byId;
        }
        remove(byName);
        if (byId == null) {
            byName.semaphore = semaphore;
            put(byName);
            return byName;
        }
        remove(byId);
        Notes later = byId.session > byName.session ? byId : byName;
        later.add(later == byId ? byName : byId);
        later.semaphore = semaphore;
        put(later);
        return later;
    }

    private void put(Notes notes) {
        if (semaphores.size() >= MOST_SEMAPHORES) {
            remove(semaphores.values().iterator().next());
        }
        semaphores.put(notes.semaphore.id(), notes);
        if (notes.semaphore.name() != null) {
            ids.put(notes.semaphore.name(), notes.semaphore.id());
        }
    }

    private void remove(Notes notes) {
        semaphores.remove(notes.semaphore.id());
        if (notes.semaphore.name() != null) {
            ids.remove(notes.semaphore.name());
        }
    }
}
