package dev.holdall.server.engine;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A clock that stands still while the process does: of a time in which nobody read it, at most {@link #MOST_NANOS} count. Whoever
 * wants all of its time counted reads it at least every {@link #PERIOD_MILLIS}.
 *
 * <p>No clock of a machine says that a process was stopped; that nothing of it ran for long does.
 *
 * <p>Thread-safe.
 */
public final class RunningTime {
    /** So much of a gap counts, whatever it was: more than a busy machine usually takes to let a thread run. */
    public static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How often it is to be read. */
    public static final long PERIOD_MILLIS = 400;

    private final LongSupplier nanoClock;
    private long read;
    private long passed;

    /** @param nanoClock as {@link System#nanoTime} */
    public RunningTime(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.read = nanoClock.getAsLong();
    }

    /** Nanoseconds since it was made, without those in which the process stood still. Never falls. */
    public synchronized long passed() {
        long now = nanoClock.getAsLong();
        passed += Math.max(0, Math.min(now - read, MOST_NANOS));
        read = now;
        return passed;
    }
}
