package dev.holdall.client.proxy;

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
        return lease.calls().start(lease.background(), lease.acknowledging());
    }

    /** As {@link Lease#nack}. */
    public CompletableFuture<Boolean> nack() {
        return lease.calls().start(lease.background(), lease.givingBack());
    }

    /** As {@link Lease#extend}. */
    public CompletableFuture<Boolean> extend(Duration visibility) {
        return lease.calls().start(lease.background(), lease.extending(visibility));
    }
}
