package dev.holdall.client.memory;

import dev.holdall.client.codec.EncodedWith;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * An array of primitives in memory that processes of one host share: Python's {@code multiprocessing.Array}.
 *
 * <p>There is a class for each kind of primitive, all with the methods of {@link java.util.concurrent.atomic.AtomicIntegerArray} and its like, as
 * far as the processor has them for the kind: {@code get} and {@code set} read and write as if the element were a volatile field, {@code
 * getPlain} and {@code setPlain} as if it were an element of a Java array, and ranges are copied at the speed of memory, plainly. What several
 * operations do together is guarded by the {@linkplain #lock lock}. Indices are longs: an array may be larger than 2 GiB.
 *
 * <p>An array is a {@link SharedMemory}, and is there as long as that: until the process that made it closes it or ends. As an argument of a
 * worker or as an element of a shared object travels its name; it is opened where it arrives, on this host, and may be closed there, or left to the garbage collector.
 */
@EncodedWith(MemoryCodec.Provider.class)
public abstract sealed class MemoryArray implements AutoCloseable
        permits MemoryBooleanArray,
                MemoryByteArray,
                MemoryShortArray,
                MemoryCharArray,
                MemoryIntArray,
                MemoryLongArray,
                MemoryFloatArray,
                MemoryDoubleArray {
    final SharedMemory memory;
    private final Windows windows;
    private final long length;
    private final int shift;
    private final MemoryLock lock;

    MemoryArray(SharedMemory memory, Kind kind) {
        this.memory = memory;
        this.windows = memory.windows();
        this.length = Typed.length(memory);
        this.shift = kind.shift();
        this.lock = Typed.lock(memory);
    }

    /**
     * Opens an array of any kind.
     *
     * @throws IllegalStateException if there is none of this name
     */
    public static MemoryArray open(String name) {
        SharedMemory memory = SharedMemory.open(name);
        return switch (Typed.kindOfArray(memory)) {
            case BOOLEAN -> new MemoryBooleanArray(memory);
            case BYTE -> new MemoryByteArray(memory);
            case SHORT -> new MemoryShortArray(memory);
            case CHAR -> new MemoryCharArray(memory);
            case INT -> new MemoryIntArray(memory);
            case LONG -> new MemoryLongArray(memory);
            case FLOAT -> new MemoryFloatArray(memory);
            case DOUBLE -> new MemoryDoubleArray(memory);
        };
    }

    /** How many elements it has. */
    public final long length() {
        return length;
    }

    /** The name of its shared memory. */
    public final String name() {
        return memory.name();
    }

    /** The array's lock, of which there is one for all processes. Nothing asks for it but the program. */
    public final MemoryLock lock() {
        return lock;
    }

    /** Where in the segment an element stands. */
    final long at(long index) {
        return Typed.FIRST + (Objects.checkIndex(index, length) << shift);
    }

    final ByteBuffer window(long at) {
        return windows.at(at);
    }

    static int in(long at) {
        return Windows.in(at);
    }

    /** Copies a range, window by window. */
    final void copy(long index, int count, Windows.Part part) {
        Objects.checkFromIndexSize(index, count, length);
        windows.copy(Typed.FIRST + (index << shift), count, shift, part);
    }

    /** The length, if a Java array can have it. */
    final int intLength() {
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException(this + " has more elements than an array of the heap");
        }
        return (int) length;
    }

    /** Ends its use here; if this process made it, it is removed. */
    @Override
    public final void close() {
        memory.close();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + name() + ", " + length + " elements]";
    }
}
