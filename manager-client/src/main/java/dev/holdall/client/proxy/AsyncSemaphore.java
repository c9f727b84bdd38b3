package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.v1.SemaphoreStateReply;
import dev.holdall.v1.SemaphoresGrpc;
import dev.holdall.v1.SemaphoresGrpc.SemaphoresFutureStub;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedSemaphore} whose methods return at once. Calls of one thread reach the manager in the order in which they were made, many
 * in one frame. Cancelling a future withdraws its call; permits that it was granted go back.
 */
public final class AsyncSemaphore {
    private final SharedSemaphore semaphore;
    private final Calls calls;
    private final SemaphoresFutureStub stub;

    AsyncSemaphore(SharedSemaphore semaphore) {
        this.semaphore = semaphore;
        this.calls = semaphore.handle().calls();
        this.stub = semaphore.handle().background(SemaphoresGrpc::newFutureStub);
    }

    /** As {@link SharedSemaphore#acquire()}: completes with true once it has the permit. */
    public CompletableFuture<Boolean> acquire() {
        return acquire(1);
    }

    /** As {@link SharedSemaphore#acquire(int)}: completes with true once it has the permits. */
    public CompletableFuture<Boolean> acquire(int permits) {
        return calls.start(calls.parking(stub, Long.MAX_VALUE), semaphore.acquiring(permits, Waits.FOR_EVER));
    }

    /** As {@link SharedSemaphore#tryAcquire()}. */
    public CompletableFuture<Boolean> tryAcquire() {
        return tryAcquire(1);
    }

    /** As {@link SharedSemaphore#tryAcquire(int)}. */
    public CompletableFuture<Boolean> tryAcquire(int permits) {
        return calls.start(stub, semaphore.acquiring(permits, Waits.atMost(0)));
    }

    /** As {@link SharedSemaphore#tryAcquire(long, TimeUnit)}. */
    public CompletableFuture<Boolean> tryAcquire(long timeout, TimeUnit unit) {
        return tryAcquire(1, timeout, unit);
    }

    /** As {@link SharedSemaphore#tryAcquire(int, long, TimeUnit)}. */
    public CompletableFuture<Boolean> tryAcquire(int permits, long timeout, TimeUnit unit) {
        long nanos = Waits.nanos(timeout, unit);
        return calls.start(calls.parking(stub, nanos), semaphore.acquiring(permits, Waits.atMost(nanos)));
    }

    /** As {@link SharedSemaphore#drainPermits}. */
    public CompletableFuture<Integer> drainPermits() {
        return calls.start(stub, semaphore.draining());
    }

    /** As {@link SharedSemaphore#release()}. */
    public CompletableFuture<@Nullable Void> release() {
        return release(1);
    }

    /** As {@link SharedSemaphore#release(int)}. */
    public CompletableFuture<@Nullable Void> release(int permits) {
        return semaphore.startRelease(stub, permits);
    }

    /** As {@link SharedSemaphore#availablePermits}. */
    public CompletableFuture<Integer> availablePermits() {
        return calls.start(stub, semaphore.looking()).thenApply(SemaphoreStateReply::getAvailable);
    }
}
