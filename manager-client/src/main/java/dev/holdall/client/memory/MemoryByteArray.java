package dev.holdall.client.memory;

import java.lang.invoke.VarHandle;
import java.util.Objects;

/** A {@link MemoryArray} of bytes. */
public final class MemoryByteArray extends MemoryArray {
    MemoryByteArray(SharedMemory memory) {
        super(memory, Kind.BYTE);
    }

    /** Makes an array of zeros, under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryByteArray create(long length) {
        return create(Typed.newName(), length);
    }

    /** Makes an array of zeros. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryByteArray create(String name, long length) {
        return new MemoryByteArray(Typed.createArray(name, Kind.BYTE, length, memory -> {}));
    }

    /** Makes an array of these elements, under a name that nobody else gives. */
    public static MemoryByteArray of(byte... elements) {
        return of(Typed.newName(), elements);
    }

    /** Makes an array of these elements; who opens it finds them all. */
    public static MemoryByteArray of(String name, byte[] elements) {
        return new MemoryByteArray(Typed.createArray(
                name,
                Kind.BYTE,
                elements.length,
                memory -> new MemoryByteArray(memory).set(0, elements, 0, elements.length)));
    }

    /**
     * Opens an array that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryByteArray open(String name) {
        return Typed.as(MemoryByteArray.class, MemoryArray.open(name), name);
    }

    // One element ------------------------------------------------------------------------------------------------

    /** Reads it as if it were a volatile field. */
    public byte get(long index) {
        byte value = getPlain(index);
        VarHandle.acquireFence();
        return value;
    }

    /** Writes it as if it were a volatile field. */
    public void set(long index, byte value) {
        VarHandle.releaseFence();
        setPlain(index, value);
        VarHandle.fullFence();
    }

    /** Reads it as an ordinary field. */
    public byte getPlain(long index) {
        long at = at(index);
        return window(at).get(in(at));
    }

    /** Writes it as an ordinary field. */
    public void setPlain(long index, byte value) {
        long at = at(index);
        window(at).put(in(at), value);
    }

    // Many elements ----------------------------------------------------------------------------------------------

    /** Copies {@code count} elements from {@code index} on, plainly. */
    public void get(long index, byte[] into, int from, int count) {
        Objects.checkFromIndexSize(from, count, into.length);
        copy(index, count, (window, at, done, n) -> window.get(at, into, from + done, n));
    }

    /** Writes {@code count} elements from {@code index} on, plainly. */
    public void set(long index, byte[] source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        copy(index, count, (window, at, done, n) -> window.put(at, source, from + done, n));
    }

    /** A copy of all elements, read plainly. */
    public byte[] toArray() {
        byte[] all = new byte[intLength()];
        get(0, all, 0, all.length);
        return all;
    }

    /** Writes the same to all elements, plainly. */
    public void fill(byte value) {
        for (long i = 0; i < length(); i++) {
            setPlain(i, value);
        }
    }
}
