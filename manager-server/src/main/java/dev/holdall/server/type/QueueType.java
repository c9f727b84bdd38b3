package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.WaitDescription;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.QueueAcknowledgeLeaseRequest;
import dev.holdall.v1.QueueClearReply;
import dev.holdall.v1.QueueClearRequest;
import dev.holdall.v1.QueueCompareAndRemoveRequest;
import dev.holdall.v1.QueueContainsRequest;
import dev.holdall.v1.QueueExtendLeaseRequest;
import dev.holdall.v1.QueueGiveLeaseBackRequest;
import dev.holdall.v1.QueueJoinReply;
import dev.holdall.v1.QueueJoinRequest;
import dev.holdall.v1.QueueOfferAllRequest;
import dev.holdall.v1.QueueOfferRequest;
import dev.holdall.v1.QueueOrder;
import dev.holdall.v1.QueuePageRequest;
import dev.holdall.v1.QueuePeekRequest;
import dev.holdall.v1.QueuePollRequest;
import dev.holdall.v1.QueuePutAllReply;
import dev.holdall.v1.QueuePutAllRequest;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueuePutRequest;
import dev.holdall.v1.QueueRemoveRequest;
import dev.holdall.v1.QueueSetDeadLettersRequest;
import dev.holdall.v1.QueueShutdownReply;
import dev.holdall.v1.QueueShutdownRequest;
import dev.holdall.v1.QueueSizeRequest;
import dev.holdall.v1.QueueTakeLeasedReply;
import dev.holdall.v1.QueueTakeLeasedRequest;
import dev.holdall.v1.QueueTakeManyReply;
import dev.holdall.v1.QueueTakeManyRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.QueueTaskDoneReply;
import dev.holdall.v1.QueueTaskDoneRequest;
import dev.holdall.v1.QueuesGrpc;
import org.jspecify.annotations.Nullable;

/** Queues: {@code queues.proto}. */
public final class QueueType implements ObjectType<QueueState> {

    @Override
    public String service() {
        return QueuesGrpc.SERVICE_NAME;
    }

    @Override
    public Class<QueueState> stateClass() {
        return QueueState.class;
    }

    @Override
    public QueueState load(SnapshotReader in, SipHash hash) {
        return QueueState.load(in);
    }

    @Override
    public void giveBack(QueueState queue, ByteString granted, CallContext call) {
        QueueReturns.giveBack(queue, granted, call);
    }

    @Override
    public void giveBackUnseen(QueueState queue, ByteString granted, CallContext call) {
        QueueReturns.giveBackUnseen(queue, granted, call);
    }

    @Override
    public void sessionEnded(QueueState queue, long session, CallContext call) {
        QueueReturns.end(queue, queue.leases().of(session), call);
    }

    @Override
    public void alarm(QueueState queue, CallContext call) {
        QueueReturns.expire(queue, call);
    }

    @Override
    public void bind(Binder<QueueState> binder) {
        binder.open(
                        QueuesGrpc.getOpenMethod(),
                        OpenQueueRequest::getName,
                        (request, call) -> make(request),
                        (queue, request) ->
                                queue.capacity() == request.getCapacity() && queue.order() == request.getOrder())
                .on(QueuesGrpc.getOfferMethod(), QueueOfferRequest::getQueue, QueuePuts::offer)
                .on(QueuesGrpc.getOfferAllMethod(), QueueOfferAllRequest::getQueue, QueuePuts::offerAll)
                .on(QueuesGrpc.getPollMethod(), QueuePollRequest::getQueue, QueueTakes::poll)
                .on(
                        QueuesGrpc.getAcknowledgeLeaseMethod(),
                        QueueAcknowledgeLeaseRequest::getQueue,
                        QueueLeasing::acknowledge)
                .on(QueuesGrpc.getGiveLeaseBackMethod(), QueueGiveLeaseBackRequest::getQueue, QueueLeasing::giveBack)
                .on(QueuesGrpc.getExtendLeaseMethod(), QueueExtendLeaseRequest::getQueue, QueueLeasing::extend)
                .on(
                        QueuesGrpc.getSetDeadLettersMethod(),
                        QueueSetDeadLettersRequest::getQueue,
                        (queue, request, call) -> QueueLeasing.setDeadLetters(queue, request, call, this))
                .on(QueuesGrpc.getPeekMethod(), QueuePeekRequest::getQueue, QueueViews::peek)
                .on(QueuesGrpc.getRemoveMethod(), QueueRemoveRequest::getQueue, QueueViews::remove)
                .on(
                        QueuesGrpc.getCompareAndRemoveMethod(),
                        QueueCompareAndRemoveRequest::getQueue,
                        QueueViews::compareAndRemove)
                .on(QueuesGrpc.getContainsMethod(), QueueContainsRequest::getQueue, QueueViews::contains)
                .on(QueuesGrpc.getPageMethod(), QueuePageRequest::getQueue, QueueViews::page)
                .on(QueuesGrpc.getSizeMethod(), QueueSizeRequest::getQueue, QueueViews::size)
                .on(QueuesGrpc.getClearMethod(), QueueClearRequest::getQueue, this::clear)
                .on(QueuesGrpc.getTaskDoneMethod(), QueueTaskDoneRequest::getQueue, this::taskDone)
                .on(QueuesGrpc.getShutdownMethod(), QueueShutdownRequest::getQueue, this::shutDown);
        bindWaiting(binder);
    }

