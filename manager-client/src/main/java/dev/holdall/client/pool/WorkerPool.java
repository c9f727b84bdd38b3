package dev.holdall.client.pool;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerException;
import dev.holdall.client.pool.TaskEncoder.Ready;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.SharedEvent;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.routine.Bound;
import dev.holdall.client.routine.Computation;
import dev.holdall.client.routine.Procedure;
import dev.holdall.client.routine.Routine;
import dev.holdall.v1.PoolOutcome;
import dev.holdall.v1.PoolOutcomes;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Worker processes that run the tasks of a program: Python's {@code multiprocessing.Pool}, as an {@link ExecutorService} whose threads are
 * processes.
 *
 * <p>A task is a call of a static method or a lambda with its arguments, {@code pool.submit(Tiles::render, tile)}, or an instance of a record
 * that is a {@link Callable} or {@link Runnable}. Arguments and results are values that can be elements, proxies of shared objects among
 * them. Tasks go to the workers through a queue in the manager, first come first served; each is with one worker at a time, and its future takes
 * one outcome. Those that take microseconds travel many together, which is lost together. If a worker ends while it has a task, however it ends, another one starts in its place, and the task is given to another worker or
 * fails with {@link WorkerLost}, as {@link PoolOptions#retries} says, once the manager has seen the end of the worker's session: a few
 * seconds after a kill.
 *
 * <p>What a task throws completes its future with {@link TaskFailed}. If the session with the manager is lost, all futures fail with that.
 * {@link #close} waits for what was submitted; {@link #terminate} does not. Safe for use by many threads.
 */
public final class WorkerPool extends AbstractExecutorService implements AutoCloseable {
    /** How many outcomes are read at once. */
    private static final int MOST_AT_ONCE = 1_000;

    private static final int CHUNKS_FOR_A_WORKER = 4;
    /** One that it runs, one that is ready for it, and one on the way. */
    private static final int BUNDLES_FOR_A_WORKER = 3;
    /** How many workers a pool has that others work for as well, nobody knows. */
    private static final int BUNDLES_OF_A_SHARED_POOL = 1_000;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private enum State {
        OPEN,
        /** Nothing more is submitted; what was is done. */
        SHUTDOWN,
        /** All is over but the end of the workers. */
        STOPPED
    }

    private final Manager manager;
    private final PoolOptions options;
    private final SharedQueue<Parcel> tasks;
    private final SharedQueue<Parcel> answers;
    private final SharedEvent stop;
    private final TaskEncoder encoder;
    /** Kept, for it keeps alive what the initializer's arguments refer to. */
    private final @Nullable Ready initializerTask;

    private final @Nullable Parcel initializer;
    private final Dispatch dispatch;
    private final Awaited awaited = new Awaited();
    private final Crew crew;
    private final String label;
    private final AtomicInteger started = new AtomicInteger();
    private final ExecutorService continuations;
    private final Thread receiver;
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    private State state = State.OPEN;

    private WorkerPool(Manager manager, PoolOptions options) {
        this.manager = manager;
        this.options = options;
        String name = options.name();
        this.label = "Pool-" + (name == null ? NUMBERS.incrementAndGet() : name);
        this.tasks = name == null ? manager.queue(Parcel.class) : manager.queue(queueOf(name), Parcel.class);
        this.answers = manager.queue(Parcel.class);
        this.stop = manager.event();
        this.encoder = new TaskEncoder(manager.proxies().codecs().forWorkers());
        Bound first = options.initializer();
        this.initializerTask = first == null ? null : encoder.encode(0, first.routine(), List.of(first.first()));
        this.initializer = initializerTask == null
                ? null
                : Parcel.of(initializerTask.task().toByteArray(), null, initializerTask.references());
        this.dispatch = new Dispatch(
                tasks,
                answers,
                Math.max(1, options.workers()),
                name == null ? BUNDLES_FOR_A_WORKER * options.workers() : BUNDLES_OF_A_SHARED_POOL,
                this::notSent);
        this.crew = new Crew(options.workers(), this::startWorker, this::fail);
        this.continuations = Executors.newCachedThreadPool(task -> daemon(task, "holdall-pool-continuation"));
        this.receiver = daemon(this::receive, "holdall-pool-answers");
    }

    /** Makes a pool and starts its workers: what {@link Manager#pool} does. */
    public static WorkerPool start(Manager manager, PoolOptions options) {
        if (options.workers() == 0 && options.name() == null) {
            throw new IllegalArgumentException("a pool without workers needs a name, by which others find its tasks");
        }
        WorkerPool pool = new WorkerPool(manager, options);
        pool.receiver.start();
        pool.crew.start();
        return pool;
    }

    /** The name of the queue in which the tasks of a pool with a name are. */
    static String queueOf(String name) {
        return "pool/" + name;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private WorkerProcess startWorker() {
        WorkerProcess worker = manager.worker(ChildOfPool.class, tasks, stop, initializer, options.maxTasksPerChild())
                .name(label + "-worker-" + started.incrementAndGet());
        options.eachWorker().accept(worker);
        return worker.start();
    }

    // Tasks ------------------------------------------------------------------------------------------------------

    /** Runs a static method, or a lambda, in a worker. Encodes now what it takes along, sends it, and returns. */
    public <R extends @Nullable Object> CompletableFuture<R> submit(Computation.Of0<R> task) {
        return begin(task, List.of());
    }

    /** As {@link #submit(Computation.Of0)}, with an argument. */
    public <A extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> submit(
            Computation.Of1<A, R> task, A a) {
        return begin(task, Arrays.<@Nullable Object>asList(a));
    }

    /** As {@link #submit(Computation.Of0)}, with two arguments. */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<R> submit(Computation.Of2<A, B, R> task, A a, B b) {
        return begin(task, Arrays.<@Nullable Object>asList(a, b));
    }

    /** As {@link #submit(Computation.Of0)}, with three arguments. */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            CompletableFuture<R> submit(Computation.Of3<A, B, C, R> task, A a, B b, C c) {
        return begin(task, Arrays.<@Nullable Object>asList(a, b, c));
    }

    /** Runs a static method, or a lambda, that returns nothing. */
    public CompletableFuture<@Nullable Void> submit(Procedure.Of0 task) {
        return begin(task, List.of());
    }

    private <R extends @Nullable Object> CompletableFuture<R> begin(
            Serializable reference, List<? extends @Nullable Object> arguments) {
        PoolFuture<R> future = single(Bound.of(reference), arguments);
        future.run();
        return future;
    }

    /** What is done with many items: in chunks, with progress told, in order or not. See {@link PoolItems}. */
    public <A extends @Nullable Object> PoolItems<A> over(Iterable<? extends A> items) {
        return new PoolItems<>(this, items);
    }

    /**
     * Calls a static method, or a lambda, with each item, and waits for all results: Python's {@code Pool.map}.
     *
     * @return the results, in the order of the items
     * @throws TaskFailed if a call threw something
     * @throws WorkerLost if a task was lost with the workers that had it
     */
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Computation.Of1<A, R> task, Iterable<? extends A> items) throws InterruptedException {
        return this.<A>over(items).map(task);
    }

    /** As {@link #map}, with two arguments, the key and the value of each entry: Python's {@code starmap}. */
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            Computation.Of2<A, B, R> task, Iterable<? extends Map.Entry<? extends A, ? extends B>> items)
            throws InterruptedException {
        return this.<Map.Entry<? extends A, ? extends B>>over(items)
                .map(Bound.of(task), entry -> Arrays.<@Nullable Object>asList(entry.getKey(), entry.getValue()));
    }

    /** One call, whose result is the future's. */
    @SuppressWarnings("unchecked") // the result of a routine is what its reference or record returns
    private <R extends @Nullable Object> PoolFuture<R> single(Bound task, List<? extends @Nullable Object> arguments) {
        return future(task, List.of(task.with(arguments)), results -> (R) results.get(0));
    }

    /**
     * A task that has not been sent.
     *
     * @param calls the arguments of each call
     * @param shape what the future makes of the results, of which there is one for each call; null where the routine returns nothing
     */
    <T extends @Nullable Object> PoolFuture<T> future(
            Bound task,
            List<? extends List<? extends @Nullable Object>> calls,
            Function<List<@Nullable Object>, T> shape) {
        return new PoolFuture<>(future -> send(task.routine(), calls, future, shape));
    }

    /** @throws IllegalArgumentException if an argument has no encoding */
    private <T extends @Nullable Object> void send(
            Routine routine,
            List<? extends List<? extends @Nullable Object>> calls,
            PoolFuture<T> future,
            Function<List<@Nullable Object>, T> shape) {
        long id = awaited.nextId();
        ResultReader results = new ResultReader(manager.proxies().codecs(), routine.result(), calls.size());
        synchronized (this) {
            if (state != State.OPEN) {
                throw new RejectedExecutionException("the pool " + label + " takes no more tasks");
            }
            awaited.add(id, future, encoded -> shape.apply(results.read(encoded)));
        }
        try {
            dispatch.add(encoder.encode(id, routine, calls));
        } catch (RuntimeException e) {
            forget(id);
            throw e;
        }
        future.whenComplete((result, failure) -> {
            if (future.isCancelled()) {
                dispatch.remove(id);
                forget(id);
            }
        });
    }

    private void notSent(List<Long> failed, Throwable why) {
        failed.forEach(id -> awaited.fail(id, why));
        settle();
    }

    private void forget(long id) {
        awaited.remove(id);
        settle();
    }

    // What an executor service is asked to run -------------------------------------------------------------------

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
        return single(Bound.of(callable), List.of());
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable runnable, T value) {
        Bound task = Bound.of(runnable);
        return future(task, List.of(task.first()), results -> value);
    }

    /**
     * Runs a record or a lambda, whose result nobody asks for.
     *
     * @throws IllegalArgumentException if another process cannot have it
     */
    @Override
    public void execute(Runnable command) {
        if (command instanceof PoolFuture<?> future) {
            future.run();
        } else {
            newTaskFor(command, Boolean.TRUE).run();
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> callables)
            throws InterruptedException, ExecutionException {
        try {
            return invokeAny(callables, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("292 years have passed", e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> callables, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (callables.isEmpty()) {
            throw new IllegalArgumentException("of no tasks none can succeed");
        }
        BlockingQueue<CompletableFuture<T>> done = new LinkedBlockingQueue<>();
        List<PoolFuture<T>> futures = callables.stream()
                .map(callable -> this.<T>single(Bound.of(callable), List.of()))
                .toList();
        long end = System.nanoTime() + Math.min(unit.toNanos(timeout), Long.MAX_VALUE / 2);
        try {
            for (PoolFuture<T> future : futures) {
                future.whenComplete((result, failure) -> done.add(future));
                future.run();
            }
            ExecutionException last = null;
            for (int left = futures.size(); left > 0; left--) {
                CompletableFuture<T> next = done.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new TimeoutException();
                }
                try {
                    return next.get();
                } catch (ExecutionException e) {
                    last = e;
                }
            }
            throw Objects.requireNonNull(last);
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    // Outcomes ---------------------------------------------------------------------------------------------------

    private void receive() {
        try {
            while (true) {
                List<Runnable> completions = new ArrayList<>();
                // In their order: who hears that a bundle is done must have heard of its outcomes.
                answers.takeMany(MOST_AT_ONCE).forEach(parcel -> received(parcel, completions));
                // Not here: what the program does next with a result may take its time.
                continuations.execute(() -> completions.forEach(Runnable::run));
            }
        } catch (InterruptedException | RejectedExecutionException e) {
            // The pool is over.
        } catch (RuntimeException e) {
            // Without this thread no task would ever have an outcome.
            fail(e);
        }
    }

    private void received(Parcel parcel, List<Runnable> completions) {
        PoolOutcomes outcomes;
        try {
            outcomes = PoolOutcomes.parseFrom(parcel.bytes());
        } catch (InvalidProtocolBufferException e) {
            // No worker has sent this.
            return;
        }
        long bundle = outcomes.getBundle();
        for (PoolOutcome outcome : outcomes.getOutcomesList()) {
            if (outcome.getNotBegun()) {
                dispatch.notBegun(bundle, outcome.getTask());
            } else if (dispatch.ended(bundle, outcome.getTask())) {
                crew.fruitful();
                completions.add(() -> complete(outcome, outcomes.getWorker(), parcel));
            }
        }
        if (outcomes.getLost()) {
            WorkerLost lost = new WorkerLost("the task was lost: the worker that had it ended", null);
            List<Long> given = dispatch.lost(bundle, options.retries());
            completions.add(() -> given.forEach(id -> awaited.fail(id, lost)));
        } else if (outcomes.getDone()) {
            dispatch.done(bundle, (double) outcomes.getNanos() / Math.max(1, outcomes.getOutcomesCount()));
        }
        completions.add(this::settle);
    }

    private void complete(PoolOutcome outcome, String worker, Parcel parcel) {
        try {
            awaited.complete(outcome, worker);
        } finally {
            // Until here the results may be no proxies yet.
            Reference.reachabilityFence(parcel);
        }
    }

    // End --------------------------------------------------------------------------------------------------------

    /** Nothing more will come of what was submitted, or can be. */
    private void fail(RuntimeException why) {
        synchronized (this) {
            state = State.STOPPED;
        }
        dispatch.clear();
        awaited.failAll(why);
        crew.kill();
        end();
    }

    /** If all is done that was submitted before the pool was shut down, its workers end. */
    private void settle() {
        synchronized (this) {
            if (state != State.SHUTDOWN || !awaited.isEmpty()) {
                return;
            }
            state = State.STOPPED;
        }
        crew.dismiss();
        stop.async().set();
        end();
    }

    private void end() {
        crew.gone().thenRun(() -> {
            receiver.interrupt();
            continuations.shutdown();
            terminated.complete(null);
        });
    }

    /** Takes no more tasks. What was submitted is done, and then the workers end. */
    @Override
    public void shutdown() {
        synchronized (this) {
            if (state == State.OPEN) {
                state = State.SHUTDOWN;
            }
        }
        settle();
    }

    /**
     * Ends the workers at once, with what they do: Python's {@code terminate}. All futures that are not done are cancelled. Of a pool with a
     * name, what was submitted and has not begun may still be done by workers of others.
     */
    public void terminate() {
        synchronized (this) {
            if (state == State.STOPPED) {
                return;
            }
            state = State.STOPPED;
        }
        dispatch.clear();
        awaited.cancelAll();
        crew.kill();
        end();
        if (tasks.name() == null) {
            try {
                manager.delete(tasks);
            } catch (ManagerException e) {
                // Nobody refers to it any more, so it goes by itself.
            }
        }
    }

    /** As {@link #terminate}. Returns no tasks: their futures are cancelled. */
    @Override
    public List<Runnable> shutdownNow() {
        terminate();
        return List.of();
    }

    @Override
    public synchronized boolean isShutdown() {
        return state != State.OPEN;
    }

    @Override
    public boolean isTerminated() {
        return terminated.isDone();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            terminated.get(timeout, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shuts the pool down and waits until all is done and its workers have ended. If the thread is interrupted, the pool is terminated. */
    @Override
    public void close() {
        shutdown();
        boolean interrupted = false;
        while (!isTerminated()) {
            try {
                awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true;
                terminate();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The worker processes of this pool that run now. */
    public List<WorkerProcess> workers() {
        return crew.running();
    }

    /** How many items a chunk has unless told otherwise: as in Python, each worker gets four chunks or so. */
    int chunkFor(int items) {
        int workers = Math.max(1, options.workers());
        return Math.max(1, (items + CHUNKS_FOR_A_WORKER * workers - 1) / (CHUNKS_FOR_A_WORKER * workers));
    }

    /** How many chunks may be under way while their results are read one by one. */
    int ahead() {
        return CHUNKS_FOR_A_WORKER * Math.max(1, options.workers());
    }

    @Override
    public String toString() {
        return "WorkerPool[" + label + "]";
    }
}
