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

/** The methods of {@code queues.proto} that hand elements over, and what happens to those that nobody received. */
final class QueueTakes {
    private QueueTakes() {}

    static QueuePollReply poll(QueueState queue, QueuePollRequest request, CallContext call) {
        boolean fromTail = queue.takesAtTail(request.getEnd());
        if (queue.isOver()) {
            return QueuePollReply.newBuilder().setShutDown(true).build();
        }
        Taken taken = take(queue, request.getLimit(), fromTail, call);
        return QueuePollReply.newBuilder()
                .addAllElements(taken.elements)
                .setRedelivered(taken.redelivered)
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
        Taken taken = take(queue, 1, fromTail, call);
        return QueueTakeReply.newBuilder()
                .setElement(taken.elements.get(0))
                .setRedelivered(taken.redelivered > 0)
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
        Taken taken = take(queue, request.getLimit(), fromTail, call);
        return QueueTakeManyReply.newBuilder()
                .addAllElements(taken.elements)
                .setRedelivered(taken.redelivered)
                .build();
    }

    private static boolean mustWait(QueueState queue, CallContext call) {
        return queue.levels().isEmpty() || call.othersWaitIn(QueueState.ELEMENT);
    }

    /** Elements on their way to somebody. */
    private static final class Taken {
        final List<ByteString> elements = new ArrayList<>();
        int redelivered;
    }

    /** @param limit at most so many; 0 for one */
    private static Taken take(QueueState queue, int limit, boolean fromTail, CallContext call) {
        Taken taken = new Taken();
        Granted granted = new Granted();
        int most = limit == 0 ? 1 : Pages.limit(limit);
        int bytes = 0;
        while (!queue.levels().isEmpty() && taken.elements.size() < most && bytes < Pages.BYTES) {
            Spot spot = queue.levels().end(fromTail);
            if (queue.levels().wasDelivered(spot)) {
                taken.redelivered++;
            }
            ByteString element = queue.take(spot);
            granted.add(spot, element);
            taken.elements.add(element);
            bytes += element.size();
        }
        if (!taken.elements.isEmpty()) {
            call.grant(granted.toBytes());
            queue.wake(call);
        }
        return taken;
    }

    static void giveBack(QueueState queue, ByteString granted, CallContext call) {
        Granted.forEach(granted, queue::giveBack);
        call.wake(QueueState.ELEMENT);
        queue.wake(call);
    }
}
