package dev.holdall.server.state;

/**
 * Whether there is memory for more, beyond what the objects themselves may hold.
 *
 * <p>There is none while the heap is nearly full, of which {@link Command.Pressure} tells, and while what the clients have not taken yet, that is
 * kept replies and parked calls, costs more than {@link Limit#SESSIONS_BYTES}. Then what needs more is refused: new elements and objects,
 * and calls that would park with them. What frees memory, or lets others do so, goes on: reads, removals, locks, leases, acknowledgements, returns, ends.
 */
final class Memory {
    private final Limits limits;
    private final Sessions sessions;
    private final Waiters waiters;
    /** Percent of the heap in use; 0: few enough. */
    private int pressure;

    Memory(Limits limits, Sessions sessions, Waiters waiters) {
        this.limits = limits;
        this.sessions = sessions;
        this.waiters = waiters;
    }

    /** Percent of the heap in use, as they were told last; 0: few enough. */
    int pressure() {
        return pressure;
    }

    void pressure(int percent) {
        pressure = percent;
    }

    /** What kept replies and parked calls cost. */
    long held() {
        return sessions.heldBytes() + waiters.unaryBytes() + waiters.unaryCount() * Session.WAITER_BYTES;
    }

    /** Whether what needs more memory is refused. */
    boolean isShort() {
        return pressure > 0 || held() > limits.of(Limit.SESSIONS_BYTES);
    }

    /** Refuses what needs more memory. */
    void check() {
        if (pressure > 0) {
            throw limits.exceeded(Limit.HEAP_PERCENT, pressure);
        }
        limits.check(Limit.SESSIONS_BYTES, held());
    }

    /** Refuses to park a unary call that, with all that is held already, would cost more than there is. */
    void checkParking(int requestBytes) {
        limits.check(Limit.SESSIONS_BYTES, held() + Session.WAITER_BYTES + requestBytes);
    }

    /** Refuses to park a call that, with those parked before, would cost more than there is, unless its session has less than its share. */
    void checkParking(Session session, int requestBytes) {
        long more = Session.WAITER_BYTES + requestBytes;
        if (session.heldBytes() + more > share()) {
            limits.check(Limit.SESSIONS_BYTES, held() + more);
        }
    }

    /** Whether too much is held in all, and of the session's replies more than its share. */
    boolean isTooMuchKept(Session session) {
        return session.keptReplies() > 0 && held() > limits.of(Limit.SESSIONS_BYTES) && session.heldBytes() > share();
    }

    private long share() {
        return limits.of(Limit.SESSIONS_BYTES) / Math.max(1, sessions.count());
    }
}
