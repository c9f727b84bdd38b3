package dev.holdall.server.engine;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Does something when a {@link RunningTime} has passed: waits in steps, so that a time in which the process stood still shows. */
public final class RunningTimer {
    private final ScheduledExecutorService executor;
    private final RunningTime time;
    private final long millis;
    private final Runnable what;

    private RunningTimer(ScheduledExecutorService executor, LongSupplier nanoClock, long millis, Runnable what) {
        this.executor = executor;
        this.time = new RunningTime(nanoClock);
        this.millis = millis;
        this.what = what;
    }

    /**
     * Begins to wait.
     *
     * @param executor where it waits and does it
     * @param nanoClock as {@link System#nanoTime}
     */
    public static void after(ScheduledExecutorService executor, LongSupplier nanoClock, long millis, Runnable what) {
        new RunningTimer(executor, nanoClock, millis, what).look();
    }

    private void look() {
        // In whole milliseconds, the last one waited for in full: never early.
        long left = millis - TimeUnit.NANOSECONDS.toMillis(time.passed());
        if (left <= 0) {
            what.run();
        } else {
            executor.schedule(this::look, Math.min(left, RunningTime.PERIOD_MILLIS), TimeUnit.MILLISECONDS);
        }
    }
}
