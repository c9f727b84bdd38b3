package dev.holdall.client.call;

import java.time.Duration;

/** Durations as nanoseconds. */
public final class Durations {
    private Durations() {}

    /** Its nanoseconds; {@link Long#MAX_VALUE}, which is for ever, for more than fits: beyond 292 years. Negative ones are 0. */
    public static long nanos(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0 ? duration.toNanos() : Long.MAX_VALUE;
    }
}
