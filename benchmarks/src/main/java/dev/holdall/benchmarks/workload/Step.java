package dev.holdall.benchmarks.workload;

import java.util.function.Consumer;

/** What is done over and over again. */
@FunctionalInterface
public interface Step {
    /**
     * Does it once.
     *
     * @param results takes what each command gives
     */
    <R> void run(Commands<R> commands, Data data, Consumer<? super R> results) throws Exception;
}
