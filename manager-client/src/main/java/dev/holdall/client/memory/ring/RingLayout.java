package dev.holdall.client.memory.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where things stand in the segment of a ring. What one side writes has cache lines of its own.
 *
 * <p>Positions count bytes and only grow; a position's place is its remainder by the capacity, which is a power of two. A frame is an int, its
 * length shifted by {@link #FLAGS} bits and flags, and that many bytes, up to the next multiple of {@link #ALIGNMENT}; it does not lie across the
 * end of the ring, where a {@link #SKIP} stands instead.
 */
final class RingLayout {
    static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** What the segment is, and the ring's capacity in bytes. */
    static final int MAGIC_AT = 0;

    static final int CAPACITY_AT = 8;
    static final int MAGIC = 0x676e_6972;

    /** Up to where frames were written, and how many messages. */
    static final int TAIL_AT = 128;

    static final int SENT_AT = TAIL_AT + Long.BYTES;

    /** Up to where frames were read, and how many messages. */
    static final int HEAD_AT = 256;

    static final int RECEIVED_AT = HEAD_AT + Long.BYTES;

    static final int WRITER_AT = 384;
    static final int READER_AT = 512;
    static final int DATA_AT = 640;

    static final int ALIGNMENT = 8;
    static final int FRAME_HEAD = Integer.BYTES;
    static final int FLAGS = 2;
    /** The message goes on in the next frame. */
    static final int MORE = 1;
    /** What came of the message so far is to be forgotten. */
    static final int ABORT = 2;
    /** Go on at the beginning of the ring. */
    static final int SKIP = -1;

    private RingLayout() {}

    /** How many bytes of the ring a frame takes. */
    static int frame(int length) {
        return FRAME_HEAD + length + ALIGNMENT - 1 & -ALIGNMENT;
    }

    /** The longest part of a message that is one frame: wherever it would begin, there can be room for it. */
    static int longestFrame(int capacity) {
        return capacity / 2 - 2 * ALIGNMENT;
    }
}
