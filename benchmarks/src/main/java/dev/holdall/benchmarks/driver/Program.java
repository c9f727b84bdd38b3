package dev.holdall.benchmarks.driver;

import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.workload.Commands;
import dev.holdall.benchmarks.workload.Data;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Pipeline;
import dev.holdall.benchmarks.workload.Step;
import dev.holdall.benchmarks.workload.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What a client process does with one system. Its connections and threads stay from one round to the next. */
final class Program implements AutoCloseable {
    private final Client client;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "round");
        thread.setDaemon(true);
        return thread;
    });
    /** The commands of each thread. */
    private final List<Waiting> waiting = new ArrayList<>();

    private @Nullable Optional<Commands<CompletionStage<?>>> async;
    private @Nullable Optional<Pipeline> pipeline;

    Program(Client client) {
        this.client = client;
    }

    void reset(int bytes) throws Exception {
        client.reset(new Data(0, bytes).value());
    }

    Outcome run(Round round) throws Exception {
        return switch (round.workload()) {
            case HANDING ->
                all(new Handing(round).tasks(waiting(Math.max(2, round.mode().threads()))));
            case HANDOVER -> Handover.run(round, waiting(1).get(0));
            default -> repeat(round, round.workload().step().orElseThrow());
        };
    }

    private Outcome repeat(Round round, Step step) throws Exception {
        if (round.mode() == Mode.ASYNC) {
            if (async == null) {
                async = client.async();
                pipeline = async.isPresent() ? Optional.empty() : client.pipeline();
            }
            return async.isPresent()
                    ? InFlight.run(round, step, async.get())
                    : Pipelined.run(round, step, pipeline.orElseThrow());
        }
        List<Callable<Outcome>> tasks = new ArrayList<>();
        for (Waiting commands : waiting(round.mode().threads())) {
            long seed = round.seed() + tasks.size();
            tasks.add(() -> Repeating.run(round, step, commands, seed));
        }
        return all(tasks);
    }

    private List<Waiting> waiting(int count) throws Exception {
        while (waiting.size() < count) {
            waiting.add(client.waiting());
        }
        return waiting.subList(0, count);
    }

    /** Does all tasks, each in a thread of its own; fails if one fails. */
    private Outcome all(List<Callable<Outcome>> tasks) throws Exception {
        long start = System.nanoTime();
        List<Future<Outcome>> futures = new ArrayList<>();
        for (Callable<Outcome> task : tasks) {
            futures.add(threads.submit(task));
        }
        Outcome all = new Outcome(0, 0, 0, new Latencies());
        for (Future<Outcome> future : futures) {
            all = all.with(future.get());
        }
        return new Outcome(all.operations(), all.calls(), System.nanoTime() - start, all.latencies());
    }

    @Override
    public void close() throws Exception {
        for (Waiting commands : waiting) {
            commands.close();
        }
        client.close();
    }
}
