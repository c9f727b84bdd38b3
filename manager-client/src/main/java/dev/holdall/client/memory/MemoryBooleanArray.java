package dev.holdall.client.memory;

import java.lang.invoke.VarHandle;
import java.util.Objects;

/** A {@link MemoryArray} of booleans. */
public final class MemoryBooleanArray extends MemoryArray {
    MemoryBooleanArray(SharedMemory memory) {
        super(memory, Kind.BOOLEAN);
    }

    /** Makes an array of false, under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryBooleanArray create(long length) {
        return create(Typed.newName(), length);
    }

    /** Makes an array of false. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryBooleanArray create(String name, long length) {
        return new MemoryBooleanArray(Typed.createArray(name, Kind.BOOLEAN, length, memory -> {}));
    }

    /** Makes an array of these elements, under a name that nobody else gives. */
    public static MemoryBooleanArray of(boolean... elements) {
        return of(Typed.newName(), elements);
    }

    /** Makes an array of these elements; who opens it finds them all. */
    public static MemoryBooleanArray of(String name, boolean[] elements) {
        return new MemoryBooleanArray(Typed.createArray(
                name,
                Kind.BOOLEAN,
                elements.length,
                memory -> new MemoryBooleanArray(memory).set(0, elements, 0, elements.length)));
    }

    /**
     * Opens an array that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryBooleanArray open(String name) {
        return Typed.as(MemoryBooleanArray.class, MemoryArray.open(name), name);
    }

    // One element ------------------------------------------------------------------------------------------------

    /** Reads it as if it were a volatile field. */
    public boolean get(long index) {
        boolean value = getPlain(index);
        VarHandle.acquireFence();
        return value;
    }

    /** Writes it as if it were a volatile field. */
    public void set(long index, boolean value) {
        VarHandle.releaseFence();
        setPlain(index, value);
        VarHandle.fullFence();
    }

    /** Reads it as an ordinary field. */
    public boolean getPlain(long index) {
        long at = at(index);
        return window(at).get(in(at)) != 0;
    }

    /** Writes it as an ordinary field. */
    public void setPlain(long index, boolean value) {
        long at = at(index);
        window(at).put(in(at), (byte) (value ? 1 : 0));
    }

    /** Sets it to a value if it has the expected one; says whether it had. */
    public boolean compareAndSet(long index, boolean expected, boolean value) {
        long at = at(index);
        return Bits.compareAndSet(window(at), in(at), expected, value);
    }

    /** Sets it and returns what it was. */
    public boolean getAndSet(long index, boolean value) {
        return compareAndSet(index, !value, value) ? !value : value;
    }

    // Many elements ----------------------------------------------------------------------------------------------

    /** Copies {@code count} elements from {@code index} on, plainly. */
    public void get(long index, boolean[] into, int from, int count) {
        Objects.checkFromIndexSize(from, count, into.length);
        copy(index, count, (window, at, done, n) -> {
            for (int i = 0; i < n; i++) {
                into[from + done + i] = window.get(at + i) != 0;
            }
        });
    }

    /** Writes {@code count} elements from {@code index} on, plainly. */
    public void set(long index, boolean[] source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        copy(index, count, (window, at, done, n) -> {
            for (int i = 0; i < n; i++) {
                window.put(at + i, (byte) (source[from + done + i] ? 1 : 0));
            }
        });
    }

    /** A copy of all elements, read plainly. */
    public boolean[] toArray() {
        boolean[] all = new boolean[intLength()];
        get(0, all, 0, all.length);
        return all;
    }

    /** Writes the same to all elements, plainly. */
    public void fill(boolean value) {
        for (long i = 0; i < length(); i++) {
            setPlain(i, value);
        }
    }
}
