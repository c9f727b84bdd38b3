package dev.holdall.server.transport;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who was refused what, one line each, to the logger {@code holdall.audit}: never a secret, a token, a proof or a nonce. What
 * strangers said stands there without what could forge a line or hide one, and not at any length.
 *
 * <p>Thread-safe. Above {@link #MOST_LINES} a second of one address, refusals are only counted, so that whoever is noisy hides nobody else; of
 * all addresses together it is {@link #MOST_OF_ALL}. The count is a line of its own.
 */
final class Audit {
    static final int MOST_LINES = 20;
    static final int MOST_OF_ALL = 25 * MOST_LINES;
    static final long PERIOD_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger("holdall.audit");
    private static final int MOST_OF_A_TEXT = 200;
    private static final int REPLACEMENT = 0xfffd;

    private final LongSupplier nanoClock;
    private final Throttle.Later later;

    private boolean began;
    private long periodBegan;
    private int lines;
    /** Of this period, by address. */
    private final Map<Object, Integer> linesOf = new HashMap<>();

    private long omitted;

    /**
     * @param nanoClock as {@link System#nanoTime}
     * @param later lets the count come even if nobody is refused afterwards
     */
    Audit(LongSupplier nanoClock, Throttle.Later later) {
        this.nanoClock = nanoClock;
        this.later = later;
    }

    /**
     * Somebody was refused something.
     *
     * @param tried what it was: the handshake, or a method
     * @param key the name or the id of the key that he named or has; empty if it is not known
     * @param client who he says he is; empty if he did not say
     */
    void refused(Peer peer, String tried, String key, String client, String reason) {
        if (mayWrite(peer.group())) {
            LOG.warn(
                    "refused from={} tried=\"{}\" key=\"{}\" client=\"{}\" reason=\"{}\"",
                    peer.address(),
                    printable(tried),
                    printable(key),
                    printable(client),
                    printable(reason));
        }
    }

    private synchronized boolean mayWrite(Object address) {
        long now = nanoClock.getAsLong();
        if (!began || now - periodBegan >= TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS)) {
            tellOmitted();
            began = true;
            periodBegan = now;
            lines = 0;
            linesOf.clear();
        }
        if (lines < MOST_OF_ALL && linesOf.getOrDefault(address, 0) < MOST_LINES) {
            lines++;
            linesOf.merge(address, 1, Integer::sum);
            return true;
        }
        if (omitted++ == 0) {
            later.run(this::tellOmitted, PERIOD_MILLIS);
        }
        return false;
    }

    private synchronized void tellOmitted() {
        if (omitted > 0) {
            LOG.warn("refused {} times more, not written down one by one", omitted);
            omitted = 0;
        }
    }

    /** What a text looks like in one line. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        int[] characters = text.codePoints().limit(MOST_OF_A_TEXT + 1L).toArray();
        for (int i = 0; i < Math.min(characters.length, MOST_OF_A_TEXT); i++) {
            int c = characters[i];
            if (c == '"' || c == '\\') {
                shown.append('\\').append((char) c);
            } else if (isVisible(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("\\u{%x}", c));
            }
        }
        return characters.length > MOST_OF_A_TEXT ? shown.append("...").toString() : shown.toString();
    }

    /** What is kept of what somebody calls himself: so many characters, none of which hides or forges anything where it is shown. */
    static String name(String text, int most) {
        return text.codePoints()
                .limit(most)
                .map(c -> isVisible(c) ? c : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isVisible(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR -> false;
                    default -> true;
                };
    }
}
