package dev.holdall.client.session;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt to connect: twice as long each time up to a bound, and by chance up to half as long, so that many
 * clients that lost the same manager do not come back in step.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 20;

    private final RandomGenerator random;
    private int attempts;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The next pause in milliseconds, at most so long. */
    long nextMillis(long most) {
        long full = Math.min(most, FIRST_MILLIS << Math.min(attempts, 20));
        attempts++;
        return full - random.nextLong(full / 2 + 1);
    }

    /** An attempt succeeded. */
    void reset() {
        attempts = 0;
    }
}
