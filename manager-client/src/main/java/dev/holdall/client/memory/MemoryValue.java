package dev.holdall.client.memory;

import dev.holdall.client.codec.EncodedWith;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A primitive in memory that processes of one host share: Python's {@code multiprocessing.Value}.
 *
 * <p>There is a class for each kind of primitive, all with the methods of {@link java.util.concurrent.atomic.AtomicInteger} and its like, as far
 * as the processor has them for the kind. What several operations do together is guarded by the {@linkplain #lock lock}. How long it is there,
 * and how it travels: as a {@link MemoryArray}.
 */
@EncodedWith(MemoryCodec.Provider.class)
public abstract sealed class MemoryValue implements AutoCloseable
        permits MemoryBoolean, MemoryByte, MemoryShort, MemoryChar, MemoryInt, MemoryLong, MemoryFloat, MemoryDouble {
    /** Where in its cell a value stands. */
    static final int AT = 0;

    private final SharedMemory memory;
    private final MemoryLock lock;
    /** The value and nothing else; null once it is closed. */
    private @Nullable ByteBuffer cell;

    MemoryValue(SharedMemory memory) {
        this.memory = memory;
        this.lock = Typed.lock(memory);
        this.cell = memory.buffer(Typed.FIRST, Long.BYTES);
    }

    /**
     * Opens a value of any kind.
     *
     * @throws IllegalStateException if there is none of this name
     */
    public static MemoryValue open(String name) {
        SharedMemory memory = SharedMemory.open(name);
        return switch (Typed.kindOfValue(memory)) {
            case BOOLEAN -> new MemoryBoolean(memory);
            case BYTE -> new MemoryByte(memory);
            case SHORT -> new MemoryShort(memory);
            case CHAR -> new MemoryChar(memory);
            case INT -> new MemoryInt(memory);
            case LONG -> new MemoryLong(memory);
            case FLOAT -> new MemoryFloat(memory);
            case DOUBLE -> new MemoryDouble(memory);
        };
    }

    final ByteBuffer cell() {
        ByteBuffer open = cell;
        if (open == null) {
            throw new IllegalStateException("the shared memory '" + name() + "' is closed here");
        }
        return open;
    }

    /** The name of its shared memory. */
    public final String name() {
        return memory.name();
    }

    /** The value's lock, of which there is one for all processes. Nothing asks for it but the program. */
    public final MemoryLock lock() {
        return lock;
    }

    /** Ends its use here; if this process made it, it is removed. */
    @Override
    public final void close() {
        cell = null;
        memory.close();
    }
}
