package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.type.QueueLevels.Spot;
import dev.holdall.v1.QueueCompareAndRemoveReply;
import dev.holdall.v1.QueueCompareAndRemoveRequest;
import dev.holdall.v1.QueueContainsReply;
import dev.holdall.v1.QueueContainsRequest;
import dev.holdall.v1.QueuePageReply;
import dev.holdall.v1.QueuePageRequest;
import dev.holdall.v1.QueuePeekReply;
import dev.holdall.v1.QueuePeekRequest;
import dev.holdall.v1.QueueRemoveReply;
import dev.holdall.v1.QueueRemoveRequest;
import dev.holdall.v1.QueueSizeReply;
import dev.holdall.v1.QueueSizeRequest;
import java.util.List;

/** The methods of {@code queues.proto} that look at elements, and that remove what was looked at. */
final class QueueViews {
    private QueueViews() {}

    static QueuePeekReply peek(QueueState queue, QueuePeekRequest request, CallContext call) {
        boolean tail = queue.takesAtTail(request.getEnd());
        QueueLevels levels = queue.levels();
        return levels.isEmpty()
                ? QueuePeekReply.getDefaultInstance()
                : QueuePeekReply.newBuilder()
                        .setElement(levels.element(levels.end(tail)))
                        .build();
    }

    static QueueContainsReply contains(QueueState queue, QueueContainsRequest request, CallContext call) {
        ByteString element = call.element(request.getElement());
        return QueueContainsReply.newBuilder()
                .setPresent(queue.levels().find(element, false) != null)
                .build();
    }

    static QueuePageReply page(QueueState queue, QueuePageRequest request, CallContext call) {
        QueuePageReply.Builder page = QueuePageReply.newBuilder();
        Spot after =
                request.getAfter() == 0 ? null : new Spot(request.getAfterPriority(), Pages.after(request.getAfter()));
        QueueLevels.Cursor cursor = queue.levels().cursor(QueueState.isTail(request.getEnd()), after);
        int limit = Pages.limit(request.getLimit());
        int bytes = 0;
        while (cursor.next()) {
            if (page.getElementsCount() == limit || bytes >= Pages.BYTES) {
                return page.setMore(true).build();
            }
            ByteString element = cursor.element();
            page.addElements(element).addPositions(cursor.spot().position());
            if (queue.isByPriority()) {
                page.addPriorities(cursor.spot().priority());
            }
            bytes += element.size();
        }
        return page.build();
    }

    static QueueSizeReply size(QueueState queue, QueueSizeRequest request, CallContext call) {
        return QueueSizeReply.newBuilder()
                .setSize(queue.levels().size())
                .setCapacity(queue.capacity())
                .setUnfinished(queue.unfinished())
                .setShutDown(queue.isShutDown())
                .setLeased(queue.leases().size())
                .setDeadLettersAfter(
                        queue.deadLetters() == null ? 0 : queue.deadLetters().after())
                .build();
    }

    static QueueRemoveReply remove(QueueState queue, QueueRemoveRequest request, CallContext call) {
        Spot found = queue.levels().find(call.element(request.getElement()), QueueState.isTail(request.getEnd()));
        if (found == null) {
            return QueueRemoveReply.getDefaultInstance();
        }
        queue.remove(found);
        queue.wake(call);
        return QueueRemoveReply.newBuilder().setRemoved(true).build();
    }

    static QueueCompareAndRemoveReply compareAndRemove(
            QueueState queue, QueueCompareAndRemoveRequest request, CallContext call) {
        List<ByteString> expected = call.elements(request.getExpectedList());
        if (expected.size() != request.getPositionsCount()) {
            throw Refusal.invalid(expected.size() + " expected elements for the positions, of which there are "
                    + request.getPositionsCount());
        }
        boolean ofPriorities = request.getPrioritiesCount() > 0;
        if (ofPriorities && request.getPrioritiesCount() != request.getPositionsCount()) {
            throw Refusal.invalid(request.getPrioritiesCount() + " priorities for the positions, of which there are "
                    + request.getPositionsCount());
        }
        QueueCompareAndRemoveReply.Builder reply = QueueCompareAndRemoveReply.newBuilder();
        for (int i = 0; i < expected.size(); i++) {
            Spot spot = new Spot(ofPriorities ? request.getPriorities(i) : 0, request.getPositions(i));
            boolean there = queue.levels().holds(spot, expected.get(i));
            if (there) {
                queue.remove(spot);
            }
            reply.addRemoved(there);
        }
        queue.wake(call);
        return reply.build();
    }
}
