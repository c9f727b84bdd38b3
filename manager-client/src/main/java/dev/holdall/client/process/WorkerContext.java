package dev.holdall.client.process;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a worker may know of itself and of the process that started it: Python's {@code current_process} and {@code parent_process}. Safe for
 * use by many threads.
 */
public final class WorkerContext {
    private static volatile @Nullable WorkerContext current;

    private final String name;
    private final boolean daemon;
    private final long parentPid;
    private final CompletableFuture<Void> parentEnded = new CompletableFuture<>();

    private WorkerContext(WorkerStart start) {
        this.name = start.name();
        this.daemon = start.daemon();
        this.parentPid = start.parent();
    }

    /** The process has been told what it is. */
    static WorkerContext enter(WorkerStart start) {
        WorkerContext entered = new WorkerContext(start);
        current = entered;
        return entered;
    }

    /** This process's; empty if it is no worker. */
    public static Optional<WorkerContext> current() {
        return Optional.ofNullable(current);
    }

    /** What it is called: see {@link WorkerProcess#name(String)}. */
    public String name() {
        return name;
    }

    /** Whether it ends with its parent: see {@link WorkerProcess#daemon}. */
    public boolean isDaemon() {
        return daemon;
    }

    /** The process number of the process that started it. */
    public long parentPid() {
        return parentPid;
    }

    /** Whether the process that started it is still there. A daemon seldom lives to see that it is not. */
    public boolean isParentAlive() {
        return !parentEnded.isDone();
    }

    /** Completes when the process that started it is gone. Completing it by oneself changes nothing for others. */
    public CompletableFuture<Void> parentEnded() {
        return parentEnded.copy();
    }

    void parentHasEnded() {
        parentEnded.complete(null);
    }
}
