package dev.holdall.client.proxy;

import dev.holdall.client.call.Operation;
import dev.holdall.v1.QueuesGrpc.QueuesFutureStub;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A {@link Lease} whose methods return at once. Calls of one thread reach the manager in the order in which they were made. */
public final class AsyncLease {
    private final Lease<?> lease;

    AsyncLease(Lease<?> lease) {
        this.lease = lease;
    }

    /** As {@link Lease#ack}. */
    public CompletableFuture<Boolean> ack() {
        return started(lease.acknowledging());
    }

    /** As {@link Lease#nack}. */
    public CompletableFuture<Boolean> nack() {
        return started(lease.givingBack());
    }

    /** As {@link Lease#extend}. */
    public CompletableFuture<Boolean> extend(Duration visibility) {
        return started(lease.extending(visibility));
    }

    private CompletableFuture<Boolean> started(Operation<QueuesFutureStub, Boolean> operation) {
        return lease.isLost()
                ? CompletableFuture.completedFuture(false)
                : lease.calls().start(lease.background(), operation);
    }
}
