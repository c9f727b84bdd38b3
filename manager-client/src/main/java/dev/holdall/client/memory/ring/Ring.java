package dev.holdall.client.memory.ring;

import com.google.protobuf.ByteString;
import dev.holdall.client.memory.SharedMemory;
import dev.holdall.client.proxy.EndOfPipe;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Messages from one process to another, by a segment of shared memory. Safe for use by many threads: those that write take turns, and those that
 * read.
 */
final class Ring implements AutoCloseable {
    static final int LEAST_CAPACITY = 1 << 10;
    static final int GREATEST_CAPACITY = 1 << 29;

    private final SharedMemory memory;
    private final ByteBuffer ring;
    private final int capacity;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private volatile boolean closed;

    // Each made by its first use, under its lock.
    private @Nullable Writing writer;
    private @Nullable Reading reader;

    private record Writing(Side side, RingWriter frames) {}

    private record Reading(Side side, RingReader frames) {}

    Ring(SharedMemory memory) {
        this.memory = memory;
        if (memory.size() < RingLayout.DATA_AT || memory.getInt(RingLayout.MAGIC_AT) != RingLayout.MAGIC) {
            throw new IllegalStateException("the shared memory '" + memory.name() + "' is no queue");
        }
        this.capacity = memory.getInt(RingLayout.CAPACITY_AT);
        if (Integer.bitCount(capacity) != 1 || memory.size() != RingLayout.DATA_AT + (long) capacity) {
            throw new IllegalStateException("the queue in the shared memory '" + memory.name() + "' is broken");
        }
        this.ring = memory.buffer(0, RingLayout.DATA_AT + capacity);
    }

    static Ring create(String name, int capacity) {
        if (capacity < LEAST_CAPACITY || capacity > GREATEST_CAPACITY || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("a queue in memory has a power of two of bytes from " + LEAST_CAPACITY
                    + " to " + GREATEST_CAPACITY + ", not " + capacity);
        }
        return new Ring(SharedMemory.create(name, RingLayout.DATA_AT + (long) capacity, memory -> {
            memory.putInt(RingLayout.MAGIC_AT, RingLayout.MAGIC);
            memory.putInt(RingLayout.CAPACITY_AT, capacity);
        }));
    }

    String name() {
        return memory.name();
    }

    int capacity() {
        return capacity;
    }

    long size() {
        return RingWriter.size(ring);
    }

    // Writing ----------------------------------------------------------------------------------------------------

    /**
     * Writes a message, as a whole or not at all.
     *
     * @param nanos how long it waits for room; 0 if it does not
     * @return whether it was written
     */
    boolean write(ByteString message, long nanos) throws InterruptedException {
        long begin = System.nanoTime();
        if (!lock(writing, nanos)) {
            return false;
        }
        try {
            Writing claimed = writer();
            Side side = claimed.side();
            RingWriter open = claimed.frames();
            int longest = RingLayout.longestFrame(capacity);
            int done = 0;
            boolean whole = false;
            try {
                do {
                    int part = Math.min(message.size() - done, longest);
                    if (!awaitRoom(side, open, part, nanos == 0 ? 0 : nanos - (System.nanoTime() - begin))) {
                        return false;
                    }
                    boolean last = done + part == message.size();
                    open.write(message, done, part, last ? 0 : RingLayout.MORE);
                    done += part;
                    side.wake();
                    whole = last;
                } while (!whole);
                return true;
            } finally {
                if (!whole && done > 0) {
                    open.abort();
                    side.wake();
                }
            }
        } finally {
            writing.unlock();
        }
    }

    private boolean awaitRoom(Side side, RingWriter open, int part, long nanos) throws InterruptedException {
        checkReaderIsThere(side);
        if (open.hasRoom(part)) {
            return true;
        }
        if (nanos <= 0 || !side.await(() -> closed || open.hasRoom(part), nanos)) {
            return false;
        }
        checkOpen();
        checkReaderIsThere(side);
        return open.hasRoom(part);
    }

    private static void checkReaderIsThere(Side side) {
        if (side.isOtherGone()) {
            throw new EndOfPipe("who takes from the queue has closed it, or has ended");
        }
    }

    private Writing writer() {
        checkOpen();
        Writing claimed = writer;
        if (claimed == null) {
            Side side = Side.claim(ring, RingLayout.WRITER_AT, RingLayout.READER_AT);
            if (side == null) {
                throw new IllegalStateException("another process, or another object of this one, puts into " + this);
            }
            claimed = new Writing(side, new RingWriter(ring, capacity));
            writer = claimed;
        }
        return claimed;
    }

    // Reading ----------------------------------------------------------------------------------------------------

    /**
     * Shows the next message to a function, and takes it unless that throws.
     *
     * @param nanos how long it waits for one; 0 if it does not
     * @param take whether it is taken
     * @return what the function says; null if the time has passed, or if none is there and it does not wait
     */
    <T> @Nullable T read(long nanos, boolean take, Function<ByteString, T> function) throws InterruptedException {
        long begin = System.nanoTime();
        if (!lock(reading, nanos)) {
            return null;
        }
        try {
            Reading claimed = reader();
            Side side = claimed.side();
            RingReader open = claimed.frames();
            ByteString message = open.peek();
            while (message == null) {
                // What was written before the other side went is there by now.
                boolean gone = side.isOtherGone();
                message = open.peek();
                if (message == null && gone) {
                    open.settle();
                }
                if (message != null || nanos == 0) {
                    break;
                }
                if (gone) {
                    throw new EndOfPipe("who puts into the queue has closed it, or has ended, and it is empty");
                }
                // Parts of a message may have gone out of the ring, and the rest waits for that.
                side.wake();
                if (!side.await(() -> closed || open.isAnythingThere(), nanos - (System.nanoTime() - begin))) {
                    return null;
                }
                checkOpen();
                message = open.peek();
            }
            if (message == null) {
                side.wake();
                return null;
            }
            T result = function.apply(message);
            if (take) {
                open.take();
                side.wake();
            }
            return result;
        } finally {
            reading.unlock();
        }
    }

    private Reading reader() {
        checkOpen();
        Reading claimed = reader;
        if (claimed == null) {
            Side side = Side.claim(ring, RingLayout.READER_AT, RingLayout.WRITER_AT);
            if (side == null) {
                throw new IllegalStateException("another process, or another object of this one, takes from " + this);
            }
            claimed = new Reading(side, new RingReader(ring, capacity));
            reader = claimed;
        }
        return claimed;
    }

    // Common -----------------------------------------------------------------------------------------------------

    private static boolean lock(ReentrantLock lock, long nanos) throws InterruptedException {
        if (lock.tryLock()) {
            return true;
        }
        return nanos > 0 && lock.tryLock(nanos, TimeUnit.NANOSECONDS);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed here");
        }
    }

    /** Closes the sides that are this object's. Who waits here notices within a fraction of a second. */
    @Override
    public void close() {
        closed = true;
        writing.lock();
        try {
            if (writer != null) {
                writer.side().close();
                writer = null;
            }
        } finally {
            writing.unlock();
        }
        reading.lock();
        try {
            if (reader != null) {
                reader.side().close();
                reader = null;
            }
        } finally {
            reading.unlock();
        }
        memory.close();
    }

    @Override
    public String toString() {
        return "MemoryQueue[" + name() + ", " + capacity + " bytes]";
    }
}
