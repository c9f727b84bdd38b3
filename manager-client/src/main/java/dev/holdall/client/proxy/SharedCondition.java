package dev.holdall.client.proxy;

import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.OpenLockRequest;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock and one condition of it in the manager, as one object: Python's {@code Condition}.
 *
 * <p>{@code acquire} and {@code release} are {@link #lock} and {@link #unlock}, {@code wait} is {@link #await()}, {@code wait_for} is
 * {@link #waitFor}, {@code notify} is {@link #signal()}; for the rest see {@link OwnedLock} and {@link LockCondition}. Its lock is an
 * ordinary one: {@code manager.lock} finds it by the same name. After a wait that failed with an outcome that is not known, such as with
 * {@link dev.holdall.client.SessionLost}, the caller may or may not hold the lock: see {@link LockCondition}.
 *
 * <pre>{@code
 * condition.lock();
 * try {
 *     condition.waitFor(() -> !jobs.isEmpty());
 *     ...
 * } finally {
 *     condition.unlock();
 * }
 * }</pre>
 */
public final class SharedCondition extends OwnedLock implements Condition, SharedObject {
    /** The one that every lock has. */
    private static final int OWN = 0;

    private final ObjectHandle handle;
    private final LockCondition condition;

    SharedCondition(ObjectHandle handle) {
        this(handle, SharedLock.calls(handle));
    }

    private SharedCondition(ObjectHandle handle, LockCalls<?> lockCalls) {
        super(lockCalls);
        this.handle = handle;
        this.condition = new LockCondition(lockCalls, OWN);
    }

    /** Finds or makes a lock, and takes its own condition: see {@link Proxies#open}. */
    public static SharedCondition open(Proxies proxies, @Nullable String name) {
        return proxies.open(
                name,
                SharedLock.SERVICE,
                LocksGrpc::newFutureStub,
                (stub, named) ->
                        stub.open(OpenLockRequest.newBuilder().setName(named).build()),
                List.of(),
                SharedCondition::new);
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    /** As {@link SharedLock#ownedBy}. */
    public SharedCondition ownedBy(String name) {
        return new SharedCondition(handle, lockCalls().ownedBy(name));
    }

    /** As {@link SharedLock#async}. */
    public AsyncCondition async() {
        return condition.async();
    }

    /** As {@link SharedLock#isLocked}. */
    public boolean isLocked() {
        return lockCalls().state(OWN).getLocked();
    }

    // Condition --------------------------------------------------------------------------------------------------

    /** As {@link LockCondition#await()}. */
    @Override
    public void await() throws InterruptedException {
        condition.await();
    }

    /** As {@link LockCondition#awaitUninterruptibly}. */
    @Override
    public void awaitUninterruptibly() {
        condition.awaitUninterruptibly();
    }

    /** As {@link LockCondition#awaitNanos}. */
    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        return condition.awaitNanos(nanos);
    }

    /** As {@link LockCondition#await(long, TimeUnit)}. */
    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return condition.await(time, unit);
    }

    /** As {@link LockCondition#awaitUntil}. */
    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        return condition.awaitUntil(deadline);
    }

    /** As {@link LockCondition#waitFor(BooleanSupplier)}. */
    public void waitFor(BooleanSupplier predicate) throws InterruptedException {
        condition.waitFor(predicate);
    }

    /** As {@link LockCondition#waitFor(BooleanSupplier, long, TimeUnit)}. */
    public boolean waitFor(BooleanSupplier predicate, long time, TimeUnit unit) throws InterruptedException {
        return condition.waitFor(predicate, time, unit);
    }

    /** As {@link LockCondition#signal()}. */
    @Override
    public void signal() {
        condition.signal();
    }

    /** As {@link LockCondition#signal(int)}. */
    public void signal(int count) {
        condition.signal(count);
    }

    /** As {@link LockCondition#signalAll}. */
    @Override
    public void signalAll() {
        condition.signalAll();
    }

    /** As {@link LockCondition#getWaitQueueLength}. */
    public int getWaitQueueLength() {
        return condition.getWaitQueueLength();
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal proxies stand for the same object, whoever their owners are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedCondition && handle.isSame(other);
    }

    @Override
    public int hashCode() {
        return handle.hash();
    }

    /** Which lock, whether it is held and how many wait for it. */
    @Override
    public String toString() {
        return SharedLock.describe(handle, SharedCondition.class, lockCalls());
    }
}
