package dev.holdall.benchmarks.peer;

/** A server that runs. */
public interface Server extends AutoCloseable {
    /** Where clients find it. */
    String address();

    /** How many operations it has served so far, as it says itself. */
    long served() throws Exception;

    /** Its process number. */
    long pid();
}
