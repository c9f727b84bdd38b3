package dev.holdall.client.proxy;

import dev.holdall.client.call.CallGuard;
import dev.holdall.v1.LockAcquireReply;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A lock in the manager as one owner sees it: a {@link Lock} with the methods of {@link java.util.concurrent.locks.ReentrantLock}.
 *
 * <p>The owner is the thread that calls, or a name that the program gave; either belongs to this process's session, so the same thread
 * number or name in another process is another owner. It may acquire the lock again, at most 65,535 times, and has to release it as
 * often.
 *
 * <p>Fair: who waits is served first come first served, across all processes, and nobody overtakes. While it waits, no thread and no
 * connection is held for it in the manager. What was granted to somebody who did not receive it, since he was interrupted at the same
 * moment, cancelled or killed, goes to the next. All that a process holds is freed when its session ends: at once when it closes its
 * {@code Manager}, after the session's grace time when it dies or is cut off (see {@link
 * dev.holdall.client.ManagerOptions#sessionGrace}).
 *
 * <p>A process that has lost its session has lost its locks, but may not know it yet: {@link #isStillHeld} asks, {@link #addLostListener}
 * tells. What it still writes into shared objects is refused if it is guarded by the lock, see {@link Guardable}; what it writes elsewhere can
 * be told from what the next owner writes by the {@link #fencingToken}.
 */
public abstract class OwnedLock implements Lock {
    private final LockCalls<?> lockCalls;

    /** Only for the locks of this package. */
    OwnedLock(LockCalls<?> lockCalls) {
        this.lockCalls = lockCalls;
    }

    final LockCalls<?> lockCalls() {
        return lockCalls;
    }

    // Acquiring --------------------------------------------------------------------------------------------------

    /**
     * Acquires the lock; waits until nobody else has it. An interrupt meanwhile is kept for later.
     *
     * @throws IllegalMonitorStateException if the owner itself is in the way: see {@link SharedReadWriteLock#writeLock}
     */
    @Override
    public final void lock() {
        lockCalls.acquire(Long.MAX_VALUE, OwnedLock::acquired);
    }

    /**
     * Acquires the lock; waits until nobody else has it.
     *
     * @throws InterruptedException if the thread was interrupted, and did not acquire the lock. If it was interrupted and acquired it at
     *     the same moment, the method returns and the thread stays interrupted
     * @throws IllegalMonitorStateException as {@link #lock}
     */
    @Override
    public final void lockInterruptibly() throws InterruptedException {
        lockCalls.acquireInterruptibly(Long.MAX_VALUE, OwnedLock::acquired);
    }

    /**
     * Acquires the lock if that takes no waiting, and says whether it did. Other than a {@code ReentrantLock}, which lets this method
     * barge in, it does not overtake those who wait.
     */
    @Override
    public final boolean tryLock() {
        return lockCalls.acquire(0, LockAcquireReply::getAcquired);
    }

    /**
     * Acquires the lock; waits at most the time given, not at all if it is not positive. Says whether it did.
     *
     * @throws InterruptedException as {@link #lockInterruptibly}
     * @throws IllegalMonitorStateException as {@link #lock}
     */
    @Override
    public final boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return lockCalls.acquireInterruptibly(Waits.nanos(time, unit), OwnedLock::acquired);
    }

    /** Whether a call that would have waited acquired the lock. */
    static boolean acquired(LockAcquireReply reply) {
        if (reply.getUpgrade()) {
            throw new IllegalMonitorStateException(
                    "the owner holds the lock for reading and would wait for itself; it must release it before it asks for"
                            + " it for writing");
        }
        return reply.getAcquired();
    }

    // Releasing --------------------------------------------------------------------------------------------------

    /**
     * Takes away one of the owner's holds; the last one frees the lock.
     *
     * @throws IllegalMonitorStateException if the owner does not hold the lock
     */
    @Override
    public final void unlock() {
        lockCalls.release();
    }

    // Looking ----------------------------------------------------------------------------------------------------

    /**
     * Whether the owner, which is the current thread unless a name was given, holds the lock as far as this process knows: it was told that it
     * acquired it, and has neither released it nor learned that it was lost. Makes no call. Only {@link #isStillHeld} asks.
     */
    public final boolean isHeldByCurrentThread() {
        return lockCalls.isHeld();
    }

    /**
     * Asks the manager whether the owner still holds the lock by the acquisition that this process knows of, under its fencing token. False once
     * it was lost, with its session or otherwise, even if the owner has it anew by then. One round trip; none if this process knows of no
     * acquisition.
     *
     * <p>It may be lost right after the answer: what must not happen without the lock is to be guarded by it, see {@link Guardable}.
     */
    public final boolean isStillHeld() {
        return lockCalls.isStillHeld();
    }

    /** How often the owner has acquired the lock without releasing it, which the manager is asked. */
    public final int getHoldCount() {
        return lockCalls.holds();
    }

    /**
     * A number that tells this acquisition from every other one, and is greater than all earlier ones, also those before the lock was deleted
     * and made again, and before its manager was started again (on a clock that was not put back). Next tokens are any greater numbers. It
     * stays the same while the owner holds the lock, however often; waiting in a condition releases the lock and so ends in a new one. Asks
     * the manager.
     *
     * @throws IllegalMonitorStateException if the owner does not hold the lock
     */
    public final long fencingToken() {
        return lockCalls.token();
    }

    /** How many wait to acquire the lock, for whatever it is held; those included that a condition's signal has reached. */
    public final int getQueueLength() {
        return (int) lockCalls.state(0).getQueueLength();
    }

    // Losing -----------------------------------------------------------------------------------------------------

    /**
     * Runs the listener each time this process has lost the lock: one of its owners had it, whichever proxy acquired it, and has it no more
     * without having released it, because the session was lost, or the lock was deleted. Once a loss, in a thread of the connection's own, soon
     * after this process has learned of it: of the end of its session by itself, of anything else by the answer to a call on the lock, such as {@link
     * #isStillHeld}. Who closes the {@code Manager} gives up its locks, and loses none.
     *
     * <p>Until it has learned of it the process goes on as if it held the lock: see {@link Guardable}. Kept until it is removed or the {@code
     * Manager} is closed.
     */
    public final void addLostListener(Runnable listener) {
        lockCalls.addLostListener(Objects.requireNonNull(listener, "listener"));
    }

    /** Takes a listener away that {@link #addLostListener} added to the same lock, if there is one; of equal ones the first. */
    public final void removeLostListener(Runnable listener) {
        lockCalls.removeLostListener(listener);
    }

    /** What guards calls while the owner holds the lock as it does now. */
    final CallGuard guard() {
        return lockCalls.guard();
    }

    /** What guards calls while the lock is held under a token. */
    final CallGuard guard(long token) {
        return lockCalls.guard(token);
    }

    // Conditions -------------------------------------------------------------------------------------------------

    /** A new condition of the lock, which only those know who are given this object. One round trip. */
    @Override
    public LockCondition newCondition() {
        return new LockCondition(lockCalls, lockCalls.openCondition(null));
    }

    LockCondition namedCondition(@Nullable String name) {
        return new LockCondition(lockCalls, lockCalls.openCondition(name));
    }
}
