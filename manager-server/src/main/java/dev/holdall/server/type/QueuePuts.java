package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.Refusal;
import dev.holdall.v1.Code;
import dev.holdall.v1.QueueEnd;
import dev.holdall.v1.QueueNotAdded;
import dev.holdall.v1.QueueOfferAllReply;
import dev.holdall.v1.QueueOfferAllRequest;
import dev.holdall.v1.QueueOfferReply;
import dev.holdall.v1.QueueOfferRequest;
import dev.holdall.v1.QueuePutAllReply;
import dev.holdall.v1.QueuePutAllRequest;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueuePutRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The methods of {@code queues.proto} that add elements. */
final class QueuePuts {
    private QueuePuts() {}

    static QueueOfferReply offer(QueueState queue, QueueOfferRequest request, CallContext call) {
        Incoming incoming = incoming(
                queue,
                List.of(request.getElement()),
                request.hasPriority() ? List.of(request.getPriority()) : List.of(),
                request.getEnd(),
                call);
        QueueNotAdded never = never(queue, incoming);
        if (never != null) {
            return QueueOfferReply.newBuilder().setWhyNot(never).build();
        }
        if (queue.room() <= 0 || call.othersWaitIn(QueueState.ROOM)) {
            return QueueOfferReply.getDefaultInstance();
        }
        add(queue, incoming, call);
        return QueueOfferReply.newBuilder().setAccepted(true).build();
    }

    static @Nullable QueuePutReply put(QueueState queue, QueuePutRequest request, CallContext call) {
        Incoming incoming = incoming(
                queue,
                List.of(request.getElement()),
                request.hasPriority() ? List.of(request.getPriority()) : List.of(),
                request.getEnd(),
                call);
        QueueNotAdded never = never(queue, incoming);
        if (never != null) {
            return QueuePutReply.newBuilder().setWhyNot(never).build();
        }
        if (queue.room() <= 0 || call.othersWaitIn(QueueState.ROOM)) {
            return call.park(QueueState.ROOM, 1);
        }
        add(queue, incoming, call);
        return QueuePutReply.newBuilder().setAccepted(true).build();
    }

    static QueueOfferAllReply offerAll(QueueState queue, QueueOfferAllRequest request, CallContext call) {
        Incoming incoming =
                incoming(queue, request.getElementsList(), request.getPrioritiesList(), request.getEnd(), call);
        QueueNotAdded never = never(queue, incoming);
        if (never != null) {
            return QueueOfferAllReply.newBuilder().setWhyNot(never).build();
        }
        long room = call.othersWaitIn(QueueState.ROOM) ? 0 : Math.max(0, queue.room());
        int accepted = (int) Math.min(room, request.getElementsCount());
        add(queue, incoming.first(accepted), call);
        return QueueOfferAllReply.newBuilder().setAccepted(accepted).build();
    }

    static @Nullable QueuePutAllReply putAll(QueueState queue, QueuePutAllRequest request, CallContext call) {
        Incoming incoming =
                incoming(queue, request.getElementsList(), request.getPrioritiesList(), request.getEnd(), call);
        int count = request.getElementsCount();
        if (queue.capacity() > 0 && count > queue.capacity()) {
            throw Refusal.invalid("there will never be room for " + count + " elements in a queue of the capacity "
                    + queue.capacity());
        }
        QueueNotAdded never = never(queue, incoming);
        if (never != null) {
            return QueuePutAllReply.newBuilder().setWhyNot(never).build();
        }
        if (count > 0 && (queue.room() < count || call.othersWaitIn(QueueState.ROOM))) {
            return call.park(QueueState.ROOM, count);
        }
        add(queue, incoming, call);
        return QueuePutAllReply.newBuilder().setAccepted(true).build();
    }

    /**
     * What a request wants to add.
     *
     * @param priorities one for each, or none
     */
    private record Incoming(List<ByteString> elements, List<Long> priorities, boolean atHead) {
        Incoming first(int count) {
            return new Incoming(
                    elements.subList(0, count),
                    priorities.isEmpty() ? priorities : priorities.subList(0, count),
                    atHead);
        }

        long priority(int index) {
            return priorities.isEmpty() ? 0 : priorities.get(index);
        }
    }

    /** Looks at all that a request says before anything is decided: what is wrong is refused even where it would have to wait. */
    private static Incoming incoming(
            QueueState queue, List<ByteString> elements, List<Long> priorities, QueueEnd end, CallContext call) {
        elements.forEach(element -> call.elementNotNull(element, "an element of a queue"));
        if (!priorities.isEmpty() && priorities.size() != elements.size()) {
            throw Refusal.invalid(
                    priorities.size() + " priorities for the elements, of which there are " + elements.size());
        }
        if (!priorities.isEmpty() && !queue.isByPriority()) {
            throw new Refusal(
                    Code.MISMATCH, "an element has a priority, and the order of the queue is " + queue.order());
        }
        return new Incoming(elements, priorities, queue.putsAtHead(end));
    }

    /** Why the elements cannot be added, however long they wait; null if they can. */
    private static @Nullable QueueNotAdded never(QueueState queue, Incoming incoming) {
        if (queue.isShutDown()) {
            return QueueNotAdded.SHUT_DOWN;
        }
        return queue.isByPriority()
                        && incoming.priorities().isEmpty()
                        && !incoming.elements().isEmpty()
                ? QueueNotAdded.NO_PRIORITY
                : null;
    }

    private static void add(QueueState queue, Incoming incoming, CallContext call) {
        int count = incoming.elements().size();
        call.admit(count, Pages.sum(incoming.elements()) + newLevels(queue, incoming) * QueueLevels.LEVEL_BYTES);
        for (int i = 0; i < count; i++) {
            queue.add(incoming.elements().get(i), incoming.priority(i), incoming.atHead());
        }
        call.wake(QueueState.ELEMENT);
    }

    /** How many levels the elements bring with them that count. */
    private static int newLevels(QueueState queue, Incoming incoming) {
        if (incoming.priorities().isEmpty()) {
            return 0;
        }
        Set<Long> brought = new HashSet<>(incoming.priorities());
        brought.removeIf(queue.levels()::hasLevel);
        // The first level of all does not count.
        return queue.levels().isEmpty() ? brought.size() - 1 : brought.size();
    }
}
