package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.WaitDescription;
import dev.holdall.server.state.WaitEnd;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.v1.LockAcquireReply;
import dev.holdall.v1.LockAcquireRequest;
import dev.holdall.v1.LockAwaitOutcome;
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
import dev.holdall.v1.OpenConditionReply;
import dev.holdall.v1.OpenConditionRequest;
import dev.holdall.v1.OpenLockRequest;
import org.jspecify.annotations.Nullable;

/** Locks: {@code locks.proto}. */
public final class LockType implements ObjectType<LockType.Lock> {

    /** One lock: a monitor and nothing else. */
    static final class Lock extends Monitor {}

    @Override
    public String service() {
        return LocksGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Lock> stateClass() {
        return Lock.class;
    }

    @Override
    public Lock load(SnapshotReader in, SipHash hash) {
        Lock lock = new Lock();
        lock.restore(in);
        return lock;
    }

    @Override
    public void bind(Binder<Lock> binder) {
        binder.open(
                        LocksGrpc.getOpenMethod(),
                        OpenLockRequest::getName,
                        (request, call) -> new Lock(),
                        (lock, request) -> true)
                .parking(
                        LocksGrpc.getAcquireMethod(),
                        LockAcquireRequest::getLock,
                        request -> Waits.nanos(request.getWait()),
                        this::acquire,
                        MonitorReplies.NOT_ACQUIRED)
                .on(LocksGrpc.getReleaseMethod(), LockReleaseRequest::getLock, this::release)
                .on(LocksGrpc.getHoldMethod(), LockHoldRequest::getLock, this::hold)
                .on(LocksGrpc.getOpenConditionMethod(), OpenConditionRequest::getLock, this::openCondition)
                .parkingAndEnding(
                        LocksGrpc.getAwaitMethod(),
                        LockAwaitRequest::getLock,
                        request -> Waits.nanos(request.getWait()),
                        this::await,
                        this::endOfAwait)
                .on(LocksGrpc.getSignalMethod(), LockSignalRequest::getLock, this::signal)
                .on(LocksGrpc.getStateMethod(), LockStateRequest::getLock, this::state);
    }

    private @Nullable LockAcquireReply acquire(Lock lock, LockAcquireRequest request, CallContext call) {
        Owner owner = Owner.of(request.getOwner(), call);
        return lock.acquire(owner, call) ? MonitorReplies.acquired(lock.token(owner)) : call.park(Monitor.QUEUE);
    }

    private LockReleaseReply release(Lock lock, LockReleaseRequest request, CallContext call) {
        return MonitorReplies.released(lock.release(Owner.of(request.getOwner(), call), call));
    }

    private LockHoldReply hold(Lock lock, LockHoldRequest request, CallContext call) {
        Owner owner = Owner.of(request.getOwner(), call);
        return MonitorReplies.hold(lock.holds(owner), lock.token(owner));
    }

    private OpenConditionReply openCondition(Lock lock, OpenConditionRequest request, CallContext call) {
        return OpenConditionReply.newBuilder()
                .setCondition(lock.condition(request, call))
                .build();
    }

    private @Nullable LockAwaitReply await(Lock lock, LockAwaitRequest request, CallContext call) {
        Owner owner = Owner.of(request.getOwner(), call);
        LockAwaitOutcome outcome = lock.await(owner, request.getCondition(), call);
        return MonitorReplies.awaited(outcome, lock.token(owner));
    }

    private @Nullable LockAwaitReply endOfAwait(Lock lock, LockAwaitRequest request, WaitEnd why, CallContext call) {
        Owner owner = Owner.of(request.getOwner(), call);
        LockAwaitOutcome outcome = lock.endOfAwait(owner, request.getCondition(), why, call);
        return MonitorReplies.awaited(outcome, lock.token(owner));
    }

    private LockSignalReply signal(Lock lock, LockSignalRequest request, CallContext call) {
        boolean held = lock.isHeldBy(Owner.of(request.getOwner(), call));
        if (held) {
            lock.signal(request.getCondition(), MonitorReplies.count(request), call);
        }
        return MonitorReplies.signalled(held);
    }

    private LockStateReply state(Lock lock, LockStateRequest request, CallContext call) {
        return LockStateReply.newBuilder()
                .setLocked(lock.isLocked())
                .setQueueLength(call.waitingIn(Monitor.QUEUE))
                .setWaiting(lock.waiting(request.getCondition(), call))
                .build();
    }

    @Override
    public void giveBack(Lock lock, ByteString granted, CallContext call) {
        lock.giveBack(GrantedHold.of(granted), call);
    }

    @Override
    public boolean isHeldUnder(Lock lock, long token) {
        return lock.isHeldUnder(token);
    }

    @Override
    public void sessionEnded(Lock lock, long session, CallContext call) {
        lock.sessionEnded(session, call);
    }

    @Override
    public void describeWaits(Lock lock, WaitDescription out) {
        lock.describeWaits(out);
    }
}
