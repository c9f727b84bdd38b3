package dev.holdall.client.proxy;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/**
 * A condition of a lock in the manager: a {@link Condition}, with the methods of Python's {@code Condition} that it lacks.
 *
 * <p>Belongs to the owner that the lock was asked by; whoever waits or signals has to hold the lock. Waiting releases all holds of the
 * owner at once and acquires them again before it returns, in whatever way; both and the wait are one round trip. Who waits is signalled
 * first come first served, and then stands in the lock's own line.
 *
 * <p>A wait may end without a signal that was meant for it, so it stands in a loop, or in {@link #waitFor}. No signal is lost: one that
 * reached somebody who was killed or cancelled before he had returned goes to another one who waits.
 *
 * <p>What {@link Condition} promises, that the lock is held again when a wait ends, is so where it returns or is interrupted. Where it fails by a
 * {@link dev.holdall.client.ManagerException} whose effect is not known, the owner may or may not hold the lock: after {@link
 * dev.holdall.client.SessionLost} it does not, since the lock was freed with the session; otherwise {@link OwnedLock#getHoldCount} asks.
 * {@link OwnedLock#unlock} in a {@code finally} throws {@code IllegalMonitorStateException} then, if the owner does not hold it.
 */
public final class LockCondition implements Condition {
    private final LockCalls<?> lockCalls;
    private final int number;

    LockCondition(LockCalls<?> lockCalls, int number) {
        this.lockCalls = lockCalls;
        this.number = number;
    }

    /**
     * The same condition and its lock, with methods that return at once.
     *
     * @throws IllegalStateException if the lock's owner has no name: see {@link SharedLock#ownedBy}
     */
    public AsyncCondition async() {
        return new AsyncCondition(lockCalls, number);
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    /**
     * Waits for a signal.
     *
     * @throws InterruptedException if the thread was interrupted before it was signalled; the lock is held again. If it was signalled
     *     first, the method returns and the thread stays interrupted
     * @throws IllegalMonitorStateException if the owner does not hold the lock
     */
    @Override
    public void await() throws InterruptedException {
        lockCalls.awaitInterruptibly(number, Long.MAX_VALUE);
    }

    /**
     * Waits for a signal. An interrupt meanwhile is kept for later.
     *
     * @throws IllegalMonitorStateException if the owner does not hold the lock
     */
    @Override
    public void awaitUninterruptibly() {
        lockCalls.await(number);
    }

    /**
     * As {@link #await()}, at most the time given.
     *
     * @return about how much of it is left, by this process's clock; not positive if it has passed
     */
    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        boolean signalled = awaits(Math.max(0, nanos));
        long passed = System.nanoTime() - start;
        // Far below zero there is nothing to take time off, and the difference would be a large number.
        long left = nanos <= 0 ? nanos : nanos - passed;
        return signalled ? left : Math.min(0, left);
    }

    /**
     * As {@link #await()}, at most the time given.
     *
     * @return false if the time had passed before a signal came
     */
    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return awaits(Waits.nanos(time, unit));
    }

    /**
     * As {@link #await()}, at most until then, by this process's clock as it is now.
     *
     * @return false if the time had come before a signal did
     */
    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long now = System.currentTimeMillis();
        // One so long ago that the difference is too large for a number has passed all the same.
        return await(deadline.getTime() <= now ? 0 : deadline.getTime() - now, TimeUnit.MILLISECONDS);
    }

    private boolean awaits(long nanos) throws InterruptedException {
        return lockCalls.awaitInterruptibly(number, nanos);
    }

    /**
     * Waits until something is true: asks at once, and again after each signal, always with the lock held. Python's {@code wait_for}.
     *
     * @throws InterruptedException as {@link #await()}
     */
    public void waitFor(BooleanSupplier predicate) throws InterruptedException {
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    /**
     * As {@link #waitFor(BooleanSupplier)}, at most the time given.
     *
     * @return what the predicate said last
     */
    public boolean waitFor(BooleanSupplier predicate, long time, TimeUnit unit) throws InterruptedException {
        long left = Waits.nanos(time, unit);
        boolean isTrue = predicate.getAsBoolean();
        while (!isTrue && left > 0) {
            left = awaitNanos(left);
            isTrue = predicate.getAsBoolean();
        }
        return isTrue;
    }

    // Signalling -------------------------------------------------------------------------------------------------

    /**
     * Signals the one who has waited longest.
     *
     * @throws IllegalMonitorStateException if the owner does not hold the lock
     */
    @Override
    public void signal() {
        signal(1);
    }

    /**
     * Signals at most so many, who have waited longest. Python's {@code notify(n)}.
     *
     * @throws IllegalArgumentException if the number is negative
     * @throws IllegalMonitorStateException if the owner does not hold the lock
     */
    public void signal(int count) {
        lockCalls.signal(number, checked(count));
    }

    static int checked(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("there are no " + count + " to signal");
        }
        return count;
    }

    /**
     * Signals all who wait.
     *
     * @throws IllegalMonitorStateException if the owner does not hold the lock
     */
    @Override
    public void signalAll() {
        lockCalls.signal(number, null);
    }

    /** How many wait for a signal. */
    public int getWaitQueueLength() {
        return (int) lockCalls.state(number).getWaiting();
    }
}
