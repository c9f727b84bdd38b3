package dev.holdall.server.type;

import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.type.QueueLeases.Lease;
import dev.holdall.v1.Code;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.QueueAcknowledgeLeaseReply;
import dev.holdall.v1.QueueAcknowledgeLeaseRequest;
import dev.holdall.v1.QueueExtendLeaseReply;
import dev.holdall.v1.QueueExtendLeaseRequest;
import dev.holdall.v1.QueueGiveLeaseBackReply;
import dev.holdall.v1.QueueGiveLeaseBackRequest;
import dev.holdall.v1.QueueSetDeadLettersReply;
import dev.holdall.v1.QueueSetDeadLettersRequest;
import dev.holdall.v1.QueueTakeLeasedReply;
import dev.holdall.v1.QueueTakeLeasedRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of {@code queues.proto} about leases and dead letters. */
final class QueueLeasing {
    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST = 7 * 24 * 60 * 60 * SECOND;

    /**
     * So many leases a queue grants even where there is no memory left by the limits: who works off a queue with leases must be able to go
     * on when others have filled the manager.
     */
    private static final int ALWAYS = 1_000;

    private QueueLeasing() {}

    static @Nullable QueueTakeLeasedReply take(QueueState queue, QueueTakeLeasedRequest request, CallContext call) {
        boolean fromTail = queue.takesAtTail(request.getEnd());
        long visibility = visibility(request.getVisibilityNanos());
        if (queue.isOver()) {
            return QueueTakeLeasedReply.newBuilder().setShutDown(true).build();
        }
        if (QueueTakes.mustWait(queue, call)) {
            return call.park(QueueState.ELEMENT);
        }
        if (queue.leases().size() >= ALWAYS) {
            call.admitBytes(QueueLeases.LEASE_BYTES);
        }
        long session = call.caller().session();
        Delivered element = queue.take(queue.levels().end(fromTail));
        long lease = queue.leases().add(element, session, call.now() + visibility);
        call.own(session);
        call.grant(Granted.lease(lease));
        setAlarm(queue, call);
        queue.wake(call);
        return QueueTakeLeasedReply.newBuilder()
                .setElement(element.element())
                .setLease(lease)
                .setDeliveries(element.deliveries())
                .build();
    }

    static QueueAcknowledgeLeaseReply acknowledge(
            QueueState queue, QueueAcknowledgeLeaseRequest request, CallContext call) {
        Lease lease = queue.leases().get(request.getLease(), call.caller().session());
        if (lease == null) {
            return QueueAcknowledgeLeaseReply.getDefaultInstance();
        }
        queue.leases().end(lease);
        queue.finish(1);
        disownIfLast(queue, lease, call);
        setAlarm(queue, call);
        queue.wake(call);
        return QueueAcknowledgeLeaseReply.newBuilder().setAcknowledged(true).build();
    }

    static QueueGiveLeaseBackReply giveBack(QueueState queue, QueueGiveLeaseBackRequest request, CallContext call) {
        Lease lease = queue.leases().get(request.getLease(), call.caller().session());
        if (lease == null) {
            return QueueGiveLeaseBackReply.getDefaultInstance();
        }
        QueueReturns.end(queue, List.of(lease), call);
        return QueueGiveLeaseBackReply.newBuilder().setGivenBack(true).build();
    }

    static QueueExtendLeaseReply extend(QueueState queue, QueueExtendLeaseRequest request, CallContext call) {
        long visibility = visibility(request.getVisibilityNanos());
        Lease lease = queue.leases().get(request.getLease(), call.caller().session());
        if (lease == null) {
            return QueueExtendLeaseReply.getDefaultInstance();
        }
        queue.leases().extend(lease, call.now() + visibility);
        setAlarm(queue, call);
        return QueueExtendLeaseReply.newBuilder().setExtended(true).build();
    }

    /** The same time, of which the wire has no sign. */
    private static long visibility(long nanos) {
        if (nanos <= 0 || nanos > LONGEST) {
            throw Refusal.invalid("a lease lasts for more than 0 and at most " + LONGEST + " nanoseconds, not for "
                    + Long.toUnsignedString(nanos));
        }
        return nanos;
    }

    /** The queue is to be told when the first lease is over. */
    static void setAlarm(QueueState queue, CallContext call) {
        call.alarmAt(queue.leases().nextEnd());
    }

    /** A lease is over: perhaps its session has none left here. */
    static void disownIfLast(QueueState queue, Lease lease, CallContext call) {
        if (!queue.leases().hasAny(lease.session())) {
            call.disown(lease.session());
        }
    }

    // Dead letters -----------------------------------------------------------------------------------------------

    static QueueSetDeadLettersReply setDeadLetters(
            QueueState queue, QueueSetDeadLettersRequest request, CallContext call, QueueType type) {
        int after = request.getAfterDeliveries();
        if (!request.hasDeadLetters()) {
            if (after != 0) {
                throw Refusal.invalid(Integer.toUnsignedString(after) + " deliveries, and no dead-letter queue");
            }
            queue.setDeadLetters(null);
            return QueueSetDeadLettersReply.getDefaultInstance();
        }
        if (after <= 0) {
            throw Refusal.invalid("an element goes to the dead-letter queue after 1 to " + Integer.MAX_VALUE
                    + " deliveries, not after " + Integer.toUnsignedString(after));
        }
        QueueState target = call.other(request.getDeadLetters(), type);
        if (target == queue) {
            throw Refusal.invalid("a queue is not its own dead-letter queue");
        }
        if (target.isByPriority() && !queue.isByPriority()) {
            throw new Refusal(
                    Code.MISMATCH,
                    "the elements of a queue whose order is " + queue.order()
                            + " have no priority, and the dead-letter queue is ordered by it");
        }
        ObjectId id = request.getDeadLetters();
        DeadLetters deadLetters = new DeadLetters(
                ObjectId.newBuilder()
                        .setShard(id.getShard())
                        .setEpoch(id.getEpoch())
                        .setNumber(id.getNumber())
                        .setCheck(id.getCheck())
                        .build(),
                after);
        call.element(deadLetters.reference());
        queue.setDeadLetters(deadLetters);
        return QueueSetDeadLettersReply.getDefaultInstance();
    }
}
