package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.call.Operation;
import dev.holdall.client.codec.Codec;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.QueueClearReply;
import dev.holdall.v1.QueueClearRequest;
import dev.holdall.v1.QueueCompareAndRemoveReply;
import dev.holdall.v1.QueueCompareAndRemoveRequest;
import dev.holdall.v1.QueueContainsReply;
import dev.holdall.v1.QueueContainsRequest;
import dev.holdall.v1.QueueEnd;
import dev.holdall.v1.QueueJoinReply;
import dev.holdall.v1.QueueJoinRequest;
import dev.holdall.v1.QueueNotAdded;
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
import dev.holdall.v1.QueuePutAllReply;
import dev.holdall.v1.QueuePutAllRequest;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueuePutRequest;
import dev.holdall.v1.QueueRemoveReply;
import dev.holdall.v1.QueueRemoveRequest;
import dev.holdall.v1.QueueShutdownReply;
import dev.holdall.v1.QueueShutdownRequest;
import dev.holdall.v1.QueueSizeReply;
import dev.holdall.v1.QueueSizeRequest;
import dev.holdall.v1.QueueTakeManyReply;
import dev.holdall.v1.QueueTakeManyRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.QueueTaskDoneReply;
import dev.holdall.v1.QueueTaskDoneRequest;
import dev.holdall.v1.QueuesGrpc.QueuesFutureStub;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the proxies of a queue ask of the manager, and how they read what it answers. Waiting and asynchronous proxies share it.
 *
 * @param <E> the type of the elements
 */
final class QueueRequests<E> {
    private final ObjectHandle handle;
    private final Codec<E> codec;
    private final @Nullable ToLongFunction<? super E> priority;

    /** @param priority null for a queue that is not ordered by it, and for one that is only taken from */
    QueueRequests(ObjectHandle handle, @Nullable ToLongFunction<? super E> priority) {
        this.handle = handle;
        this.codec = handle.codec(0);
        this.priority = priority;
    }

    private ObjectId queue() {
        return handle.id();
    }

    /** An element's priority; null for a queue that is not ordered by it, and for one that is only taken from. */
    @Nullable
    ToLongFunction<? super E> priority() {
        return priority;
    }

    // Elements ---------------------------------------------------------------------------------------------------

    /**
     * An element as it travels.
     *
     * @param priority null if there is none to send
     */
    record Sent(ByteString element, @Nullable Long priority) {}

    Sent sent(E element) {
        Objects.requireNonNull(element, "a queue has no null");
        // First: the function may make calls, and the next call after the encoding is to be the one that the element
        // goes with.
        Long itsPriority = priority == null ? null : priority.applyAsLong(element);
        return new Sent(codec.encode(element), itsPriority);
    }

    /** All of them, for one request: this thread's next call. */
    List<Sent> sent(Collection<? extends E> elements) {
        return Chunks.<E, Sent>inOne(elements, this::sent);
    }

    /** Chunks of a bearable size; all is encoded before anything is sent. */
    Chunks<Sent> chunks(Collection<? extends E> elements) {
        return Chunks.<E, Sent>of(elements, this::sent, sent -> sent.element().size());
    }

    E decode(ByteString element) {
        return Objects.requireNonNull(codec.decode(element));
    }

    private List<E> decode(List<ByteString> elements) {
        return elements.stream().map(this::decode).toList();
    }

    @SuppressWarnings("unchecked") // another type is refused by the codec, naming both
    private ByteString encode(Object element) {
        return codec.encode((E) Objects.requireNonNull(element, "a queue has no null"));
    }

    // Putting ----------------------------------------------------------------------------------------------------

    Operation<QueuesFutureStub, Boolean> offer(QueueEnd end, E element) {
        Sent sent = sent(element);
        QueueOfferRequest.Builder request = QueueOfferRequest.newBuilder()
                .setQueue(queue())
                .setElement(sent.element())
                .setEnd(end);
        if (sent.priority() != null) {
            request.setPriority(sent.priority());
        }
        QueueOfferRequest built = request.build();
        return Operation.of(
                s -> s.offer(built), (QueueOfferReply reply) -> reply.getAccepted() || isFull(reply.getWhyNot()));
    }

    Operation<QueuesFutureStub, Boolean> put(QueueEnd end, E element, long nanos) {
        Sent sent = sent(element);
        QueuePutRequest.Builder request = QueuePutRequest.newBuilder()
                .setQueue(queue())
                .setElement(sent.element())
                .setWait(Waits.atMost(nanos))
                .setEnd(end);
        if (sent.priority() != null) {
            request.setPriority(sent.priority());
        }
        QueuePutRequest built = request.build();
        return Operation.of(
                s -> s.put(built), (QueuePutReply reply) -> reply.getAccepted() || isFull(reply.getWhyNot()));
    }

