package dev.holdall.client.memory;

import dev.holdall.wire.memory.Segments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A named piece of memory that processes of one host and one user share: Python's {@code multiprocessing.shared_memory.SharedMemory}, of any
 * size, also beyond 2 GiB.
 *
 * <p>Bytes are addressed from 0. What is wider than a byte stands at a multiple of its width, in the machine's byte order. Plain access is as
 * fast as that of an array and promises as little between threads, of this process or of another; volatile and atomic access promises what
 * {@link java.util.concurrent.atomic} does. Safe for use by many threads as far as that goes.
 *
 * <p>The process that made it removes it when it closes it or ends. If it is killed, a manager of this user on this
 * host does within seconds, or the next process that makes or lists shared memory. Who has it open goes on with it, and the memory is free when the last one has closed it or ended.
 */
public final class SharedMemory implements AutoCloseable {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, Windows.ORDER);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, Windows.ORDER);

    private final Segments segments;
    private final String name;
    private final Windows windows;
    private final boolean owner;

    private SharedMemory(Segments segments, String name, FileChannel channel, boolean owner) throws IOException {
        this.segments = segments;
        this.name = name;
        this.windows = new Windows(name, channel);
        this.owner = owner;
    }

    // Finding and making -----------------------------------------------------------------------------------------

    /**
     * Makes shared memory of zeros. All of it is there when this returns, which takes as long as writing it.
     *
     * @param name 1 to 100 letters, digits, dots, underscores and hyphens
     * @param size how many bytes
     * @throws IllegalArgumentException if it cannot have the name or the size
     * @throws IllegalStateException if there is shared memory of this name
     * @throws UncheckedIOException if there is no room for it; then there is none
     */
    public static SharedMemory create(String name, long size) {
        return create(name, size, memory -> {});
    }

    /** As {@link #create(String, long)}, and who opens it finds it as {@code filling} leaves it. If that throws, there is none. */
    public static SharedMemory create(String name, long size, Consumer<SharedMemory> filling) {
        Segments.checkedName(name);
        if (size < 1) {
            throw new IllegalArgumentException("shared memory has at least one byte, not " + size);
        }
        try {
            Segments segments = Segments.ofUser();
            Leftovers.sweepNowAndThen(segments);
            try (Segments.Draft draft = segments.draft(size)) {
                SharedMemory made = new SharedMemory(segments, name, draft.channel(), true);
                filling.accept(made);
                Leftovers.removeAtExit(segments);
                draft.publish(name);
                return made;
            }
        } catch (FileAlreadyExistsException e) {
            throw new IllegalStateException("there is shared memory of the name '" + name + "' already", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the shared memory '" + name + "' cannot be made: " + e.getMessage(), e);
        }
    }

    /**
     * Opens shared memory that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name
     */
    public static SharedMemory open(String name) {
        Segments.checkedName(name);
        try {
            Segments segments = Segments.ofUser();
            try (FileChannel channel = segments.open(name)) {
                return new SharedMemory(segments, name, channel, false);
            }
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("there is no shared memory of the name '" + name + "'", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the shared memory '" + name + "' cannot be opened: " + e.getMessage(), e);
        }
    }

    /** The names of all shared memory of this user on this host, sorted. */
    public static List<String> names() {
        try {
            Segments segments = Segments.ofUser();
            segments.sweep();
            return segments.list().stream().map(Segments.Found::name).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the shared memory of this user cannot be listed: " + e.getMessage(), e);
        }
    }

    public String name() {
        return name;
    }

    /** How many bytes it has. */
    public long size() {
        return windows.size();
    }

    Windows windows() {
        return windows;
    }

    /**
     * A lock in it, which takes {@value MemoryLock#BYTES} bytes at a multiple of 8 that nothing else uses. It is free where they are zeros. All
     * that processes make of it by the same offset is the same lock.
     */
    public MemoryLock lock(long offset) {
        window(offset, Long.BYTES);
        window(offset + Long.BYTES, Long.BYTES);
        return new MemoryLock(this, offset);
    }

    /** Where its file is, and those that say which processes live. */
    Path directory() {
        return segments.directory();
    }

    // One element ------------------------------------------------------------------------------------------------

    private ByteBuffer window(long offset, int width) {
        return windows.checkedAt(offset, width);
    }

    private static int in(long offset) {
        return Windows.in(offset);
    }

    public byte getByte(long offset) {
        return window(offset, Byte.BYTES).get(in(offset));
    }

    public void putByte(long offset, byte value) {
        window(offset, Byte.BYTES).put(in(offset), value);
    }

    public short getShort(long offset) {
        return window(offset, Short.BYTES).getShort(in(offset));
    }

    public void putShort(long offset, short value) {
        window(offset, Short.BYTES).putShort(in(offset), value);
    }

    public char getChar(long offset) {
        return window(offset, Character.BYTES).getChar(in(offset));
    }

    public void putChar(long offset, char value) {
        window(offset, Character.BYTES).putChar(in(offset), value);
    }

    public int getInt(long offset) {
        return window(offset, Integer.BYTES).getInt(in(offset));
    }

    public void putInt(long offset, int value) {
        window(offset, Integer.BYTES).putInt(in(offset), value);
    }

    public long getLong(long offset) {
        return window(offset, Long.BYTES).getLong(in(offset));
    }

    public void putLong(long offset, long value) {
        window(offset, Long.BYTES).putLong(in(offset), value);
    }

    public float getFloat(long offset) {
        return window(offset, Float.BYTES).getFloat(in(offset));
    }

    public void putFloat(long offset, float value) {
        window(offset, Float.BYTES).putFloat(in(offset), value);
    }

    public double getDouble(long offset) {
        return window(offset, Double.BYTES).getDouble(in(offset));
    }

    public void putDouble(long offset, double value) {
        window(offset, Double.BYTES).putDouble(in(offset), value);
    }

    // Many bytes -------------------------------------------------------------------------------------------------

    /** Copies bytes out of it. */
    public void get(long offset, byte[] into, int from, int count) {
        Objects.checkFromIndexSize(from, count, into.length);
        Objects.checkFromIndexSize(offset, count, size());
        windows.copy(offset, count, 0, (window, at, done, n) -> window.get(at, into, from + done, n));
    }

    /** Copies bytes into it. */
    public void put(long offset, byte[] source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        Objects.checkFromIndexSize(offset, count, size());
        windows.copy(offset, count, 0, (window, at, done, n) -> window.put(at, source, from + done, n));
    }

    /**
     * A part of it as a buffer, in the machine's byte order: what is written there is written here. It can be used until the garbage collector
     * has it, also when this is closed.
     *
     * @throws IllegalArgumentException if the part lies across a multiple of a GiB
     */
    public ByteBuffer buffer(long offset, int length) {
        Objects.checkFromIndexSize(offset, length, size());
        if (length == 0) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer window = windows.at(offset);
        if (window != windows.at(offset + length - 1)) {
            throw new IllegalArgumentException(
                    length + " bytes at " + offset + " lie across a multiple of a GiB, and a buffer cannot");
        }
        return window.slice(in(offset), length).order(Windows.ORDER);
    }

    // Volatile and atomic ----------------------------------------------------------------------------------------

    /** As a volatile field is read. */
    public int getIntVolatile(long offset) {
        return (int) INT.getVolatile(window(offset, Integer.BYTES), in(offset));
    }

    /** As a volatile field is written. */
    public void putIntVolatile(long offset, int value) {
        INT.setVolatile(window(offset, Integer.BYTES), in(offset), value);
    }

    /** As {@link java.util.concurrent.atomic.AtomicInteger#compareAndSet}. */
    public boolean compareAndSetInt(long offset, int expected, int value) {
        return INT.compareAndSet(window(offset, Integer.BYTES), in(offset), expected, value);
    }

    /** As {@link java.util.concurrent.atomic.AtomicInteger#getAndAdd}. */
    public int getAndAddInt(long offset, int delta) {
        return (int) INT.getAndAdd(window(offset, Integer.BYTES), in(offset), delta);
    }

    /** As {@link java.util.concurrent.atomic.AtomicInteger#getAndSet}. */
    public int getAndSetInt(long offset, int value) {
        return (int) INT.getAndSet(window(offset, Integer.BYTES), in(offset), value);
    }

    /** As a volatile field is read. */
    public long getLongVolatile(long offset) {
        return (long) LONG.getVolatile(window(offset, Long.BYTES), in(offset));
    }

    /** As a volatile field is written. */
    public void putLongVolatile(long offset, long value) {
        LONG.setVolatile(window(offset, Long.BYTES), in(offset), value);
    }

    /** As {@link java.util.concurrent.atomic.AtomicLong#compareAndSet}. */
    public boolean compareAndSetLong(long offset, long expected, long value) {
        return LONG.compareAndSet(window(offset, Long.BYTES), in(offset), expected, value);
    }

    /** As {@link java.util.concurrent.atomic.AtomicLong#getAndAdd}. */
    public long getAndAddLong(long offset, long delta) {
        return (long) LONG.getAndAdd(window(offset, Long.BYTES), in(offset), delta);
    }

    /** As {@link java.util.concurrent.atomic.AtomicLong#getAndSet}. */
    public long getAndSetLong(long offset, long value) {
        return (long) LONG.getAndSet(window(offset, Long.BYTES), in(offset), value);
    }

    // End --------------------------------------------------------------------------------------------------------

    /** Removes it, as the end of its maker would: its name is free, and who has it open goes on with it. */
    public void unlink() {
        try {
            segments.remove(name);
        } catch (IOException e) {
            throw new UncheckedIOException("the shared memory '" + name + "' cannot be removed: " + e.getMessage(), e);
        }
    }

    /**
     * Ends its use here; if this process made it, removes it too. The process's own memory is free of it when the garbage collector has found
     * out.
     */
    @Override
    public void close() {
        if (owner && windows.isOpen()) {
            try {
                segments.removeOwn(name);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "the shared memory '" + name + "' cannot be removed: " + e.getMessage(), e);
            }
        }
        windows.close();
    }

    @Override
    public String toString() {
        return "SharedMemory[" + name + ", " + size() + " bytes]";
    }
}
