package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.Occasion;
import dev.holdall.server.state.WaitDescription;
import dev.holdall.server.state.WaitEnd;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
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
import dev.holdall.v1.OpenConditionReply;
import dev.holdall.v1.OpenConditionRequest;
import dev.holdall.v1.OpenReadWriteLockRequest;
import dev.holdall.v1.ReadWriteLocksGrpc;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Locks for reading and writing: {@code read_write_locks.proto}. Writing is what the {@link Monitor} guards; readers are added here.
 */
public final class ReadWriteLockType implements ObjectType<ReadWriteLockType.ReadWriteLock> {

    /** What one owner holds for reading. */
    private record Reading(int holds, long token, Occasion since) {}

    /** One lock: who writes, and who reads. */
    static final class ReadWriteLock extends Monitor {
        private final TreeMap<Owner, Reading> readers = new TreeMap<>();
        private long reads;
        private long readerBytes;

        @Override
        public long elements() {
            return super.elements() + readers.size();
        }

        @Override
        public long bytes() {
            return super.bytes() + readerBytes;
        }

        @Override
        public void save(SnapshotWriter out) {
            super.save(out);
            out.number(readers.size());
            readers.forEach((owner, reading) -> {
                owner.save(out);
                out.number(reading.holds());
                out.number(reading.token());
                reading.since().save(out);
            });
        }

        @Override
        void restore(SnapshotReader in) {
            super.restore(in);
            for (long left = in.number(); left > 0; left--) {
                put(Owner.load(in), new Reading((int) in.number(), in.number(), Occasion.load(in)));
            }
        }

        @Override
        boolean isFree() {
            return super.isFree() && readers.isEmpty();
        }

        @Override
        boolean isHeldIn(long session) {
            return super.isHeldIn(session) || firstReaderOf(session) != null;
        }

        private @Nullable Owner firstReaderOf(long session) {
            Owner first = readers.ceilingKey(Owner.before(session));
            return first != null && first.session() == session ? first : null;
        }

        private boolean isReadBy(Owner owner) {
            return readers.containsKey(owner);
        }

        /** Adds a hold for reading, if nobody else writes or came before, and says whether it did. */
        private boolean acquireRead(Owner owner, CallContext call) {
            Reading reading = readers.get(owner);
            if (reading != null) {
                checkHolds(reading.holds());
                reading = new Reading(reading.holds() + 1, reading.token(), reading.since());
            } else if (isHeldBy(owner) || !isLocked() && !call.othersWaitIn(QUEUE)) {
                call.admit(1, bytesOf(owner.name()));
                reading = new Reading(1, call.nextToken(), call.occasion());
                call.own(owner.session());
            } else {
                return false;
            }
            put(owner, reading);
            call.grant(
                    new GrantedHold(GrantedHold.Kind.READING, owner, reading.token(), 1, GrantedHold.NONE).toBytes());
            return true;
        }

        /** Takes away a hold for reading, and says whether there was one. */
        private boolean releaseRead(Owner owner, CallContext call) {
            Reading reading = readers.get(owner);
            if (reading == null) {
                return false;
            }
            if (reading.holds() > 1) {
                put(owner, new Reading(reading.holds() - 1, reading.token(), reading.since()));
            } else {
                remove(owner);
                released(owner, call);
            }
            return true;
        }

        private void put(Owner owner, Reading reading) {
            remove(owner);
            readers.put(owner, reading);
            reads += reading.holds();
            readerBytes += bytesOf(owner.name());
        }

        private void remove(Owner owner) {
            Reading reading = readers.remove(owner);
            if (reading != null) {
                reads -= reading.holds();
                readerBytes -= bytesOf(owner.name());
            }
        }

        @Override
        void describeWaits(WaitDescription out) {
            super.describeWaits(out);
            out.state(isFree() ? "free" : "");
            readers.forEach((owner, reading) -> out.heldBy(
                    owner.holding("holds it for reading", reading.holds(), reading.token(), reading.since())));
        }

