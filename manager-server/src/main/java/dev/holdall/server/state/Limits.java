package dev.holdall.server.state;

/** How much of everything there may be. Each is checked before anything is changed. Immutable. */
public final class Limits {
    private static final int MIB = 1 << 20;

    /** By the ordinal of the {@link Limit}. */
    private final long[] allowed;

    private Limits(long[] allowed) {
        this.allowed = allowed;
    }

    /**
     * What a manager allows unless it is told otherwise.
     *
     * @param heapBytes the memory that the manager may use; elements get half of it
     */
    public static Limits defaults(long heapBytes) {
        return new Limits(new long[Limit.values().length])
                .with(Limit.ELEMENT_BYTES, 8 * MIB)
                .with(Limit.NAME_BYTES, 512)
                .with(Limit.OBJECTS, 1_000_000)
                .with(Limit.OBJECT_ELEMENTS, Integer.MAX_VALUE)
                .with(Limit.TOTAL_BYTES, heapBytes / 2)
                .with(Limit.SESSIONS, 10_000)
                .with(Limit.WINDOW_CALLS, 1 << 17)
                .with(Limit.WINDOW_BYTES, 64 * MIB)
                .with(Limit.KEPT_REPLY_BYTES, 64 * MIB)
                .with(Limit.SESSION_WAITERS, 100_000)
                .with(Limit.UNARY_WAITERS, 100_000)
                .with(Limit.UNARY_WAITER_BYTES, 64 * MIB)
                .with(Limit.REQUEST_BYTES, 16 * MIB);
    }

    /**
     * The same limits but for one.
     *
     * @throws IllegalArgumentException if the value is not positive
     */
    public Limits with(Limit limit, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("the limit " + limit.setting() + " is at least 1, not " + value);
        }
        long[] changed = allowed.clone();
        changed[limit.ordinal()] = value;
        return new Limits(changed);
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
    Refusal exceeded(Limit limit, long asked) {
        return Refusal.limit(limit.setting(), of(limit), asked);
    }
}
