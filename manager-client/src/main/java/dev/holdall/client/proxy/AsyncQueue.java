package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.v1.QueueEnd;
import dev.holdall.v1.QueueSizeReply;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.QueuesGrpc.QueuesFutureStub;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedQueue} whose methods return at once. Calls of one thread reach the manager in the order in which they were made, many in
 * one frame. Cancelling a future withdraws its call; what it was granted goes back. Where the queue's method throws because of what the
 * manager answered, a {@link QueueShutDown} for example, the future fails with it.
 */
public class AsyncQueue<E> {
    private final Calls calls;
    private final QueuesFutureStub stub;
    private final QueueRequests<E> requests;
    private final QueueDeliveries<E> deliveries;

    AsyncQueue(SharedQueue<E> queue) {
        this.calls = queue.handle().calls();
        this.stub = queue.handle().background(QueuesGrpc::newFutureStub);
        this.requests = queue.requests();
        this.deliveries = queue.deliveries();
    }

    // Putting ----------------------------------------------------------------------------------------------------

    /** As {@link SharedQueue#offer(Object)}. */
    public CompletableFuture<Boolean> offer(E element) {
        return start(requests.offer(QueueEnd.NATURAL, element));
    }

    /** As {@link SharedQueue#put}: completes with true once the element is in the queue. */
    public CompletableFuture<Boolean> put(E element) {
        return put(QueueEnd.NATURAL, element, Long.MAX_VALUE);
    }

    /** As {@link SharedQueue#offer(Object, long, TimeUnit)}. */
    public CompletableFuture<Boolean> offer(E element, long timeout, TimeUnit unit) {
        return put(QueueEnd.NATURAL, element, Waits.nanos(timeout, unit));
    }

    /** As {@link SharedQueue#offerAll(Collection)}, but in one call and atomic. */
    public CompletableFuture<Integer> offerAll(Collection<? extends E> elements) {
        return start(requests.offerAll(requests.sent(elements)));
    }

    /**
     * As {@link SharedQueue#putAll}, but in one call and atomic: completes with true once all are in the queue, one after the other. More than
     * the queue's capacity is refused.
     */
    public CompletableFuture<Boolean> putAll(Collection<? extends E> elements) {
        return start(Long.MAX_VALUE, requests.putAll(requests.sent(elements), Long.MAX_VALUE));
    }

    /** As {@link #putAll(Collection)}, waiting at most the time given: completes with false if none was added. */
    public CompletableFuture<Boolean> putAll(Collection<? extends E> elements, long timeout, TimeUnit unit) {
        long nanos = Waits.nanos(timeout, unit);
        return start(nanos, requests.putAll(requests.sent(elements), nanos));
    }

    final CompletableFuture<Boolean> put(QueueEnd end, E element, long nanos) {
        return start(nanos, requests.put(end, element, nanos));
    }

    // Taking -----------------------------------------------------------------------------------------------------

    /** As {@link SharedQueue#poll()}. */
    public CompletableFuture<@Nullable E> poll() {
        return start(requests.poll(QueueEnd.NATURAL));
    }

    /** Removes up to so many elements, about 64 KiB at most, in one round trip; none from an empty queue, even one that is shut down. */
    public CompletableFuture<List<E>> poll(int most) {
        return start(requests.pollMany(most, elements -> elements));
    }

    /** As {@link SharedQueue#take}: completes once there is an element. */
    public CompletableFuture<@Nullable E> take() {
        return take(QueueEnd.NATURAL, Long.MAX_VALUE);
    }

    /** As {@link SharedQueue#poll(long, TimeUnit)}. */
    public CompletableFuture<@Nullable E> poll(long timeout, TimeUnit unit) {
        return take(QueueEnd.NATURAL, Waits.nanos(timeout, unit));
    }

    /** As {@link SharedQueue#takeMany}: completes once there is an element. */
    public CompletableFuture<List<E>> takeMany(int most) {
        return start(Long.MAX_VALUE, requests.takeMany(most, Long.MAX_VALUE));
    }

    /** As {@link SharedQueue#pollMany}. */
    public CompletableFuture<List<E>> pollMany(int most, long timeout, TimeUnit unit) {
        long nanos = Waits.nanos(timeout, unit);
        return start(nanos, requests.takeMany(most, nanos));
    }

    final CompletableFuture<@Nullable E> take(QueueEnd end, long nanos) {
        return start(nanos, requests.take(end, nanos));
    }

    /** As {@link SharedQueue#takeDelivery}: completes once there is an element. */
    public CompletableFuture<@Nullable Delivery<E>> takeDelivery() {
        return start(Long.MAX_VALUE, deliveries.take(Long.MAX_VALUE));
    }

    /** As {@link SharedQueue#pollDelivery()}. */
    public CompletableFuture<@Nullable Delivery<E>> pollDelivery() {
        return start(deliveries.take(0));
    }

