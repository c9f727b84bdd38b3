package dev.holdall.client.pool;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RunnableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task of a pool, one day. Cancelling it only stops the waiting: a task that no worker has begun may still run, and one
 * that has goes on.
 */
final class PoolFuture<T extends @Nullable Object> extends CompletableFuture<T> implements RunnableFuture<T> {
    /** Reads the results of a task's calls. */
    interface Reader<T extends @Nullable Object> {
        T read(List<ByteString> results);
    }

    private final Sender<T> sender;

    /** Puts the task into the pool. */
    interface Sender<T extends @Nullable Object> {
        void send(PoolFuture<T> future);
    }

    PoolFuture(Sender<T> sender) {
        this.sender = sender;
    }

    /** Puts the task into the pool: what an executor service is told to execute. */
    @Override
    public void run() {
        sender.send(this);
    }
}
