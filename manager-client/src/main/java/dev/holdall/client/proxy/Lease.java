package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.QueueAcknowledgeLeaseReply;
import dev.holdall.v1.QueueAcknowledgeLeaseRequest;
import dev.holdall.v1.QueueExtendLeaseReply;
import dev.holdall.v1.QueueExtendLeaseRequest;
import dev.holdall.v1.QueueGiveLeaseBackReply;
import dev.holdall.v1.QueueGiveLeaseBackRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.QueuesGrpc.QueuesFutureStub;
import java.time.Duration;

/**
 * An element of a queue that belongs to this process for a time: what the queue does with a job until somebody says that it is done. As a
 * message in flight of SQS or RabbitMQ.
 *
 * <pre>{@code
 * try (Lease<Job> lease = jobs.takeLeased(Duration.ofMinutes(1))) {
 *     work(lease.element());
 *     lease.ack();
 * } // whatever was thrown before ack(): the job goes back to its place, and somebody gets it again
 * }</pre>
 *
 * <p>As long as it is held, the element is in nobody's view of the queue: not counted in its size or for its capacity, not iterated, not
 * found, not cleared; as a task it is unfinished. {@link #ack} ends it well: the element is gone, and its task done (so {@link
 * SharedQueue#taskDone} is not to be called). {@link #nack} and {@link #close} end it without: the element goes back to its place, before all
 * that came after it, above the capacity if need be, and who waits for one gets it.
 *
 * <p>The lease is over by itself, and the element goes back, when its time has passed in the manager or this process's session ends: the
 * process is killed, loses its connection for too long, or closes its {@link dev.holdall.client.Manager}. From then on {@link #ack}, {@link
 * #nack} and {@link #extend} return false, even if nobody else has got the element yet; so work that takes long extends its lease well before
 * the end. An element can be delivered more than once, and never gets lost: what must not be done twice is for its taker to see to.
 *
 * <p>The time is the manager's: no clock of a host counts, and it stands still when the manager does.
 *
 * <p>The lease belongs to the process, not to the thread: any thread may end or extend it. Another process cannot, and it cannot be put
 * into a shared object. Each method is one round trip. Thread-safe.
 *
 * @param <E> the type of the element
 */
public final class Lease<E> implements AutoCloseable {
    /** The longest time for which an element can be leased at once. */
    public static final Duration LONGEST = Duration.ofDays(7);

    private final ObjectHandle handle;
    private final ObjectId queue;
    private final long number;
    private final E element;
    private final int deliveries;

    /** The session that it belongs to. */
    private final int session;

    /** It need not be given back when it is closed. */
    private volatile boolean over;

    /** @param queue which granted it: a queue that is found again by its name may be another one */
    Lease(ObjectHandle handle, ObjectId queue, long number, E element, int deliveries) {
        this.handle = handle;
        this.queue = queue;
        this.number = number;
        this.element = element;
        this.deliveries = deliveries;
        this.session = handle.location().session();
    }

    /**
     * Its nanoseconds.
     *
     * @throws IllegalArgumentException if no lease lasts that long
     */
    static long nanos(Duration visibility) {
        if (visibility.isNegative() || visibility.isZero() || visibility.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a lease lasts for more than no time and at most " + LONGEST + ", not for " + visibility);
        }
        return visibility.toNanos();
    }

    /** The element. */
    public E element() {
        return element;
    }

    /** How often the element was delivered, this time included: 1 for the first time. */
    public int deliveries() {
        return deliveries;
    }

    /** Whether the element was delivered before: somebody may have worked on it. */
    public boolean isRedelivered() {
        return deliveries > 1;
    }

    /** The same lease, with methods that return at once. */
    public AsyncLease async() {
        return new AsyncLease(this);
    }

    /**
     * The work is done: the element is gone for good, and its task is done.
     *
     * @return false if the lease was over: the element is, or will be, somebody else's. Nothing was changed then.
     */
    public boolean ack() {
        return run(acknowledging());
    }

    /**
     * The work is not done: the element goes back to its place in the queue at once.
     *
     * @return false if the lease was over; nothing was changed then
     */
    public boolean nack() {
        return run(givingBack());
    }

    /**
     * Lets the lease last for a time from now on, be that longer or shorter than what was left of it.
     *
     * @return false if the lease was over; nothing was changed then
     * @throws IllegalArgumentException if the time is not positive, or longer than {@link #LONGEST}
     */
    public boolean extend(Duration visibility) {
        return run(extending(visibility));
    }

    /** Gives the element back if nothing has ended the lease before: as {@link #nack}. Makes no call after an {@link #ack}. */
    @Override
    public void close() {
        if (!over) {
            nack();
        }
    }

    /** Whether the session that it belonged to was lost: it is over, and the manager need not be asked. */
    boolean isLost() {
        boolean lost = handle.location().currentSession() != session;
        over |= lost;
        return lost;
    }

    private boolean run(Operation<QueuesFutureStub, Boolean> operation) {
        return !isLost() && handle.calls().run(handle.waiting(QueuesGrpc::newFutureStub), operation);
    }

    Calls calls() {
        return handle.calls();
    }

    QueuesFutureStub background() {
        return handle.background(QueuesGrpc::newFutureStub);
    }

    Operation<QueuesFutureStub, Boolean> acknowledging() {
        QueueAcknowledgeLeaseRequest request = QueueAcknowledgeLeaseRequest.newBuilder()
                .setQueue(queue)
                .setLease(number)
                .build();
        return Operation.of(s -> s.acknowledgeLease(request), (QueueAcknowledgeLeaseReply reply) -> {
            over = true;
            return reply.getAcknowledged();
        });
    }

    Operation<QueuesFutureStub, Boolean> givingBack() {
        QueueGiveLeaseBackRequest request = QueueGiveLeaseBackRequest.newBuilder()
                .setQueue(queue)
                .setLease(number)
                .build();
        return Operation.of(s -> s.giveLeaseBack(request), (QueueGiveLeaseBackReply reply) -> {
            over = true;
            return reply.getGivenBack();
        });
    }

    Operation<QueuesFutureStub, Boolean> extending(Duration visibility) {
        QueueExtendLeaseRequest request = QueueExtendLeaseRequest.newBuilder()
                .setQueue(queue)
                .setLease(number)
                .setVisibilityNanos(nanos(visibility))
                .build();
        return Operation.of(s -> s.extendLease(request), (QueueExtendLeaseReply reply) -> {
            over = !reply.getExtended();
            return reply.getExtended();
        });
    }

    /** The element and of which queue it is; makes no call. */
    @Override
    public String toString() {
        return "Lease[" + Shown.cut(element) + " of " + handle.describe(SharedQueue.class) + "]";
    }
}
