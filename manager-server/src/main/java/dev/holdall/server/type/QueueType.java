package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.page.PagedLog;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.QueueClearReply;
import dev.holdall.v1.QueueClearRequest;
import dev.holdall.v1.QueueCompareAndRemoveReply;
import dev.holdall.v1.QueueCompareAndRemoveRequest;
import dev.holdall.v1.QueueContainsReply;
import dev.holdall.v1.QueueContainsRequest;
import dev.holdall.v1.QueueOfferAllReply;
import dev.holdall.v1.QueueOfferAllRequest;
import dev.holdall.v1.QueueOfferReply;
import dev.holdall.v1.QueueOfferRequest;
import dev.holdall.v1.QueuePageReply;
import dev.holdall.v1.QueuePageRequest;
import dev.holdall.v1.QueuePeekReply;
import dev.holdall.v1.QueuePeekRequest;
import dev.holdall.v1.QueuePollReply;
import dev.holdall.v1.QueuePollRequest;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueuePutRequest;
import dev.holdall.v1.QueueRemoveReply;
import dev.holdall.v1.QueueRemoveRequest;
import dev.holdall.v1.QueueSizeReply;
import dev.holdall.v1.QueueSizeRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.QueuesGrpc;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Queues: {@code queues.proto}.
 *
 * <p>An element keeps the position that it got when it was put, so one that goes back comes to stand where it was.
 */
public final class QueueType implements ObjectType<QueueType.Line> {
    /** Takers wait here. */
    private static final int ELEMENT = 0;
    /** Putters wait here. */
    private static final int ROOM = 1;

    /** What an element's record in the log has for a key. */
    private static final ByteString NEW = ByteString.EMPTY;

    private static final ByteString DELIVERED_BEFORE = ByteString.copyFrom(new byte[] {1});

    /** One queue: its elements by position. */
    static final class Line implements StoredObject {
        private final long capacity;
        private final PagedLog elements;
        private long lastPosition;

        Line(long capacity, PagedLog elements) {
            this.capacity = capacity;
            this.elements = elements;
        }

        @Override
        public long elements() {
            return elements.size();
        }

        @Override
        public long bytes() {
            return elements.bytes();
        }

        @Override
        public void watch(Watcher watcher) {
            elements.watch(watcher);
        }

        @Override
        public void save(SnapshotWriter out) {
            out.number(capacity);
            out.number(lastPosition);
            elements.save(out);
        }

        static Line load(SnapshotReader in) {
            long capacity = in.number();
            long lastPosition = in.number();
            Line line = new Line(capacity, PagedLog.load(in));
            line.lastPosition = lastPosition;
            return line;
        }

        private boolean wasDelivered(long position) {
            return elements.keyEquals(position, DELIVERED_BEFORE);
        }

        private boolean isEmpty() {
            return elements.size() == 0;
        }

        /** How many elements fit; below 0 where returned ones stand above the capacity. */
        private long room() {
            return capacity == 0 ? Long.MAX_VALUE : capacity - elements.size();
        }

        private void add(ByteString element) {
            elements.put(++lastPosition, NEW, element);
        }

        private ByteString remove(long position) {
            ByteString element = Objects.requireNonNull(elements.value(position));
            elements.remove(position);
            return element;
        }

        /** The position of the first element that equals the given one; 0 if there is none. */
        private long find(ByteString element) {
            PagedLog.Cursor cursor = elements.after(0);
            while (cursor.next()) {
                if (cursor.valueEquals(element)) {
                    return cursor.number();
                }
            }
            return 0;
        }
    }

