package dev.holdall.client.call;

import dev.holdall.v1.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The locks that this process holds as far as it knows, and who wants to know when one is lost.
 *
 * <p>A lock is noted when an answer says that it was acquired, and forgotten when one says that it was released. It is lost when it was
 * noted and turns out to be held no more: the session is lost, or an answer says so. Each loss is told once, by the executor, so
 * never in the thread that found out. Thread-safe.
 */
public final class HeldLocks {

    /**
     * A lock, for reading or for whatever else.
     *
     * @param name null if it has none, or the proxy does not know it
     */
    public record Lock(ObjectId id, @Nullable String name, boolean reading) {

        /** Also if what has the name now was made anew, and has another id than before. */
        private boolean isSame(Lock other) {
            return reading == other.reading && (id.equals(other.id) || name != null && name.equals(other.name));
        }
    }

    /** @param owner equal for calls of the same owner only */
    private record Key(ObjectId lock, boolean reading, Object owner) {}

    private record Hold(Lock lock, int count, long token) {}

    private record Listener(Lock lock, Runnable told) {}

    private final Executor executor;
    private final Map<Key, Hold> holds = new HashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private long sessionsLost;

    /** @param executor tells of losses; not an event loop */
    public HeldLocks(Executor executor) {
        this.executor = executor;
    }

    // What answers say -------------------------------------------------------------------------------------------

    /** How many sessions were lost so far: to be asked before a lock is acquired, for {@link #acquired}. */
    public synchronized long sessionsLost() {
        return sessionsLost;
    }

    /**
     * An owner has acquired a lock once more.
     *
     * @param before what {@link #sessionsLost} was before the call: an answer that is read after the loss of its session tells of the past
     */
    public void acquired(Lock lock, Object owner, long token, long before) {
        synchronized (this) {
            if (before == sessionsLost) {
                holds.merge(
                        key(lock, owner),
                        new Hold(lock, 1, token),
                        // A second thread of a named owner may acquire before the first one's release is read.
                        (held, more) -> new Hold(lock, held.count() + 1, Math.max(held.token(), token)));
                return;
            }
        }
        tell(Set.of(lock));
    }

    /** An owner who has waited in a condition holds the lock again, as often as before. */
    public synchronized void acquiredAgain(Lock lock, Object owner, long token) {
        holds.computeIfPresent(key(lock, owner), (key, held) -> new Hold(lock, held.count(), token));
    }

    /** An owner has released a lock once. */
    public synchronized void released(Lock lock, Object owner) {
        holds.computeIfPresent(
                key(lock, owner),
                (key, held) -> held.count() == 1 ? null : new Hold(lock, held.count() - 1, held.token()));
    }

    /** An owner has given up all that it held of a lock. */
    public synchronized void givenUp(Lock lock, Object owner) {
        holds.remove(key(lock, owner));
    }

    /** The token under which an owner holds a lock; 0 if it does not. */
    public synchronized long token(Lock lock, Object owner) {
        Hold held = holds.get(key(lock, owner));
        return held == null ? 0 : held.token();
    }

    private static Key key(Lock lock, Object owner) {
        return new Key(lock.id(), lock.reading(), owner);
    }

    // Losses -----------------------------------------------------------------------------------------------------

    /** The manager says that an owner does not hold a lock under this token: it is lost, if it was thought to be held so. */
    public void isNotHeld(Lock lock, Object owner, long token) {
        Key key = key(lock, owner);
        lose(hold -> hold.getKey().equals(key) && hold.getValue().token() == token);
    }

    /** The manager says that the lock is gone. */
    public void isGone(Lock lock) {
        lose(hold -> hold.getKey().lock().equals(lock.id()));
    }

    /** The session is lost, and with it all that it held. */
    public void sessionLost() {
        synchronized (this) {
            sessionsLost++;
        }
        lose(hold -> true);
    }

    private void lose(Predicate<Map.Entry<Key, Hold>> which) {
        Set<Lock> lost = new HashSet<>();
        synchronized (this) {
            holds.entrySet().removeIf(hold -> {
                boolean loses = which.test(hold);
                if (loses) {
                    lost.add(hold.getValue().lock());
                }
                return loses;
            });
        }
        tell(lost);
    }

    private void tell(Set<Lock> lost) {
        List<Runnable> told = new ArrayList<>();
        synchronized (this) {
            for (Listener listener : listeners) {
                if (lost.stream().anyMatch(listener.lock()::isSame)) {
                    told.add(listener.told());
                }
            }
        }
        try {
            told.forEach(executor::execute);
        } catch (RejectedExecutionException e) {
            // The program has just closed its connection, and gave up its locks by that.
        }
    }

    // Listeners --------------------------------------------------------------------------------------------------

    /** From now on told of each loss of the lock, whichever owner in this process had it. */
    public synchronized void addListener(Lock lock, Runnable told) {
        listeners.add(new Listener(lock, told));
    }

    /** Takes away what was added once. */
    public synchronized void removeListener(Lock lock, Runnable told) {
        for (int i = 0; i < listeners.size(); i++) {
            Listener listener = listeners.get(i);
            if (listener.told().equals(told) && listener.lock().isSame(lock)) {
                listeners.remove(i);
                return;
            }
        }
    }
}
