package dev.holdall.client.pool;

import dev.holdall.client.call.ThrownMessage;
import dev.holdall.v1.PoolOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The tasks whose outcomes a pool awaits: each takes its first outcome, and no other. Safe for use by many threads. */
final class Awaited {
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Entry<?>> entries = new ConcurrentHashMap<>();

    private record Entry<T extends @Nullable Object>(CompletableFuture<T> future, PoolFuture.Reader<T> reader) {
        void complete(PoolOutcome outcome, String worker) {
            if (!outcome.getRefused().isEmpty()) {
                future.completeExceptionally(new WorkerLost(outcome.getRefused(), null));
            } else if (outcome.hasThrown()) {
                future.completeExceptionally(new TaskFailed(
                        outcome.getThrown().getException(),
                        ThrownMessage.read(outcome.getThrown(), "the worker " + worker)));
            } else {
                read(outcome);
            }
        }

        private void read(PoolOutcome outcome) {
            T result;
            try {
                result = reader.read(outcome.getResultsList());
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
                return;
            }
            future.complete(result);
        }
    }

    /** A number for a task. */
    long nextId() {
        return ids.incrementAndGet();
    }

    <T extends @Nullable Object> void add(long id, CompletableFuture<T> future, PoolFuture.Reader<T> reader) {
        entries.put(id, new Entry<>(future, reader));
    }

    /** Completes the future of the outcome's task, unless it is done. */
    void complete(PoolOutcome outcome, String worker) {
        Entry<?> entry = entries.remove(outcome.getTask());
        if (entry != null) {
            entry.complete(outcome, worker);
        }
    }

    /** There will be no outcome of a task. */
    void fail(long id, Throwable why) {
        Entry<?> entry = entries.remove(id);
        if (entry != null) {
            entry.future().completeExceptionally(why);
        }
    }

    /** Nobody awaits the task any more, or it has not been sent. */
    void remove(long id) {
        entries.remove(id);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** No outcome will come. */
    void failAll(Throwable why) {
        take().forEach(future -> future.completeExceptionally(why));
    }

    void cancelAll() {
        take().forEach(future -> future.cancel(false));
    }

    private List<CompletableFuture<?>> take() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (Long id : entries.keySet()) {
            Entry<?> entry = entries.remove(id);
            if (entry != null) {
                all.add(entry.future());
            }
        }
        return all;
    }
}