        @Override
        void giveBack(GrantedHold granted, CallContext call) {
            if (granted.kind() == GrantedHold.Kind.WRITING) {
                super.giveBack(granted, call);
                return;
            }
            Reading reading = readers.get(granted.owner());
            if (reading != null && reading.token() == granted.token()) {
                releaseRead(granted.owner(), call);
            }
        }

        @Override
        void sessionEnded(long session, CallContext call) {
            super.sessionEnded(session, call);
            for (Owner reader = firstReaderOf(session); reader != null; reader = firstReaderOf(session)) {
                remove(reader);
                released(reader, call);
            }
        }
    }

    @Override
    public String service() {
        return ReadWriteLocksGrpc.SERVICE_NAME;
    }

    @Override
    public Class<ReadWriteLock> stateClass() {
        return ReadWriteLock.class;
    }

    @Override
    public ReadWriteLock load(SnapshotReader in, SipHash hash) {
        ReadWriteLock lock = new ReadWriteLock();
        lock.restore(in);
        return lock;
    }

    @Override
    public void bind(Binder<ReadWriteLock> binder) {
        binder.open(
                        ReadWriteLocksGrpc.getOpenMethod(),
                        OpenReadWriteLockRequest::getName,
                        (request, call) -> new ReadWriteLock(),
                        (lock, request) -> true)
                .parking(
                        ReadWriteLocksGrpc.getAcquireReadMethod(),
                        LockAcquireRequest::getLock,
                        request -> Waits.nanos(request.getWait()),
                        this::acquireRead,
                        MonitorReplies.NOT_ACQUIRED)
                .parking(
                        ReadWriteLocksGrpc.getAcquireWriteMethod(),
                        LockAcquireRequest::getLock,
                        request -> Waits.nanos(request.getWait()),
                        this::acquireWrite,
                        MonitorReplies.NOT_ACQUIRED)
                .on(ReadWriteLocksGrpc.getReleaseReadMethod(), LockReleaseRequest::getLock, this::releaseRead)
                .on(ReadWriteLocksGrpc.getReleaseWriteMethod(), LockReleaseRequest::getLock, this::releaseWrite)
                .on(ReadWriteLocksGrpc.getHoldReadMethod(), LockHoldRequest::getLock, this::holdRead)
                .on(ReadWriteLocksGrpc.getHoldWriteMethod(), LockHoldRequest::getLock, this::holdWrite)
                .on(ReadWriteLocksGrpc.getOpenConditionMethod(), OpenConditionRequest::getLock, this::openCondition)
                .parkingAndEnding(
                        ReadWriteLocksGrpc.getAwaitMethod(),
                        LockAwaitRequest::getLock,
                        request -> Waits.nanos(request.getWait()),
                        this::await,
                        this::endOfAwait)
                .on(ReadWriteLocksGrpc.getSignalMethod(), LockSignalRequest::getLock, this::signal)
                .on(ReadWriteLocksGrpc.getStateMethod(), LockStateRequest::getLock, this::state);
    }

    // Holding ----------------------------------------------------------------------------------------------------

    private @Nullable LockAcquireReply acquireRead(ReadWriteLock lock, LockAcquireRequest request, CallContext call) {
        Owner owner = Owner.of(request.getOwner(), call);
        return lock.acquireRead(owner, call)
                ? MonitorReplies.acquired(
                        Objects.requireNonNull(lock.readers.get(owner)).token())
                : call.park(Monitor.QUEUE);
    }

    private @Nullable LockAcquireReply acquireWrite(ReadWriteLock lock, LockAcquireRequest request, CallContext call) {
        Owner owner = Owner.of(request.getOwner(), call);
        if (lock.isReadBy(owner) && !lock.isHeldBy(owner)) {
            return LockAcquireReply.newBuilder().setUpgrade(true).build();
        }
        return lock.acquire(owner, call) ? MonitorReplies.acquired(lock.token(owner)) : call.park(Monitor.QUEUE);
    }

