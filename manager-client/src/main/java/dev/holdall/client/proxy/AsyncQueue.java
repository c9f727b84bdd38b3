package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.QueuesGrpc.QueuesFutureStub;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedQueue} whose methods return at once. Calls of one thread reach the manager in the order in which they were made, many in
 * one frame. Cancelling a future withdraws its call; what it was granted goes back.
 */
public final class AsyncQueue<E> {
    private final SharedQueue<E> queue;
    private final Calls calls;
    private final QueuesFutureStub stub;

    AsyncQueue(SharedQueue<E> queue) {
        this.queue = queue;
        this.calls = queue.handle().calls();
        this.stub = queue.handle().background(QueuesGrpc::newFutureStub);
    }

    /** As {@link SharedQueue#offer(Object)}. */
    public CompletableFuture<Boolean> offer(E element) {
        return calls.start(stub, queue.offering(element));
    }

    /** As {@link SharedQueue#put}: completes with true once the element is in the queue. */
    public CompletableFuture<Boolean> put(E element) {
        return calls.start(calls.parking(stub, Long.MAX_VALUE), queue.putting(element, Waits.FOR_EVER));
    }

    /** As {@link SharedQueue#poll()}. */
    public CompletableFuture<@Nullable E> poll() {
        return calls.start(stub, queue.polling());
    }

    /** Removes up to so many elements, about 64 KiB at most, in one round trip. */
    public CompletableFuture<List<E>> poll(int most) {
        return calls.start(stub, queue.pollingMany(most));
    }

    /** As {@link SharedQueue#take}: completes once there is an element. */
    public CompletableFuture<@Nullable E> take() {
        return calls.start(calls.parking(stub, Long.MAX_VALUE), queue.taking(Waits.FOR_EVER));
    }

    /** As {@link SharedQueue#poll(long, TimeUnit)}. */
    public CompletableFuture<@Nullable E> poll(long timeout, TimeUnit unit) {
        long nanos = Waits.nanos(timeout, unit);
        return calls.start(calls.parking(stub, nanos), queue.taking(Waits.atMost(nanos)));
    }

    /** As {@link SharedQueue#peek}. */
    public CompletableFuture<@Nullable E> peek() {
        return calls.start(stub, queue.peeking());
    }

    /** As {@link SharedQueue#offer(Object, long, TimeUnit)}. */
    public CompletableFuture<Boolean> offer(E element, long timeout, TimeUnit unit) {
        long nanos = Waits.nanos(timeout, unit);
        return calls.start(calls.parking(stub, nanos), queue.putting(element, Waits.atMost(nanos)));
    }

    /** As {@link SharedQueue#contains}. */
    public CompletableFuture<Boolean> contains(E element) {
        return calls.start(stub, queue.finding(element));
    }

    /** As {@link SharedQueue#remove(Object)}. */
    public CompletableFuture<Boolean> remove(E element) {
        return calls.start(stub, queue.removing(element));
    }

    /** As {@link SharedQueue#clear}. */
    public CompletableFuture<@Nullable Void> clear() {
        return calls.start(stub, queue.clearing());
    }

    /** As {@link SharedQueue#size}. */
    public CompletableFuture<Integer> size() {
        return calls.start(stub, queue.sizing());
    }
}
