package dev.holdall.client.proxy;

import dev.holdall.client.TypeRef;
import dev.holdall.v1.QueueEnd;
import dev.holdall.v1.QueueOrder;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedQueue} of which both ends are open, as a {@link BlockingDeque}: Python's {@code collections.deque}, shared, and with waiting.
 *
 * <p>It is a queue that is first in first out, and the same object can be used as either. Whoever waits for an element or for room is served
 * first come first served, whichever end he wants. An element that was taken and goes back comes to stand where it was: an element that was
 * put at the same end meanwhile stays nearer to it.
 *
 * <p>A reference to a queue of another order can be read as a deque; then what names an end that the order does not use throws {@link
 * dev.holdall.client.Refused}.
 *
 * @param <E> the type of the elements
 */
public final class SharedDeque<E> extends SharedQueue<E> implements BlockingDeque<E> {

    SharedDeque(ObjectHandle handle) {
        super(handle);
        if (!handle.service().equals(SERVICE)) {
            throw new ClassCastException("the reference is to an object of " + handle.service() + ", not to a deque");
        }
    }

    /**
     * Finds or makes a deque: see {@link Proxies#open}.
     *
     * @param capacity how many elements it holds at most, or {@link #UNBOUNDED}
     */
    public static <E> SharedDeque<E> open(Proxies proxies, @Nullable String name, TypeRef<E> elements, long capacity) {
        return open(proxies, name, elements, capacity, QueueOrder.FIFO, SharedDeque::new);
    }

    @Override
    public SharedDeque<E> withHandle(ObjectHandle other) {
        return new SharedDeque<>(other);
    }

    @Override
    public SharedDeque<E> guardedBy(OwnedLock lock) {
        return withHandle(handle().guardedBy(lock));
    }

    @Override
    public SharedDeque<E> guardedBy(OwnedLock lock, long token) {
        return withHandle(handle().guardedBy(lock, token));
    }

    /** The same deque, with methods that return at once. */
    @Override
    public AsyncDeque<E> async() {
        return new AsyncDeque<>(this);
    }

    // Putting ----------------------------------------------------------------------------------------------------

    @Override
    public boolean offerFirst(E element) {
        return offer(QueueEnd.HEAD, element);
    }

    @Override
    public boolean offerLast(E element) {
        return offer(QueueEnd.TAIL, element);
    }

    /** @throws IllegalStateException if the deque is full */
    @Override
    public void addFirst(E element) {
        checkAdded(offerFirst(element));
    }

    /** @throws IllegalStateException if the deque is full */
    @Override
    public void addLast(E element) {
        checkAdded(offerLast(element));
    }

    private static void checkAdded(boolean added) {
        if (!added) {
            throw new IllegalStateException("Deque full");
        }
    }

    /** Adds an element at the head; waits for room. */
    @Override
    public void putFirst(E element) throws InterruptedException {
        put(QueueEnd.HEAD, element, Long.MAX_VALUE);
    }

    /** Adds an element at the tail; waits for room. */
    @Override
    public void putLast(E element) throws InterruptedException {
        put(QueueEnd.TAIL, element, Long.MAX_VALUE);
    }

    /** Adds an element at the head; waits for room, at most the time given. */
    @Override
    public boolean offerFirst(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return put(QueueEnd.HEAD, element, Waits.nanos(timeout, unit));
    }

    /** Adds an element at the tail; waits for room, at most the time given. */
    @Override
    public boolean offerLast(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return put(QueueEnd.TAIL, element, Waits.nanos(timeout, unit));
    }

    /** As {@link #addFirst}. */
    @Override
    public void push(E element) {
        addFirst(element);
    }

    // Taking -----------------------------------------------------------------------------------------------------

    @Override
    public @Nullable E pollFirst() {
        return run(requests().poll(QueueEnd.HEAD));
    }

    @Override
    public @Nullable E pollLast() {
        return run(requests().poll(QueueEnd.TAIL));
    }

    /** @throws NoSuchElementException if the deque is empty */
    @Override
    public E removeFirst() {
        return present(pollFirst());
    }

    /** @throws NoSuchElementException if the deque is empty */
    @Override
    public E removeLast() {
        return present(pollLast());
    }

    /** Removes and returns the head; waits for one. */
    @Override
    public E takeFirst() throws InterruptedException {
        return take(QueueEnd.HEAD);
    }

    /** Removes and returns the tail; waits for one. */
    @Override
    public E takeLast() throws InterruptedException {
        return take(QueueEnd.TAIL);
    }

    /** Removes and returns the head; waits for one, at most the time given. Null if none came. */
    @Override
    public @Nullable E pollFirst(long timeout, TimeUnit unit) throws InterruptedException {
        return poll(QueueEnd.HEAD, Waits.nanos(timeout, unit));
    }

    /** Removes and returns the tail; waits for one, at most the time given. Null if none came. */
    @Override
    public @Nullable E pollLast(long timeout, TimeUnit unit) throws InterruptedException {
        return poll(QueueEnd.TAIL, Waits.nanos(timeout, unit));
    }

    /** As {@link #takeLeased}, the tail. */
    public Lease<E> takeLastLeased(Duration visibility) throws InterruptedException {
        return Objects.requireNonNull(pollLeased(QueueEnd.TAIL, visibility, Long.MAX_VALUE));
    }

    /** As {@link #pollLeased(Duration)}, the tail. */
    public @Nullable Lease<E> pollLastLeased(Duration visibility) {
        return run(deliveries().takeLeased(QueueEnd.TAIL, visibility, 0));
    }

    /** As {@link #pollLeased(Duration, long, TimeUnit)}, the tail. */
    public @Nullable Lease<E> pollLastLeased(Duration visibility, long timeout, TimeUnit unit)
            throws InterruptedException {
        return pollLeased(QueueEnd.TAIL, visibility, Waits.nanos(timeout, unit));
    }

    /** As {@link #removeFirst}. */
    @Override
    public E pop() {
        return removeFirst();
    }

    // Looking ----------------------------------------------------------------------------------------------------

    @Override
    public @Nullable E peekFirst() {
        return run(requests().peek(QueueEnd.HEAD));
    }

    @Override
    public @Nullable E peekLast() {
        return run(requests().peek(QueueEnd.TAIL));
    }

    /** @throws NoSuchElementException if the deque is empty */
    @Override
    public E getFirst() {
        return present(peekFirst());
    }

    /** @throws NoSuchElementException if the deque is empty */
    @Override
    public E getLast() {
        return present(peekLast());
    }

    private static <E> E present(@Nullable E element) {
        if (element == null) {
            throw new NoSuchElementException("the deque is empty");
        }
        return element;
    }

    /** As {@link #iterator}, from the tail to the head. */
    @Override
    public Iterator<E> descendingIterator() {
        return new QueueIterator<>(this, QueueEnd.TAIL);
    }

    // Removing ---------------------------------------------------------------------------------------------------

    /** As {@link #remove(Object)}. */
    @Override
    public boolean removeFirstOccurrence(Object element) {
        return run(requests().remove(QueueEnd.HEAD, element));
    }

    /** Removes the first equal element, seen from the tail. */
    @Override
    public boolean removeLastOccurrence(Object element) {
        return run(requests().remove(QueueEnd.TAIL, element));
    }

    private Object writeReplace() {
        return handle().serialized(this);
    }
}
