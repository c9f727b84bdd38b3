package dev.holdall.benchmarks.workload;

/** Commands that wait until they are sent together, and whose answers come together. */
public interface Pipeline extends Commands<Object> {
    /** Sends what waits, and waits for all answers. */
    void sync() throws Exception;
}
