package dev.holdall.client.memory.ring;

import static dev.holdall.client.memory.ring.RingLayout.ALIGNMENT;
import static dev.holdall.client.memory.ring.RingLayout.DATA_AT;
import static dev.holdall.client.memory.ring.RingLayout.FLAGS;
import static dev.holdall.client.memory.ring.RingLayout.FRAME_HEAD;
import static dev.holdall.client.memory.ring.RingLayout.HEAD_AT;
import static dev.holdall.client.memory.ring.RingLayout.INT;
import static dev.holdall.client.memory.ring.RingLayout.LONG;
import static dev.holdall.client.memory.ring.RingLayout.SENT_AT;
import static dev.holdall.client.memory.ring.RingLayout.SKIP;
import static dev.holdall.client.memory.ring.RingLayout.TAIL_AT;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/** Writes frames into a ring. Used by one thread at a time, of the one process that writes. */
final class RingWriter {
    private final ByteBuffer ring;
    private final int capacity;
    private long tail;
    /** At least up to here frames were read. */
    private long head;

    RingWriter(ByteBuffer ring, int capacity) {
        this.ring = ring;
        this.capacity = capacity;
        this.tail = (long) LONG.getAcquire(ring, TAIL_AT);
        this.head = (long) LONG.getAcquire(ring, HEAD_AT);
    }

    /** Whether a frame of so many bytes can be written now; room for one that aborts is left. */
    boolean hasRoom(int length) {
        return hasRoomFor(RingLayout.frame(length) + ALIGNMENT);
    }

    private boolean hasRoomFor(int frame) {
        int place = place();
        int skipped = place + frame > capacity ? capacity - place : 0;
        long needed = tail + skipped + frame - capacity;
        if (head < needed) {
            head = (long) LONG.getAcquire(ring, HEAD_AT);
        }
        return head >= needed;
    }

    private int place() {
        return (int) tail & capacity - 1;
    }

    /** Writes a frame for which there is room. It can be read when this returns. */
    void write(ByteString message, int from, int length, int flags) {
        int frame = RingLayout.frame(length);
        skipTo(frame + ALIGNMENT);
        int at = DATA_AT + place();
        INT.set(ring, at, length << FLAGS | flags);
        if (length > 0) {
            copy(message, from, at + FRAME_HEAD, length);
        }
        if (flags == 0) {
            LONG.set(ring, SENT_AT, (long) LONG.get(ring, SENT_AT) + 1);
        }
        publish(tail + frame);
    }

    private void copy(ByteString message, int from, int at, int length) {
        ByteString part = length == message.size() ? message : message.substring(from, from + length);
        part.copyTo(ring.duplicate().position(at));
    }

    /** The room that every frame leaves is enough for this one. */
    void abort() {
        int at = DATA_AT + place();
        INT.set(ring, at, RingLayout.ABORT);
        publish(tail + ALIGNMENT);
    }

    private void skipTo(int frame) {
        int place = place();
        if (place + frame > capacity) {
            INT.set(ring, DATA_AT + place, SKIP);
            // Not to be seen before the frame behind it: it moves the tail with that.
            tail += capacity - place;
        }
    }

    private void publish(long position) {
        tail = position;
        LONG.setRelease(ring, TAIL_AT, position);
    }

    /** How many messages were written and not taken. */
    static long size(ByteBuffer ring) {
        long received = (long) LONG.getAcquire(ring, RingLayout.RECEIVED_AT);
        long sent = (long) LONG.getAcquire(ring, SENT_AT);
        return Math.max(0, sent - received);
    }
}
