package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.type.QueueLevels.Spot;
import dev.holdall.v1.QueuePollReply;
import dev.holdall.v1.QueuePollRequest;
import dev.holdall.v1.QueueTakeManyReply;
import dev.holdall.v1.QueueTakeManyRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueueTakeRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of {@code queues.proto} that hand elements over. */
final class QueueTakes {
    private QueueTakes() {}

    static QueuePollReply poll(QueueState queue, QueuePollRequest request, CallContext call) {
        boolean fromTail = queue.takesAtTail(request.getEnd());
        if (queue.isOver()) {
            return QueuePollReply.newBuilder().setShutDown(true).build();
        }
        List<Delivered> taken = take(queue, request.getLimit(), fromTail, call);
        return QueuePollReply.newBuilder()
                .addAllElements(elements(taken))
                .setRedelivered(redelivered(taken))
                .addAllDeliveries(deliveries(taken))
                .build();
    }

    static @Nullable QueueTakeReply take(QueueState queue, QueueTakeRequest request, CallContext call) {
        boolean fromTail = queue.takesAtTail(request.getEnd());
        if (queue.isOver()) {
            return QueueTakeReply.newBuilder().setShutDown(true).build();
        }
        if (mustWait(queue, call)) {
            return call.park(QueueState.ELEMENT);
        }
        List<Delivered> taken = take(queue, 1, fromTail, call);
        Delivered only = taken.get(0);
        return QueueTakeReply.newBuilder()
                .setElement(only.element())
                .setRedelivered(only.deliveries() > 1)
                .setDeliveries(only.deliveries())
                .build();
    }

    static @Nullable QueueTakeManyReply takeMany(QueueState queue, QueueTakeManyRequest request, CallContext call) {
        boolean fromTail = queue.takesAtTail(request.getEnd());
        if (queue.isOver()) {
            return QueueTakeManyReply.newBuilder().setShutDown(true).build();
        }
        if (mustWait(queue, call)) {
            return call.park(QueueState.ELEMENT);
        }
        List<Delivered> taken = take(queue, request.getLimit(), fromTail, call);
        return QueueTakeManyReply.newBuilder()
                .addAllElements(elements(taken))
                .setRedelivered(redelivered(taken))
                .addAllDeliveries(deliveries(taken))
                .build();
    }

    static boolean mustWait(QueueState queue, CallContext call) {
        return queue.levels().isEmpty() || call.othersWaitIn(QueueState.ELEMENT);
    }

    private static List<ByteString> elements(List<Delivered> taken) {
        return taken.stream().map(Delivered::element).toList();
    }

    private static int redelivered(List<Delivered> taken) {
        return (int) taken.stream().filter(each -> each.deliveries() > 1).count();
    }

    /** Nothing where there is nothing to say, as nearly always. */
    private static List<Integer> deliveries(List<Delivered> taken) {
        return redelivered(taken) == 0
                ? List.of()
                : taken.stream().map(Delivered::deliveries).toList();
    }

    /**
     * Hands elements over. One that has come back before, and may be why, goes alone where it could end as a dead letter: others must not go
     * that way with it.
     *
     * @param limit at most so many; 0 for one
     */
    private static List<Delivered> take(QueueState queue, int limit, boolean fromTail, CallContext call) {
        List<Delivered> taken = new ArrayList<>();
        int most = limit == 0 ? 1 : Pages.limit(limit);
        int bytes = 0;
        while (!queue.levels().isEmpty() && taken.size() < most && bytes < Pages.BYTES) {
            Spot next = queue.levels().end(fromTail);
            boolean alone = queue.deadLetters() != null && queue.levels().deliveries(next) > 0;
            if (alone && !taken.isEmpty()) {
                break;
            }
            Delivered element = queue.take(next);
            taken.add(element);
            bytes += alone ? Pages.BYTES : element.element().size();
        }
        if (!taken.isEmpty()) {
            call.grant(Granted.elements(taken));
            queue.wake(call);
        }
        return taken;
    }
}
