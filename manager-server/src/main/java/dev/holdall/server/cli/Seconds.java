package dev.holdall.server.cli;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as people write them on a command line: seconds, with a fraction if they like. */
final class Seconds {
    private Seconds() {}

    /**
     * The duration that was asked for.
     *
     * @param flag where it stands, for the error
     * @throws IllegalArgumentException naming the flag and the value, if it is no number, too large, or finer than a nanosecond
     */
    static Duration of(String flag, String value) {
        try {
            return Duration.ofNanos(new BigDecimal(value).movePointRight(9).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    flag + ": '" + value + "' is no number of seconds, too many, or too fine", e);
        }
    }
}