    @Override
    public String service() {
        return QueuesGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Line> stateClass() {
        return Line.class;
    }

    @Override
    public Line load(SnapshotReader in, SipHash hash) {
        return Line.load(in);
    }

    @Override
    public void bind(Binder<Line> binder) {
        binder.open(
                        QueuesGrpc.getOpenMethod(),
                        OpenQueueRequest::getName,
                        (request, call) -> make(request),
                        (line, request) -> line.capacity == request.getCapacity())
                .on(QueuesGrpc.getOfferMethod(), QueueOfferRequest::getQueue, this::offer)
                .on(QueuesGrpc.getOfferAllMethod(), QueueOfferAllRequest::getQueue, this::offerAll)
                .on(QueuesGrpc.getPollMethod(), QueuePollRequest::getQueue, this::poll)
                .on(QueuesGrpc.getPeekMethod(), QueuePeekRequest::getQueue, this::peek)
                .on(QueuesGrpc.getRemoveMethod(), QueueRemoveRequest::getQueue, this::remove)
                .on(
                        QueuesGrpc.getCompareAndRemoveMethod(),
                        QueueCompareAndRemoveRequest::getQueue,
                        this::compareAndRemove)
                .on(QueuesGrpc.getContainsMethod(), QueueContainsRequest::getQueue, this::contains)
                .on(QueuesGrpc.getPageMethod(), QueuePageRequest::getQueue, this::page)
                .on(QueuesGrpc.getSizeMethod(), QueueSizeRequest::getQueue, this::size)
                .on(QueuesGrpc.getClearMethod(), QueueClearRequest::getQueue, this::clear)
                .parking(
                        QueuesGrpc.getPutMethod(),
                        QueuePutRequest::getQueue,
                        request -> Waits.nanos(request.getWait()),
                        this::put,
                        QueuePutReply.getDefaultInstance())
                .parking(
                        QueuesGrpc.getTakeMethod(),
                        QueueTakeRequest::getQueue,
                        request -> Waits.nanos(request.getWait()),
                        this::take,
                        QueueTakeReply.getDefaultInstance());
    }

    private Line make(OpenQueueRequest request) {
        if (request.getCapacity() < 0) {
            throw Refusal.invalid("a capacity of " + Long.toUnsignedString(request.getCapacity())
                    + " is too large: at most " + Long.MAX_VALUE + ", and 0 for none");
        }
        return new Line(request.getCapacity(), new PagedLog());
    }

    // Putting ----------------------------------------------------------------------------------------------------

    private QueueOfferReply offer(Line line, QueueOfferRequest request, CallContext call) {
        ByteString element = call.elementNotNull(request.getElement(), "an element of a queue");
        if (line.room() <= 0 || call.othersWaitIn(ROOM)) {
            return QueueOfferReply.getDefaultInstance();
        }
        add(line, element, call);
        return QueueOfferReply.newBuilder().setAccepted(true).build();
    }

    private @Nullable QueuePutReply put(Line line, QueuePutRequest request, CallContext call) {
        ByteString element = call.elementNotNull(request.getElement(), "an element of a queue");
        if (line.room() <= 0 || call.othersWaitIn(ROOM)) {
            return call.park(ROOM);
        }
        add(line, element, call);
        return QueuePutReply.newBuilder().setAccepted(true).build();
    }

    private void add(Line line, ByteString element, CallContext call) {
        call.admit(1, element.size());
        line.add(element);
        call.wake(ELEMENT);
    }

    private QueueOfferAllReply offerAll(Line line, QueueOfferAllRequest request, CallContext call) {
        request.getElementsList().forEach(element -> call.elementNotNull(element, "an element of a queue"));
        long room = call.othersWaitIn(ROOM) ? 0 : Math.max(0, line.room());
        int accepted = (int) Math.min(room, request.getElementsCount());
        List<ByteString> elements = request.getElementsList().subList(0, accepted);
        call.admit(accepted, Pages.sum(elements));
        elements.forEach(line::add);
        call.wake(ELEMENT);
        return QueueOfferAllReply.newBuilder().setAccepted(accepted).build();
    }

    // Taking -----------------------------------------------------------------------------------------------------

    private QueuePollReply poll(Line line, QueuePollRequest request, CallContext call) {
        QueuePollReply.Builder reply = QueuePollReply.newBuilder();
        int limit = request.getLimit() == 0 ? 1 : Pages.limit(request.getLimit());
        Granted granted = new Granted();
        int bytes = 0;
        while (!line.isEmpty() && reply.getElementsCount() < limit && bytes < Pages.BYTES) {
            long position = line.elements.first();
            if (line.wasDelivered(position)) {
                reply.setRedelivered(reply.getRedelivered() + 1);
            }
            ByteString element = line.remove(position);
            granted.add(position, element);
            reply.addElements(element);
            bytes += element.size();
        }
        if (reply.getElementsCount() > 0) {
            call.grant(granted.toBytes());
            call.wake(ROOM);
        }
        return reply.build();
    }

    private @Nullable QueueTakeReply take(Line line, QueueTakeRequest request, CallContext call) {
        if (line.isEmpty() || call.othersWaitIn(ELEMENT)) {
            return call.park(ELEMENT);
        }
        long position = line.elements.first();
        boolean redelivered = line.wasDelivered(position);
        ByteString element = line.remove(position);
        call.grant(new Granted().add(position, element).toBytes());
        call.wake(ROOM);
        return QueueTakeReply.newBuilder()
                .setElement(element)
                .setRedelivered(redelivered)
                .build();
    }

    @Override
    public void giveBack(Line line, ByteString granted, CallContext call) {
        Granted.forEach(granted, (position, element) -> {
            line.elements.put(position, DELIVERED_BEFORE, element);
        });
        call.wake(ELEMENT);
    }

    // Looking ----------------------------------------------------------------------------------------------------

    private QueuePeekReply peek(Line line, QueuePeekRequest request, CallContext call) {
        return line.isEmpty()
                ? QueuePeekReply.getDefaultInstance()
                : QueuePeekReply.newBuilder()
                        .setElement(Objects.requireNonNull(line.elements.value(line.elements.first())))
                        .build();
    }

    private QueueContainsReply contains(Line line, QueueContainsRequest request, CallContext call) {
        return QueueContainsReply.newBuilder()
                .setPresent(line.find(call.element(request.getElement())) != 0)
                .build();
    }

    private QueuePageReply page(Line line, QueuePageRequest request, CallContext call) {
        QueuePageReply.Builder page = QueuePageReply.newBuilder();
        PagedLog.Cursor cursor = line.elements.after(Pages.after(request.getAfter()));
        int limit = Pages.limit(request.getLimit());
        int bytes = 0;
        while (cursor.next()) {
            if (page.getElementsCount() == limit || bytes >= Pages.BYTES) {
                return page.setMore(true).build();
            }
            ByteString element = cursor.value();
            page.addElements(element).addPositions(cursor.number());
            bytes += element.size();
        }
        return page.build();
    }

    private QueueSizeReply size(Line line, QueueSizeRequest request, CallContext call) {
        return QueueSizeReply.newBuilder()
                .setSize(line.elements())
                .setCapacity(line.capacity)
                .build();
    }

    // Removing ---------------------------------------------------------------------------------------------------

    private QueueRemoveReply remove(Line line, QueueRemoveRequest request, CallContext call) {
        long position = line.find(call.element(request.getElement()));
        if (position == 0) {
            return QueueRemoveReply.getDefaultInstance();
        }
        line.remove(position);
        call.wake(ROOM);
        return QueueRemoveReply.newBuilder().setRemoved(true).build();
    }

    private QueueCompareAndRemoveReply compareAndRemove(
            Line line, QueueCompareAndRemoveRequest request, CallContext call) {
        List<ByteString> expected = call.elements(request.getExpectedList());
        if (expected.size() != request.getPositionsCount()) {
            throw Refusal.invalid(expected.size() + " expected elements for the positions, of which there are "
                    + request.getPositionsCount());
        }
        QueueCompareAndRemoveReply.Builder reply = QueueCompareAndRemoveReply.newBuilder();
        for (int i = 0; i < expected.size(); i++) {
            long position = request.getPositions(i);
            boolean there = line.elements.contains(position) && line.elements.valueEquals(position, expected.get(i));
            if (there) {
                line.remove(position);
            }
            reply.addRemoved(there);
        }
        call.wake(ROOM);
        return reply.build();
    }

    private QueueClearReply clear(Line line, QueueClearRequest request, CallContext call) {
        line.elements.clear();
        call.wake(ROOM);
        return QueueClearReply.getDefaultInstance();
    }
}
