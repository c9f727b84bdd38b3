package dev.holdall.client.proxy;

import dev.holdall.client.call.Held;
import dev.holdall.client.call.Holds;
import dev.holdall.client.call.Operation;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.QueueEnd;
import dev.holdall.v1.QueueSetDeadLettersReply;
import dev.holdall.v1.QueueSetDeadLettersRequest;
import dev.holdall.v1.QueueTakeLeasedReply;
import dev.holdall.v1.QueueTakeLeasedRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.QueuesGrpc.QueuesFutureStub;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the proxies of a queue ask of the manager about elements that may be delivered more than once: leases, deliveries, dead letters.
 * Waiting and asynchronous proxies share it.
 *
 * @param <E> the type of the elements
 */
final class QueueDeliveries<E> {
    private final ObjectHandle handle;
    private final QueueRequests<E> requests;

    QueueDeliveries(ObjectHandle handle, QueueRequests<E> requests) {
        this.handle = handle;
        this.requests = requests;
    }

    Operation<QueuesFutureStub, @Nullable Lease<E>> takeLeased(QueueEnd end, Duration visibility, long nanos) {
        ObjectId queue = handle.id();
        QueueTakeLeasedRequest request = QueueTakeLeasedRequest.newBuilder()
                .setQueue(queue)
                .setWait(Waits.atMost(nanos))
                .setEnd(end)
                .setVisibilityNanos(Lease.nanos(visibility))
                .build();
        return Operation.granting(s -> s.takeLeased(request), (QueueTakeLeasedReply reply) -> {
            requests.checkOpen(reply.getShutDown());
            return reply.hasElement()
                    ? new Lease<>(
                            handle, queue, reply.getLease(), requests.decode(reply.getElement()), reply.getDeliveries())
                    : null;
        });
    }

    Operation<QueuesFutureStub, @Nullable Delivery<E>> take(long nanos) {
        QueueTakeRequest request = QueueTakeRequest.newBuilder()
                .setQueue(handle.id())
                .setWait(Waits.atMost(nanos))
                .build();
        return Operation.granting(s -> s.take(request), (QueueTakeReply reply) -> {
            requests.checkOpen(reply.getShutDown());
            return reply.hasElement()
                    ? new Delivery<>(requests.decode(reply.getElement()), reply.getDeliveries())
                    : null;
        });
    }

    /** To be sent by this thread's next call. */
    Operation<QueuesFutureStub, @Nullable Void> deadLetters(SharedQueue<?> to, int afterDeliveries) {
        if (afterDeliveries < 1) {
            throw new IllegalArgumentException(
                    "an element goes to the dead-letter queue after one delivery at least, not " + afterDeliveries);
        }
        if (handle.isSame(to)) {
            throw new IllegalArgumentException("a queue is not its own dead-letter queue");
        }
        Held held = to.handle().held();
        if (held != null) {
            Holds.encoded(held);
        }
        return setDeadLetters(QueueSetDeadLettersRequest.newBuilder()
                .setQueue(handle.id())
                .setDeadLetters(to.handle().id())
                .setAfterDeliveries(afterDeliveries)
                .build());
    }

    Operation<QueuesFutureStub, @Nullable Void> noDeadLetters() {
        return setDeadLetters(
                QueueSetDeadLettersRequest.newBuilder().setQueue(handle.id()).build());
    }

    private static Operation<QueuesFutureStub, @Nullable Void> setDeadLetters(QueueSetDeadLettersRequest request) {
        return Operation.of(s -> s.setDeadLetters(request), (QueueSetDeadLettersReply reply) -> null);
    }
}
