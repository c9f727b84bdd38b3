package dev.holdall.client.memory;

import java.lang.invoke.VarHandle;

/** A {@link MemoryValue} that is a byte. */
public final class MemoryByte extends MemoryValue {
    MemoryByte(SharedMemory memory) {
        super(memory);
    }

    /** Makes one under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryByte create(byte initial) {
        return create(Typed.newName(), initial);
    }

    /** Makes one; who opens it finds the initial value. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryByte create(String name, byte initial) {
        return new MemoryByte(Typed.createValue(name, Kind.BYTE, memory -> new MemoryByte(memory).set(initial)));
    }

    /**
     * Opens one that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryByte open(String name) {
        return Typed.as(MemoryByte.class, MemoryValue.open(name), name);
    }

    /** Reads it as if it were a volatile field. */
    public byte get() {
        byte value = getPlain();
        VarHandle.acquireFence();
        return value;
    }

    /** Writes it as if it were a volatile field. */
    public void set(byte value) {
        VarHandle.releaseFence();
        setPlain(value);
        VarHandle.fullFence();
    }

    /** Reads it as an ordinary field. */
    public byte getPlain() {
        return cell().get(AT);
    }

    /** Writes it as an ordinary field. */
    public void setPlain(byte value) {
        cell().put(AT, value);
    }

    /** The value, as text. */
    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
