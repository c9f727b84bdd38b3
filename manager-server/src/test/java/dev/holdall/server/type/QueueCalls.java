package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Elements;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.QueueAcknowledgeLeaseRequest;
import dev.holdall.v1.QueueClearRequest;
import dev.holdall.v1.QueueCompareAndRemoveRequest;
import dev.holdall.v1.QueueContainsRequest;
import dev.holdall.v1.QueueExtendLeaseRequest;
import dev.holdall.v1.QueueGiveLeaseBackRequest;
import dev.holdall.v1.QueueOfferAllRequest;
import dev.holdall.v1.QueueOfferRequest;
import dev.holdall.v1.QueuePageRequest;
import dev.holdall.v1.QueuePeekRequest;
import dev.holdall.v1.QueuePollRequest;
import dev.holdall.v1.QueuePutAllRequest;
import dev.holdall.v1.QueuePutRequest;
import dev.holdall.v1.QueueRemoveRequest;
import dev.holdall.v1.QueueSetDeadLettersRequest;
import dev.holdall.v1.QueueSizeRequest;
import dev.holdall.v1.QueueTakeLeasedRequest;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.Wait;
import java.time.Duration;
import java.util.Arrays;

/** Requests of {@code queues.proto}. */
public final class QueueCalls {
    private QueueCalls() {}

    public static OpenQueueRequest open(String name, long capacity) {
        return OpenQueueRequest.newBuilder().setName(name).setCapacity(capacity).build();
    }

    public static QueuePutRequest put(ObjectId queue, String element) {
        return put(queue, Elements.of(element));
    }

    public static QueuePutRequest put(ObjectId queue, ByteString element) {
        return QueuePutRequest.newBuilder().setQueue(queue).setElement(element).build();
    }

    public static QueuePutRequest put(ObjectId queue, String element, Duration wait) {
        return put(queue, element).toBuilder().setWait(wait(wait)).build();
    }

    public static QueueOfferRequest offer(ObjectId queue, String element) {
        return QueueOfferRequest.newBuilder()
                .setQueue(queue)
                .setElement(Elements.of(element))
                .build();
    }

    public static QueueOfferAllRequest offerAll(ObjectId queue, String... elements) {
        return QueueOfferAllRequest.newBuilder()
                .setQueue(queue)
                .addAllElements(Elements.of(elements))
                .build();
    }

    public static QueuePutAllRequest putAll(ObjectId queue, String... elements) {
        return QueuePutAllRequest.newBuilder()
                .setQueue(queue)
                .addAllElements(Elements.of(elements))
                .build();
    }

    public static QueueTakeRequest take(ObjectId queue) {
        return QueueTakeRequest.newBuilder().setQueue(queue).build();
    }

    public static QueueTakeRequest take(ObjectId queue, Duration wait) {
        return take(queue).toBuilder().setWait(wait(wait)).build();
    }

    /** Leases if there is an element. */
    public static QueueTakeLeasedRequest pollLeased(ObjectId queue, Duration visibility) {
        return takeLeased(queue, visibility).toBuilder()
                .setWait(wait(Duration.ZERO))
                .build();
    }

    public static QueueTakeLeasedRequest takeLeased(ObjectId queue, Duration visibility) {
        return QueueTakeLeasedRequest.newBuilder()
                .setQueue(queue)
                .setVisibilityNanos(visibility.toNanos())
                .build();
    }

    public static QueueAcknowledgeLeaseRequest acknowledge(ObjectId queue, long lease) {
        return QueueAcknowledgeLeaseRequest.newBuilder()
                .setQueue(queue)
                .setLease(lease)
                .build();
    }

    public static QueueGiveLeaseBackRequest giveBack(ObjectId queue, long lease) {
        return QueueGiveLeaseBackRequest.newBuilder()
                .setQueue(queue)
                .setLease(lease)
                .build();
    }

    public static QueueExtendLeaseRequest extend(ObjectId queue, long lease, Duration visibility) {
        return QueueExtendLeaseRequest.newBuilder()
                .setQueue(queue)
                .setLease(lease)
                .setVisibilityNanos(visibility.toNanos())
                .build();
    }

    public static QueueSetDeadLettersRequest deadLetters(ObjectId queue, ObjectId to, int after) {
        return QueueSetDeadLettersRequest.newBuilder()
                .setQueue(queue)
                .setDeadLetters(to)
                .setAfterDeliveries(after)
                .build();
    }

    public static QueueSetDeadLettersRequest noDeadLetters(ObjectId queue) {
        return QueueSetDeadLettersRequest.newBuilder().setQueue(queue).build();
    }

    public static QueuePollRequest poll(ObjectId queue, int limit) {
        return QueuePollRequest.newBuilder().setQueue(queue).setLimit(limit).build();
    }

    public static QueuePeekRequest peek(ObjectId queue) {
        return QueuePeekRequest.newBuilder().setQueue(queue).build();
    }

    public static QueueRemoveRequest remove(ObjectId queue, String element) {
        return QueueRemoveRequest.newBuilder()
                .setQueue(queue)
                .setElement(Elements.of(element))
                .build();
    }

    public static QueueContainsRequest contains(ObjectId queue, String element) {
        return QueueContainsRequest.newBuilder()
                .setQueue(queue)
                .setElement(Elements.of(element))
                .build();
    }

    public static QueueCompareAndRemoveRequest compareAndRemove(ObjectId queue, Object... positionsAndElements) {
        QueueCompareAndRemoveRequest.Builder request =
                QueueCompareAndRemoveRequest.newBuilder().setQueue(queue);
        Arrays.stream(positionsAndElements).forEach(each -> {
            if (each instanceof Long position) {
                request.addPositions(position);
            } else {
                request.addExpected(Elements.of((String) each));
            }
        });
        return request.build();
    }

    public static QueuePageRequest page(ObjectId queue, long after, int limit) {
        return QueuePageRequest.newBuilder()
                .setQueue(queue)
                .setAfter(after)
                .setLimit(limit)
                .build();
    }

    public static QueueSizeRequest size(ObjectId queue) {
        return QueueSizeRequest.newBuilder().setQueue(queue).build();
    }

    public static QueueClearRequest clear(ObjectId queue) {
        return QueueClearRequest.newBuilder().setQueue(queue).build();
    }

    private static Wait wait(Duration time) {
        return Wait.newBuilder().setNanos(time.toNanos()).build();
    }
}
