package dev.holdall.benchmarks.driver;

import dev.holdall.benchmarks.workload.Commands;
import dev.holdall.benchmarks.workload.Data;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Step;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One thread that repeats a step until the time is over, with at most so many commands without an answer. */
final class InFlight {
    /** So many steps are begun at a time: a thread that is woken for each answer would measure nothing but that. */
    private static final int AT_ONCE = 64;
    /** Of so many commands one is timed. */
    private static final int TIMED = 16;

    private final Semaphore room = new Semaphore(Mode.IN_FLIGHT);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Latencies latencies = new Latencies();
    private long started;

    private InFlight() {}

    static Outcome run(Round round, Step step, Commands<CompletionStage<?>> commands) throws Exception {
        return new InFlight().repeat(round, step, commands);
    }

    private Outcome repeat(Round round, Step step, Commands<CompletionStage<?>> commands) throws Exception {
        Data data = new Data(round.seed(), round.bytes());
        int together = AT_ONCE * round.workload().operations();
        Consumer<CompletionStage<?>> watch = this::watch;
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(round.millis());
        while (System.nanoTime() < end) {
            room.acquire(together);
            for (int i = 0; i < AT_ONCE; i++) {
                step.run(commands, data, watch);
            }
        }
        room.acquire(Mode.IN_FLIGHT);
        if (failure.get() != null) {
            throw new ExecutionException(failure.get());
        }
        return new Outcome(started, started, System.nanoTime() - start, latencies);
    }

    private void watch(CompletionStage<?> stage) {
        if (started++ % TIMED == 0) {
            long before = System.nanoTime();
            stage.whenComplete((result, why) -> {
                synchronized (latencies) {
                    latencies.record(System.nanoTime() - before);
                }
                ended(why);
            });
        } else {
            stage.whenComplete((result, why) -> ended(why));
        }
    }

    private void ended(Throwable why) {
        if (why != null) {
            failure.compareAndSet(null, why);
        }
        room.release();
    }
}
