package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.TypeRef;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.client.codec.Codec;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.QueueClearReply;
import dev.holdall.v1.QueueClearRequest;
import dev.holdall.v1.QueueCompareAndRemoveReply;
import dev.holdall.v1.QueueCompareAndRemoveRequest;
import dev.holdall.v1.QueueContainsReply;
import dev.holdall.v1.QueueContainsRequest;
import dev.holdall.v1.QueueOfferAllReply;
import dev.holdall.v1.QueueOfferAllRequest;
import dev.holdall.v1.QueueOfferReply;
import dev.holdall.v1.QueueOfferRequest;
import dev.holdall.v1.QueuePageReply;
import dev.holdall.v1.QueuePageRequest;
import dev.holdall.v1.QueuePeekReply;
import dev.holdall.v1.QueuePeekRequest;
import dev.holdall.v1.QueuePollReply;
import dev.holdall.v1.QueuePollRequest;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueuePutRequest;
import dev.holdall.v1.QueueRemoveReply;
import dev.holdall.v1.QueueRemoveRequest;
import dev.holdall.v1.QueueSizeReply;
import dev.holdall.v1.QueueSizeRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.QueuesGrpc.QueuesFutureStub;
import dev.holdall.v1.Wait;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue in the manager that all processes put to and take from: Python's {@code Queue}, as a {@link BlockingQueue}.
 *
 * <p>First in first out, bounded or not, no null. Who waits is served first come first served, across all processes; while it waits, no
 * thread and no connection is held for it in the manager. An element that was taken but never reached the taker's program (the process
 * was killed, the call was cancelled) goes back to its place. An interrupt ends a wait without losing anything: an element that was
 * granted at the same moment is returned, and the thread stays interrupted.
 *
 * <p>Iterators are weakly consistent and hold one page at a time; bulk methods work by pages, each of which is atomic.
 *
 * @param <E> the type of the elements
 */
public final class SharedQueue<E> extends AbstractQueue<E> implements BlockingQueue<E>, SharedObject {
    /** The service that serves queues. */
    public static final String SERVICE = QueuesGrpc.SERVICE_NAME;

    /** The capacity of a queue without a bound. */
    public static final long UNBOUNDED = 0;

    private static final int SHOWN = 20;

    private final ObjectHandle handle;
    private final Calls calls;
    private final ObjectId id;
    private final Codec<E> codec;
    private final QueuesFutureStub stub;

    SharedQueue(ObjectHandle handle) {
        this.handle = handle;
        this.calls = handle.calls();
        this.id = handle.id();
        this.codec = handle.codec(0);
        this.stub = handle.waiting(QueuesGrpc::newFutureStub);
    }

    /**
     * Finds or makes a queue: see {@link Proxies#open}.
     *
     * @param capacity how many elements it holds at most, or {@link #UNBOUNDED}
     */
    public static <E> SharedQueue<E> open(Proxies proxies, @Nullable String name, TypeRef<E> elements, long capacity) {
        return proxies.open(
                name,
                SERVICE,
                QueuesGrpc::newFutureStub,
                (stub, named) -> stub.open(OpenQueueRequest.newBuilder()
                        .setName(named)
                        .setCapacity(capacity)
                        .build()),
                List.of(elements.type()),
                SharedQueue::new);
    }

    /**
     * The same capacity.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public static long checkedCapacity(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a queue holds at least one element, not " + capacity);
        }
        return capacity;
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    /** The same queue, with methods that return at once. */
    public AsyncQueue<E> async() {
        return new AsyncQueue<>(this);
    }

    // Putting ----------------------------------------------------------------------------------------------------

    /** Adds an element if there is room, and says whether there was. */
    @Override
    public boolean offer(E element) {
        return calls.run(stub, offering(element));
    }

    /** Adds an element; waits for room. */
    @Override
    public void put(E element) throws InterruptedException {
        calls.runInterruptibly(parking(Long.MAX_VALUE), putting(element, Waits.FOR_EVER));
    }

