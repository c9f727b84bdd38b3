package dev.holdall.client.memory;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdall.client.TypeRef;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.EncodedWith;
import java.lang.invoke.VarHandle;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A list of records in memory that processes of one host share: Python's {@code multiprocessing.shared_memory.ShareableList}.
 *
 * <p>It has as many elements as it was made with, each with room for a number of bytes. An element can be what can be in a {@link
 * dev.holdall.client.proxy.SharedList}, null too, but no proxy of a shared object; what is read is a copy.
 *
 * <p>An element is as it was or as it was set, also for who reads it meanwhile and if the process that sets it is killed half way: the new one is
 * written beside the old, and then takes its place. Reading takes no lock; setting takes the {@linkplain #lock list's}. How long the list is
 * there, and how it travels: as a {@link MemoryArray}.
 *
 * @param <E> the type of the elements
 */
@EncodedWith(MemoryListCodec.Provider.class)
public final class MemoryList<E extends @Nullable Object> extends AbstractList<E>
        implements RandomAccess, AutoCloseable {
    private static final int MAGIC = 0x6c69_7374;

    // In the segment: what it is, the room for an element in bytes, how many there are, the lock, and then the slots.
    private static final long WHAT = 0;
    private static final long ROOM = 4;
    private static final long LENGTH = 8;
    private static final long LOCK = 16;
    private static final long SLOTS = 64;

    // In a slot: its version, and two places, of which the version's lowest bit says which one holds.
    private static final long PLACES = 8;

    private final SharedMemory memory;
    private final Codec<E> codec;
    private final int room;
    private final int length;
    private final MemoryLock lock;

    private MemoryList(SharedMemory memory, Codec<E> codec) {
        this.memory = memory;
        this.codec = codec;
        this.room = memory.getInt(ROOM);
        this.length = memory.getInt(LENGTH);
        this.lock = memory.lock(LOCK);
    }

    /**
     * Makes a list under a name that nobody else gives.
     *
     * @param room as that of {@link #create(String, TypeRef, int, List)}
     */
    public static <E> MemoryList<E> create(Class<E> type, int room, List<? extends E> elements) {
        return create(Typed.newName(), TypeRef.of(type), room, elements);
    }

    /**
     * Makes a list; who opens it finds all elements.
     *
     * @param room how many bytes an element may have once it is encoded: text has those of UTF-8 and some more
     * @throws IllegalArgumentException if the list cannot have the name, or an element has no room or no encoding; then there is none
     * @throws IllegalStateException if there is shared memory of this name
     * @throws java.io.UncheckedIOException if there is no room for it; then there is none
     */
    public static <E extends @Nullable Object> MemoryList<E> create(
            String name, TypeRef<E> type, int room, List<? extends E> elements) {
        if (room < 1 || room > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException(
                    "an element has room for 1 to " + Integer.MAX_VALUE / 4 + " bytes, not " + room);
        }
        List<E> all = List.copyOf(elements);
        Codec<E> codec = ValuesInMemory.codec(type.type());
        long size = SLOTS + all.size() * slotBytes(room);
        return new MemoryList<>(
                SharedMemory.create(name, size, memory -> {
                    memory.putInt(WHAT, MAGIC);
                    memory.putInt(ROOM, room);
                    memory.putInt(LENGTH, all.size());
                    MemoryList<E> made = new MemoryList<>(memory, codec);
                    for (int i = 0; i < all.size(); i++) {
                        made.write(i, made.encode(all.get(i)));
                    }
                }),
                codec);
    }

    /**
     * Opens a list that another process has made, or this one.
     *
     * @throws IllegalStateException if there is none of this name
     */
    public static <E extends @Nullable Object> MemoryList<E> open(String name, TypeRef<E> type) {
        return open(name, ValuesInMemory.<E>codec(type.type()));
    }

    static <E extends @Nullable Object> MemoryList<E> open(String name, Codec<E> codec) {
        SharedMemory memory = SharedMemory.open(name);
        if (memory.size() < SLOTS
                || memory.getInt(WHAT) != MAGIC
                || memory.size() != SLOTS + memory.getInt(LENGTH) * slotBytes(memory.getInt(ROOM))) {
            throw new IllegalStateException("the shared memory '" + name + "' is no list");
        }
        return new MemoryList<>(memory, codec);
    }

    private static long placeBytes(int room) {
        return Integer.BYTES + (long) room + 7 & -8;
    }

    private static long slotBytes(int room) {
        return PLACES + 2 * placeBytes(room);
    }

    private long slot(int index) {
        return SLOTS + Objects.checkIndex(index, length) * slotBytes(room);
    }

    private long place(long slot, long version) {
        return slot + PLACES + (version & 1) * placeBytes(room);
    }

    // Elements ---------------------------------------------------------------------------------------------------

    /** The name of its shared memory. */
    public String name() {
        return memory.name();
    }

    /** The list's lock, for what several operations do together. A program need not hold it to set an element. */
    public MemoryLock lock() {
        return lock;
    }

    @Override
    public int size() {
        return length;
    }

    /** A copy of an element, as it was set; no lock is taken. */
    @Override
    public E get(int index) {
        return codec.decode(UnsafeByteOperations.unsafeWrap(read(slot(index))));
    }

    private byte[] read(long slot) {
        while (true) {
            long version = memory.getLongVolatile(slot);
            long place = place(slot, version);
            // What is read while the place is written anew may be anything; the version then says so.
            byte[] bytes = new byte[Math.min(room, Math.max(0, memory.getInt(place)))];
            memory.get(place + Integer.BYTES, bytes, 0, bytes.length);
            VarHandle.acquireFence();
            if (memory.getLongVolatile(slot) == version) {
                return bytes;
            }
        }
    }

    /**
     * Sets an element and returns the one before.
     *
     * @throws IllegalArgumentException if it has no encoding, or there is no room for it; then the one before stays
     */
    @Override
    public E set(int index, E element) {
        ByteString encoded = encode(element);
        long slot = slot(index);
        lock.lock();
        try {
            E before = codec.decode(UnsafeByteOperations.unsafeWrap(read(slot)));
            write(index, encoded);
            return before;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets an element to what a function makes of it, as one step for all processes; returns what it is.
     *
     * @throws IllegalArgumentException as {@link #set} does
     */
    public E update(int index, UnaryOperator<E> function) {
        Objects.checkIndex(index, length);
        lock.lock();
        try {
            E after = function.apply(get(index));
            write(index, encode(after));
            return after;
        } finally {
            lock.unlock();
        }
    }

    private ByteString encode(E element) {
        ByteString encoded = codec.encode(element);
        if (encoded.size() > room) {
            throw new IllegalArgumentException(
                    "the element has " + encoded.size() + " bytes, and each of the list has room for " + room);
        }
        return encoded;
    }

    /** For who holds the lock. */
    private void write(int index, ByteString encoded) {
        long slot = slot(index);
        long next = memory.getLong(slot) + 1;
        long place = place(slot, next);
        // Not before the version that made the other place the one that holds, whose readers look at it.
        VarHandle.storeStoreFence();
        memory.putInt(place, encoded.size());
        memory.put(place + Integer.BYTES, encoded.toByteArray(), 0, encoded.size());
        memory.putLongVolatile(slot, next);
    }

    /** Ends its use here; if this process made it, it is removed. */
    @Override
    public void close() {
        memory.close();
    }
}
