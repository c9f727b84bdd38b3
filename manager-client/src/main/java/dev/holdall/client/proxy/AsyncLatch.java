package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.v1.LatchesGrpc;
import dev.holdall.v1.LatchesGrpc.LatchesFutureStub;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedLatch} whose methods return at once. Calls of one thread reach the manager in the order in which they were made, many in
 * one frame. Cancelling a future withdraws its call.
 */
public final class AsyncLatch {
    private final SharedLatch latch;
    private final Calls calls;
    private final LatchesFutureStub stub;

    AsyncLatch(SharedLatch latch) {
        this.latch = latch;
        this.calls = latch.handle().calls();
        this.stub = latch.handle().background(LatchesGrpc::newFutureStub);
    }

    /** As {@link SharedLatch#countDown()}. */
    public CompletableFuture<@Nullable Void> countDown() {
        return countDown(1);
    }

    /** As {@link SharedLatch#countDown(int)}. */
    public CompletableFuture<@Nullable Void> countDown(int by) {
        return calls.start(stub, latch.countingDown(by));
    }

    /** As {@link SharedLatch#getCount}. */
    public CompletableFuture<Long> getCount() {
        return calls.start(stub, latch.looking());
    }

    /** As {@link SharedLatch#await()}: completes with true once the count is zero. */
    public CompletableFuture<Boolean> await() {
        return calls.start(calls.parking(stub, Long.MAX_VALUE), latch.awaiting(Waits.FOR_EVER));
    }

    /** As {@link SharedLatch#await(long, TimeUnit)}. */
    public CompletableFuture<Boolean> await(long timeout, TimeUnit unit) {
        long nanos = Waits.nanos(timeout, unit);
        return calls.start(calls.parking(stub, nanos), latch.awaiting(Waits.atMost(nanos)));
    }
}
