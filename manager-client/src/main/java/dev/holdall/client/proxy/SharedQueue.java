package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.TypeRef;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.client.proxy.QueueRequests.Sent;
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.QueueEnd;
import dev.holdall.v1.QueueOrder;
import dev.holdall.v1.QueuePageReply;
import dev.holdall.v1.QueueSizeReply;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.QueuesGrpc.QueuesFutureStub;
import java.time.Duration;
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
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A queue in the manager that all processes put to and take from: Python's {@code Queue}, {@code JoinableQueue}, {@code LifoQueue} and
 * {@code PriorityQueue}, as a {@link BlockingQueue}.
 *
 * <p>Bounded or not, no null. Elements are taken from the head. Which one that is, is the order with which the queue was made: first in first
 * out; last in first out; or lowest priority first and, of one priority, first in first out. Iterators, pages and searches go from the head
 * to the tail, which is the order in which elements would be taken now. (A {@link SharedDeque} has two open ends.)
 *
 * <p>Who waits is served first come first served, across all processes; while it waits, no
 * thread and no connection is held for it in the manager. An element that was taken but never reached the taker's program (the process
 * was killed, the call was cancelled) goes back to its place: before what was put behind it, behind what was put before it. An interrupt ends a
 * wait without losing anything: an element that was granted at the same moment is returned, and the thread stays interrupted.
 *
 * <p>What was handed over to a taker is gone with him, should he be killed before he is done with it. Where that must not be, he leases it
 * ({@link #takeLeased}) and says when he is done. How often an element was delivered is counted, and told by a {@link Lease} and by {@link
 * #takeDelivery}; what comes back too often can go to another queue: {@link #deadLetters}.
 *
 * <p>Iterators are weakly consistent and hold one page at a time; bulk methods work by pages, each of which is atomic.
 *
 * <p>Tasks are counted as in Python: each element that is put is a task more, {@link #taskDone()} says that one is done, {@link #join()} waits
 * until none is left. What is removed so that nobody will ever get it ({@code remove(Object)}, {@code removeIf}, an iterator's {@code
 * remove}, {@code clear}, {@link #shutdownNow}) counts as done, and so does what was leased once it is acknowledged; what is taken, also by {@code drainTo}, does not until it is said. An element
 * that goes back is not counted again.
 *
 * <p>After a {@link #shutdown} what puts throws {@link QueueShutDown}; so does what takes ({@code take}, {@code poll}, {@code remove()} in
 * all forms) once the queue is empty, but for {@code drainTo}, which then moves nothing. Looking goes on as ever.
 *
 * @param <E> the type of the elements
 */
public class SharedQueue<E> extends AbstractQueue<E> implements BlockingQueue<E>, Guardable<SharedQueue<E>> {
    /** The service that serves queues. */
    public static final String SERVICE = QueuesGrpc.SERVICE_NAME;

    /** The capacity of a queue without a bound. */
    public static final long UNBOUNDED = 0;

    private static final int SHOWN = 20;

    private final ObjectHandle handle;
    private final Calls calls;
    private final QueuesFutureStub stub;
    private final QueueRequests<E> requests;
    private final QueueDeliveries<E> deliveries;

    /** How many elements one call of putAll has at most; 0: not asked for yet. */
    private volatile long mostAtOnce;

    SharedQueue(ObjectHandle handle) {
        this(handle, null);
    }

    private SharedQueue(ObjectHandle handle, @Nullable ToLongFunction<? super E> priority) {
        this.handle = handle;
        this.calls = handle.calls();
        this.stub = handle.waiting(QueuesGrpc::newFutureStub);
        this.requests = new QueueRequests<>(handle, priority);
        this.deliveries = new QueueDeliveries<>(handle, requests);
    }

    /**
     * Finds or makes a queue that is first in first out: see {@link Proxies#open}.
     *
     * @param capacity how many elements it holds at most, or {@link #UNBOUNDED}
     */
    public static <E> SharedQueue<E> open(Proxies proxies, @Nullable String name, TypeRef<E> elements, long capacity) {
        return open(proxies, name, elements, capacity, QueueOrder.FIFO, SharedQueue::new);
    }

    /** As {@link #open}, a queue that is last in first out. */
    public static <E> SharedQueue<E> openLifo(
            Proxies proxies, @Nullable String name, TypeRef<E> elements, long capacity) {
        return open(proxies, name, elements, capacity, QueueOrder.LIFO, SharedQueue::new);
    }

    /**
     * As {@link #open}, a queue whose head is the element of the lowest priority.
     *
     * @param priority an element's priority, asked once, when it is put
     */
    public static <E> SharedQueue<E> openByPriority(
            Proxies proxies,
            @Nullable String name,
            TypeRef<E> elements,
            long capacity,
            ToLongFunction<? super E> priority) {
        Objects.requireNonNull(priority, "priority");
        return open(
                proxies,
                name,
                elements,
                capacity,
                QueueOrder.BY_PRIORITY,
                handle -> new SharedQueue<>(handle, priority));
    }

    static <Q> Q open(
            Proxies proxies,
            @Nullable String name,
            TypeRef<?> elements,
            long capacity,
            QueueOrder order,
            Function<ObjectHandle, Q> proxy) {
        return proxies.open(
                name,
                SERVICE,
                QueuesGrpc::newFutureStub,
                (stub, named) -> stub.open(OpenQueueRequest.newBuilder()
                        .setName(named)
                        .setCapacity(capacity)
                        .setOrder(order)
                        .build()),
                List.of(elements.type()),
                proxy);
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

    /**
     * The same queue, for putting: a queue by priority whose reference was read (from another shared object, as a worker's argument) has no
     * function that gives priorities, since a reference carries none. Taking and looking need none; what puts throws {@link
     * UnsupportedOperationException} without. Makes no call.
     *
     * @param priority an element's priority, asked once, when it is put
     */
    public SharedQueue<E> withPriority(ToLongFunction<? super E> priority) {
        return new SharedQueue<>(handle, Objects.requireNonNull(priority, "priority"));
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    @Override
    public SharedQueue<E> withHandle(ObjectHandle other) {
        return new SharedQueue<>(other, requests.priority());
    }

    /** The same queue, with methods that return at once. */
    public AsyncQueue<E> async() {
        return new AsyncQueue<>(this);
    }

    final QueueRequests<E> requests() {
        return requests;
    }

    final QueueDeliveries<E> deliveries() {
        return deliveries;
    }

    // Putting ----------------------------------------------------------------------------------------------------

    /** Adds an element if there is room, and says whether there was. */
    @Override
    public boolean offer(E element) {
        return offer(QueueEnd.NATURAL, element);
    }

    /** Adds an element; waits for room. */
    @Override
    public void put(E element) throws InterruptedException {
        put(QueueEnd.NATURAL, element, Long.MAX_VALUE);
    }

    /** Adds an element; waits for room, at most the time given. */
    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return put(QueueEnd.NATURAL, element, Waits.nanos(timeout, unit));
    }

    /**
     * Adds elements one after the other, by chunks of about 1 MiB; each chunk is atomic.
     *
     * @throws IllegalStateException if the queue is full; those that came before are in it
     */
    @Override
    public boolean addAll(Collection<? extends E> elements) {
        try (Chunks<Sent> chunks = chunksOf(elements)) {
            if (offerChunks(chunks, 0) < chunks.count()) {
                throw new IllegalStateException("Queue full");
            }
            return !chunks.isEmpty();
        }
    }

    /**
     * Adds elements one after the other as long as there is room, by chunks of about 1 MiB; each chunk is atomic.
     *
     * @return how many, from the first on
     */
    public int offerAll(Collection<? extends E> elements) {
        try (Chunks<Sent> chunks = chunksOf(elements)) {
            return offerChunks(chunks, 0);
        }
    }

    private Chunks<Sent> chunksOf(Collection<? extends E> elements) {
        notThisQueue(elements, "a queue cannot be added to itself");
        return requests.chunks(elements);
    }

    private int offerChunks(Iterable<List<Sent>> chunks, int done) {
        int accepted = done;
        for (List<Sent> chunk : chunks) {
            int more = run(requests.offerAll(chunk));
            accepted += more;
            if (more < chunk.size()) {
                break;
            }
        }
        return accepted;
    }

    /**
     * Adds elements one after the other; waits for room. They go by chunks of about 1 MiB and of at most half of the capacity. Each chunk waits
     * until there is room for all of it, is atomic and has nobody else's elements between its own; between two chunks others may come.
     *
     * @throws InterruptedException if the thread was interrupted; the message says how many elements, from the first on, are in the queue
     * @throws QueueShutDown if the queue is shut down; chunks that came before are in it
     */
    public void putAll(Collection<? extends E> elements) throws InterruptedException {
        try (Chunks<Sent> chunks = chunksOf(elements)) {
            int put = putChunks(chunks, Long.MAX_VALUE);
            if (put < chunks.count() && Thread.interrupted()) {
                throw new InterruptedException("interrupted when " + put + " elements had been put");
            }
        }
    }

    /**
     * As {@link #putAll}; waits at most the time given for all of them together. When it has passed, as many of the rest as there is room for
     * are added.
     *
     * @return how many, from the first on. If the thread is interrupted after some were added, so many were, and it stays interrupted.
     */
    public int offerAll(Collection<? extends E> elements, long timeout, TimeUnit unit) throws InterruptedException {
        try (Chunks<Sent> chunks = chunksOf(elements)) {
            return putChunks(chunks, Waits.nanos(timeout, unit));
        }
    }

    private int putChunks(Chunks<Sent> whole, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        List<List<Sent>> chunks = whole.cut(mostAtOnce());
        long start = System.nanoTime();
        int put = 0;
        for (int i = 0; i < chunks.size(); i++) {
            long left = nanos == Long.MAX_VALUE ? nanos : Math.max(0, nanos - (System.nanoTime() - start));
            try {
                if (!runInterruptibly(left, requests.putAll(chunks.get(i), left))) {
                    return offerChunks(chunks.subList(i, chunks.size()), put);
                }
            } catch (InterruptedException e) {
                if (put == 0) {
                    throw e;
                }
                Thread.currentThread().interrupt();
                return put;
            }
            put += chunks.get(i).size();
        }
        return put;
    }

    /** The capacity of a queue never changes, so it is asked for once. */
    private long mostAtOnce() {
        long most = mostAtOnce;
        if (most == 0) {
            long capacity = sizes().getCapacity();
            most = capacity == UNBOUNDED ? Long.MAX_VALUE : Math.max(1, capacity / 2);
            mostAtOnce = most;
        }
        return most;
    }

    private void notThisQueue(Collection<?> other, String message) {
        if (equals(other)) {
            throw new IllegalArgumentException(message);
        }
    }

    final boolean offer(QueueEnd end, E element) {
        return run(requests.offer(end, element));
    }

    final boolean put(QueueEnd end, E element, long nanos) throws InterruptedException {
        return runInterruptibly(nanos, requests.put(end, element, nanos));
    }

    // Taking -----------------------------------------------------------------------------------------------------

    /** Removes and returns the head; null if the queue is empty. */
    @Override
    public @Nullable E poll() {
        return run(requests.poll(QueueEnd.NATURAL));
    }

    /** Removes and returns the head; waits for one. */
    @Override
    public E take() throws InterruptedException {
        return take(QueueEnd.NATURAL);
    }

    /** Removes and returns the head; waits for one, at most the time given. Null if none came. */
    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return poll(QueueEnd.NATURAL, Waits.nanos(timeout, unit));
    }

    /**
     * Removes and returns elements from the head on, as many as there are, but at least one: waits for it. One round trip.
     *
     * @param most at most so many; about 64 KiB in any case
     * @return one or more
     */
    public List<E> takeMany(int most) throws InterruptedException {
        return runInterruptibly(Long.MAX_VALUE, requests.takeMany(most, Long.MAX_VALUE));
    }

    /**
     * As {@link #takeMany}; waits for the first one at most the time given.
     *
     * @return none if none came
     */
    public List<E> pollMany(int most, long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = Waits.nanos(timeout, unit);
        return runInterruptibly(nanos, requests.takeMany(most, nanos));
    }

    final E take(QueueEnd end) throws InterruptedException {
        return Objects.requireNonNull(poll(end, Long.MAX_VALUE));
    }

    final @Nullable E poll(QueueEnd end, long nanos) throws InterruptedException {
        return runInterruptibly(nanos, requests.take(end, nanos));
    }

    /** As {@link #take}, and tells how often the element was delivered. */
    public Delivery<E> takeDelivery() throws InterruptedException {
        return Objects.requireNonNull(runInterruptibly(Long.MAX_VALUE, deliveries.take(Long.MAX_VALUE)));
    }

    /** As {@link #poll()}, and tells how often the element was delivered. */
    public @Nullable Delivery<E> pollDelivery() {
        return run(deliveries.take(0));
    }

    /** As {@link #poll(long, TimeUnit)}, and tells how often the element was delivered. */
    public @Nullable Delivery<E> pollDelivery(long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = Waits.nanos(timeout, unit);
        return runInterruptibly(nanos, deliveries.take(nanos));
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
        notThisQueue(into, "a queue cannot be drained into itself");
        int drained = 0;
        while (drained < most) {
            int moved = run(requests.pollMany(most - drained, elements -> {
                into.addAll(elements);
                return elements.size();
            }));
            if (moved == 0) {
                break;
            }
            drained += moved;
        }
        return drained;
    }

    // Leasing ----------------------------------------------------------------------------------------------------

    /**
     * Leases the head; waits for one. The element goes back to its place unless the lease is acknowledged in time: see {@link Lease}. Whoever
     * waits in {@link #take} or here is served first come first served.
     *
     * @param visibility how long the lease lasts, from when it is granted on, unless it is extended
     * @throws InterruptedException if the thread was or is interrupted; it got nothing then
     * @throws IllegalArgumentException if the time is not positive, or longer than {@link Lease#LONGEST}
     */
    public Lease<E> takeLeased(Duration visibility) throws InterruptedException {
        return Objects.requireNonNull(pollLeased(QueueEnd.NATURAL, visibility, Long.MAX_VALUE));
    }

    /** As {@link #takeLeased}, if there is an element; null if the queue is empty. */
    public @Nullable Lease<E> pollLeased(Duration visibility) {
        return run(deliveries.takeLeased(QueueEnd.NATURAL, visibility, 0));
    }

    /** As {@link #takeLeased}; waits for an element at most the time given. Null if none came. */
    public @Nullable Lease<E> pollLeased(Duration visibility, long timeout, TimeUnit unit) throws InterruptedException {
        return pollLeased(QueueEnd.NATURAL, visibility, Waits.nanos(timeout, unit));
    }

    final @Nullable Lease<E> pollLeased(QueueEnd end, Duration visibility, long nanos) throws InterruptedException {
        return runInterruptibly(nanos, deliveries.takeLeased(end, visibility, nanos));
    }

    /** How many elements are leased now, by anybody. They are not among the {@link #size}. */
    public long leasedElements() {
        return sizes().getLeased();
    }

    /**
     * From now on an element that comes back when it has been delivered so many times goes to another queue, and not to its place: in the same
     * step, so it is always in one of the two. It comes back if its lease is over without an acknowledgement, or if what was taken was never
     * received: the taker was killed, or has no codec that can read it. So an element that nobody can use does not come to the head for ever.
     * One that goes back because its taker did not wait for it any more, who cancelled his call or whose time was over, was seen by no program:
     * that counts as no delivery. What is taken many at a time comes back, and counts, together; but an element
     * that has come back is handed over alone from then on ({@code drainTo} and {@link #takeMany} take it in a round trip of its own), so that
     * one that cannot be read takes no others with it if it may come back more than once.
     *
     * <p>The other queue gets it as a new element that was never delivered and whose task is unfinished, at the end where that queue puts,
     * above its capacity if need be; for this queue the task is done. If the other queue is deleted or shut down, elements go back to their
     * places in this one. It lives as long as it is referred to from here. What was set before is replaced; it holds for all who use the queue,
     * and for elements that are in it already.
     *
     * @param to not this one; by priority only if this one is, too: a priority is kept
     * @param afterDeliveries 1 or more
     */
    public void deadLetters(SharedQueue<? super E> to, int afterDeliveries) {
        run(deliveries.deadLetters(to, afterDeliveries));
    }

    /** From now on elements go back to their places, however often they were delivered. */
    public void noDeadLetters() {
        run(deliveries.noDeadLetters());
    }

    // Looking ----------------------------------------------------------------------------------------------------

    /** The head, which stays; null if the queue is empty. */
    @Override
    public @Nullable E peek() {
        return run(requests.peek(QueueEnd.NATURAL));
    }

    @Override
    public int size() {
        return run(requests.sizes(QueueRequests::size));
    }

    @Override
    public boolean isEmpty() {
        return sizes().getSize() == 0;
    }

    /** How many more elements fit; {@link Integer#MAX_VALUE} if the queue has no bound. */
    @Override
    public int remainingCapacity() {
        QueueSizeReply sizes = sizes();
        return sizes.getCapacity() == UNBOUNDED
                ? Integer.MAX_VALUE
                : (int) Math.max(0, Math.min(Integer.MAX_VALUE, sizes.getCapacity() - sizes.getSize()));
    }

    private QueueSizeReply sizes() {
        return run(requests.sizes(sizes -> sizes));
    }

    @Override
    public boolean contains(Object element) {
        return run(requests.contains(element));
    }

    /**
     * From the head to the tail. Weakly consistent: what is added or removed meanwhile may or may not be seen, nothing is seen twice. A round
     * trip a page.
     */
    @Override
    public Iterator<E> iterator() {
        return new QueueIterator<>(this, QueueEnd.HEAD);
    }

    /** As the iterator; of unknown size, since others may change it at any time. */
    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(
                iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT);
    }

    // Removing ---------------------------------------------------------------------------------------------------

    /** Removes the first equal element, seen from the head. */
    @Override
    public boolean remove(Object element) {
        return run(requests.remove(QueueEnd.HEAD, element));
    }

    /** Removes the elements that the filter accepts, by pages; two round trips a page. */
    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter, "filter");
        boolean removedAny = false;
        QueuePageReply page = null;
        do {
            page = page(QueueEnd.HEAD, page);
            List<Integer> unwanted = new ArrayList<>();
            for (int i = 0; i < page.getElementsCount(); i++) {
                if (filter.test(decode(page.getElements(i)))) {
                    unwanted.add(i);
                }
            }
            if (!unwanted.isEmpty()) {
                removedAny |= run(requests.removeShown(page, unwanted));
            }
        } while (page.getMore());
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

    /** Removes all elements; as tasks they count as done. */
    @Override
    public void clear() {
        run(requests.clear());
    }

    // Tasks ------------------------------------------------------------------------------------------------------

    /**
     * Says that an element that was taken has been dealt with.
     *
     * @throws IllegalStateException if no task is unfinished: it was called too many times
     */
    public void taskDone() {
        taskDone(1);
    }

    /**
     * Says that several elements have been dealt with.
     *
     * @throws IllegalStateException if fewer tasks are unfinished; nothing is changed then
     */
    public void taskDone(int tasks) {
        run(requests.taskDone(tasks));
    }

    /** How many elements were put whose tasks are not done. */
    public long unfinishedTasks() {
        return sizes().getUnfinished();
    }

    /** Waits until no task is unfinished. */
    public void join() throws InterruptedException {
        runInterruptibly(Long.MAX_VALUE, requests.join(Long.MAX_VALUE));
    }

    /** As {@link #join()}, at most the time given; says whether no task was unfinished. */
    public boolean join(long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = Waits.nanos(timeout, unit);
        return runInterruptibly(nanos, requests.join(nanos));
    }

    // The end ----------------------------------------------------------------------------------------------------

    /**
     * Lets no more elements in, for good: what puts throws {@link QueueShutDown}, those that wait for room at once. What is in the queue can
     * still be taken; when nothing is left, what takes throws it too, and who waits for an element at once. An element that was taken and goes
     * back can be taken again. Python's {@code shutdown()}.
     */
    public void shutdown() {
        run(requests.shutDown(false));
    }

    /**
     * As {@link #shutdown}, and removes all elements; as tasks they count as done, so {@link #join} returns unless somebody still works on
     * what he has taken. What goes back later is dropped and counts as done. Python's {@code shutdown(immediate=True)}.
     */
    public void shutdownNow() {
        run(requests.shutDown(true));
    }

    /** Whether the queue was shut down, in either way. */
    public boolean isShutdown() {
        return sizes().getShutDown();
    }

    // Pages ------------------------------------------------------------------------------------------------------

    /** The first elements, from the head. */
    final QueuePageReply page(int limit) {
        return run(requests.page(QueueEnd.HEAD, null, limit));
    }

    final QueuePageReply page(QueueEnd from, @Nullable QueuePageReply before) {
        return run(requests.page(from, before, 0));
    }

    final void removeShown(QueuePageReply page, int index) {
        run(requests.removeShown(page, List.of(index)));
    }

    final E decode(ByteString element) {
        return requests.decode(element);
    }

    final <R extends @Nullable Object> R run(Operation<QueuesFutureStub, R> operation) {
        return calls.run(stub, operation);
    }

    private <R extends @Nullable Object> R runInterruptibly(long nanos, Operation<QueuesFutureStub, R> operation)
            throws InterruptedException {
        return calls.runInterruptibly(calls.parking(stub, nanos), operation);
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal proxies stand for the same object, as queues are compared by identity. */
    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof SharedQueue<?> && handle.isSame(other);
    }

    @Override
    public final int hashCode() {
        return handle.hash();
    }

    /** The first elements, and an ellipsis where there are more. */
    @Override
    public String toString() {
        return Shown.of(handle, getClass(), () -> {
            QueuePageReply page = page(SHOWN);
            return Shown.list(page.getElementsList().stream().map(this::decode), page.getMore());
        });
    }
}