    /** As {@link SharedQueue#pollDelivery(long, TimeUnit)}. */
    public CompletableFuture<@Nullable Delivery<E>> pollDelivery(long timeout, TimeUnit unit) {
        long nanos = Waits.nanos(timeout, unit);
        return start(nanos, deliveries.take(nanos));
    }

    // Leasing ----------------------------------------------------------------------------------------------------

    /** As {@link SharedQueue#takeLeased}: completes once there is an element. */
    public CompletableFuture<@Nullable Lease<E>> takeLeased(Duration visibility) {
        return takeLeased(QueueEnd.NATURAL, visibility, Long.MAX_VALUE);
    }

    /** As {@link SharedQueue#pollLeased(Duration)}. */
    public CompletableFuture<@Nullable Lease<E>> pollLeased(Duration visibility) {
        return takeLeased(QueueEnd.NATURAL, visibility, 0);
    }

    /** As {@link SharedQueue#pollLeased(Duration, long, TimeUnit)}. */
    public CompletableFuture<@Nullable Lease<E>> pollLeased(Duration visibility, long timeout, TimeUnit unit) {
        return takeLeased(QueueEnd.NATURAL, visibility, Waits.nanos(timeout, unit));
    }

    final CompletableFuture<@Nullable Lease<E>> takeLeased(QueueEnd end, Duration visibility, long nanos) {
        return start(nanos, deliveries.takeLeased(end, visibility, nanos));
    }

    /** As {@link SharedQueue#leasedElements}. */
    public CompletableFuture<Long> leasedElements() {
        return start(requests.sizes(QueueSizeReply::getLeased));
    }

    /** As {@link SharedQueue#deadLetters}. */
    public CompletableFuture<@Nullable Void> deadLetters(SharedQueue<? super E> to, int afterDeliveries) {
        return start(deliveries.deadLetters(to, afterDeliveries));
    }

    /** As {@link SharedQueue#noDeadLetters}. */
    public CompletableFuture<@Nullable Void> noDeadLetters() {
        return start(deliveries.noDeadLetters());
    }

    // Looking and removing ---------------------------------------------------------------------------------------

    /** As {@link SharedQueue#peek}. */
    public CompletableFuture<@Nullable E> peek() {
        return start(requests.peek(QueueEnd.NATURAL));
    }

    /** As {@link SharedQueue#contains}. */
    public CompletableFuture<Boolean> contains(E element) {
        return start(requests.contains(element));
    }

    /** As {@link SharedQueue#size}. */
    public CompletableFuture<Integer> size() {
        return start(requests.sizes(QueueRequests::size));
    }

    /** As {@link SharedQueue#remove(Object)}. */
    public CompletableFuture<Boolean> remove(E element) {
        return start(requests.remove(QueueEnd.HEAD, element));
    }

    /** As {@link SharedQueue#clear}. */
    public CompletableFuture<@Nullable Void> clear() {
        return start(requests.clear());
    }

    // Tasks and the end ------------------------------------------------------------------------------------------

    /** As {@link SharedQueue#taskDone()}. */
    public CompletableFuture<@Nullable Void> taskDone() {
        return taskDone(1);
    }

    /** As {@link SharedQueue#taskDone(int)}. */
    public CompletableFuture<@Nullable Void> taskDone(int tasks) {
        return start(requests.taskDone(tasks));
    }

    /** As {@link SharedQueue#unfinishedTasks}. */
    public CompletableFuture<Long> unfinishedTasks() {
        return start(requests.sizes(QueueSizeReply::getUnfinished));
    }

    /** As {@link SharedQueue#join()}: completes with true once no task is unfinished. */
    public CompletableFuture<Boolean> join() {
        return start(Long.MAX_VALUE, requests.join(Long.MAX_VALUE));
    }

    /** As {@link SharedQueue#join(long, TimeUnit)}. */
    public CompletableFuture<Boolean> join(long timeout, TimeUnit unit) {
        long nanos = Waits.nanos(timeout, unit);
        return start(nanos, requests.join(nanos));
    }

    /** As {@link SharedQueue#shutdown}. */
    public CompletableFuture<@Nullable Void> shutdown() {
        return start(requests.shutDown(false));
    }

    /** As {@link SharedQueue#shutdownNow}. */
    public CompletableFuture<@Nullable Void> shutdownNow() {
        return start(requests.shutDown(true));
    }

    /** As {@link SharedQueue#isShutdown}. */
    public CompletableFuture<Boolean> isShutdown() {
        return start(requests.sizes(QueueSizeReply::getShutDown));
    }

    final QueueRequests<E> requests() {
        return requests;
    }

    final <R extends @Nullable Object> CompletableFuture<R> start(Operation<QueuesFutureStub, R> operation) {
        return calls.start(stub, operation);
    }

    private <R extends @Nullable Object> CompletableFuture<R> start(
            long nanos, Operation<QueuesFutureStub, R> operation) {
        return calls.start(calls.parking(stub, nanos), operation);
    }
}