    /** As many as there is room for; says how many. */
    Operation<QueuesFutureStub, Integer> offerAll(List<Sent> elements) {
        QueueOfferAllRequest.Builder request = QueueOfferAllRequest.newBuilder().setQueue(queue());
        for (Sent sent : elements) {
            request.addElements(sent.element());
            if (sent.priority() != null) {
                request.addPriorities(sent.priority());
            }
        }
        QueueOfferAllRequest built = request.build();
        return Operation.of(s -> s.offerAll(built), (QueueOfferAllReply reply) -> {
            if (reply.getAccepted() < elements.size()) {
                isFull(reply.getWhyNot());
            }
            return reply.getAccepted();
        });
    }

    /** All or none. */
    Operation<QueuesFutureStub, Boolean> putAll(List<Sent> elements, long nanos) {
        QueuePutAllRequest.Builder request =
                QueuePutAllRequest.newBuilder().setQueue(queue()).setWait(Waits.atMost(nanos));
        for (Sent sent : elements) {
            request.addElements(sent.element());
            if (sent.priority() != null) {
                request.addPriorities(sent.priority());
            }
        }
        QueuePutAllRequest built = request.build();
        return Operation.of(
                s -> s.putAll(built), (QueuePutAllReply reply) -> reply.getAccepted() || isFull(reply.getWhyNot()));
    }

    /** Returns false if there was no room; what else keeps an element out is thrown. */
    private boolean isFull(QueueNotAdded why) {
        return switch (why) {
            case FULL -> false;
            case SHUT_DOWN -> throw shutDown();
            case NO_PRIORITY ->
                throw new UnsupportedOperationException(
                        name() + " is ordered by priority, and this proxy has no function"
                                + " that gives an element's priority: SharedQueue.withPriority makes one that has");
            case UNRECOGNIZED -> throw new IllegalStateException("the manager gives a reason that this library lacks");
        };
    }

    /** Throws what the takers of a queue that is shut down, and empty, get. */
    void checkOpen(boolean shutDown) {
        if (shutDown) {
            throw shutDown();
        }
    }

    private QueueShutDown shutDown() {
        return new QueueShutDown(name() + " is shut down");
    }

    private String name() {
        return handle.describe(SharedQueue.class);
    }

    // Taking -----------------------------------------------------------------------------------------------------

    Operation<QueuesFutureStub, @Nullable E> poll(QueueEnd end) {
        QueuePollRequest request =
                QueuePollRequest.newBuilder().setQueue(queue()).setEnd(end).build();
        return Operation.granting(s -> s.poll(request), (QueuePollReply reply) -> {
            checkOpen(reply.getShutDown());
            return reply.getElementsCount() == 0 ? null : decode(reply.getElements(0));
        });
    }

    /** Up to so many elements, handed to a reader; if it throws, they go back. A queue that is shut down is just empty. */
    <R> Operation<QueuesFutureStub, R> pollMany(int most, Function<List<E>, R> read) {
        QueuePollRequest request =
                QueuePollRequest.newBuilder().setQueue(queue()).setLimit(most).build();
        return Operation.granting(
                s -> s.poll(request), (QueuePollReply reply) -> read.apply(decode(reply.getElementsList())));
    }

    Operation<QueuesFutureStub, @Nullable E> take(QueueEnd end, long nanos) {
        QueueTakeRequest request = QueueTakeRequest.newBuilder()
                .setQueue(queue())
                .setWait(Waits.atMost(nanos))
                .setEnd(end)
                .build();
        return Operation.granting(s -> s.take(request), (QueueTakeReply reply) -> {
            checkOpen(reply.getShutDown());
            return reply.hasElement() ? decode(reply.getElement()) : null;
        });
    }

    Operation<QueuesFutureStub, List<E>> takeMany(int most, long nanos) {
        if (most < 1) {
            throw new IllegalArgumentException("at least one element is taken, not " + most);
        }
        QueueTakeManyRequest request = QueueTakeManyRequest.newBuilder()
                .setQueue(queue())
                .setLimit(most)
                .setWait(Waits.atMost(nanos))
                .build();
        return Operation.granting(s -> s.takeMany(request), (QueueTakeManyReply reply) -> {
            checkOpen(reply.getShutDown());
            return decode(reply.getElementsList());
        });
    }

    // Looking ----------------------------------------------------------------------------------------------------

