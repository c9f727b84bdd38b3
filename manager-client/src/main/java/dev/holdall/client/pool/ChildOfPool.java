package dev.holdall.client.pool;

import dev.holdall.client.Manager;
import dev.holdall.client.process.WorkerContext;
import dev.holdall.client.proxy.SharedEvent;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.routine.Routine;
import dev.holdall.client.routine.RoutineName;
import dev.holdall.v1.PoolCall;
import dev.holdall.v1.PoolTask;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a worker process of a pool runs.
 *
 * @param tasks the pool's queue
 * @param stop set when the worker is to end
 * @param initializer a task without an answer that it runs first; null for none
 * @param most how many tasks it runs
 */
record ChildOfPool(
        SharedQueue<Parcel> tasks,
        SharedEvent stop,
        @Nullable Parcel initializer,
        int most,
        Manager manager) implements Runnable {
    @Override
    public void run() {
        ClassLoader loader = ChildOfPool.class.getClassLoader();
        if (initializer != null) {
            initialize(initializer, loader);
        }
        String name = WorkerContext.current().map(WorkerContext::name).orElse("worker");
        TaskRunner runner = new TaskRunner(tasks, manager, name, RoutineFinder.ofProgram(loader));
        CompletableFuture<Boolean> stopped = stop.async().await();
        stopped.whenComplete((set, failure) -> runner.stop());
        runner.run(most);
        stopped.cancel(true);
    }

    private void initialize(Parcel first, ClassLoader loader) {
        try {
            PoolTask task = PoolTask.parseFrom(first.bytes());
            RoutineName name = new RoutineName(task.getType(), task.getMethod(), task.getParameters());
            Routine routine = Routine.find(name, loader);
            for (PoolCall call : task.getCallsList()) {
                routine.run(routine.decode(call.getArgumentsList(), manager));
            }
        } catch (Exception e) {
            throw new IllegalStateException("the initializer of the pool's workers failed", e);
        }
    }
}