    private void bindWaiting(Binder<QueueState> binder) {
        binder.parking(
                        QueuesGrpc.getPutMethod(),
                        QueuePutRequest::getQueue,
                        request -> Waits.nanos(request.getWait()),
                        QueuePuts::put,
                        QueuePutReply.getDefaultInstance())
                .parking(
                        QueuesGrpc.getPutAllMethod(),
                        QueuePutAllRequest::getQueue,
                        request -> Waits.nanos(request.getWait()),
                        QueuePuts::putAll,
                        QueuePutAllReply.getDefaultInstance())
                .parking(
                        QueuesGrpc.getTakeMethod(),
                        QueueTakeRequest::getQueue,
                        request -> Waits.nanos(request.getWait()),
                        QueueTakes::take,
                        QueueTakeReply.getDefaultInstance())
                .parking(
                        QueuesGrpc.getTakeManyMethod(),
                        QueueTakeManyRequest::getQueue,
                        request -> Waits.nanos(request.getWait()),
                        QueueTakes::takeMany,
                        QueueTakeManyReply.getDefaultInstance())
                .parking(
                        QueuesGrpc.getTakeLeasedMethod(),
                        QueueTakeLeasedRequest::getQueue,
                        request -> Waits.nanos(request.getWait()),
                        QueueLeasing::take,
                        QueueTakeLeasedReply.getDefaultInstance())
                .parking(
                        QueuesGrpc.getJoinMethod(),
                        QueueJoinRequest::getQueue,
                        request -> Waits.nanos(request.getWait()),
                        this::join,
                        QueueJoinReply.getDefaultInstance());
    }

    private QueueState make(OpenQueueRequest request) {
        if (request.getCapacity() < 0) {
            throw Refusal.invalid("a capacity of " + Long.toUnsignedString(request.getCapacity())
                    + " is too large: at most " + Long.MAX_VALUE + ", and 0 for none");
        }
        if (request.getOrder() == QueueOrder.UNRECOGNIZED) {
            throw Refusal.invalid("this manager has no order of queues of the number " + request.getOrderValue());
        }
        return new QueueState(request.getOrder(), request.getCapacity());
    }

    private QueueClearReply clear(QueueState queue, QueueClearRequest request, CallContext call) {
        queue.clear();
        queue.wake(call);
        return QueueClearReply.getDefaultInstance();
    }

    private QueueTaskDoneReply taskDone(QueueState queue, QueueTaskDoneRequest request, CallContext call) {
        long tasks = Math.max(1, Integer.toUnsignedLong(request.getTasks()));
        if (tasks > queue.unfinished()) {
            return QueueTaskDoneReply.getDefaultInstance();
        }
        queue.finish(tasks);
        queue.wake(call);
        return QueueTaskDoneReply.newBuilder().setDone(true).build();
    }

    private @Nullable QueueJoinReply join(QueueState queue, QueueJoinRequest request, CallContext call) {
        return queue.unfinished() > 0
                ? call.park(QueueState.TASKS)
                : QueueJoinReply.newBuilder().setFinished(true).build();
    }

    private QueueShutdownReply shutDown(QueueState queue, QueueShutdownRequest request, CallContext call) {
        queue.shutDown(request.getImmediate());
        queue.wake(call);
        return QueueShutdownReply.getDefaultInstance();
    }

    @Override
    public void describeWaits(QueueState queue, WaitDescription out) {
        queue.describeWaits(out);
    }
}