    /** Adds an element; waits for room, at most the time given. */
    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = Waits.nanos(timeout, unit);
        return calls.runInterruptibly(parking(nanos), putting(element, Waits.atMost(nanos)));
    }

    /**
     * Adds elements in their order, by chunks; each chunk is atomic.
     *
     * @throws IllegalStateException if the queue is full; those that came before are in it
     */
    @Override
    public boolean addAll(Collection<? extends E> elements) {
        if (equals(elements)) {
            throw new IllegalArgumentException("a queue cannot be added to itself");
        }
        List<List<ByteString>> chunks = Chunks.of(elements, codec, "an element");
        for (List<ByteString> chunk : chunks) {
            QueueOfferAllRequest request = QueueOfferAllRequest.newBuilder()
                    .setQueue(id)
                    .addAllElements(chunk)
                    .build();
            int accepted = calls.run(stub, Operation.of(s -> s.offerAll(request), QueueOfferAllReply::getAccepted));
            if (accepted < chunk.size()) {
                throw new IllegalStateException("Queue full");
            }
        }
        return !chunks.isEmpty();
    }

    // Taking -----------------------------------------------------------------------------------------------------

    /** Removes and returns the head; null if the queue is empty. */
    @Override
    public @Nullable E poll() {
        return calls.run(stub, polling());
    }

    /** Removes and returns the head; waits for one. */
    @Override
    public E take() throws InterruptedException {
        @Nullable E taken = calls.runInterruptibly(parking(Long.MAX_VALUE), taking(Waits.FOR_EVER));
        return Objects.requireNonNull(taken);
    }

    /** Removes and returns the head; waits for one, at most the time given. Null if none came. */
    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = Waits.nanos(timeout, unit);
        return calls.runInterruptibly(parking(nanos), taking(Waits.atMost(nanos)));
    }

    /** Moves all elements into a collection, by pages. */
    @Override
    public int drainTo(Collection<? super E> into) {
        return drainTo(into, Integer.MAX_VALUE);
    }

    /**
     * Moves elements into a collection, by pages; one round trip for about 64 KiB. If the collection refuses a page, all of the page goes
     * back to its place, so no element is in neither.
     */
    @Override
    public int drainTo(Collection<? super E> into, int most) {
        Objects.requireNonNull(into, "into");
        if (equals(into)) {
            throw new IllegalArgumentException("a queue cannot be drained into itself");
        }
        int drained = 0;
        while (drained < most) {
            int moved = calls.run(stub, draining(into, most - drained));
            if (moved == 0) {
                break;
            }
            drained += moved;
        }
        return drained;
    }

    // Looking ----------------------------------------------------------------------------------------------------

    /** The head, which stays; null if the queue is empty. */
    @Override
    public @Nullable E peek() {
        return calls.run(stub, peeking());
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, sizes().getSize());
    }

    @Override
    public boolean isEmpty() {
        return sizes().getSize() == 0;
    }

    /** How many more elements fit; {@link Integer#MAX_VALUE} if the queue has no bound. */
    @Override
    public int remainingCapacity() {
        QueueSizeReply sizes = sizes();
        return sizes.getCapacity() == 0
                ? Integer.MAX_VALUE
                : (int) Math.max(0, Math.min(Integer.MAX_VALUE, sizes.getCapacity() - sizes.getSize()));
    }

    private QueueSizeReply sizes() {
        QueueSizeRequest request = QueueSizeRequest.newBuilder().setQueue(id).build();
        return calls.run(stub, Operation.of(s -> s.size(request), (QueueSizeReply reply) -> reply));
    }

    @Override
    public boolean contains(Object element) {
        return calls.run(stub, finding(element));
    }

    /** Weakly consistent: what is added or removed meanwhile may or may not be seen, nothing is seen twice. A round trip a page. */
    @Override
    public Iterator<E> iterator() {
        return new QueueIterator<>(this);
    }

    /** As the iterator; of unknown size, since others may change it at any time. */
    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(
                iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT);
    }

    // Removing ---------------------------------------------------------------------------------------------------

    @Override
    public boolean remove(Object element) {
        return calls.run(stub, removing(element));
    }

    /** Removes the elements that the filter accepts, by pages; two round trips a page. */
    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter, "filter");
        boolean removedAny = false;
        long after = 0;
        boolean more = true;
        while (more) {
            QueuePageReply page = page(after);
            List<Long> positions = new ArrayList<>();
            List<ByteString> expected = new ArrayList<>();
            for (int i = 0; i < page.getElementsCount(); i++) {
                if (filter.test(decode(page.getElements(i)))) {
                    positions.add(page.getPositions(i));
                    expected.add(page.getElements(i));
                }
            }
            removedAny |= removeAt(positions, expected).contains(true);
            more = page.getMore();
            after = more ? page.getPositions(page.getPositionsCount() - 1) : 0;
        }
        return removedAny;
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        Objects.requireNonNull(elements, "elements");
        return removeIf(elements::contains);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        Objects.requireNonNull(elements, "elements");
        return removeIf(element -> !elements.contains(element));
    }

    @Override
    public void clear() {
        calls.run(stub, clearing());
    }

    // Pages ------------------------------------------------------------------------------------------------------

    QueuePageReply page(long after) {
        return page(after, 0);
    }

    private QueuePageReply page(long after, int limit) {
        QueuePageRequest request = QueuePageRequest.newBuilder()
                .setQueue(id)
                .setAfter(after)
                .setLimit(limit)
                .build();
        return calls.run(stub, Operation.of(s -> s.page(request), (QueuePageReply reply) -> reply));
    }

    /** Removes those elements that still stand where a page showed them, and says which did. */
    List<Boolean> removeAt(List<Long> positions, List<ByteString> expected) {
        if (positions.isEmpty()) {
            return List.of();
        }
        QueueCompareAndRemoveRequest request = QueueCompareAndRemoveRequest.newBuilder()
                .setQueue(id)
                .addAllPositions(positions)
                .addAllExpected(expected)
                .build();
        return calls.run(
                stub, Operation.of(s -> s.compareAndRemove(request), QueueCompareAndRemoveReply::getRemovedList));
    }

    E decode(ByteString element) {
        return Objects.requireNonNull(codec.decode(element));
    }

    @SuppressWarnings("unchecked") // another type is refused by the codec, naming both
    private ByteString encode(Object element) {
        return codec.encode((E) Objects.requireNonNull(element, "a queue has no null"));
    }

    // Operations, shared with the asynchronous twin --------------------------------------------------------------

    Operation<QueuesFutureStub, @Nullable Void> clearing() {
        QueueClearRequest request = QueueClearRequest.newBuilder().setQueue(id).build();
        return Operation.of(s -> s.clear(request), (QueueClearReply reply) -> null);
    }

    Operation<QueuesFutureStub, Boolean> removing(Object element) {
        QueueRemoveRequest request = QueueRemoveRequest.newBuilder()
                .setQueue(id)
                .setElement(encode(element))
                .build();
        return Operation.of(s -> s.remove(request), QueueRemoveReply::getRemoved);
    }

    Operation<QueuesFutureStub, Boolean> finding(Object element) {
        QueueContainsRequest request = QueueContainsRequest.newBuilder()
                .setQueue(id)
                .setElement(encode(element))
                .build();
        return Operation.of(s -> s.contains(request), QueueContainsReply::getPresent);
    }

    Operation<QueuesFutureStub, Boolean> offering(E element) {
        QueueOfferRequest request = QueueOfferRequest.newBuilder()
                .setQueue(id)
                .setElement(encode(element))
                .build();
        return Operation.of(s -> s.offer(request), QueueOfferReply::getAccepted);
    }

    Operation<QueuesFutureStub, Boolean> putting(E element, Wait wait) {
        QueuePutRequest request = QueuePutRequest.newBuilder()
                .setQueue(id)
                .setElement(encode(element))
                .setWait(wait)
                .build();
        return Operation.of(s -> s.put(request), QueuePutReply::getAccepted);
    }

    Operation<QueuesFutureStub, @Nullable E> polling() {
        QueuePollRequest request = QueuePollRequest.newBuilder().setQueue(id).build();
        return Operation.granting(
                s -> s.poll(request),
                (QueuePollReply reply) -> reply.getElementsCount() == 0 ? null : decode(reply.getElements(0)));
    }

    Operation<QueuesFutureStub, List<E>> pollingMany(int most) {
        return pollingMany(most, elements -> elements);
    }

    /** Part of the reading, so that what the collection refuses is given back. */
    private Operation<QueuesFutureStub, Integer> draining(Collection<? super E> into, int most) {
        return pollingMany(most, elements -> {
            into.addAll(elements);
            return elements.size();
        });
    }

    private <R> Operation<QueuesFutureStub, R> pollingMany(int most, Function<List<E>, R> read) {
        QueuePollRequest request =
                QueuePollRequest.newBuilder().setQueue(id).setLimit(most).build();
        return Operation.granting(
                s -> s.poll(request),
                (QueuePollReply reply) -> read.apply(
                        reply.getElementsList().stream().map(this::decode).toList()));
    }

    Operation<QueuesFutureStub, @Nullable E> taking(Wait wait) {
        QueueTakeRequest request =
                QueueTakeRequest.newBuilder().setQueue(id).setWait(wait).build();
        return Operation.granting(
                s -> s.take(request), (QueueTakeReply reply) -> reply.hasElement() ? decode(reply.getElement()) : null);
    }

    Operation<QueuesFutureStub, @Nullable E> peeking() {
        QueuePeekRequest request = QueuePeekRequest.newBuilder().setQueue(id).build();
        return Operation.of(
                s -> s.peek(request), (QueuePeekReply reply) -> reply.hasElement() ? decode(reply.getElement()) : null);
    }

    Operation<QueuesFutureStub, Integer> sizing() {
        QueueSizeRequest request = QueueSizeRequest.newBuilder().setQueue(id).build();
        return Operation.of(
                s -> s.size(request), (QueueSizeReply reply) -> (int) Math.min(Integer.MAX_VALUE, reply.getSize()));
    }

    private QueuesFutureStub parking(long nanos) {
        return calls.parking(stub, nanos);
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal proxies stand for the same object, as queues are compared by identity. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedQueue<?> && handle.isSame(other);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** The first elements, and an ellipsis where there are more. */
    @Override
    public String toString() {
        return Shown.of(handle, SharedQueue.class, () -> {
            QueuePageReply page = page(0, SHOWN);
            return Shown.list(page.getElementsList().stream().map(this::decode), page.getMore());
        });
    }
}
