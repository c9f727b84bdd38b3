package dev.holdall.client.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** A {@link MemoryArray} of doubles. */
public final class MemoryDoubleArray extends MemoryArray {
    private static final VarHandle VIEW = MethodHandles.byteBufferViewVarHandle(double[].class, Windows.ORDER);

    MemoryDoubleArray(SharedMemory memory) {
        super(memory, Kind.DOUBLE);
    }

    /** Makes an array of zeros, under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryDoubleArray create(long length) {
        return create(Typed.newName(), length);
    }

    /** Makes an array of zeros. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryDoubleArray create(String name, long length) {
        return new MemoryDoubleArray(Typed.createArray(name, Kind.DOUBLE, length, memory -> {}));
    }

    /** Makes an array of these elements, under a name that nobody else gives. */
    public static MemoryDoubleArray of(double... elements) {
        return of(Typed.newName(), elements);
    }

    /** Makes an array of these elements; who opens it finds them all. */
    public static MemoryDoubleArray of(String name, double[] elements) {
        return new MemoryDoubleArray(Typed.createArray(
                name,
                Kind.DOUBLE,
                elements.length,
                memory -> new MemoryDoubleArray(memory).set(0, elements, 0, elements.length)));
    }

    /**
     * Opens an array that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryDoubleArray open(String name) {
        return Typed.as(MemoryDoubleArray.class, MemoryArray.open(name), name);
    }

    // One element ------------------------------------------------------------------------------------------------

    /** Reads it as if it were a volatile field. */
    public double get(long index) {
        long at = at(index);
        return (double) VIEW.getVolatile(window(at), in(at));
    }

    /** Writes it as if it were a volatile field. */
    public void set(long index, double value) {
        long at = at(index);
        VIEW.setVolatile(window(at), in(at), value);
    }

    /** Reads it as an ordinary field. */
    public double getPlain(long index) {
        long at = at(index);
        return (double) VIEW.get(window(at), in(at));
    }

    /** Writes it as an ordinary field. */
    public void setPlain(long index, double value) {
        long at = at(index);
        VIEW.set(window(at), in(at), value);
    }

    /** Reads it, and after that all that was written before {@link #setRelease} wrote what is read. */
    public double getAcquire(long index) {
        long at = at(index);
        return (double) VIEW.getAcquire(window(at), in(at));
    }

    /** Writes it, and before that all that this thread has written so far. */
    public void setRelease(long index, double value) {
        long at = at(index);
        VIEW.setRelease(window(at), in(at), value);
    }

    /** Sets it to a value if it has the expected one; says whether it had. Values are the same if their bits are. */
    public boolean compareAndSet(long index, double expected, double value) {
        long at = at(index);
        return VIEW.compareAndSet(window(at), in(at), expected, value);
    }

    /** Sets it and returns what it was. */
    public double getAndSet(long index, double value) {
        long at = at(index);
        return (double) VIEW.getAndSet(window(at), in(at), value);
    }

    /** Adds to it and returns what it was. */
    public double getAndAdd(long index, double delta) {
        while (true) {
            double before = get(index);
            if (compareAndSet(index, before, before + delta)) {
                return before;
            }
        }
    }

    /** Adds to it and returns what it is. */
    public double addAndGet(long index, double delta) {
        return getAndAdd(index, delta) + delta;
    }

    /** Sets it to what a function makes of it, which may be asked more than once, and returns what it was. */
    public double getAndUpdate(long index, DoubleUnaryOperator function) {
        while (true) {
            double before = get(index);
            if (compareAndSet(index, before, function.applyAsDouble(before))) {
                return before;
            }
        }
    }

    /** As {@link #getAndUpdate}, and returns what it is. */
    public double updateAndGet(long index, DoubleUnaryOperator function) {
        while (true) {
            double before = get(index);
            double after = function.applyAsDouble(before);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }

    /** Sets it to what a function makes of it and an operand, and returns what it was. */
    public double getAndAccumulate(long index, double operand, DoubleBinaryOperator function) {
        return getAndUpdate(index, value -> function.applyAsDouble(value, operand));
    }

    /** As {@link #getAndAccumulate}, and returns what it is. */
    public double accumulateAndGet(long index, double operand, DoubleBinaryOperator function) {
        return updateAndGet(index, value -> function.applyAsDouble(value, operand));
    }

    // Many elements ----------------------------------------------------------------------------------------------

    /** Copies {@code count} elements from {@code index} on, plainly. */
    public void get(long index, double[] into, int from, int count) {
        Objects.checkFromIndexSize(from, count, into.length);
        copy(index, count, (window, at, done, n) -> window.asDoubleBuffer().get(at, into, from + done, n));
    }

    /** Writes {@code count} elements from {@code index} on, plainly. */
    public void set(long index, double[] source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        copy(index, count, (window, at, done, n) -> window.asDoubleBuffer().put(at, source, from + done, n));
    }

    /** A copy of all elements, read plainly. */
    public double[] toArray() {
        double[] all = new double[intLength()];
        get(0, all, 0, all.length);
        return all;
    }

    /** Writes the same to all elements, plainly. */
    public void fill(double value) {
        for (long i = 0; i < length(); i++) {
            setPlain(i, value);
        }
    }

    /** The elements in order, each read when it is its turn. */
    public DoubleStream stream() {
        return LongStream.range(0, length()).mapToDouble(this::get);
    }
}
