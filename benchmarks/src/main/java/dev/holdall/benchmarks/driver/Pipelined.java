package dev.holdall.benchmarks.driver;

import dev.holdall.benchmarks.workload.Data;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Pipeline;
import dev.holdall.benchmarks.workload.Step;
import java.util.concurrent.TimeUnit;

/** One thread that fills a pipeline, sends it, and waits for all answers, until the time is over. */
final class Pipelined {
    private Pipelined() {}

    static Outcome run(Round round, Step step, Pipeline pipeline) throws Exception {
        Data data = new Data(round.seed(), round.bytes());
        Latencies latencies = new Latencies();
        int each = round.workload().operations();
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(round.millis());
        long operations = 0;
        long before = start;
        while (before < end) {
            for (int queued = 0; queued < Mode.PIPELINED; queued += each) {
                step.run(pipeline, data, result -> {});
                operations += each;
            }
            pipeline.sync();
            long now = System.nanoTime();
            latencies.record(now - before);
            before = now;
        }
        return new Outcome(operations, operations, before - start, latencies);
    }
}
