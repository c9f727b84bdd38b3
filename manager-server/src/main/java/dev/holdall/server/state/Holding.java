package dev.holdall.server.state;

import org.jspecify.annotations.Nullable;

/**
 * That somebody has what calls of an object wait for: a thread, a named owner or, with neither, a session as a whole.
 *
 * @param session whose it is
 * @param thread the number of the client's thread that has it; 0 where not a thread has it
 * @param owner the name that has it; empty where not a name has it
 * @param what what it has, in words that follow the owner, such as "holds it for reading"
 * @param count how many of it
 * @param token the fencing token; 0 where there is none
 * @param since null where it is not known
 */
public record Holding(
        long session,
        int thread,
        String owner,
        String what,
        long count,
        long token,
        @Nullable Occasion since) {

    /** What a session has as a whole: whichever of its threads got it, any may give it back. */
    public static Holding ofSession(long session, String what, long count) {
        return new Holding(session, 0, "", what, count, 0, null);
    }

    /** Whether any of several threads may let it go. */
    boolean isAnyonesOfSession() {
        return thread == 0 && owner.isEmpty();
    }
}
