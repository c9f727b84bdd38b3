package dev.holdall.client.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A {@link MemoryValue} that is a char. */
public final class MemoryChar extends MemoryValue {
    private static final VarHandle VIEW = MethodHandles.byteBufferViewVarHandle(char[].class, Windows.ORDER);

    MemoryChar(SharedMemory memory) {
        super(memory);
    }

    /** Makes one under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryChar create(char initial) {
        return create(Typed.newName(), initial);
    }

    /** Makes one; who opens it finds the initial value. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryChar create(String name, char initial) {
        return new MemoryChar(Typed.createValue(name, Kind.CHAR, memory -> new MemoryChar(memory).set(initial)));
    }

    /**
     * Opens one that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryChar open(String name) {
        return Typed.as(MemoryChar.class, MemoryValue.open(name), name);
    }

    /** Reads it as if it were a volatile field. */
    public char get() {
        return (char) VIEW.getVolatile(cell(), AT);
    }

    /** Writes it as if it were a volatile field. */
    public void set(char value) {
        VIEW.setVolatile(cell(), AT, value);
    }

    /** Reads it as an ordinary field. */
    public char getPlain() {
        return (char) VIEW.get(cell(), AT);
    }

    /** Writes it as an ordinary field. */
    public void setPlain(char value) {
        VIEW.set(cell(), AT, value);
    }

    /** Reads it, and after that all that was written before {@link #setRelease} wrote what is read. */
    public char getAcquire() {
        return (char) VIEW.getAcquire(cell(), AT);
    }

    /** Writes it, and before that all that this thread has written so far. */
    public void setRelease(char value) {
        VIEW.setRelease(cell(), AT, value);
    }

    /** The value, as text. */
    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
