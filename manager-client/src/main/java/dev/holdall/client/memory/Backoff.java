package dev.holdall.client.memory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that another process does to memory: first in a loop, then in sleeps that grow. One for each wait. */
final class Backoff {
    private static final int SPINS = 200;
    private static final int YIELDS = 20;
    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** How often it is worth some system calls to look whether the other process lives. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final long limit;
    private final long begin = System.nanoTime();
    private int rounds;
    private long sleep = SHORTEST_NANOS;
    private long nextLook = LOOK_NANOS;

    /** @param limit how many nanoseconds it waits in all */
    Backoff(long limit) {
        this.limit = limit;
    }

    /**
     * Waits a little.
     *
     * @return false, at once, if the time has passed
     * @throws InterruptedException if the thread was or is interrupted and it has come to sleep
     */
    boolean pause() throws InterruptedException {
        rounds++;
        if (rounds <= SPINS) {
            Thread.onSpinWait();
            return limit > 0;
        }
        long left = limit - waited();
        if (left <= 0) {
            return false;
        }
        if (rounds <= SPINS + YIELDS) {
            Thread.yield();
            return true;
        }
        LockSupport.parkNanos(this, Math.min(sleep, left));
        sleep = Math.min(sleep * 2, LONGEST_NANOS);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return true;
    }

    private long waited() {
        return System.nanoTime() - begin;
    }

    /** Whether it is time to look whether the other process lives. */
    boolean isTimeToLook() {
        if (rounds <= SPINS + YIELDS) {
            return false;
        }
        long waited = waited();
        if (waited < nextLook) {
            return false;
        }
        nextLook = waited + LOOK_NANOS;
        return true;
    }
}
