package dev.holdall.server.state.page;

/** How large arrays are made and what they cost. */
final class Sizes {
    private Sizes() {}

    /** A length for an array that needs this many places now and will need more: appending stays amortised O(1). */
    static int grown(int needed) {
        return needed + needed / 2 + 4;
    }

    /** Heap bytes of an array, with its header and padding as on a 64-bit JVM with compressed references. */
    static long array(int length, int width) {
        return (16L + (long) length * width + 7) / 8 * 8;
    }
}
