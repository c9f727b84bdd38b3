package dev.holdall.client.memory.ring;

import static dev.holdall.client.memory.ring.RingLayout.ABORT;
import static dev.holdall.client.memory.ring.RingLayout.DATA_AT;
import static dev.holdall.client.memory.ring.RingLayout.FLAGS;
import static dev.holdall.client.memory.ring.RingLayout.FRAME_HEAD;
import static dev.holdall.client.memory.ring.RingLayout.HEAD_AT;
import static dev.holdall.client.memory.ring.RingLayout.INT;
import static dev.holdall.client.memory.ring.RingLayout.LONG;
import static dev.holdall.client.memory.ring.RingLayout.MORE;
import static dev.holdall.client.memory.ring.RingLayout.RECEIVED_AT;
import static dev.holdall.client.memory.ring.RingLayout.SKIP;
import static dev.holdall.client.memory.ring.RingLayout.TAIL_AT;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads frames out of a ring. Used by one thread at a time, of the one process that reads. */
final class RingReader {
    private final ByteBuffer ring;
    private final int capacity;
    private long head;
    /** At least up to here frames were written. */
    private long tail;

    /** What has come of a message that needs several frames. */
    private ByteString parts = ByteString.EMPTY;
    /** The message that is next, once it is whole, and where the frames behind it begin. */
    private @Nullable ByteString next;

    private long behindNext;

    RingReader(ByteBuffer ring, int capacity) {
        this.ring = ring;
        this.capacity = capacity;
        this.head = (long) LONG.getAcquire(ring, HEAD_AT);
        this.tail = head;
    }

    /** The next message, which stays; null if no whole one is there. */
    @Nullable
    ByteString peek() {
        while (next == null && hasFrame()) {
            int at = DATA_AT + ((int) head & capacity - 1);
            int what = (int) INT.get(ring, at);
            if (what == SKIP) {
                head += capacity - (at - DATA_AT);
                continue;
            }
            readFrame(at, what >>> FLAGS, what);
        }
        return next;
    }

    private void readFrame(int at, int length, int what) {
        long behind = head + RingLayout.frame(length);
        if ((what & ABORT) != 0) {
            parts = ByteString.EMPTY;
            free(behind);
            return;
        }
        byte[] bytes = new byte[length];
        ring.get(at + FRAME_HEAD, bytes);
        ByteString part = UnsafeByteOperations.unsafeWrap(bytes);
        if ((what & MORE) != 0) {
            parts = parts.concat(part);
            free(behind);
            return;
        }
        next = parts.isEmpty() ? part : parts.concat(part);
        parts = ByteString.EMPTY;
        behindNext = behind;
    }

    private boolean hasFrame() {
        if (head == tail) {
            tail = (long) LONG.getAcquire(ring, TAIL_AT);
        }
        return head != tail;
    }

    /** Whether there is something to look at; cheap. */
    boolean isAnythingThere() {
        return next != null || hasFrame();
    }

    /** Takes the message that {@link #peek} has shown. */
    void take() {
        next = null;
        LONG.set(ring, RECEIVED_AT, (long) LONG.get(ring, RECEIVED_AT) + 1);
        free(behindNext);
    }

    /** Nothing is left and nobody writes any more, who may have counted a message and been killed before it could be read. */
    void settle() {
        LONG.set(ring, RingLayout.SENT_AT, (long) LONG.get(ring, RECEIVED_AT));
    }

    private void free(long position) {
        head = position;
        LONG.setRelease(ring, HEAD_AT, position);
    }
}
