package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.type.QueueLeases.Lease;
import dev.holdall.v1.QueueOrder;
import java.util.List;

/** Elements that come back, because nobody received them or their lease is over: to their places, or to the dead-letter queue. */
final class QueueReturns {
    /** Leases that end in one step because of the time: others have their turn. */
    private static final int STEP = 1_000;

    private QueueReturns() {}

    /** No program saw what was granted: as if it had not been delivered, which makes nothing a dead letter. */
    static void giveBackUnseen(QueueState queue, ByteString granted, CallContext call) {
        long number = Granted.lease(granted);
        if (number == 0) {
            Granted.elements(granted).forEach(element -> queue.giveBack(element.unseen()));
        } else {
            Lease lease = queue.leases().get(number);
            if (lease == null) {
                // Its time has passed, which counted.
                return;
            }
            queue.giveBack(over(queue, lease, call).unseen());
            QueueLeasing.setAlarm(queue, call);
        }
        wake(queue, call);
    }

    /** What was granted comes back, and a program may have seen it. */
    static void giveBack(QueueState queue, ByteString granted, CallContext call) {
        long number = Granted.lease(granted);
        if (number == 0) {
            Granted.elements(granted).forEach(element -> comeBack(queue, element, call));
            wake(queue, call);
            return;
        }
        Lease lease = queue.leases().get(number);
        if (lease != null) {
            end(queue, List.of(lease), call);
        }
    }

    /** The time of some leases has passed. */
    static void expire(QueueState queue, CallContext call) {
        for (int left = STEP; left > 0; left--) {
            Lease first = queue.leases().first();
            if (first == null || first.until() > call.now()) {
                break;
            }
            comeBack(queue, over(queue, first, call), call);
        }
        QueueLeasing.setAlarm(queue, call);
        wake(queue, call);
    }

    /** Ends leases without an acknowledgement. */
    static void end(QueueState queue, List<Lease> leases, CallContext call) {
        leases.forEach(lease -> comeBack(queue, over(queue, lease, call), call));
        QueueLeasing.setAlarm(queue, call);
        wake(queue, call);
    }

    private static Delivered over(QueueState queue, Lease lease, CallContext call) {
        Delivered element = queue.leases().end(lease);
        QueueLeasing.disownIfLast(queue, lease, call);
        return element;
    }

    private static void comeBack(QueueState queue, Delivered element, CallContext call) {
        DeadLetters dead = queue.deadLetters();
        if (!queue.isDrained()
                && dead != null
                && element.deliveries() >= dead.after()
                && call.moveTo(dead.queue(), QueueState.class, target -> bury(element, target, call))) {
            queue.finish(1);
        } else {
            queue.giveBack(element);
        }
    }

    /** Puts an element into the dead-letter queue, as a new one; says whether that takes any. */
    private static boolean bury(Delivered element, QueueState target, CallContext call) {
        if (target.isShutDown()) {
            return false;
        }
        target.add(
                element.element(),
                target.isByPriority() ? element.spot().priority() : 0,
                target.order() == QueueOrder.LIFO);
        call.wake(QueueState.ELEMENT);
        return true;
    }

    private static void wake(QueueState queue, CallContext call) {
        call.wake(QueueState.ELEMENT);
        queue.wake(call);
    }
}
