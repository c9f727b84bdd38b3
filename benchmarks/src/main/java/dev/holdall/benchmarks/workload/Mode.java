package dev.holdall.benchmarks.workload;

import java.util.Locale;

/** By how many a round is done. */
public enum Mode {
    ONE("1 thread", 1, 1),
    THREADS("16 threads", 1, 16),
    PROCESSES("16 processes", 16, 1),
    /** One thread that does not wait for answers; a pipeline where a system has nothing else. */
    ASYNC("1,024 in flight", 1, 1);

    /** How many operations of {@link #ASYNC} may be without an answer. */
    public static final int IN_FLIGHT = 1_024;
    /** How many commands go into a pipeline before it is sent. */
    public static final int PIPELINED = 128;

    private final String title;
    private final int processes;
    private final int threads;

    Mode(String title, int processes, int threads) {
        this.title = title;
        this.processes = processes;
        this.threads = threads;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** How many client processes there are. */
    public int processes() {
        return processes;
    }

    /** How many threads each of them has. */
    public int threads() {
        return threads;
    }

    /** As a word of a command. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Mode of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
