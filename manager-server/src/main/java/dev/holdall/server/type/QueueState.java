package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.WaitDescription;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.server.type.QueueLevels.Spot;
import dev.holdall.v1.Code;
import dev.holdall.v1.QueueEnd;
import dev.holdall.v1.QueueOrder;
import org.jspecify.annotations.Nullable;

/**
 * One queue.
 *
 * <p>An element keeps the position that it got when it was put, so one that goes back comes to stand where it was. Positions are never
 * given out twice: those at the tail ascend and those at the head descend, from the middle of the range, whatever was taken meanwhile. So
 * an element that is put at the head comes before those that were taken from there and may still go back.
 */
final class QueueState implements StoredObject {
    /** Takers wait here. */
    static final int ELEMENT = 0;
    /** Putters wait here. */
    static final int ROOM = 1;
    /** Those who join wait here. */
    static final int TASKS = 2;

    private static final long MIDDLE = 1L << 62;

    private final QueueOrder order;
    private final long capacity;
    private final QueueLevels elements;
    private final QueueLeases leases;
    private @Nullable DeadLetters deadLetters;
    private @Nullable Watcher watcher;
    private long putAtHead;
    private long putAtTail;
    private long unfinished;
    private boolean shutDown;
    private boolean drained;

    QueueState(QueueOrder order, long capacity) {
        this(order, capacity, new QueueLevels(), new QueueLeases());
    }

    private QueueState(QueueOrder order, long capacity, QueueLevels elements, QueueLeases leases) {
        this.order = order;
        this.capacity = capacity;
        this.elements = elements;
        this.leases = leases;
    }

    /** Those that are leased, too: they may come back. */
    @Override
    public long elements() {
        return elements.size() + leases.size();
    }

    @Override
    public long bytes() {
        return elements.bytes() + leases.bytes();
    }

    @Override
    public void watch(Watcher newWatcher) {
        watcher = newWatcher;
        elements.watch(newWatcher);
        leases.watch(newWatcher);
        if (deadLetters != null) {
            newWatcher.came(deadLetters.reference());
        }
    }

    @Override
    public void save(SnapshotWriter out) {
        out.number(order.getNumber());
        out.number(capacity);
        out.number(putAtHead);
        out.number(putAtTail);
        out.number(unfinished);
        out.flag(shutDown);
        out.flag(drained);
        elements.save(out);
        leases.save(out);
        out.flag(deadLetters != null);
        if (deadLetters != null) {
            deadLetters.save(out);
        }
    }

    static QueueState load(SnapshotReader in) {
        QueueOrder order = QueueOrder.forNumber((int) in.number());
        long capacity = in.number();
        long putAtHead = in.number();
        long putAtTail = in.number();
        long unfinished = in.number();
        boolean shutDown = in.flag();
        boolean drained = in.flag();
        QueueState queue = new QueueState(order, capacity, QueueLevels.load(in), QueueLeases.load(in));
        queue.putAtHead = putAtHead;
        queue.putAtTail = putAtTail;
        queue.unfinished = unfinished;
        queue.shutDown = shutDown;
        queue.drained = drained;
        if (in.flag()) {
            queue.deadLetters = DeadLetters.load(in);
        }
        return queue;
    }

    // What it is -------------------------------------------------------------------------------------------------

    QueueOrder order() {
        return order;
    }

    boolean isByPriority() {
        return order == QueueOrder.BY_PRIORITY;
    }

    /** 0: no bound. */
    long capacity() {
        return capacity;
    }

    /** For looking only: what changes a queue changes its counts as well. */
    QueueLevels levels() {
        return elements;
    }

    /** Those elements that are leased: not to be seen, and not counted for the capacity. */
    QueueLeases leases() {
        return leases;
    }

    /** Where elements go that come back too often; null if they do not. */
    @Nullable
    DeadLetters deadLetters() {
        return deadLetters;
    }

    /** How many elements fit; below 0 where returned ones stand above the capacity. */
    long room() {
        return capacity == 0 ? Long.MAX_VALUE : capacity - elements.size();
    }

    long unfinished() {
        return unfinished;
    }

    boolean isShutDown() {
        return shutDown;
    }

    /** Whether what comes back is dropped. */
    boolean isDrained() {
        return drained;
    }

