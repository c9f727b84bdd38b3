package dev.holdall.client.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/** A {@link MemoryValue} that is an int. As {@link java.util.concurrent.atomic.AtomicInteger}. */
public final class MemoryInt extends MemoryValue {
    private static final VarHandle VIEW = MethodHandles.byteBufferViewVarHandle(int[].class, Windows.ORDER);

    MemoryInt(SharedMemory memory) {
        super(memory);
    }

    /** Makes one under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryInt create(int initial) {
        return create(Typed.newName(), initial);
    }

    /** Makes one; who opens it finds the initial value. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryInt create(String name, int initial) {
        return new MemoryInt(Typed.createValue(name, Kind.INT, memory -> new MemoryInt(memory).set(initial)));
    }

    /**
     * Opens one that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryInt open(String name) {
        return Typed.as(MemoryInt.class, MemoryValue.open(name), name);
    }

    /** Reads it as if it were a volatile field. */
    public int get() {
        return (int) VIEW.getVolatile(cell(), AT);
    }

    /** Writes it as if it were a volatile field. */
    public void set(int value) {
        VIEW.setVolatile(cell(), AT, value);
    }

    /** Reads it as an ordinary field. */
    public int getPlain() {
        return (int) VIEW.get(cell(), AT);
    }

    /** Writes it as an ordinary field. */
    public void setPlain(int value) {
        VIEW.set(cell(), AT, value);
    }

    /** Reads it, and after that all that was written before {@link #setRelease} wrote what is read. */
    public int getAcquire() {
        return (int) VIEW.getAcquire(cell(), AT);
    }

    /** Writes it, and before that all that this thread has written so far. */
    public void setRelease(int value) {
        VIEW.setRelease(cell(), AT, value);
    }

    /** Sets it to a value if it has the expected one; says whether it had. */
    public boolean compareAndSet(int expected, int value) {
        return VIEW.compareAndSet(cell(), AT, expected, value);
    }

    /** Sets it and returns what it was. */
    public int getAndSet(int value) {
        return (int) VIEW.getAndSet(cell(), AT, value);
    }

    /** Adds to it and returns what it was. */
    public int getAndAdd(int delta) {
        return (int) VIEW.getAndAdd(cell(), AT, delta);
    }

    /** Adds to it and returns what it is. */
    public int addAndGet(int delta) {
        return getAndAdd(delta) + delta;
    }

    /** Adds 1 and returns what it was. */
    public int getAndIncrement() {
        return getAndAdd(1);
    }

    /** Adds 1 and returns what it is. */
    public int incrementAndGet() {
        return getAndAdd(1) + 1;
    }

    /** Subtracts 1 and returns what it was. */
    public int getAndDecrement() {
        return getAndAdd(-1);
    }

    /** Subtracts 1 and returns what it is. */
    public int decrementAndGet() {
        return getAndAdd(-1) - 1;
    }

    /** Sets it to what a function makes of it, which may be asked more than once, and returns what it was. */
    public int getAndUpdate(IntUnaryOperator function) {
        while (true) {
            int before = get();
            if (compareAndSet(before, function.applyAsInt(before))) {
                return before;
            }
        }
    }

    /** As {@link #getAndUpdate}, and returns what it is. */
    public int updateAndGet(IntUnaryOperator function) {
        while (true) {
            int before = get();
            int after = function.applyAsInt(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /** Sets it to what a function makes of it and an operand, and returns what it was. */
    public int getAndAccumulate(int operand, IntBinaryOperator function) {
        return getAndUpdate(value -> function.applyAsInt(value, operand));
    }

    /** As {@link #getAndAccumulate}, and returns what it is. */
    public int accumulateAndGet(int operand, IntBinaryOperator function) {
        return updateAndGet(value -> function.applyAsInt(value, operand));
    }

    /** The value, as text. */
    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
