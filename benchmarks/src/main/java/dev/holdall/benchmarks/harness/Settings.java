package dev.holdall.benchmarks.harness;

/**
 * How long is measured.
 *
 * @param warmUpMillis how long each system does a workload before it counts
 * @param rounds how many turns each has
 * @param millis how long a turn takes
 */
public record Settings(int warmUpMillis, int rounds, int millis) {}