    /** Whether those who take need not wait: nothing is there, and nobody may put anything. */
    boolean isOver() {
        return shutDown && elements.isEmpty();
    }

    /**
     * Whether elements are put at the head.
     *
     * @throws Refusal if the order has no such end for them
     */
    boolean putsAtHead(QueueEnd end) {
        return switch (end) {
            case NATURAL -> order == QueueOrder.LIFO;
            case HEAD -> allowed(order != QueueOrder.BY_PRIORITY, "put at the head of", true);
            case TAIL -> allowed(order == QueueOrder.FIFO, "put at the tail of", false);
            case UNRECOGNIZED -> throw unknownEnd();
        };
    }

    /**
     * Whether elements are taken from the tail.
     *
     * @throws Refusal if the order has no such end for them
     */
    boolean takesAtTail(QueueEnd end) {
        return isTail(end) && allowed(order == QueueOrder.FIFO, "taken from the tail of", true);
    }

    /** Whether an end, for looking only, is the tail. */
    static boolean isTail(QueueEnd end) {
        if (end == QueueEnd.UNRECOGNIZED) {
            throw unknownEnd();
        }
        return end == QueueEnd.TAIL;
    }

    private boolean allowed(boolean allowed, String what, boolean result) {
        if (!allowed) {
            throw new Refusal(Code.MISMATCH, "nothing is " + what + " a queue whose order is " + order);
        }
        return result;
    }

    private static Refusal unknownEnd() {
        return Refusal.invalid("a queue has a head and a tail; the number of another end was given");
    }

    /** Tells how full it is, and what is waited for in each place. */
    void describeWaits(WaitDescription out) {
        String content =
                elements.isEmpty() ? "empty" : (room() <= 0 ? "full: " : "") + count(elements.size(), "element");
        out.state(content + (unfinished > elements.size() ? ", " + count(unfinished, "unfinished task") : ""));
        out.waitsFor(ELEMENT, "an element");
        out.waitsFor(ROOM, "room");
        out.waitsFor(TASKS, "all tasks to be done");
    }

    private static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    // How it changes ---------------------------------------------------------------------------------------------

    void add(ByteString element, long priority, boolean atHead) {
        long position = atHead ? MIDDLE - putAtHead++ : MIDDLE + ++putAtTail;
        elements.put(new Spot(priority, position), element, 0);
        unfinished++;
    }

    /** Hands an element over, which may still come back. Here, and nowhere else, deliveries are counted; one that nobody saw is undone. */
    Delivered take(Spot spot) {
        int deliveries = DeliveryCount.next(elements.deliveries(spot));
        return new Delivered(spot, elements.remove(spot), deliveries);
    }

    /** Takes an element back that was handed over; if the queue was drained meanwhile, it is dropped, as it would have been there. */
    void giveBack(Delivered element) {
        if (drained) {
            finish(1);
        } else {
            elements.put(element.spot(), element.element(), element.deliveries());
        }
    }

    void setDeadLetters(@Nullable DeadLetters next) {
        DeadLetters former = deadLetters;
        deadLetters = next;
        if (watcher != null && next != null) {
            watcher.came(next.reference());
        }
        if (watcher != null && former != null) {
            watcher.left(former.reference());
        }
    }

    /** Removes an element that nobody gets. */
    void remove(Spot spot) {
        elements.remove(spot);
        finish(1);
    }

    /** Removes all elements, which nobody gets. */
    void clear() {
        finish(elements.size());
        elements.clear();
    }

    /** So many tasks less are unfinished; of those that were said to be done before they were taken, none is counted twice. */
    void finish(long tasks) {
        unfinished = Math.max(0, unfinished - tasks);
    }

    void shutDown(boolean immediate) {
        shutDown = true;
        if (immediate) {
            drained = true;
            clear();
        }
    }

    /** Wakes those who may go on after elements were removed, tasks done or the queue shut down. */
    void wake(CallContext call) {
        if (unfinished == 0) {
            // First, before somebody who waits for room puts the next task.
            call.wake(TASKS);
        }
        // Their stage says for how many elements they need room: to try one that needs more would cost as much as it
        // brings.
        if (shutDown || room() >= call.stageOfFirst(ROOM)) {
            call.wake(ROOM);
        }
        if (isOver()) {
            call.wake(ELEMENT);
        }
    }
}
