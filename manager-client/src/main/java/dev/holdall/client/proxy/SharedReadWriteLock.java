package dev.holdall.client.proxy;

import dev.holdall.v1.LockStateReply;
import dev.holdall.v1.OpenReadWriteLockRequest;
import dev.holdall.v1.ReadWriteLocksGrpc;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock in the manager that many threads of all processes hold for reading at a time, or one for writing: a {@link ReadWriteLock}, with
 * the methods of {@link java.util.concurrent.locks.ReentrantReadWriteLock}.
 *
 * <p>Fair and reentrant for both, see {@link OwnedLock}: who wants to read or write waits in one line, and readers who stand there next to
 * each other go in together. So a reader waits behind a writer who waits, unless he is reading already.
 *
 * <p>A writer may acquire the lock for reading too and then release it for writing (downgrading). A reader who asks for the lock for
 * writing would wait for himself; where a {@code ReentrantReadWriteLock} would block for ever he gets an {@code
 * IllegalMonitorStateException}.
 */
public final class SharedReadWriteLock implements ReadWriteLock, SharedObject {
    /** The service that serves locks for reading and writing. */
    public static final String SERVICE = ReadWriteLocksGrpc.SERVICE_NAME;

    private final ObjectHandle handle;
    private final ReadLock readLock;
    private final WriteLock writeLock;

    SharedReadWriteLock(ObjectHandle handle) {
        this(
                handle,
                new LockCalls<>(handle, ReadWriteLockMethods.READING, ""),
                new LockCalls<>(handle, ReadWriteLockMethods.WRITING, ""));
    }

    private SharedReadWriteLock(ObjectHandle handle, LockCalls<?> reading, LockCalls<?> writing) {
        this.handle = handle;
        this.readLock = new ReadLock(reading);
        this.writeLock = new WriteLock(writing);
    }

    /** Finds or makes a lock for reading and writing: see {@link Proxies#open}. */
    public static SharedReadWriteLock open(Proxies proxies, @Nullable String name) {
        return proxies.open(
                name,
                SERVICE,
                ReadWriteLocksGrpc::newFutureStub,
                (stub, named) -> stub.open(
                        OpenReadWriteLockRequest.newBuilder().setName(named).build()),
                List.of(),
                SharedReadWriteLock::new);
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    /** As {@link SharedLock#ownedBy}, for reading and writing. */
    public SharedReadWriteLock ownedBy(String name) {
        return new SharedReadWriteLock(
                handle,
                readLock.lockCalls().ownedBy(name),
                writeLock.lockCalls().ownedBy(name));
    }

    /** The lock for reading. It has no conditions. */
    @Override
    public ReadLock readLock() {
        return readLock;
    }

    /**
     * The lock for writing. If its owner holds the lock for reading only, {@code lock}, {@code lockInterruptibly} and {@code tryLock} with
     * a time throw an {@code IllegalMonitorStateException}, since the owner would wait for itself; {@code tryLock()} says no.
     */
    @Override
    public WriteLock writeLock() {
        return writeLock;
    }

    // Looking ----------------------------------------------------------------------------------------------------

    /** Whether anybody holds the lock for writing. */
    public boolean isWriteLocked() {
        return state().getLocked();
    }

    /** How often all owners together hold the lock for reading. */
    public int getReadLockCount() {
        return (int) Math.min(Integer.MAX_VALUE, state().getReads());
    }

    /** How many wait to read or write. */
    public int getQueueLength() {
        return (int) state().getQueueLength();
    }

    private LockStateReply state() {
        return writeLock.lockCalls().state(0);
    }

    // Locks ------------------------------------------------------------------------------------------------------

    /** The lock for reading. */
    public static final class ReadLock extends OwnedLock {
        ReadLock(LockCalls<?> lockCalls) {
            super(lockCalls);
        }

        /**
         * The same lock, with methods that return at once.
         *
         * @throws IllegalStateException if its owner has no name: see {@link SharedReadWriteLock#ownedBy}
         */
        public AsyncLock async() {
            return new AsyncLock(lockCalls());
        }

        /**
         * Not supported, as in {@code ReentrantReadWriteLock}.
         *
         * @throws UnsupportedOperationException always
         */
        @Override
        public LockCondition newCondition() {
            throw new UnsupportedOperationException("a lock for reading has no conditions");
        }
    }

    /** The lock for writing. Its owner may not wait in a condition while it holds the lock for reading too. */
    public static final class WriteLock extends OwnedLock {
        WriteLock(LockCalls<?> lockCalls) {
            super(lockCalls);
        }

        /**
         * The same lock, with methods that return at once.
         *
         * @throws IllegalStateException if its owner has no name: see {@link SharedReadWriteLock#ownedBy}
         */
        public AsyncLock async() {
            return new AsyncLock(lockCalls());
        }

        /** As {@link SharedLock#condition}. */
        public LockCondition condition(String name) {
            return namedCondition(Objects.requireNonNull(name, "name"));
        }
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal proxies stand for the same object, whoever their owners are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedReadWriteLock && handle.isSame(other);
    }

    @Override
    public int hashCode() {
        return handle.hash();
    }

    /** Which lock, how it is held and how many wait. */
    @Override
    public String toString() {
        return Shown.of(handle, SharedReadWriteLock.class, () -> {
            LockStateReply state = state();
            return handle.describe(SharedReadWriteLock.class) + "[write locked: " + state.getLocked() + ", "
                    + state.getReads() + " read locks, " + state.getQueueLength() + " waiting]";
        });
    }
}
