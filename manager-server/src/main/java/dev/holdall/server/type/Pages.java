package dev.holdall.server.type;

import com.google.protobuf.ByteString;

/** How much of an object one reply shows: pages keep replies, and the clients that read them, bounded. */
final class Pages {
    /** A page ends behind the element that brings it here, so it always has one. */
    static final int BYTES = 64 << 10;

    private static final int ELEMENTS = 8_192;

    private Pages() {}

    /**
     * How many elements a page has at most.
     *
     * @param asked what the caller wants; 0 leaves it to the manager
     */
    static int limit(int asked) {
        return asked > 0 ? Math.min(asked, ELEMENTS) : ELEMENTS;
    }

    /** The number behind which a page begins; one beyond all signed numbers lies behind everything. */
    static long after(long asked) {
        return asked < 0 ? Long.MAX_VALUE : asked;
    }

    /** The bytes of all elements together. */
    static long sum(Iterable<ByteString> elements) {
        long sum = 0;
        for (ByteString element : elements) {
            sum += element.size();
        }
        return sum;
    }
}
