package dev.holdall.server.cli;

import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Limits as they stand on a command line: {@code objects=5000}, {@code element-bytes=64m}. */
final class LimitSettings {
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,19})([kKmMgG]?)");
    private static final String SIZES = "kmg";
    private static final int BITS_OF_A_STEP = 10;

    private LimitSettings() {}

    /**
     * The limits, changed by settings; of several of one limit the last counts.
     *
     * @throws IllegalArgumentException naming the setting and the rule that it breaks
     */
    static Limits apply(Limits limits, List<String> settings) {
        Limits changed = limits;
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(
                        "'" + setting + "' sets no limit; one is set by NAME=VALUE, as in objects=5000");
            }
            Limit limit = limit(setting.substring(0, equals));
            changed = changed.with(limit, value(limit, setting.substring(equals + 1)));
        }
        return changed.checked();
    }

    private static Limit limit(String name) {
        return Limit.of(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no limit '" + name + "'; there are "
                        + Arrays.stream(Limit.values()).map(Limit::setting).collect(Collectors.joining(", "))));
    }

    private static long value(Limit limit, String value) {
        Matcher number = NUMBER.matcher(value);
        boolean bytes = limit.unit() == Limit.Unit.BYTES;
        if (!number.matches() || !bytes && !number.group(2).isEmpty()) {
            throw new IllegalArgumentException("'" + value + "' is no value of " + limit.setting() + "; one is a number"
                    + (bytes ? " of bytes, or one with k, m or g, as in 64m" : ", as in 5000"));
        }
        int steps = number.group(2).isEmpty()
                ? 0
                : 1 + SIZES.indexOf(number.group(2).toLowerCase(java.util.Locale.ROOT));
        try {
            return Math.multiplyExact(Long.parseLong(number.group(1)), 1L << steps * BITS_OF_A_STEP);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + value + "' is more than " + limit.setting() + " can be", e);
        }
    }
}
