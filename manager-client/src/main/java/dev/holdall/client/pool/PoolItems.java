package dev.holdall.client.pool;

import dev.holdall.client.routine.Bound;
import dev.holdall.client.routine.Computation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a pool is to do with many items: Python's {@code map}, {@code map_async}, {@code imap} and {@code imap_unordered}.
 *
 * <p>The items travel in chunks, each of which is one task: one worker calls the routine with one item of it after the other. If a call throws
 * something, the rest of its chunk is not done, and there is no result of the chunk.
 *
 * @param <A> the type of the items
 */
public final class PoolItems<A extends @Nullable Object> {
    private final WorkerPool pool;
    private final Iterable<? extends A> items;
    private int chunk;
    private @Nullable Progress progress;

    PoolItems(WorkerPool pool, Iterable<? extends A> items) {
        this.pool = pool;
        this.items = Objects.requireNonNull(items, "items");
    }

    /**
     * How many items one task has. Unless set, {@link #map} and {@link #mapAsync} make four tasks or so for each worker, and iterators make one
     * for each item.
     */
    public PoolItems<A> chunk(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a chunk has at least one item, not " + size);
        }
        this.chunk = size;
        return this;
    }

    /** Who is told how far {@link #map} and {@link #mapAsync} have come. */
    public PoolItems<A> progress(Progress told) {
        this.progress = Objects.requireNonNull(told, "told");
        return this;
    }

    // All at once ------------------------------------------------------------------------------------------------

    /** As {@link WorkerPool#map}. */
    public <R extends @Nullable Object> List<R> map(Computation.Of1<A, R> task) throws InterruptedException {
        return map(Bound.of(task), item -> Arrays.<@Nullable Object>asList(item));
    }

    <R extends @Nullable Object> List<R> map(Bound task, Function<A, List<? extends @Nullable Object>> arguments)
            throws InterruptedException {
        CompletableFuture<List<R>> all = mapAsync(task, arguments);
        try {
            return all.get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    /** As {@link #map}, without waiting. */
    public <R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(Computation.Of1<A, R> task) {
        return mapAsync(Bound.of(task), item -> Arrays.<@Nullable Object>asList(item));
    }

    private <R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(
            Bound task, Function<A, List<? extends @Nullable Object>> arguments) {
        List<A> all = new ArrayList<>();
        items.forEach(all::add);
        int size = chunk == 0 ? pool.chunkFor(all.size()) : chunk;
        Counter counter = new Counter(all.size());
        List<CompletableFuture<List<R>>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            List<A> some = all.subList(from, Math.min(all.size(), from + size));
            CompletableFuture<List<R>> results = send(task, some, arguments);
            chunks.add(results);
            results.thenRun(() -> counter.add(some.size()));
        }
        return CompletableFuture.allOf(chunks.toArray(CompletableFuture[]::new)).thenApply(done -> {
            List<R> results = new ArrayList<>(all.size());
            chunks.forEach(each -> results.addAll(each.join()));
            return results;
        });
    }

    @SuppressWarnings("unchecked") // the results of a routine are what its reference returns
    private <R extends @Nullable Object> CompletableFuture<List<R>> send(
            Bound task, List<A> some, Function<A, List<? extends @Nullable Object>> arguments) {
        List<List<? extends @Nullable Object>> calls = new ArrayList<>(some.size());
        some.forEach(item -> calls.add(task.with(arguments.apply(item))));
        PoolFuture<List<R>> future = pool.future(task, calls, results -> (List<R>) results);
        future.run();
        return future;
    }

    /** Counts for {@link Progress}. */
    private final class Counter {
        private final int all;
        private int done;

        Counter(int all) {
            this.all = all;
        }

        synchronized void add(int more) {
            done += more;
            if (progress != null) {
                progress.made(done, all);
            }
        }
    }

    // One by one -------------------------------------------------------------------------------------------------

    /**
     * The results in the order of the items, each as soon as it and those before it are there: Python's {@code imap}. Items are asked for as
     * results are read, some ahead, so there may be any number of them. {@code next} waits, and throws what {@link #map} does; after that it goes
     * on with the next chunk. For one thread.
     */
    public <R extends @Nullable Object> Iterator<R> iterate(Computation.Of1<A, R> task) {
        return new Results<>(Bound.of(task), new InOrder<>());
    }

    /** As {@link #iterate}, in the order in which the results come: Python's {@code imap_unordered}. */
    public <R extends @Nullable Object> Iterator<R> iterateUnordered(Computation.Of1<A, R> task) {
        return new Results<>(Bound.of(task), new AsTheyCome<>());
    }

    /** Chunks under way, of which the next one is taken. */
    private interface Line<R extends @Nullable Object> {
        void add(CompletableFuture<List<R>> chunk);

        /** Waits for the next one, and takes it. If the thread is interrupted, none is taken. */
        List<R> next() throws InterruptedException, ExecutionException;
    }

    private static final class InOrder<R extends @Nullable Object> implements Line<R> {
        private final Deque<CompletableFuture<List<R>>> chunks = new ArrayDeque<>();

        @Override
        public void add(CompletableFuture<List<R>> chunk) {
            chunks.add(chunk);
        }

        @Override
        public List<R> next() throws InterruptedException, ExecutionException {
            try {
                List<R> results = chunks.element().get();
                chunks.remove();
                return results;
            } catch (ExecutionException e) {
                chunks.remove();
                throw e;
            }
        }
    }

    private static final class AsTheyCome<R extends @Nullable Object> implements Line<R> {
        private final BlockingQueue<CompletableFuture<List<R>>> done = new LinkedBlockingQueue<>();

        @Override
        public void add(CompletableFuture<List<R>> chunk) {
            chunk.whenComplete((results, failure) -> done.add(chunk));
        }

        @Override
        public List<R> next() throws InterruptedException, ExecutionException {
            return done.take().get();
        }
    }

    private final class Results<R extends @Nullable Object> implements Iterator<R> {
        private final Bound task;
        private final Line<R> line;
        private final Iterator<? extends A> left = items.iterator();
        private Iterator<R> ready = Collections.emptyIterator();
        private int underWay;

        Results(Bound task, Line<R> line) {
            this.task = task;
            this.line = line;
            fill();
        }

        private void fill() {
            while (underWay < pool.ahead() && left.hasNext()) {
                List<A> some = new ArrayList<>();
                while (some.size() < Math.max(1, chunk) && left.hasNext()) {
                    some.add(left.next());
                }
                line.add(send(task, some, item -> Arrays.<@Nullable Object>asList(item)));
                underWay++;
            }
        }

        @Override
        public boolean hasNext() {
            return ready.hasNext() || underWay > 0;
        }

        @Override
        public R next() {
            while (!ready.hasNext()) {
                if (underWay == 0) {
                    throw new NoSuchElementException();
                }
                take();
            }
            return ready.next();
        }

        private void take() {
            try {
                ready = line.next().iterator();
                underWay--;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a result, which can still be had", e);
            } catch (ExecutionException e) {
                underWay--;
                throw unchecked(e.getCause());
            } finally {
                fill();
            }
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable failure) {
        return failure instanceof RuntimeException unchecked ? unchecked : new CompletionException(failure);
    }
}
