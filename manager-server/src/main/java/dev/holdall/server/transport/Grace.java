package dev.holdall.server.transport;

import java.time.Duration;

/**
 * How long a session outlives its broken stream, in milliseconds.
 *
 * @param usual for a client that asks for nothing
 * @param most whatever a client asks for
 */
public record Grace(long usual, long most) {

    /** @throws IllegalArgumentException if one is negative, or the usual one is longer than the longest */
    public static Grace of(Duration usual, Duration most) {
        if (usual.isNegative() || most.compareTo(usual) < 0) {
            throw new IllegalArgumentException(
                    "a session's grace time is at least 0 and at most " + most + ", not " + usual);
        }
        return new Grace(usual.toMillis(), most.toMillis());
    }

    /** What a client gets that asks for so much; 0 stands for nothing asked. */
    long granted(long asked) {
        return asked == 0 ? usual : Long.compareUnsigned(asked, most) < 0 ? asked : most;
    }
}
