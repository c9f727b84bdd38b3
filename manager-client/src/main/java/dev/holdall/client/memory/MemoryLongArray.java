package dev.holdall.client.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/** A {@link MemoryArray} of longs. As {@link java.util.concurrent.atomic.AtomicLongArray}. */
public final class MemoryLongArray extends MemoryArray {
    private static final VarHandle VIEW = MethodHandles.byteBufferViewVarHandle(long[].class, Windows.ORDER);

    MemoryLongArray(SharedMemory memory) {
        super(memory, Kind.LONG);
    }

    /** Makes an array of zeros, under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryLongArray create(long length) {
        return create(Typed.newName(), length);
    }

    /** Makes an array of zeros. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryLongArray create(String name, long length) {
        return new MemoryLongArray(Typed.createArray(name, Kind.LONG, length, memory -> {}));
    }

    /** Makes an array of these elements, under a name that nobody else gives. */
    public static MemoryLongArray of(long... elements) {
        return of(Typed.newName(), elements);
    }

    /** Makes an array of these elements; who opens it finds them all. */
    public static MemoryLongArray of(String name, long[] elements) {
        return new MemoryLongArray(Typed.createArray(
                name,
                Kind.LONG,
                elements.length,
                memory -> new MemoryLongArray(memory).set(0, elements, 0, elements.length)));
    }

    /**
     * Opens an array that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryLongArray open(String name) {
        return Typed.as(MemoryLongArray.class, MemoryArray.open(name), name);
    }

    // One element ------------------------------------------------------------------------------------------------

    /** Reads it as if it were a volatile field. */
    public long get(long index) {
        long at = at(index);
        return (long) VIEW.getVolatile(window(at), in(at));
    }

    /** Writes it as if it were a volatile field. */
    public void set(long index, long value) {
        long at = at(index);
        VIEW.setVolatile(window(at), in(at), value);
    }

    /** Reads it as an ordinary field. */
    public long getPlain(long index) {
        long at = at(index);
        return (long) VIEW.get(window(at), in(at));
    }

    /** Writes it as an ordinary field. */
    public void setPlain(long index, long value) {
        long at = at(index);
        VIEW.set(window(at), in(at), value);
    }

    /** Reads it, and after that all that was written before {@link #setRelease} wrote what is read. */
    public long getAcquire(long index) {
        long at = at(index);
        return (long) VIEW.getAcquire(window(at), in(at));
    }

    /** Writes it, and before that all that this thread has written so far. */
    public void setRelease(long index, long value) {
        long at = at(index);
        VIEW.setRelease(window(at), in(at), value);
    }

    /** Sets it to a value if it has the expected one; says whether it had. */
    public boolean compareAndSet(long index, long expected, long value) {
        long at = at(index);
        return VIEW.compareAndSet(window(at), in(at), expected, value);
    }

    /** Sets it and returns what it was. */
    public long getAndSet(long index, long value) {
        long at = at(index);
        return (long) VIEW.getAndSet(window(at), in(at), value);
    }

    /** Adds to it and returns what it was. */
    public long getAndAdd(long index, long delta) {
        long at = at(index);
        return (long) VIEW.getAndAdd(window(at), in(at), delta);
    }

    /** Adds to it and returns what it is. */
    public long addAndGet(long index, long delta) {
        return getAndAdd(index, delta) + delta;
    }

    /** Adds 1 and returns what it was. */
    public long getAndIncrement(long index) {
        return getAndAdd(index, 1);
    }

    /** Adds 1 and returns what it is. */
    public long incrementAndGet(long index) {
        return getAndAdd(index, 1) + 1;
    }

    /** Subtracts 1 and returns what it was. */
    public long getAndDecrement(long index) {
        return getAndAdd(index, -1);
    }

    /** Subtracts 1 and returns what it is. */
    public long decrementAndGet(long index) {
        return getAndAdd(index, -1) - 1;
    }

    /** Sets it to what a function makes of it, which may be asked more than once, and returns what it was. */
    public long getAndUpdate(long index, LongUnaryOperator function) {
        while (true) {
            long before = get(index);
            if (compareAndSet(index, before, function.applyAsLong(before))) {
                return before;
            }
        }
    }

    /** As {@link #getAndUpdate}, and returns what it is. */
    public long updateAndGet(long index, LongUnaryOperator function) {
        while (true) {
            long before = get(index);
            long after = function.applyAsLong(before);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }

    /** Sets it to what a function makes of it and an operand, and returns what it was. */
    public long getAndAccumulate(long index, long operand, LongBinaryOperator function) {
        return getAndUpdate(index, value -> function.applyAsLong(value, operand));
    }

    /** As {@link #getAndAccumulate}, and returns what it is. */
    public long accumulateAndGet(long index, long operand, LongBinaryOperator function) {
        return updateAndGet(index, value -> function.applyAsLong(value, operand));
    }

    // Many elements ----------------------------------------------------------------------------------------------

    /** Copies {@code count} elements from {@code index} on, plainly. */
    public void get(long index, long[] into, int from, int count) {
        Objects.checkFromIndexSize(from, count, into.length);
        copy(index, count, (window, at, done, n) -> window.asLongBuffer().get(at, into, from + done, n));
    }

    /** Writes {@code count} elements from {@code index} on, plainly. */
    public void set(long index, long[] source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        copy(index, count, (window, at, done, n) -> window.asLongBuffer().put(at, source, from + done, n));
    }

    /** A copy of all elements, read plainly. */
    public long[] toArray() {
        long[] all = new long[intLength()];
        get(0, all, 0, all.length);
        return all;
    }

    /** Writes the same to all elements, plainly. */
    public void fill(long value) {
        for (long i = 0; i < length(); i++) {
            setPlain(i, value);
        }
    }

    /** The elements in order, each read when it is its turn. */
    public LongStream stream() {
        return LongStream.range(0, length()).map(this::get);
    }
}
