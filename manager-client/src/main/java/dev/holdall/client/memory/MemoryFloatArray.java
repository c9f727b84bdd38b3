package dev.holdall.client.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/** A {@link MemoryArray} of floats. */
public final class MemoryFloatArray extends MemoryArray {
    private static final VarHandle VIEW = MethodHandles.byteBufferViewVarHandle(float[].class, Windows.ORDER);

    MemoryFloatArray(SharedMemory memory) {
        super(memory, Kind.FLOAT);
    }

    /** Makes an array of zeros, under a name that nobody else gives. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryFloatArray create(long length) {
        return create(Typed.newName(), length);
    }

    /** Makes an array of zeros. Otherwise as {@link SharedMemory#create(String, long)}. */
    public static MemoryFloatArray create(String name, long length) {
        return new MemoryFloatArray(Typed.createArray(name, Kind.FLOAT, length, memory -> {}));
    }

    /** Makes an array of these elements, under a name that nobody else gives. */
    public static MemoryFloatArray of(float... elements) {
        return of(Typed.newName(), elements);
    }

    /** Makes an array of these elements; who opens it finds them all. */
    public static MemoryFloatArray of(String name, float[] elements) {
        return new MemoryFloatArray(Typed.createArray(
                name,
                Kind.FLOAT,
                elements.length,
                memory -> new MemoryFloatArray(memory).set(0, elements, 0, elements.length)));
    }

    /**
     * Opens an array that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name and kind
     */
    public static MemoryFloatArray open(String name) {
        return Typed.as(MemoryFloatArray.class, MemoryArray.open(name), name);
    }

    // One element ------------------------------------------------------------------------------------------------

    /** Reads it as if it were a volatile field. */
    public float get(long index) {
        long at = at(index);
        return (float) VIEW.getVolatile(window(at), in(at));
    }

    /** Writes it as if it were a volatile field. */
    public void set(long index, float value) {
        long at = at(index);
        VIEW.setVolatile(window(at), in(at), value);
    }

    /** Reads it as an ordinary field. */
    public float getPlain(long index) {
        long at = at(index);
        return (float) VIEW.get(window(at), in(at));
    }

    /** Writes it as an ordinary field. */
    public void setPlain(long index, float value) {
        long at = at(index);
        VIEW.set(window(at), in(at), value);
    }

    /** Reads it, and after that all that was written before {@link #setRelease} wrote what is read. */
    public float getAcquire(long index) {
        long at = at(index);
        return (float) VIEW.getAcquire(window(at), in(at));
    }

    /** Writes it, and before that all that this thread has written so far. */
    public void setRelease(long index, float value) {
        long at = at(index);
        VIEW.setRelease(window(at), in(at), value);
    }

    /** Sets it to a value if it has the expected one; says whether it had. Values are the same if their bits are. */
    public boolean compareAndSet(long index, float expected, float value) {
        long at = at(index);
        return VIEW.compareAndSet(window(at), in(at), expected, value);
    }

    /** Sets it and returns what it was. */
    public float getAndSet(long index, float value) {
        long at = at(index);
        return (float) VIEW.getAndSet(window(at), in(at), value);
    }

    /** Adds to it and returns what it was. */
    public float getAndAdd(long index, float delta) {
        while (true) {
            float before = get(index);
            if (compareAndSet(index, before, before + delta)) {
                return before;
            }
        }
    }

    /** Adds to it and returns what it is. */
    public float addAndGet(long index, float delta) {
        return getAndAdd(index, delta) + delta;
    }

    // Many elements ----------------------------------------------------------------------------------------------

    /** Copies {@code count} elements from {@code index} on, plainly. */
    public void get(long index, float[] into, int from, int count) {
        Objects.checkFromIndexSize(from, count, into.length);
        copy(index, count, (window, at, done, n) -> window.asFloatBuffer().get(at, into, from + done, n));
    }

    /** Writes {@code count} elements from {@code index} on, plainly. */
    public void set(long index, float[] source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        copy(index, count, (window, at, done, n) -> window.asFloatBuffer().put(at, source, from + done, n));
    }

    /** A copy of all elements, read plainly. */
    public float[] toArray() {
        float[] all = new float[intLength()];
        get(0, all, 0, all.length);
        return all;
    }

    /** Writes the same to all elements, plainly. */
    public void fill(float value) {
        for (long i = 0; i < length(); i++) {
            setPlain(i, value);
        }
    }
}
