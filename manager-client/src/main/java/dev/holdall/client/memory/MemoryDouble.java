package dev.holdall.client.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** A {@link MemoryValue} that is a double. */
public final class MemoryDouble extends MemoryValue {
    private static final VarHandle VIEW = MethodHandles.byteBufferViewVarHandle(double[].class, Windows.ORDER);

    MemoryDouble(SharedMemory memory) {
        super(memory);
    }

    /** Makes one under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryDouble create(double initial) {
        return create(Typed.newName(), initial);
    }

    /** Makes one; who opens it finds the initial value. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryDouble create(String name, double initial) {
        return new MemoryDouble(Typed.createValue(name, Kind.DOUBLE, memory -> new MemoryDouble(memory).set(initial)));
    }

    /**
     * Opens one that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryDouble open(String name) {
        return Typed.as(MemoryDouble.class, MemoryValue.open(name), name);
    }

    /** Reads it as if it were a volatile field. */
    public double get() {
        return (double) VIEW.getVolatile(cell(), AT);
    }

    /** Writes it as if it were a volatile field. */
    public void set(double value) {
        VIEW.setVolatile(cell(), AT, value);
    }

    /** Reads it as an ordinary field. */
    public double getPlain() {
        return (double) VIEW.get(cell(), AT);
    }

    /** Writes it as an ordinary field. */
    public void setPlain(double value) {
        VIEW.set(cell(), AT, value);
    }

    /** Reads it, and after that all that was written before {@link #setRelease} wrote what is read. */
    public double getAcquire() {
        return (double) VIEW.getAcquire(cell(), AT);
    }

    /** Writes it, and before that all that this thread has written so far. */
    public void setRelease(double value) {
        VIEW.setRelease(cell(), AT, value);
    }

    /** Sets it to a value if it has the expected one; says whether it had. Values are the same if their bits are. */
    public boolean compareAndSet(double expected, double value) {
        return VIEW.compareAndSet(cell(), AT, expected, value);
    }

    /** Sets it and returns what it was. */
    public double getAndSet(double value) {
        return (double) VIEW.getAndSet(cell(), AT, value);
    }

    /** Adds to it and returns what it was. */
    public double getAndAdd(double delta) {
        while (true) {
            double before = get();
            if (compareAndSet(before, before + delta)) {
                return before;
            }
        }
    }

    /** Adds to it and returns what it is. */
    public double addAndGet(double delta) {
        return getAndAdd(delta) + delta;
    }

    /** Sets it to what a function makes of it, which may be asked more than once, and returns what it was. */
    public double getAndUpdate(DoubleUnaryOperator function) {
        while (true) {
            double before = get();
            if (compareAndSet(before, function.applyAsDouble(before))) {
                return before;
            }
        }
    }

    /** As {@link #getAndUpdate}, and returns what it is. */
    public double updateAndGet(DoubleUnaryOperator function) {
        while (true) {
            double before = get();
            double after = function.applyAsDouble(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /** Sets it to what a function makes of it and an operand, and returns what it was. */
    public double getAndAccumulate(double operand, DoubleBinaryOperator function) {
        return getAndUpdate(value -> function.applyAsDouble(value, operand));
    }

    /** As {@link #getAndAccumulate}, and returns what it is. */
    public double accumulateAndGet(double operand, DoubleBinaryOperator function) {
        return updateAndGet(value -> function.applyAsDouble(value, operand));
    }

    /** The value, as text. */
    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
