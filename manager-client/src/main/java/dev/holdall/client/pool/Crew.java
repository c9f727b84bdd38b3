package dev.holdall.client.pool;

import dev.holdall.client.RemoteFailure;
import dev.holdall.client.process.WorkerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The worker processes that a pool has started: one that ends has a successor, unless they all end before they have done anything. Safe for
 * use by many threads.
 */
final class Crew {
    /** How many workers may end one after the other before any has brought an outcome, for each that the pool has. */
    private static final int FRUITLESS = 3;

    private final Supplier<WorkerProcess> starting;
    private final int size;
    private final Consumer<WorkerLost> broken;
    private final List<WorkerProcess> running = new ArrayList<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private int fruitless;
    private boolean dismissed;

    /**
     * @param starting starts a worker
     * @param broken told once that the workers do nothing but end
     */
    Crew(int size, Supplier<WorkerProcess> starting, Consumer<WorkerLost> broken) {
        this.size = size;
        this.starting = starting;
        this.broken = broken;
    }

    synchronized void start() {
        for (int i = 0; i < size; i++) {
            startOne();
        }
    }

    private void startOne() {
        WorkerProcess worker = starting.get();
        running.add(worker);
        worker.sentinel().thenAccept(exit -> ended(worker, exit));
    }

    private void ended(WorkerProcess worker, int exit) {
        WorkerLost failure = null;
        synchronized (this) {
            running.remove(worker);
            if (exit != 0 && !dismissed && ++fruitless >= FRUITLESS * size) {
                dismissed = true;
                failure = broken(worker, exit);
            } else if (!dismissed) {
                failure = startAnother();
            }
            if (dismissed && running.isEmpty()) {
                gone.complete(null);
            }
        }
        if (failure != null) {
            broken.accept(failure);
        }
    }

    /** Nobody hears what is thrown here: where no worker can be started, the tasks are told. */
    private @Nullable WorkerLost startAnother() {
        try {
            startOne();
            return null;
        } catch (RuntimeException e) {
            dismissed = true;
            return new WorkerLost("a worker of the pool ended, and no other one can be started: " + e.getMessage(), e);
        }
    }

    private static WorkerLost broken(WorkerProcess worker, int exit) {
        @Nullable RemoteFailure failure = worker.failure().orElse(null);
        String why = failure == null ? "with the exit code " + exit : "since it threw something";
        return new WorkerLost("the workers of the pool end before they have run a task, the last one " + why, failure);
    }

    /** A worker has brought an outcome: what ends workers is no fault that all of them have. */
    synchronized void fruitful() {
        fruitless = 0;
    }

    /** Those that run now. */
    synchronized List<WorkerProcess> running() {
        return List.copyOf(running);
    }

    /** No worker has a successor any more. */
    synchronized void dismiss() {
        dismissed = true;
        if (running.isEmpty()) {
            gone.complete(null);
        }
    }

    void kill() {
        dismiss();
        running().forEach(WorkerProcess::kill);
    }

    /** Completes when they were dismissed and the last one has ended. */
    CompletableFuture<Void> gone() {
        return gone;
    }
}
