package dev.holdall.faults.history;

/**
 * One operation on one object, as the worker saw it that called it.
 *
 * @param id which operation of the whole run
 * @param process who called: {@code worker/thread}. A process has one operation at a time
 * @param session the number of the session before and after it; two numbers with a bar between them if they differ
 * @param key the object, or the part of one, that nothing but operations of the same key changes: {@code kind/name}
 * @param name what was called
 * @param argument with what; empty for nothing
 * @param invoked when it was called, in nanoseconds of {@link System#nanoTime}, which on Linux is CLOCK_MONOTONIC: the same clock in all
 *     processes of a host
 * @param completed when it was answered; {@link Long#MAX_VALUE} if its effect is open
 * @param result what it returned; empty for nothing
 */
public record Operation(
        String id,
        String process,
        String session,
        String key,
        String name,
        String argument,
        long invoked,
        long completed,
        Outcome outcome,
        String result) {
    /** The time of what has not happened. */
    public static final long NEVER = Long.MAX_VALUE;

    public boolean isUnknown() {
        return outcome.isUnknown();
    }

    /** The worker's name, without the thread's. */
    public String worker() {
        return process.substring(0, process.indexOf('/'));
    }

    /** What kind of object it is about. */
    public String kind() {
        return key.substring(0, key.indexOf('/'));
    }

    /** Whether it may have been made in this session. */
    public boolean isOf(String number) {
        int bar = session.indexOf('|');
        return bar < 0
                ? session.equals(number)
                : session.substring(0, bar).equals(number)
                        || session.substring(bar + 1).equals(number);
    }

    /** The same operation if its answer had not been seen. */
    public Operation unanswered() {
        return new Operation(id, process, session, key, name, argument, invoked, NEVER, Outcome.MISSING, "");
    }

    /** The same operation with another answer. */
    public Operation withResult(String other) {
        return new Operation(id, process, session, key, name, argument, invoked, completed, outcome, other);
    }

    /** One line for people, with times in microseconds since a start. */
    public String shown(long start) {
        String end = completed == NEVER ? "-" : String.valueOf((completed - start) / 1_000);
        return "%10d %10s  %-16s session %-8s %s(%s) = %s %s"
                .formatted((invoked - start) / 1_000, end, process, session, name, argument, outcome, result);
    }
}
