package dev.holdall.benchmarks.driver;

import dev.holdall.benchmarks.workload.Commands;
import dev.holdall.benchmarks.workload.Data;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Step;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One thread that repeats a step until the time is over, with at most so many commands without an answer. */
final class InFlight {
    /** So many steps are begun at a time: a thread that is woken for each answer would measure nothing but that. */
    private static final int AT_ONCE = 64;
    /** Of so many commands one is timed: an odd number, so that no command of a pair is left out. */
    private static final int TIMED = 15;

    private final Window window;
    private final Latencies latencies = new Latencies();
    private long started;
    /** When the next command was begun, if it is to be timed. */
    private long begun;

    private InFlight(Window window) {
        this.window = window;
    }

    static Outcome run(Round round, Step step, Commands<CompletionStage<?>> commands) throws Exception {
        Window window = new Window(Mode.IN_FLIGHT, AT_ONCE * round.workload().operations());
        return new InFlight(window).repeat(round, step, commands);
    }

    private Outcome repeat(Round round, Step step, Commands<CompletionStage<?>> commands) throws Exception {
        Data data = new Data(round.seed(), round.bytes());
        Consumer<CompletionStage<?>> watch = this::watch;
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(round.millis());
        while (System.nanoTime() < end) {
            window.begin();
            for (int i = 0; i < AT_ONCE; i++) {
                if (started % TIMED == 0
                        || started % TIMED > TIMED - round.workload().operations()) {
                    begun = System.nanoTime();
                }
                step.run(commands, data, watch);
            }
        }
        window.awaitAll();
        if (window.failure() != null) {
            throw new ExecutionException(window.failure());
        }
        return new Outcome(started, started, System.nanoTime() - start, latencies);
    }

    private void watch(CompletionStage<?> stage) {
        if (started++ % TIMED == 0) {
            long before = begun;
            stage.whenComplete((result, why) -> {
                synchronized (latencies) {
                    latencies.record(System.nanoTime() - before);
                }
                window.ended(why);
            });
        } else {
            stage.whenComplete((result, why) -> window.ended(why));
        }
    }
}
