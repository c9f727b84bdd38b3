package dev.holdall.wire;

/** Rules of {@code value.proto} that are numbers. */
public final class ValueRules {
    /**
     * How deep values nest: an element is at depth 1, what stands in it at depth 2. A level takes up to three nested messages, and many
     * readers of Protocol Buffers stop at a hundred.
     */
    public static final int MAX_DEPTH = 32;

    private ValueRules() {}
}
