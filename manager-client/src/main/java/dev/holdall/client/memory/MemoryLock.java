package dev.holdall.client.memory;

import dev.holdall.wire.memory.Presence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A lock in shared memory, for threads of processes of one host: Python's {@code multiprocessing.RLock}, at the speed of memory, and never held
 * for ever.
 *
 * <p>It is reentrant. If the process that holds it ends without unlocking it, however it ends, one of those who wait gets it within some 50 ms,
 * and {@link #wasAbandoned} tells that one so: what the lock guards may have been left half changed. A thread that ends while its process goes
 * on takes the lock with it, as with {@link java.util.concurrent.locks.ReentrantLock}.
 *
 * <p>Taking a free lock is one atomic operation, and no system call. Who has to wait looks again and again: some microseconds in a loop, then in
 * sleeps of up to a millisecond. It is not fair.
 */
public final class MemoryLock implements Lock {
    /** How many bytes of shared memory a lock takes. */
    public static final int BYTES = 16;

    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, Windows.ORDER);

    // Which thread of which process holds it; 0 if none does. Atomic.
    // Behind it, both only used by who holds it: how often, and whether it was abandoned before.
    private static final int HOLDS = 8;
    private static final int ABANDONED = 12;

    private final SharedMemory memory;
    private final long at;
    /** The number of this process. */
    private final int process;

    MemoryLock(SharedMemory memory, long at) {
        this.memory = memory;
        this.at = at;
        try {
            this.process = Presence.own(memory.directory()).number();
        } catch (IOException e) {
            throw new UncheckedIOException("this process cannot say that it lives in " + memory.directory(), e);
        }
    }

    private long currentThread() {
        // Threads of a process are told apart by the lower half of what counts them.
        return (long) process << Integer.SIZE | Thread.currentThread().getId() & 0xffff_ffffL;
    }

    private long holder() {
        return memory.getLongVolatile(at);
    }

    // Taking -----------------------------------------------------------------------------------------------------

    @Override
    public void lock() {
        boolean interrupted = false;
        while (true) {
            try {
                acquire(Long.MAX_VALUE);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        acquire(Long.MAX_VALUE);
    }

    /** Takes it if it is free, this thread's already, or held by a process that has ended; does not wait. */
    @Override
    public boolean tryLock() {
        return enter() || takeOver(holder());
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return acquire(unit.toNanos(time));
    }

    private boolean acquire(long nanos) throws InterruptedException {
        if (enter()) {
            return true;
        }
        Backoff backoff = new Backoff(nanos);
        while (backoff.pause()) {
            if (enter() || backoff.isTimeToLook() && takeOver(holder())) {
                return true;
            }
        }
        return false;
    }

    private boolean enter() {
        long me = currentThread();
        long holder = holder();
        if (holder == me) {
            setHolds(Math.addExact(holds(), 1));
            return true;
        }
        if (holder != 0 || !memory.compareAndSetLong(at, 0, me)) {
            return false;
        }
        setHolds(1);
        return true;
    }

    private boolean takeOver(long holder) {
        if (holder == 0 || isAlive(holder) || !memory.compareAndSetLong(at, holder, currentThread())) {
            return false;
        }
        setHolds(1);
        memory.putInt(at + ABANDONED, 1);
        return true;
    }

    private boolean isAlive(long holder) {
        try {
            return Presence.isAlive(memory.directory(), (int) (holder >>> Integer.SIZE));
        } catch (IOException e) {
            throw new UncheckedIOException("it cannot be said whether who holds " + this + " lives", e);
        }
    }

    // Holding and giving back ------------------------------------------------------------------------------------

    /**
     * Gives it back; after as many calls as it was taken it is free.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     */
    @Override
    public void unlock() {
        checkHeld();
        int left = holds() - 1;
        setHolds(left);
        if (left == 0) {
            memory.putInt(at + ABANDONED, 0);
            WORD.setRelease(memory.windows().at(at), Windows.in(at), 0L);
        }
    }

    /**
     * Whether the process that held it before ended without giving it back, so that what it guards may be half changed. Stays so until this
     * thread gives it back.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     */
    public boolean wasAbandoned() {
        checkHeld();
        return memory.getInt(at + ABANDONED) != 0;
    }

    private void checkHeld() {
        if (!isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException("this thread does not hold " + this);
        }
    }

    private int holds() {
        return memory.getInt(at + HOLDS);
    }

    private void setHolds(int holds) {
        memory.putInt(at + HOLDS, holds);
    }

    /** Whether any thread of any process holds it, one that has ended included. */
    public boolean isLocked() {
        return holder() != 0;
    }

    public boolean isHeldByCurrentThread() {
        return holder() == currentThread();
    }

    /** How often this thread holds it. */
    public int getHoldCount() {
        return isHeldByCurrentThread() ? holds() : 0;
    }

    /** @throws UnsupportedOperationException always: the manager's conditions are for that */
    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a lock in shared memory has no conditions");
    }

    @Override
    public String toString() {
        return "MemoryLock[" + memory.name() + " at " + at + "]";
    }
}
