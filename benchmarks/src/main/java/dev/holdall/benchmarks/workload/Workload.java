package dev.holdall.benchmarks.workload;

import java.util.Locale;
import java.util.Optional;

/** What is done in a round. */
public enum Workload {
    PUT("dict put", 1, Steps.PUT),
    GET("dict get", 1, Steps.GET),
    ADD("counter add", 1, Steps.ADD),
    APPEND("list append", 1, Steps.APPEND),
    /** An element in, an element out. */
    QUEUE("queue offer + poll", 2, Steps.QUEUE),
    /** Of a hundred operations, ninety read a dict and ten write to it. */
    MIX("90 % get, 10 % put", 1, Steps.MIX),
    /**
     * Half of the threads put elements into the queue, the other half waits for them there. At most so many are on their way as {@link
     * #HANDING_AHEAD} says, since not every system bounds its queues.
     */
    HANDING("put and blocking take", 2, null),
    /**
     * From one process's put to the return of another's take, which waits for it already: one element after the other, with pauses. An echo,
     * which keeps nothing, is timed there and back, with the same pauses.
     */
    HANDOVER("hand-over to a parked take", 2, null);

    /** How many elements may be on their way from the threads that put to those that take. */
    public static final int HANDING_AHEAD = 1_024;

    private final String title;
    private final int operations;
    private final Optional<Step> step;

    Workload(String title, int operations, Step step) {
        this.title = title;
        this.operations = operations;
        this.step = Optional.ofNullable(step);
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** How many operations a step counts as. */
    public int operations() {
        return operations;
    }

    /** What each thread repeats; empty where threads do different things. */
    public Optional<Step> step() {
        return step;
    }

    /** As a word of a command. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Workload of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
