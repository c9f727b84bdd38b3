package dev.holdall.server.state;

/**
 * Who made a call.
 *
 * @param session the session that the call came on, or {@link #UNARY}
 * @param seq the call's number in its session; for a unary call the ticket under which the transport waits
 */
public record CallId(long session, long seq) implements Comparable<CallId> {
    /** Stands for no session: the call came through a unary service. Sessions count from 1. */
    public static final long UNARY = 0;

    /** A call that has no session. */
    public static CallId unary(long ticket) {
        return new CallId(UNARY, ticket);
    }

    /** By session, then in the order of the calls. */
    @Override
    public int compareTo(CallId other) {
        return session == other.session ? Long.compare(seq, other.seq) : Long.compare(session, other.session);
    }

    public boolean isUnary() {
        return session == UNARY;
    }
}
