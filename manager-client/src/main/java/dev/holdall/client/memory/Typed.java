package dev.holdall.client.memory;

import java.util.UUID;
import java.util.function.Consumer;

/**
 * How arrays and values lie in their segment: first what they are and how many elements they have, then their lock, and from {@link #FIRST} on
 * the elements.
 */
final class Typed {
    static final long FIRST = 64;

    private static final int ARRAY = 0x6172_0000;
    private static final int VALUE = 0x7661_0000;
    private static final long KIND = 0;
    private static final long LENGTH = 8;
    private static final long LOCK = 16;
    /** The size of a segment is a multiple of it, so that a byte can be changed atomically as a part of an int. */
    private static final long ALIGNMENT = 8;

    private Typed() {}

    /** A name that nobody else gives. */
    static String newName() {
        return "unnamed-" + UUID.randomUUID();
    }

    static SharedMemory createArray(String name, Kind kind, long length, Consumer<SharedMemory> filling) {
        if (length < 0) {
            throw new IllegalArgumentException("an array has 0 elements or more, not " + length);
        }
        if (length > Long.MAX_VALUE >> 4) {
            throw new IllegalArgumentException("no memory has room for " + length + " elements");
        }
        return create(name, ARRAY | kind.code(), kind, length, filling);
    }

    static SharedMemory createValue(String name, Kind kind, Consumer<SharedMemory> filling) {
        return create(name, VALUE | kind.code(), kind, 1, filling);
    }

    private static SharedMemory create(String name, int what, Kind kind, long length, Consumer<SharedMemory> filling) {
        long bytes = (length << kind.shift()) + ALIGNMENT - 1 & -ALIGNMENT;
        return SharedMemory.create(name, FIRST + bytes, memory -> {
            memory.putInt(KIND, what);
            memory.putLong(LENGTH, length);
            filling.accept(memory);
        });
    }

    static Kind kindOfArray(SharedMemory memory) {
        return kind(memory, ARRAY, "array");
    }

    static Kind kindOfValue(SharedMemory memory) {
        return kind(memory, VALUE, "value");
    }

    private static Kind kind(SharedMemory memory, int what, String name) {
        if (memory.size() >= FIRST) {
            int found = memory.getInt(KIND);
            for (Kind kind : Kind.values()) {
                if (found == (what | kind.code()) && holds(memory, kind)) {
                    return kind;
                }
            }
        }
        throw new IllegalStateException("the shared memory '" + memory.name() + "' is no " + name);
    }

    private static boolean holds(SharedMemory memory, Kind kind) {
        long length = length(memory);
        return length >= 0 && length <= memory.size() - FIRST >> kind.shift();
    }

    static long length(SharedMemory memory) {
        return memory.getLong(LENGTH);
    }

    static MemoryLock lock(SharedMemory memory) {
        return memory.lock(LOCK);
    }

    /**
     * The same thing as what it was taken for.
     *
     * @throws IllegalStateException if it is another
     */
    static <T> T as(Class<T> type, Object found, String name) {
        if (!type.isInstance(found)) {
            throw new IllegalStateException("the shared memory '" + name + "' is a "
                    + found.getClass().getSimpleName() + " and no " + type.getSimpleName());
        }
        return type.cast(found);
    }
}
