package dev.holdall.client.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A {@link MemoryValue} that is a short. */
public final class MemoryShort extends MemoryValue {
    private static final VarHandle VIEW = MethodHandles.byteBufferViewVarHandle(short[].class, Windows.ORDER);

    MemoryShort(SharedMemory memory) {
        super(memory);
    }

    /** Makes one under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryShort create(short initial) {
        return create(Typed.newName(), initial);
    }

    /** Makes one; who opens it finds the initial value. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryShort create(String name, short initial) {
        return new MemoryShort(Typed.createValue(name, Kind.SHORT, memory -> new MemoryShort(memory).set(initial)));
    }

    /**
     * Opens one that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryShort open(String name) {
        return Typed.as(MemoryShort.class, MemoryValue.open(name), name);
    }

    /** Reads it as if it were a volatile field. */
    public short get() {
        return (short) VIEW.getVolatile(cell(), AT);
    }

    /** Writes it as if it were a volatile field. */
    public void set(short value) {
        VIEW.setVolatile(cell(), AT, value);
    }

    /** Reads it as an ordinary field. */
    public short getPlain() {
        return (short) VIEW.get(cell(), AT);
    }

    /** Writes it as an ordinary field. */
    public void setPlain(short value) {
        VIEW.set(cell(), AT, value);
    }

    /** Reads it, and after that all that was written before {@link #setRelease} wrote what is read. */
    public short getAcquire() {
        return (short) VIEW.getAcquire(cell(), AT);
    }

    /** Writes it, and before that all that this thread has written so far. */
    public void setRelease(short value) {
        VIEW.setRelease(cell(), AT, value);
    }

    /** The value, as text. */
    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
