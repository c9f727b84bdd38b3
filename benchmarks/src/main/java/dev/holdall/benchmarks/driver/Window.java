package dev.holdall.benchmarks.driver;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many operations are without an answer. One thread begins them, some at a time; it is woken when there is room for all of those and
 * not for each answer, as a semaphore would do: that would measure wake-ups and nothing else.
 */
public final class Window {
    private final int most;
    private final int atOnce;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread owner = Thread.currentThread();

    /**
     * Of the thread that makes it.
     *
     * @param most how many may be without an answer
     * @param atOnce how many are begun at a time
     */
    public Window(int most, int atOnce) {
        this.most = most;
        this.atOnce = atOnce;
    }

    /** Waits until there is room for as many as are begun at a time, and counts them as begun. */
    public void begin() {
        awaitAtMost(most - atOnce);
        open.addAndGet(atOnce);
    }

    /** Waits until nothing is without an answer. */
    public void awaitAll() {
        awaitAtMost(0);
    }

    private void awaitAtMost(int count) {
        while (open.get() > count) {
            LockSupport.park(this);
        }
    }

    /** An operation has ended: called once for each, on any thread. */
    public void ended(@Nullable Throwable why) {
        if (why != null) {
            failure.compareAndSet(null, why);
        }
        int left = open.decrementAndGet();
        if (left == most - atOnce || left == 0) {
            LockSupport.unpark(owner);
        }
    }

    /** Why an operation failed; null if none did. */
    public @Nullable Throwable failure() {
        return failure.get();
    }
}