    private LockReleaseReply releaseRead(ReadWriteLock lock, LockReleaseRequest request, CallContext call) {
        return MonitorReplies.released(lock.releaseRead(Owner.of(request.getOwner(), call), call));
    }

    private LockReleaseReply releaseWrite(ReadWriteLock lock, LockReleaseRequest request, CallContext call) {
        return MonitorReplies.released(lock.release(Owner.of(request.getOwner(), call), call));
    }

    private LockHoldReply holdRead(ReadWriteLock lock, LockHoldRequest request, CallContext call) {
        Reading reading = lock.readers.get(Owner.of(request.getOwner(), call));
        return reading == null
                ? LockHoldReply.getDefaultInstance()
                : MonitorReplies.hold(reading.holds(), reading.token());
    }

    private LockHoldReply holdWrite(ReadWriteLock lock, LockHoldRequest request, CallContext call) {
        Owner owner = Owner.of(request.getOwner(), call);
        return MonitorReplies.hold(lock.holds(owner), lock.token(owner));
    }

    // Conditions -------------------------------------------------------------------------------------------------

    private OpenConditionReply openCondition(ReadWriteLock lock, OpenConditionRequest request, CallContext call) {
        return OpenConditionReply.newBuilder()
                .setCondition(lock.condition(request, call))
                .build();
    }

    private @Nullable LockAwaitReply await(ReadWriteLock lock, LockAwaitRequest request, CallContext call) {
        Owner owner = Owner.of(request.getOwner(), call);
        if (call.stage() == 0 && lock.isHeldBy(owner) && lock.isReadBy(owner)) {
            return MonitorReplies.awaited(LockAwaitOutcome.LOCK_AWAIT_OUTCOME_READING, 0);
        }
        LockAwaitOutcome outcome = lock.await(owner, request.getCondition(), call);
        return MonitorReplies.awaited(outcome, lock.token(owner));
    }

    private @Nullable LockAwaitReply endOfAwait(
            ReadWriteLock lock, LockAwaitRequest request, WaitEnd why, CallContext call) {
        Owner owner = Owner.of(request.getOwner(), call);
        LockAwaitOutcome outcome = lock.endOfAwait(owner, request.getCondition(), why, call);
        return MonitorReplies.awaited(outcome, lock.token(owner));
    }

    private LockSignalReply signal(ReadWriteLock lock, LockSignalRequest request, CallContext call) {
        boolean held = lock.isHeldBy(Owner.of(request.getOwner(), call));
        if (held) {
            lock.signal(request.getCondition(), MonitorReplies.count(request), call);
        }
        return MonitorReplies.signalled(held);
    }

    private LockStateReply state(ReadWriteLock lock, LockStateRequest request, CallContext call) {
        return LockStateReply.newBuilder()
                .setLocked(lock.isLocked())
                .setQueueLength(call.waitingIn(Monitor.QUEUE))
                .setWaiting(lock.waiting(request.getCondition(), call))
                .setReads(lock.reads)
                .build();
    }

    // Ends -------------------------------------------------------------------------------------------------------

    @Override
    public void giveBack(ReadWriteLock lock, ByteString granted, CallContext call) {
        lock.giveBack(GrantedHold.of(granted), call);
    }

    /** Held for writing: readers have tokens of their own, and do not keep each other out. */
    @Override
    public boolean isHeldUnder(ReadWriteLock lock, long token) {
        return lock.isHeldUnder(token);
    }

    @Override
    public void sessionEnded(ReadWriteLock lock, long session, CallContext call) {
        lock.sessionEnded(session, call);
    }

    @Override
    public void describeWaits(ReadWriteLock lock, WaitDescription out) {
        lock.describeWaits(out);
    }
}
