package dev.holdall.client.call;

import dev.holdall.v1.ObjectId;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What keeps an object without a name alive for this process: as long as this is reachable, from a proxy or from an answer that is not
 * decoded yet, the manager is told nothing.
 */
public final class Held {
    /** How many answers named the object. Also reachable when this is not, to be told then. */
    final AtomicLong deliveries = new AtomicLong();

    private final ObjectId object;
    private final int session;

    Held(ObjectId object, int session) {
        this.object = object;
        this.session = session;
    }

    /** The session that holds the object: see {@link Holds#session}. */
    int session() {
        return session;
    }

    /** Which object. */
    public ObjectId object() {
        return object;
    }
}
