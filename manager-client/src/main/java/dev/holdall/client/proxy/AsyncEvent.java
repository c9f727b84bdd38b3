package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.v1.EventsGrpc;
import dev.holdall.v1.EventsGrpc.EventsFutureStub;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedEvent} whose methods return at once. Calls of one thread reach the manager in the order in which they were made, many in
 * one frame. Cancelling a future withdraws its call.
 */
public final class AsyncEvent {
    private final SharedEvent event;
    private final Calls calls;
    private final EventsFutureStub stub;

    AsyncEvent(SharedEvent event) {
        this.event = event;
        this.calls = event.handle().calls();
        this.stub = event.handle().background(EventsGrpc::newFutureStub);
    }

    /** As {@link SharedEvent#isSet}. */
    public CompletableFuture<Boolean> isSet() {
        return calls.start(stub, event.looking());
    }

    /** As {@link SharedEvent#set}. */
    public CompletableFuture<@Nullable Void> set() {
        return calls.start(stub, event.setting());
    }

    /** As {@link SharedEvent#clear}. */
    public CompletableFuture<@Nullable Void> clear() {
        return calls.start(stub, event.clearing());
    }

    /** As {@link SharedEvent#await()}: completes with true once it is set. */
    public CompletableFuture<Boolean> await() {
        return calls.start(calls.parking(stub, Long.MAX_VALUE), event.awaiting(Waits.FOR_EVER));
    }

    /** As {@link SharedEvent#await(long, TimeUnit)}. */
    public CompletableFuture<Boolean> await(long timeout, TimeUnit unit) {
        long nanos = Waits.nanos(timeout, unit);
        return calls.start(calls.parking(stub, nanos), event.awaiting(Waits.atMost(nanos)));
    }
}
