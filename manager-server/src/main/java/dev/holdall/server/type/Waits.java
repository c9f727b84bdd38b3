package dev.holdall.server.type;

import dev.holdall.v1.Wait;

/** How long a call waits, out of its request. */
final class Waits {
    private Waits() {}

    /** Nanoseconds; {@link Long#MAX_VALUE} for ever. */
    static long nanos(Wait wait) {
        // A time beyond 292 years, which looks negative here, is for ever too.
        return !wait.hasNanos() || wait.getNanos() < 0 ? Long.MAX_VALUE : wait.getNanos();
    }
}
