package dev.holdall.client.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/** A {@link MemoryArray} of shorts. */
public final class MemoryShortArray extends MemoryArray {
    private static final VarHandle VIEW = MethodHandles.byteBufferViewVarHandle(short[].class, Windows.ORDER);

    MemoryShortArray(SharedMemory memory) {
        super(memory, Kind.SHORT);
    }

    /** Makes an array of zeros, under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryShortArray create(long length) {
        return create(Typed.newName(), length);
    }

    /** Makes an array of zeros. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryShortArray create(String name, long length) {
        return new MemoryShortArray(Typed.createArray(name, Kind.SHORT, length, memory -> {}));
    }

    /** Makes an array of these elements, under a name that nobody else gives. */
    public static MemoryShortArray of(short... elements) {
        return of(Typed.newName(), elements);
    }

    /** Makes an array of these elements; who opens it finds them all. */
    public static MemoryShortArray of(String name, short[] elements) {
        return new MemoryShortArray(Typed.createArray(
                name,
                Kind.SHORT,
                elements.length,
                memory -> new MemoryShortArray(memory).set(0, elements, 0, elements.length)));
    }

    /**
     * Opens an array that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryShortArray open(String name) {
        return Typed.as(MemoryShortArray.class, MemoryArray.open(name), name);
    }

    // One element ------------------------------------------------------------------------------------------------

    /** Reads it as if it were a volatile field. */
    public short get(long index) {
        long at = at(index);
        return (short) VIEW.getVolatile(window(at), in(at));
    }

    /** Writes it as if it were a volatile field. */
    public void set(long index, short value) {
        long at = at(index);
        VIEW.setVolatile(window(at), in(at), value);
    }

    /** Reads it as an ordinary field. */
    public short getPlain(long index) {
        long at = at(index);
        return (short) VIEW.get(window(at), in(at));
    }

    /** Writes it as an ordinary field. */
    public void setPlain(long index, short value) {
        long at = at(index);
        VIEW.set(window(at), in(at), value);
    }

    /** Reads it, and after that all that was written before {@link #setRelease} wrote what is read. */
    public short getAcquire(long index) {
        long at = at(index);
        return (short) VIEW.getAcquire(window(at), in(at));
    }

    /** Writes it, and before that all that this thread has written so far. */
    public void setRelease(long index, short value) {
        long at = at(index);
        VIEW.setRelease(window(at), in(at), value);
    }

    // Many elements ----------------------------------------------------------------------------------------------

    /** Copies {@code count} elements from {@code index} on, plainly. */
    public void get(long index, short[] into, int from, int count) {
        Objects.checkFromIndexSize(from, count, into.length);
        copy(index, count, (window, at, done, n) -> window.asShortBuffer().get(at, into, from + done, n));
    }

    /** Writes {@code count} elements from {@code index} on, plainly. */
    public void set(long index, short[] source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        copy(index, count, (window, at, done, n) -> window.asShortBuffer().put(at, source, from + done, n));
    }

    /** A copy of all elements, read plainly. */
    public short[] toArray() {
        short[] all = new short[intLength()];
        get(0, all, 0, all.length);
        return all;
    }

    /** Writes the same to all elements, plainly. */
    public void fill(short value) {
        for (long i = 0; i < length(); i++) {
            setPlain(i, value);
        }
    }
}
