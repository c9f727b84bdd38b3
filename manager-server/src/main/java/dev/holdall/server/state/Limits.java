package dev.holdall.server.state;

/** How much of everything there may be. Each is checked before anything is changed. Immutable. */
public final class Limits {
    private static final int MIB = 1 << 20;
    private static final long MOST_USUAL_REQUEST = 16 * MIB;

    /** By the ordinal of the {@link Limit}. */
    private final long[] allowed;

    private Limits(long[] allowed) {
        this.allowed = allowed;
    }

    /**
     * What a manager allows unless it is told otherwise.
     *
     * @param heapBytes the memory that the manager may use; elements get half of it, what waits for clients a quarter, what is under way to
     *     them an eighth, and so does what is under way from them
     */
    public static Limits defaults(long heapBytes) {
        return defaults(heapBytes, heapBytes);
    }

    /**
     * What a manager allows unless it is told otherwise.
     *
     * @param directBytes the memory beside the heap that buffers may use: what is under way from clients is there
     */
    public static Limits defaults(long heapBytes, long directBytes) {
        // Room for some requests of any size, if there is any.
        long inbound = Math.max(2, Math.min(Math.max(heapBytes / 8, 2 * MOST_USUAL_REQUEST), directBytes / 2));
        return new Limits(new long[Limit.values().length])
                .with(Limit.ELEMENT_BYTES, 8 * MIB)
                .with(Limit.NAME_BYTES, 512)
                .with(Limit.OBJECTS, 1_000_000)
                .with(Limit.OBJECT_ELEMENTS, Integer.MAX_VALUE)
                .with(Limit.OBJECT_BYTES, heapBytes / 2)
                .with(Limit.TOTAL_BYTES, heapBytes / 2)
                .with(Limit.HEAP_PERCENT, 80)
                .with(Limit.SESSIONS, 10_000)
                .with(Limit.SESSIONS_BYTES, heapBytes / 4)
                .with(Limit.WINDOW_CALLS, 1 << 17)
                .with(Limit.WINDOW_BYTES, 64 * MIB)
                .with(Limit.KEPT_REPLY_BYTES, 64 * MIB)
                .with(Limit.SESSION_WAITERS, 100_000)
                .with(Limit.UNARY_WAITERS, 100_000)
                .with(Limit.UNARY_WAITER_BYTES, 64 * MIB)
                .with(Limit.REQUEST_BYTES, Math.min(MOST_USUAL_REQUEST, inbound / 2))
                .with(Limit.HELLO_BYTES, 4 << 10)
                .with(Limit.STREAMS, 20_000)
                .with(Limit.ADDRESS_HANDSHAKES, 1_000)
                .with(Limit.CONNECTIONS, 20_000)
                .with(Limit.CONNECTION_CALLS, 10_000)
                .with(Limit.INBOUND_BYTES, inbound)
                .with(Limit.OUTBOX_BYTES, 256 * MIB)
                .with(Limit.OUTBOXES_BYTES, heapBytes / 8);
    }

    /**
     * The same limits but for one.
     *
     * @throws IllegalArgumentException if the value is not positive, or more than {@link Limit#most}
     */
    public Limits with(Limit limit, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("the limit " + limit.setting() + " is at least 1, not " + value);
        }
        if (value > limit.most()) {
            throw new IllegalArgumentException(
                    "the limit " + limit.setting() + " is at most " + limit.most() + ", not " + value);
        }
        long[] changed = allowed.clone();
        changed[limit.ordinal()] = value;
        return new Limits(changed);
    }

    /**
     * Checks that the limits go together.
     *
     * @return the same limits
     * @throws IllegalArgumentException if what waits could fill a session's window: then what it waits for could not be sent; or if the
     *     largest request could not come in
     */
    public Limits checked() {
        if (of(Limit.SESSION_WAITERS) >= of(Limit.WINDOW_CALLS)) {
            throw new IllegalArgumentException(
                    "the limit session-waiters, " + of(Limit.SESSION_WAITERS) + ", is to be less than window-calls, "
                            + of(Limit.WINDOW_CALLS) + ", so that what waits leaves room for what it waits for");
        }
        if (of(Limit.INBOUND_BYTES) / 2 < of(Limit.REQUEST_BYTES)) {
            throw new IllegalArgumentException(
                    "the limit inbound-bytes, " + of(Limit.INBOUND_BYTES) + ", is to be at least twice request-bytes, "
                            + of(Limit.REQUEST_BYTES) + ", so that such a request can come in");
        }
        return this;
    }

    /** How much is allowed. */
    public long of(Limit limit) {
        return allowed[limit.ordinal()];
    }

    /** Refuses more than is allowed. */
    void check(Limit limit, long asked) {
        if (asked > of(limit)) {
            throw exceeded(limit, asked);
        }
    }

    /** More was asked for than is allowed. */
    public Refusal exceeded(Limit limit, long asked) {
        return Refusal.limit(limit.setting(), of(limit), asked);
    }
}
