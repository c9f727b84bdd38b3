package dev.holdall.client.proxy;

import dev.holdall.v1.QueueEnd;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link SharedDeque} whose methods return at once: an {@link AsyncQueue} of which both ends are open. */
public final class AsyncDeque<E> extends AsyncQueue<E> {

    AsyncDeque(SharedDeque<E> deque) {
        super(deque);
    }

    /** As {@link SharedDeque#offerFirst(Object)}. */
    public CompletableFuture<Boolean> offerFirst(E element) {
        return start(requests().offer(QueueEnd.HEAD, element));
    }

    /** As {@link SharedDeque#offerLast(Object)}. */
    public CompletableFuture<Boolean> offerLast(E element) {
        return start(requests().offer(QueueEnd.TAIL, element));
    }

    /** As {@link SharedDeque#putFirst}: completes with true once the element is in the deque. */
    public CompletableFuture<Boolean> putFirst(E element) {
        return put(QueueEnd.HEAD, element, Long.MAX_VALUE);
    }

    /** As {@link SharedDeque#putLast}: completes with true once the element is in the deque. */
    public CompletableFuture<Boolean> putLast(E element) {
        return put(QueueEnd.TAIL, element, Long.MAX_VALUE);
    }

    /** As {@link SharedDeque#offerFirst(Object, long, TimeUnit)}. */
    public CompletableFuture<Boolean> offerFirst(E element, long timeout, TimeUnit unit) {
        return put(QueueEnd.HEAD, element, Waits.nanos(timeout, unit));
    }

    /** As {@link SharedDeque#offerLast(Object, long, TimeUnit)}. */
    public CompletableFuture<Boolean> offerLast(E element, long timeout, TimeUnit unit) {
        return put(QueueEnd.TAIL, element, Waits.nanos(timeout, unit));
    }

    /** As {@link SharedDeque#pollFirst()}. */
    public CompletableFuture<@Nullable E> pollFirst() {
        return start(requests().poll(QueueEnd.HEAD));
    }

    /** As {@link SharedDeque#pollLast()}. */
    public CompletableFuture<@Nullable E> pollLast() {
        return start(requests().poll(QueueEnd.TAIL));
    }

    /** As {@link SharedDeque#takeFirst}: completes once there is an element. */
    public CompletableFuture<@Nullable E> takeFirst() {
        return take(QueueEnd.HEAD, Long.MAX_VALUE);
    }

    /** As {@link SharedDeque#takeLast}: completes once there is an element. */
    public CompletableFuture<@Nullable E> takeLast() {
        return take(QueueEnd.TAIL, Long.MAX_VALUE);
    }

    /** As {@link SharedDeque#pollFirst(long, TimeUnit)}. */
    public CompletableFuture<@Nullable E> pollFirst(long timeout, TimeUnit unit) {
        return take(QueueEnd.HEAD, Waits.nanos(timeout, unit));
    }

    /** As {@link SharedDeque#pollLast(long, TimeUnit)}. */
    public CompletableFuture<@Nullable E> pollLast(long timeout, TimeUnit unit) {
        return take(QueueEnd.TAIL, Waits.nanos(timeout, unit));
    }

    /** As {@link SharedDeque#takeLastLeased}: completes once there is an element. */
    public CompletableFuture<@Nullable Lease<E>> takeLastLeased(Duration visibility) {
        return takeLeased(QueueEnd.TAIL, visibility, Long.MAX_VALUE);
    }

    /** As {@link SharedDeque#pollLastLeased(Duration)}. */
    public CompletableFuture<@Nullable Lease<E>> pollLastLeased(Duration visibility) {
        return takeLeased(QueueEnd.TAIL, visibility, 0);
    }

    /** As {@link SharedDeque#pollLastLeased(Duration, long, TimeUnit)}. */
    public CompletableFuture<@Nullable Lease<E>> pollLastLeased(Duration visibility, long timeout, TimeUnit unit) {
        return takeLeased(QueueEnd.TAIL, visibility, Waits.nanos(timeout, unit));
    }

    /** As {@link SharedDeque#peekFirst}. */
    public CompletableFuture<@Nullable E> peekFirst() {
        return start(requests().peek(QueueEnd.HEAD));
    }

    /** As {@link SharedDeque#peekLast}. */
    public CompletableFuture<@Nullable E> peekLast() {
        return start(requests().peek(QueueEnd.TAIL));
    }

    /** As {@link SharedDeque#removeFirstOccurrence}. */
    public CompletableFuture<Boolean> removeFirstOccurrence(E element) {
        return start(requests().remove(QueueEnd.HEAD, element));
    }

    /** As {@link SharedDeque#removeLastOccurrence}. */
    public CompletableFuture<Boolean> removeLastOccurrence(E element) {
        return start(requests().remove(QueueEnd.TAIL, element));
    }
}
