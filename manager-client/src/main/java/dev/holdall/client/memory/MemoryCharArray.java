package dev.holdall.client.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/** A {@link MemoryArray} of chars. */
public final class MemoryCharArray extends MemoryArray {
    private static final VarHandle VIEW = MethodHandles.byteBufferViewVarHandle(char[].class, Windows.ORDER);

    MemoryCharArray(SharedMemory memory) {
        super(memory, Kind.CHAR);
    }

    /** Makes an array of zeros, under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryCharArray create(long length) {
        return create(Typed.newName(), length);
    }

    /** Makes an array of zeros. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryCharArray create(String name, long length) {
        return new MemoryCharArray(Typed.createArray(name, Kind.CHAR, length, memory -> {}));
    }

    /** Makes an array of these elements, under a name that nobody else gives. */
    public static MemoryCharArray of(char... elements) {
        return of(Typed.newName(), elements);
    }

    /** Makes an array of these elements; who opens it finds them all. */
    public static MemoryCharArray of(String name, char[] elements) {
        return new MemoryCharArray(Typed.createArray(
                name,
                Kind.CHAR,
                elements.length,
                memory -> new MemoryCharArray(memory).set(0, elements, 0, elements.length)));
    }

    /**
     * Opens an array that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryCharArray open(String name) {
        return Typed.as(MemoryCharArray.class, MemoryArray.open(name), name);
    }

    // One element ------------------------------------------------------------------------------------------------

    /** Reads it as if it were a volatile field. */
    public char get(long index) {
        long at = at(index);
        return (char) VIEW.getVolatile(window(at), in(at));
    }

    /** Writes it as if it were a volatile field. */
    public void set(long index, char value) {
        long at = at(index);
        VIEW.setVolatile(window(at), in(at), value);
    }

    /** Reads it as an ordinary field. */
    public char getPlain(long index) {
        long at = at(index);
        return (char) VIEW.get(window(at), in(at));
    }

    /** Writes it as an ordinary field. */
    public void setPlain(long index, char value) {
        long at = at(index);
        VIEW.set(window(at), in(at), value);
    }

    /** Reads it, and after that all that was written before {@link #setRelease} wrote what is read. */
    public char getAcquire(long index) {
        long at = at(index);
        return (char) VIEW.getAcquire(window(at), in(at));
    }

    /** Writes it, and before that all that this thread has written so far. */
    public void setRelease(long index, char value) {
        long at = at(index);
        VIEW.setRelease(window(at), in(at), value);
    }

    // Many elements ----------------------------------------------------------------------------------------------

    /** Copies {@code count} elements from {@code index} on, plainly. */
    public void get(long index, char[] into, int from, int count) {
        Objects.checkFromIndexSize(from, count, into.length);
        copy(index, count, (window, at, done, n) -> window.asCharBuffer().get(at, into, from + done, n));
    }

    /** Writes {@code count} elements from {@code index} on, plainly. */
    public void set(long index, char[] source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        copy(index, count, (window, at, done, n) -> window.asCharBuffer().put(at, source, from + done, n));
    }

    /** A copy of all elements, read plainly. */
    public char[] toArray() {
        char[] all = new char[intLength()];
        get(0, all, 0, all.length);
        return all;
    }

    /** Writes the same to all elements, plainly. */
    public void fill(char value) {
        for (long i = 0; i < length(); i++) {
            setPlain(i, value);
        }
    }
}
