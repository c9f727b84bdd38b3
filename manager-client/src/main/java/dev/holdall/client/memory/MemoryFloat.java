package dev.holdall.client.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A {@link MemoryValue} that is a float. */
public final class MemoryFloat extends MemoryValue {
    private static final VarHandle VIEW = MethodHandles.byteBufferViewVarHandle(float[].class, Windows.ORDER);

    MemoryFloat(SharedMemory memory) {
        super(memory);
    }

    /** Makes one under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryFloat create(float initial) {
        return create(Typed.newName(), initial);
    }

    /** Makes one; who opens it finds the initial value. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryFloat create(String name, float initial) {
        return new MemoryFloat(Typed.createValue(name, Kind.FLOAT, memory -> new MemoryFloat(memory).set(initial)));
    }

    /**
     * Opens one that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryFloat open(String name) {
        return Typed.as(MemoryFloat.class, MemoryValue.open(name), name);
    }

    /** Reads it as if it were a volatile field. */
    public float get() {
        return (float) VIEW.getVolatile(cell(), AT);
    }

    /** Writes it as if it were a volatile field. */
    public void set(float value) {
        VIEW.setVolatile(cell(), AT, value);
    }

    /** Reads it as an ordinary field. */
    public float getPlain() {
        return (float) VIEW.get(cell(), AT);
    }

    /** Writes it as an ordinary field. */
    public void setPlain(float value) {
        VIEW.set(cell(), AT, value);
    }

    /** Reads it, and after that all that was written before {@link #setRelease} wrote what is read. */
    public float getAcquire() {
        return (float) VIEW.getAcquire(cell(), AT);
    }

    /** Writes it, and before that all that this thread has written so far. */
    public void setRelease(float value) {
        VIEW.setRelease(cell(), AT, value);
    }

    /** Sets it to a value if it has the expected one; says whether it had. Values are the same if their bits are. */
    public boolean compareAndSet(float expected, float value) {
        return VIEW.compareAndSet(cell(), AT, expected, value);
    }

    /** Sets it and returns what it was. */
    public float getAndSet(float value) {
        return (float) VIEW.getAndSet(cell(), AT, value);
    }

    /** Adds to it and returns what it was. */
    public float getAndAdd(float delta) {
        while (true) {
            float before = get();
            if (compareAndSet(before, before + delta)) {
                return before;
            }
        }
    }

    /** Adds to it and returns what it is. */
    public float addAndGet(float delta) {
        return getAndAdd(delta) + delta;
    }

    /** The value, as text. */
    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
