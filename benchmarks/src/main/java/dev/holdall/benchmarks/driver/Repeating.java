package dev.holdall.benchmarks.driver;

import dev.holdall.benchmarks.workload.Data;
import dev.holdall.benchmarks.workload.Step;
import dev.holdall.benchmarks.workload.Waiting;
import java.util.concurrent.TimeUnit;

/** One thread that repeats a step until the time is over, and waits for each answer. */
final class Repeating {
    private Repeating() {}

    static Outcome run(Round round, Step step, Waiting commands, long seed) throws Exception {
        Data data = new Data(seed, round.bytes());
        Latencies latencies = new Latencies();
        int each = round.workload().operations();
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(round.millis());
        long operations = 0;
        long before = start;
        while (before < end) {
            step.run(commands, data, result -> {});
            long now = System.nanoTime();
            latencies.record((now - before) / each);
            operations += each;
            before = now;
        }
        return new Outcome(operations, operations, before - start, latencies);
    }
}
