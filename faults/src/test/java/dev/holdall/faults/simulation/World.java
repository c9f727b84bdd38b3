package dev.holdall.faults.simulation;

import com.google.protobuf.ByteString;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** The clock, the dice, and what is to happen when. What happens is written down if somebody is to read it. */
final class World {
    static final long MICRO = 1_000;
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000_000_000;

    private static final int MOST_VIOLATIONS = 10;
    private static final long MOST_EVENTS = 1_000_000;

    private record Event(long time, long number, Runnable what) {}

    final long seed;
    final Random random;
    private final boolean traced;
    private final List<String> trace = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
    private final Set<String> violations = new LinkedHashSet<>();
    private long now = SECOND;
    private long last;
    private long done;
    private long digest;

    World(long seed, boolean traced) {
        this.seed = seed;
        // Neighbouring seeds begin alike: they are stirred first.
        this.random = new Random(seed * 0x9E3779B97F4A7C15L ^ 0x5DEECE66DL);
        this.traced = traced;
    }

    long now() {
        return now;
    }

    void after(long nanos, Runnable what) {
        events.add(new Event(now + nanos, ++last, what));
    }

    /** Lets everything happen that happens within a time. */
    void run(long nanos) {
        long until = now + nanos;
        while (!events.isEmpty() && events.element().time() <= until) {
            Event event = events.remove();
            now = event.time();
            digest = digest * 31 + now;
            try {
                event.what().run();
            } catch (RuntimeException e) {
                // A fault, be it of what is tested or of the simulation: neither is to go unseen.
                StringWriter stack = new StringWriter();
                e.printStackTrace(new PrintWriter(stack));
                violation("something failed that must not: " + stack);
            }
            if (++done > MOST_EVENTS) {
                throw new IllegalStateException("seed " + seed + " has no end");
            }
        }
        now = until;
    }

    // Dice -------------------------------------------------------------------------------------------------------

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** At least one bound, and less than the other. */
    long between(long low, long high) {
        return low + (long) (random.nextDouble() * (high - low));
    }

    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** How long something takes that is usually short. */
    long delay() {
        double dice = random.nextDouble();
        return dice < 0.8
                ? between(20 * MICRO, MILLI)
                : dice < 0.97 ? between(MILLI, 20 * MILLI) : between(20 * MILLI, 300 * MILLI);
    }

    ByteString bytes32() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    // What was seen ----------------------------------------------------------------------------------------------

    void note(Supplier<String> what) {
        if (traced) {
            trace.add("%12.3f ms  %s".formatted((now - SECOND) / 1e6, what.get()));
        }
    }

    void violation(String what) {
        note(() -> "!!! " + what);
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(what);
        }
    }

    Set<String> violations() {
        return violations;
    }

    List<String> trace() {
        return trace;
    }

    /** Two runs that have the same one went alike. */
    long digest() {
        return digest * 31 + random.nextLong();
    }
}