    Operation<QueuesFutureStub, @Nullable E> peek(QueueEnd end) {
        QueuePeekRequest request =
                QueuePeekRequest.newBuilder().setQueue(queue()).setEnd(end).build();
        return Operation.of(
                s -> s.peek(request), (QueuePeekReply reply) -> reply.hasElement() ? decode(reply.getElement()) : null);
    }

    Operation<QueuesFutureStub, Boolean> contains(Object element) {
        QueueContainsRequest request = QueueContainsRequest.newBuilder()
                .setQueue(queue())
                .setElement(encode(element))
                .build();
        return Operation.of(s -> s.contains(request), QueueContainsReply::getPresent);
    }

    <R> Operation<QueuesFutureStub, R> sizes(Function<QueueSizeReply, R> read) {
        QueueSizeRequest request =
                QueueSizeRequest.newBuilder().setQueue(queue()).build();
        return Operation.of(s -> s.size(request), read);
    }

    static int size(QueueSizeReply sizes) {
        return (int) Math.min(Integer.MAX_VALUE, sizes.getSize());
    }

    /**
     * A page.
     *
     * @param before the page that it follows, which must not be empty; null: the first one from this end
     * @param limit at most so many elements; 0: as many as the manager sees fit
     */
    Operation<QueuesFutureStub, QueuePageReply> page(QueueEnd end, @Nullable QueuePageReply before, int limit) {
        QueuePageRequest.Builder request =
                QueuePageRequest.newBuilder().setQueue(queue()).setEnd(end).setLimit(limit);
        if (before != null) {
            int last = before.getPositionsCount() - 1;
            request.setAfter(before.getPositions(last));
            if (before.getPrioritiesCount() > 0) {
                request.setAfterPriority(before.getPriorities(last));
            }
        }
        QueuePageRequest built = request.build();
        return Operation.of(s -> s.page(built), reply -> reply);
    }

    // Removing ---------------------------------------------------------------------------------------------------

    Operation<QueuesFutureStub, Boolean> remove(QueueEnd end, Object element) {
        QueueRemoveRequest request = QueueRemoveRequest.newBuilder()
                .setQueue(queue())
                .setElement(encode(element))
                .setEnd(end)
                .build();
        return Operation.of(s -> s.remove(request), QueueRemoveReply::getRemoved);
    }

    /**
     * Removes those elements of a page that still stand where it showed them; says whether any did.
     *
     * @param which their indexes in the page
     */
    Operation<QueuesFutureStub, Boolean> removeShown(QueuePageReply page, List<Integer> which) {
        QueueCompareAndRemoveRequest.Builder request =
                QueueCompareAndRemoveRequest.newBuilder().setQueue(queue());
        for (int index : which) {
            request.addPositions(page.getPositions(index)).addExpected(page.getElements(index));
            if (page.getPrioritiesCount() > 0) {
                request.addPriorities(page.getPriorities(index));
            }
        }
        QueueCompareAndRemoveRequest built = request.build();
        return Operation.of(
                s -> s.compareAndRemove(built),
                (QueueCompareAndRemoveReply reply) -> reply.getRemovedList().contains(true));
    }

    Operation<QueuesFutureStub, @Nullable Void> clear() {
        QueueClearRequest request =
                QueueClearRequest.newBuilder().setQueue(queue()).build();
        return Operation.of(s -> s.clear(request), (QueueClearReply reply) -> null);
    }

    // Tasks and the end ------------------------------------------------------------------------------------------

    Operation<QueuesFutureStub, @Nullable Void> taskDone(int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException("at least one task is done, not " + tasks);
        }
        QueueTaskDoneRequest request = QueueTaskDoneRequest.newBuilder()
                .setQueue(queue())
                .setTasks(tasks)
                .build();
        return Operation.of(s -> s.taskDone(request), (QueueTaskDoneReply reply) -> {
            if (!reply.getDone()) {
                throw new IllegalStateException("taskDone was called too many times: fewer tasks of " + name()
                        + " are unfinished than " + tasks);
            }
            return null;
        });
    }

    Operation<QueuesFutureStub, Boolean> join(long nanos) {
        QueueJoinRequest request = QueueJoinRequest.newBuilder()
                .setQueue(queue())
                .setWait(Waits.atMost(nanos))
                .build();
        return Operation.of(s -> s.join(request), QueueJoinReply::getFinished);
    }

    Operation<QueuesFutureStub, @Nullable Void> shutDown(boolean immediate) {
        QueueShutdownRequest request = QueueShutdownRequest.newBuilder()
                .setQueue(queue())
                .setImmediate(immediate)
                .build();
        return Operation.of(s -> s.shutdown(request), (QueueShutdownReply reply) -> null);
    }
}
