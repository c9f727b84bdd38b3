package dev.holdall.client.call;

import dev.holdall.v1.ObjectId;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The objects without a name that this process refers to, and when it does so no more.
 *
 * <p>An answer that names such an object makes the session hold it. Its proxies share one {@link Held}; when the garbage collector
 * has found that to be unreachable, the answers that it stands for are released. What stands in an answer is safe from its arrival
 * on, until the answer has been read; what goes out in a request, or is called, until the call is answered. So nothing is ever
 * released that this process still refers to, and nothing that is on its way to it. Safe for use by many threads.
 */
public final class Holds {
    /** Says to the manager that so many of a session's answers that named an object are of no use any more. */
    public interface Releaser {
        void release(int session, ObjectId object, long deliveries);
    }

    private static final Cleaner CLEANER = Cleaner.create();
    /** What the thread has encoded since its last call: that call takes it along. */
    private static final ThreadLocal<@Nullable List<Held>> ENCODED = new ThreadLocal<>();

    private final Releaser releaser;
    private final Map<ObjectId, WeakReference<Held>> known = new HashMap<>();
    private volatile int session = 1;
    /** Which life of the manager's the session is in; 0 if that is not known yet. */
    private volatile int epoch;

    public Holds(Releaser releaser) {
        this.releaser = releaser;
    }

    /** Which of its sessions with the manager this process is in, from 1: a new one begins when the one before is lost. */
    public int session() {
        return session;
    }

    /** The session was lost, and with it all that it held. */
    public synchronized void lost() {
        session++;
    }

    /** The session is in this life of the manager's: see {@code Welcome.epoch}. */
    public void entered(int life) {
        epoch = life;
    }

    /** Whether an object may be there in the life of the manager's that the session is in. */
    public boolean isOfThisLife(ObjectId object) {
        return epoch == 0 || object.getEpoch() == epoch;
    }

    /** In which session an object was named to this process last: this one, unless it was held by another. */
    public synchronized int sessionOf(ObjectId object) {
        Held held = latest(object);
        return held == null ? session : held.session();
    }

    /** An answer has arrived that names these objects. Whoever keeps it keeps the result. */
    public List<Held> received(List<ObjectId> objects) {
        List<Held> held = new ArrayList<>(objects.size());
        for (ObjectId object : objects) {
            held.add(received(object));
        }
        return held;
    }

    private synchronized Held received(ObjectId object) {
        Held held = of(object);
        if (held == null) {
            held = new Held(object, session);
            WeakReference<Held> reference = new WeakReference<>(held);
            known.put(object, reference);
            var deliveries = held.deliveries;
            int heldBy = session;
            CLEANER.register(held, () -> release(heldBy, object, reference, deliveries.get()));
        }
        held.deliveries.incrementAndGet();
        return held;
    }

    private void release(int heldBy, ObjectId object, WeakReference<Held> reference, long deliveries) {
        synchronized (this) {
            // A later answer may have named it again.
            known.remove(object, reference);
        }
        releaser.release(heldBy, object, deliveries);
    }

    /** What keeps an object alive for this process; null if nothing does, or it has a name and needs nobody to. */
    public synchronized @Nullable Held of(ObjectId object) {
        Held held = latest(object);
        return held != null && held.session() == session ? held : null;
    }

    private @Nullable Held latest(ObjectId object) {
        WeakReference<Held> reference = known.get(object);
        return reference == null ? null : reference.get();
    }

    /** As long as the decoded answer is there, so is what it named. */
    public static void keepWith(Object answer, List<Held> held) {
        // The cleaner keeps the action, and what that refers to, until the answer is garbage.
        CLEANER.register(answer, () -> Reference.reachabilityFence(held));
    }

    /** A proxy was encoded by this thread: the call that it is for keeps what keeps its object alive. */
    public static void encoded(Held held) {
        List<Held> encoded = ENCODED.get();
        if (encoded == null) {
            encoded = new ArrayList<>();
            ENCODED.set(encoded);
        }
        encoded.add(held);
    }

    /** What this thread has encoded since the last time; null if it was nothing. */
    public static @Nullable List<Held> takeEncoded() {
        List<Held> encoded = ENCODED.get();
        if (encoded != null) {
            ENCODED.remove();
        }
        return encoded;
    }
}
