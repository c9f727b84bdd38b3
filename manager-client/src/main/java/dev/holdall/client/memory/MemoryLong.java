package dev.holdall.client.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/** A {@link MemoryValue} that is a long. As {@link java.util.concurrent.atomic.AtomicLong}. */
public final class MemoryLong extends MemoryValue {
    private static final VarHandle VIEW = MethodHandles.byteBufferViewVarHandle(long[].class, Windows.ORDER);

    MemoryLong(SharedMemory memory) {
        super(memory);
    }

    /** Makes one under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryLong create(long initial) {
        return create(Typed.newName(), initial);
    }

    /** Makes one; who opens it finds the initial value. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryLong create(String name, long initial) {
        return new MemoryLong(Typed.createValue(name, Kind.LONG, memory -> new MemoryLong(memory).set(initial)));
    }

    /**
     * Opens one that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryLong open(String name) {
        return Typed.as(MemoryLong.class, MemoryValue.open(name), name);
    }

    /** Reads it as if it were a volatile field. */
    public long get() {
        return (long) VIEW.getVolatile(cell(), AT);
    }

    /** Writes it as if it were a volatile field. */
    public void set(long value) {
        VIEW.setVolatile(cell(), AT, value);
    }

    /** Reads it as an ordinary field. */
    public long getPlain() {
        return (long) VIEW.get(cell(), AT);
    }

    /** Writes it as an ordinary field. */
    public void setPlain(long value) {
        VIEW.set(cell(), AT, value);
    }

    /** Reads it, and after that all that was written before {@link #setRelease} wrote what is read. */
    public long getAcquire() {
        return (long) VIEW.getAcquire(cell(), AT);
    }

    /** Writes it, and before that all that this thread has written so far. */
    public void setRelease(long value) {
        VIEW.setRelease(cell(), AT, value);
    }

    /** Sets it to a value if it has the expected one; says whether it had. */
    public boolean compareAndSet(long expected, long value) {
        return VIEW.compareAndSet(cell(), AT, expected, value);
    }

    /** Sets it and returns what it was. */
    public long getAndSet(long value) {
        return (long) VIEW.getAndSet(cell(), AT, value);
    }

    /** Adds to it and returns what it was. */
    public long getAndAdd(long delta) {
        return (long) VIEW.getAndAdd(cell(), AT, delta);
    }

    /** Adds to it and returns what it is. */
    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    /** Adds 1 and returns what it was. */
    public long getAndIncrement() {
        return getAndAdd(1);
    }

    /** Adds 1 and returns what it is. */
    public long incrementAndGet() {
        return getAndAdd(1) + 1;
    }

    /** Subtracts 1 and returns what it was. */
    public long getAndDecrement() {
        return getAndAdd(-1);
    }

    /** Subtracts 1 and returns what it is. */
    public long decrementAndGet() {
        return getAndAdd(-1) - 1;
    }

    /** Sets it to what a function makes of it, which may be asked more than once, and returns what it was. */
    public long getAndUpdate(LongUnaryOperator function) {
        while (true) {
            long before = get();
            if (compareAndSet(before, function.applyAsLong(before))) {
                return before;
            }
        }
    }

    /** As {@link #getAndUpdate}, and returns what it is. */
    public long updateAndGet(LongUnaryOperator function) {
        while (true) {
            long before = get();
            long after = function.applyAsLong(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /** Sets it to what a function makes of it and an operand, and returns what it was. */
    public long getAndAccumulate(long operand, LongBinaryOperator function) {
        return getAndUpdate(value -> function.applyAsLong(value, operand));
    }

    /** As {@link #getAndAccumulate}, and returns what it is. */
    public long accumulateAndGet(long operand, LongBinaryOperator function) {
        return updateAndGet(value -> function.applyAsLong(value, operand));
    }

    /** The value, as text. */
    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
