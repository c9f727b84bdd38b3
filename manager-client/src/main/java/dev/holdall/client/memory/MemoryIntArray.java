package dev.holdall.client.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A {@link MemoryArray} of ints. As {@link java.util.concurrent.atomic.AtomicIntegerArray}. */
public final class MemoryIntArray extends MemoryArray {
    private static final VarHandle VIEW = MethodHandles.byteBufferViewVarHandle(int[].class, Windows.ORDER);

    MemoryIntArray(SharedMemory memory) {
        super(memory, Kind.INT);
    }

    /** Makes an array of zeros, under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryIntArray create(long length) {
        return create(Typed.newName(), length);
    }

    /** Makes an array of zeros. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryIntArray create(String name, long length) {
        return new MemoryIntArray(Typed.createArray(name, Kind.INT, length, memory -> {}));
    }

    /** Makes an array of these elements, under a name that nobody else gives. */
    public static MemoryIntArray of(int... elements) {
        return of(Typed.newName(), elements);
    }

    /** Makes an array of these elements; who opens it finds them all. */
    public static MemoryIntArray of(String name, int[] elements) {
        return new MemoryIntArray(Typed.createArray(
                name,
                Kind.INT,
                elements.length,
                memory -> new MemoryIntArray(memory).set(0, elements, 0, elements.length)));
    }

    /**
     * Opens an array that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryIntArray open(String name) {
        return Typed.as(MemoryIntArray.class, MemoryArray.open(name), name);
    }

    // One element ------------------------------------------------------------------------------------------------

    /** Reads it as if it were a volatile field. */
    public int get(long index) {
        long at = at(index);
        return (int) VIEW.getVolatile(window(at), in(at));
    }

    /** Writes it as if it were a volatile field. */
    public void set(long index, int value) {
        long at = at(index);
        VIEW.setVolatile(window(at), in(at), value);
    }

    /** Reads it as an ordinary field. */
    public int getPlain(long index) {
        long at = at(index);
        return (int) VIEW.get(window(at), in(at));
    }

    /** Writes it as an ordinary field. */
    public void setPlain(long index, int value) {
        long at = at(index);
        VIEW.set(window(at), in(at), value);
    }

    /** Reads it, and after that all that was written before {@link #setRelease} wrote what is read. */
    public int getAcquire(long index) {
        long at = at(index);
        return (int) VIEW.getAcquire(window(at), in(at));
    }

    /** Writes it, and before that all that this thread has written so far. */
    public void setRelease(long index, int value) {
        long at = at(index);
        VIEW.setRelease(window(at), in(at), value);
    }

    /** Sets it to a value if it has the expected one; says whether it had. */
    public boolean compareAndSet(long index, int expected, int value) {
        long at = at(index);
        return VIEW.compareAndSet(window(at), in(at), expected, value);
    }

    /** Sets it and returns what it was. */
    public int getAndSet(long index, int value) {
        long at = at(index);
        return (int) VIEW.getAndSet(window(at), in(at), value);
    }

    /** Adds to it and returns what it was. */
    public int getAndAdd(long index, int delta) {
        long at = at(index);
        return (int) VIEW.getAndAdd(window(at), in(at), delta);
    }

    /** Adds to it and returns what it is. */
    public int addAndGet(long index, int delta) {
        return getAndAdd(index, delta) + delta;
    }

    /** Adds 1 and returns what it was. */
    public int getAndIncrement(long index) {
        return getAndAdd(index, 1);
    }

    /** Adds 1 and returns what it is. */
    public int incrementAndGet(long index) {
        return getAndAdd(index, 1) + 1;
    }

    /** Subtracts 1 and returns what it was. */
    public int getAndDecrement(long index) {
        return getAndAdd(index, -1);
    }

    /** Subtracts 1 and returns what it is. */
    public int decrementAndGet(long index) {
        return getAndAdd(index, -1) - 1;
    }

    /** Sets it to what a function makes of it, which may be asked more than once, and returns what it was. */
    public int getAndUpdate(long index, IntUnaryOperator function) {
        while (true) {
            int before = get(index);
            if (compareAndSet(index, before, function.applyAsInt(before))) {
                return before;
            }
        }
    }

    /** As {@link #getAndUpdate}, and returns what it is. */
    public int updateAndGet(long index, IntUnaryOperator function) {
        while (true) {
            int before = get(index);
            int after = function.applyAsInt(before);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }

    /** Sets it to what a function makes of it and an operand, and returns what it was. */
    public int getAndAccumulate(long index, int operand, IntBinaryOperator function) {
        return getAndUpdate(index, value -> function.applyAsInt(value, operand));
    }

    /** As {@link #getAndAccumulate}, and returns what it is. */
    public int accumulateAndGet(long index, int operand, IntBinaryOperator function) {
        return updateAndGet(index, value -> function.applyAsInt(value, operand));
    }

    // Many elements ----------------------------------------------------------------------------------------------

    /** Copies {@code count} elements from {@code index} on, plainly. */
    public void get(long index, int[] into, int from, int count) {
        Objects.checkFromIndexSize(from, count, into.length);
        copy(index, count, (window, at, done, n) -> window.asIntBuffer().get(at, into, from + done, n));
    }

    /** Writes {@code count} elements from {@code index} on, plainly. */
    public void set(long index, int[] source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        copy(index, count, (window, at, done, n) -> window.asIntBuffer().put(at, source, from + done, n));
    }

    /** A copy of all elements, read plainly. */
    public int[] toArray() {
        int[] all = new int[intLength()];
        get(0, all, 0, all.length);
        return all;
    }

    /** Writes the same to all elements, plainly. */
    public void fill(int value) {
        for (long i = 0; i < length(); i++) {
            setPlain(i, value);
        }
    }

    /** The elements in order, each read when it is its turn. */
    public IntStream stream() {
        return LongStream.range(0, length()).mapToInt(this::get);
    }
}
