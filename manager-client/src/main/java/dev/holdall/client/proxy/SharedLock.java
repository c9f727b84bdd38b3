package dev.holdall.client.proxy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.holdall.v1.LockAcquireReply;
import dev.holdall.v1.LockAcquireRequest;
import dev.holdall.v1.LockAwaitReply;
import dev.holdall.v1.LockAwaitRequest;
import dev.holdall.v1.LockHoldReply;
import dev.holdall.v1.LockHoldRequest;
import dev.holdall.v1.LockReleaseReply;
import dev.holdall.v1.LockReleaseRequest;
import dev.holdall.v1.LockSignalReply;
import dev.holdall.v1.LockSignalRequest;
import dev.holdall.v1.LockStateReply;
import dev.holdall.v1.LockStateRequest;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.LocksGrpc.LocksFutureStub;
import dev.holdall.v1.OpenConditionReply;
import dev.holdall.v1.OpenConditionRequest;
import dev.holdall.v1.OpenLockRequest;
import io.grpc.Channel;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lock in the manager that one thread of all processes holds at a time: Python's {@code RLock}, as a {@link
 * java.util.concurrent.locks.Lock}. Fair and reentrant: see {@link OwnedLock}.
 *
 * <p>What one holder did in the manager before it released the lock, the next one sees.
 */
public final class SharedLock extends OwnedLock implements SharedObject {
    /** The service that serves locks. */
    public static final String SERVICE = LocksGrpc.SERVICE_NAME;

    private final ObjectHandle handle;

    SharedLock(ObjectHandle handle) {
        this(handle, calls(handle));
    }

    private SharedLock(ObjectHandle handle, LockCalls<?> lockCalls) {
        super(lockCalls);
        this.handle = handle;
    }

    /** The calls on a lock for the thread that calls. */
    static LockCalls<?> calls(ObjectHandle handle) {
        return new LockCalls<>(handle, new Methods(), "");
    }

    /** Finds or makes a lock: see {@link Proxies#open}. */
    public static SharedLock open(Proxies proxies, @Nullable String name) {
        return proxies.open(
                name,
                SERVICE,
                LocksGrpc::newFutureStub,
                (stub, named) ->
                        stub.open(OpenLockRequest.newBuilder().setName(named).build()),
                List.of(),
                SharedLock::new);
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    /**
     * The same lock for an owner of this name within this process's session, whatever thread calls: for work that goes on in another
     * thread than it began in, and for {@link #async}. Two requests of one owner at the same time both count.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public SharedLock ownedBy(String name) {
        return new SharedLock(handle, lockCalls().ownedBy(name));
    }

    /**
     * The same lock, with methods that return at once.
     *
     * @throws IllegalStateException if its owner has no name: see {@link #ownedBy}
     */
    public AsyncLock async() {
        return new AsyncLock(lockCalls());
    }

    /** The lock's condition of this name, which all processes find; made if there is none. One round trip. */
    public LockCondition condition(String name) {
        return namedCondition(Objects.requireNonNull(name, "name"));
    }

    /** Whether anybody holds the lock. */
    public boolean isLocked() {
        return lockCalls().state(0).getLocked();
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal proxies stand for the same object, whoever their owners are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedLock && handle.isSame(other);
    }

    @Override
    public int hashCode() {
        return handle.hash();
    }

    /** Which lock, whether it is held and how many wait. */
    @Override
    public String toString() {
        return describe(handle, SharedLock.class, lockCalls());
    }

    static String describe(ObjectHandle handle, Class<?> proxy, LockCalls<?> lockCalls) {
        return Shown.of(handle, proxy, () -> {
            LockStateReply state = lockCalls.state(0);
            return handle.describe(proxy)
                    + (state.getLocked() ? "[locked, " + state.getQueueLength() + " waiting]" : "[unlocked]");
        });
    }

    /** Locks as the service serves them. */
    private static final class Methods implements LockMethods<LocksFutureStub> {
        @Override
        public LocksFutureStub stub(Channel channel) {
            return LocksGrpc.newFutureStub(channel);
        }

        @Override
        public ListenableFuture<LockAcquireReply> acquire(LocksFutureStub stub, LockAcquireRequest request) {
            return stub.acquire(request);
        }

        @Override
        public ListenableFuture<LockReleaseReply> release(LocksFutureStub stub, LockReleaseRequest request) {
            return stub.release(request);
        }

        @Override
        public ListenableFuture<LockHoldReply> hold(LocksFutureStub stub, LockHoldRequest request) {
            return stub.hold(request);
        }

        @Override
        public ListenableFuture<LockStateReply> state(LocksFutureStub stub, LockStateRequest request) {
            return stub.state(request);
        }

        @Override
        public ListenableFuture<OpenConditionReply> openCondition(LocksFutureStub stub, OpenConditionRequest request) {
            return stub.openCondition(request);
        }

        @Override
        public ListenableFuture<LockAwaitReply> await(LocksFutureStub stub, LockAwaitRequest request) {
            return stub.await(request);
        }

        @Override
        public ListenableFuture<LockSignalReply> signal(LocksFutureStub stub, LockSignalRequest request) {
            return stub.signal(request);
        }
    }
}
