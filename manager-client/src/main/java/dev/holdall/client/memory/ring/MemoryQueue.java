package dev.holdall.client.memory.ring;

import dev.holdall.client.TypeRef;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.EncodedWith;
import dev.holdall.client.memory.SharedMemory;
import dev.holdall.client.memory.ValuesInMemory;
import dev.holdall.client.proxy.EndOfPipe;
import java.lang.reflect.Type;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A queue in shared memory from one process to another of the same host: a {@link BlockingQueue} at the speed of memory, for where a {@link
 * dev.holdall.client.proxy.SharedQueue} is not needed, whose elements outlive their programs and which any number of processes of all hosts use.
 *
 * <p>The first object that puts something in is the one that puts, and the first that takes is the one that takes; both can be the same. Others
 * are refused, with an {@link IllegalStateException}. Each may be used by many threads, which take turns.
 *
 * <p>An element is copied, as with a shared queue, and can be what can be there, but no proxy of a shared object. It is in the queue as a whole
 * or not at all, also if the process that puts it is killed meanwhile, and is gone when the other process has it. When who puts has closed the
 * queue, or its process has ended, who takes gets what is there, and an {@link EndOfPipe} after that; when who takes has gone, who puts gets an
 * {@link EndOfPipe} at once. An end without a word, by {@code kill -9}, is noticed within a fraction of a second.
 *
 * <p>Its bound is in bytes, so {@link #remainingCapacity} has no number to tell. An element that is larger than the queue goes through it in
 * parts, as fast as the other side takes them. Who waits looks for some microseconds, and then sleeps until the other process wakes it.
 *
 * <p>Its segment is there until the process that made it closes it or ends; who has opened it by then goes on. As an argument of a worker or an
 * element of a shared object travels its name. It cannot be iterated, and what is within it cannot be removed.
 *
 * @param <E> the type of the elements
 */
@EncodedWith(MemoryQueueCodec.Provider.class)
public final class MemoryQueue<E> extends AbstractQueue<E> implements BlockingQueue<E>, AutoCloseable {
    /** How many bytes a queue has if nobody says. */
    public static final int DEFAULT_CAPACITY = 1 << 20;

    private final Ring ring;
    private final Codec<E> codec;

    private MemoryQueue(Ring ring, Codec<E> codec) {
        this.ring = ring;
        this.codec = codec;
    }

    /** Makes a queue of {@value #DEFAULT_CAPACITY} bytes under a name that nobody else gives. */
    public static <E> MemoryQueue<E> create(Class<E> type) {
        return create("queue-" + UUID.randomUUID(), DEFAULT_CAPACITY, TypeRef.of(type));
    }

    /**
     * Makes a queue.
     *
     * @param name as that of {@link SharedMemory}
     * @param capacity how many bytes it has for elements and 4 to 11 more for each: a power of two from 1 KiB to 512 MiB
     * @throws IllegalArgumentException if it cannot have the name, the capacity, or such elements
     * @throws IllegalStateException if there is shared memory of this name
     * @throws java.io.UncheckedIOException if there is no room for it; then there is none
     */
    public static <E> MemoryQueue<E> create(String name, int capacity, TypeRef<E> type) {
        Codec<E> codec = ValuesInMemory.codec(type.type());
        return new MemoryQueue<>(Ring.create(name, capacity), codec);
    }

    /**
     * Opens a queue that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name
     */
    public static <E> MemoryQueue<E> open(String name, TypeRef<E> type) {
        return open(name, type.type());
    }

    static <E> MemoryQueue<E> open(String name, Type type) {
        Codec<E> codec = ValuesInMemory.codec(type);
        return new MemoryQueue<>(new Ring(SharedMemory.open(name)), codec);
    }

    /** The name of its shared memory. */
    public String name() {
        return ring.name();
    }

    // Putting ----------------------------------------------------------------------------------------------------

    /** @throws EndOfPipe if who takes has gone */
    @Override
    public void put(E element) throws InterruptedException {
        offer(element, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /**
     * Puts it in if there is room for it now and no other thread here is putting. For an element that is larger than half of the queue there never is: it waits for who takes.
     *
     * @throws EndOfPipe if who takes has gone
     */
    @Override
    public boolean offer(E element) {
        try {
            return ring.write(codec.encode(Objects.requireNonNull(element, "element")), 0);
        } catch (InterruptedException e) {
            throw new AssertionError("an offer does not wait", e);
        }
    }

    /** @throws EndOfPipe if who takes has gone */
    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        Objects.requireNonNull(element, "element");
        checkInterrupt();
        return ring.write(codec.encode(element), Math.max(0, unit.toNanos(timeout)));
    }

    // Taking -----------------------------------------------------------------------------------------------------

    /** @throws EndOfPipe if it is empty and who puts has gone */
    @Override
    public E take() throws InterruptedException {
        return Objects.requireNonNull(poll(Long.MAX_VALUE, TimeUnit.NANOSECONDS), "an element");
    }

    /** @throws EndOfPipe if it is empty and who puts has gone, unless the time is 0 */
    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        checkInterrupt();
        return ring.read(Math.max(0, unit.toNanos(timeout)), true, codec::decode);
    }

    /** Takes an element; null if it is empty, whether or not another can come, and if another thread here is taking. */
    @Override
    public @Nullable E poll() {
        return now(true);
    }

    /** What {@link #poll} would take. */
    @Override
    public @Nullable E peek() {
        return now(false);
    }

    private @Nullable E now(boolean take) {
        try {
            return ring.read(0, take, codec::decode);
        } catch (InterruptedException e) {
            throw new AssertionError("what does not wait is not interrupted", e);
        }
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> target, int most) {
        if (target == this) {
            throw new IllegalArgumentException("a queue is not drained into itself");
        }
        int drained = 0;
        for (; drained < most; drained++) {
            E element = poll();
            if (element == null) {
                break;
            }
            target.add(element);
        }
        return drained;
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    // The rest ---------------------------------------------------------------------------------------------------

    /** How many elements are in it; while the other process works, how many were just now. */
    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, ring.size());
    }

    /** {@code Integer.MAX_VALUE}: its bound is no number of elements. */
    @Override
    public int remainingCapacity() {
        return Integer.MAX_VALUE;
    }

    /** @throws UnsupportedOperationException always */
    @Override
    public Iterator<E> iterator() {
        throw new UnsupportedOperationException("a queue in shared memory is not iterated");
    }

    /** Ends its use here, for good: see above what the other side notices. If this process made it, it is removed. */
    @Override
    public void close() {
        ring.close();
    }

    @Override
    public String toString() {
        return ring.toString();
    }
}
