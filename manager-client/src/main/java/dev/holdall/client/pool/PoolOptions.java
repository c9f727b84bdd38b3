package dev.holdall.client.pool;

import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.routine.Bound;
import dev.holdall.client.routine.Procedure;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a {@link WorkerPool} is set up. Each method changes these options and returns them; a pool takes them as they are when it is made. */
public final class PoolOptions {
    private int workers = Runtime.getRuntime().availableProcessors();
    private @Nullable String name;
    private int retries;
    private int maxTasksPerChild = Integer.MAX_VALUE;
    private @Nullable Bound initializer;
    private Consumer<? super WorkerProcess> eachWorker = worker -> {};

    /**
     * How many worker processes this pool starts; as many as there are processors unless set. None is of use for a pool with a {@linkplain
     * #name name} whose workers others start.
     */
    public PoolOptions workers(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("a pool has no " + number + " workers");
        }
        this.workers = number;
        return this;
    }

    /**
     * The name by which programs of any host share the workers: all pools of one name put their tasks into one queue, and the workers of all of
     * them, and those that {@code holdall worker} starts, take them from there, first come first served. Without a name a pool is alone.
     */
    public PoolOptions name(String shared) {
        this.name = Objects.requireNonNull(shared, "shared");
        return this;
    }

    /**
     * How often a task is given to another worker when one ended while it had it: killed, out of memory, or by {@code System.exit}. 0 unless
     * set: then its future fails with {@link WorkerLost}, and the task has begun at most once. A task that throws is not tried again.
     */
    public PoolOptions retries(int times) {
        if (times < 0) {
            throw new IllegalArgumentException("a task cannot be tried " + times + " times more");
        }
        this.retries = times;
        return this;
    }

    /** After how many tasks a worker of this pool ends, and a new one takes its place: for tasks that leak. Without a bound unless set. */
    public PoolOptions maxTasksPerChild(int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException("a worker runs at least one task, not " + tasks);
        }
        this.maxTasksPerChild = tasks;
        return this;
    }

    /** What each worker of this pool runs first: a static method or a lambda. */
    public PoolOptions initializer(Procedure.Of0 procedure) {
        return initializer(procedure, List.of());
    }

    /** As {@link #initializer(Procedure.Of0)}, with an argument. */
    public <A extends @Nullable Object> PoolOptions initializer(Procedure.Of1<A> procedure, A a) {
        return initializer(procedure, Arrays.<@Nullable Object>asList(a));
    }

    /** As {@link #initializer(Procedure.Of0)}, with two arguments. */
    public <A extends @Nullable Object, B extends @Nullable Object> PoolOptions initializer(
            Procedure.Of2<A, B> procedure, A a, B b) {
        return initializer(procedure, Arrays.<@Nullable Object>asList(a, b));
    }

    private PoolOptions initializer(Serializable procedure, List<? extends @Nullable Object> arguments) {
        Bound bound = Bound.of(procedure);
        this.initializer = new Bound(bound.routine(), bound.with(arguments));
        return this;
    }

    /** What is done with each worker of this pool before it starts, such as {@code worker -> worker.jvmOptions("-Xmx1g")}. */
    public PoolOptions eachWorker(Consumer<? super WorkerProcess> setUp) {
        this.eachWorker = Objects.requireNonNull(setUp, "setUp");
        return this;
    }

    int workers() {
        return workers;
    }

    @Nullable
    String name() {
        return name;
    }

    int retries() {
        return retries;
    }

    int maxTasksPerChild() {
        return maxTasksPerChild;
    }

    @Nullable
    Bound initializer() {
        return initializer;
    }

    Consumer<? super WorkerProcess> eachWorker() {
        return eachWorker;
    }
}
