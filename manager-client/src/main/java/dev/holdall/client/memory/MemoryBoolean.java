package dev.holdall.client.memory;

import java.lang.invoke.VarHandle;

/** A {@link MemoryValue} that is a boolean. As {@link java.util.concurrent.atomic.AtomicBoolean}. */
public final class MemoryBoolean extends MemoryValue {
    MemoryBoolean(SharedMemory memory) {
        super(memory);
    }

    /** Makes one under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryBoolean create(boolean initial) {
        return create(Typed.newName(), initial);
    }

    /** Makes one; who opens it finds the initial value. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryBoolean create(String name, boolean initial) {
        return new MemoryBoolean(
                Typed.createValue(name, Kind.BOOLEAN, memory -> new MemoryBoolean(memory).set(initial)));
    }

    /**
     * Opens one that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryBoolean open(String name) {
        return Typed.as(MemoryBoolean.class, MemoryValue.open(name), name);
    }

    /** Reads it as if it were a volatile field. */
    public boolean get() {
        boolean value = getPlain();
        VarHandle.acquireFence();
        return value;
    }

    /** Writes it as if it were a volatile field. */
    public void set(boolean value) {
        VarHandle.releaseFence();
        setPlain(value);
        VarHandle.fullFence();
    }

    /** Reads it as an ordinary field. */
    public boolean getPlain() {
        return cell().get(AT) != 0;
    }

    /** Writes it as an ordinary field. */
    public void setPlain(boolean value) {
        cell().put(AT, (byte) (value ? 1 : 0));
    }

    /** Sets it to a value if it has the expected one; says whether it had. */
    public boolean compareAndSet(boolean expected, boolean value) {
        return Bits.compareAndSet(cell(), AT, expected, value);
    }

    /** Sets it and returns what it was. */
    public boolean getAndSet(boolean value) {
        return compareAndSet(!value, value) ? !value : value;
    }

    /** The value, as text. */
    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
