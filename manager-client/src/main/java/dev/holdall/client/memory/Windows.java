package dev.holdall.client.memory;

import dev.holdall.wire.memory.Segments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a segment as this process maps them: buffers of a GiB each, since a buffer has no more than 2 GiB. What is {@code n} bytes wide
 * stands at a multiple of {@code n}, so nothing lies across two.
 */
final class Windows {
    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private static final int BITS = 30;
    private static final int WINDOW = 1 << BITS;

    private final String name;
    private final long size;
    /** Each of a GiB but the last; null once it is closed. */
    private final @Nullable ByteBuffer[] windows;

    /** @param name what the segment is called in errors */
    Windows(String name, FileChannel channel) throws IOException {
        this.name = name;
        this.size = Segments.size(channel);
        this.windows = new ByteBuffer[(int) ((size + WINDOW - 1) >>> BITS)];
        for (int i = 0; i < windows.length; i++) {
            long from = (long) i << BITS;
            windows[i] = channel.map(MapMode.READ_WRITE, Segments.HEAD + from, Math.min(WINDOW, size - from))
                    .order(ORDER);
        }
    }

    long size() {
        return size;
    }

    boolean isOpen() {
        return windows[0] != null;
    }

    /** That in which an offset lies, which is one of the segment's. */
    ByteBuffer at(long offset) {
        ByteBuffer window = windows[(int) (offset >>> BITS)];
        if (window == null) {
            throw new IllegalStateException("the shared memory '" + name + "' is closed here");
        }
        return window;
    }

    /** Where in its window an offset lies. */
    static int in(long offset) {
        return (int) offset & (WINDOW - 1);
    }

    /** As {@link #at(long)}, after a look at whether so many bytes are there and stand where they should. */
    ByteBuffer checkedAt(long offset, int width) {
        if (offset < 0 || offset > size - width) {
            throw new IndexOutOfBoundsException(
                    "shared memory of " + size + " bytes has no " + width + " bytes at " + offset);
        }
        if ((offset & (width - 1)) != 0) {
            throw new IllegalArgumentException(
                    "what is " + width + " bytes wide stands at a multiple of that, not at " + offset);
        }
        return at(offset);
    }

    /** What is done with a part of a range that lies in one window. */
    @FunctionalInterface
    interface Part {
        /**
         * @param at where in the window the part begins, in elements
         * @param done how many elements of the range come before it
         * @param count how many it has
         */
        void copy(ByteBuffer window, int at, int done, int count);
    }

    /** Goes through a range of elements of {@code 1 << shift} bytes, window by window. */
    void copy(long offset, int count, int shift, Part part) {
        int done = 0;
        while (done < count) {
            long from = offset + ((long) done << shift);
            int at = in(from) >> shift;
            int most = Math.min(count - done, (WINDOW >> shift) - at);
            part.copy(at(from), at, done, most);
            done += most;
        }
    }

    void close() {
        Arrays.fill(windows, null);
    }
}
