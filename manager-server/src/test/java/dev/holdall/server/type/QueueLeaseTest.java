package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.QueueEnd;
import dev.holdall.v1.QueueExtendLeaseRequest;
import dev.holdall.v1.QueueJoinReply;
import dev.holdall.v1.QueueJoinRequest;
import dev.holdall.v1.QueueOrder;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueueShutdownRequest;
import dev.holdall.v1.QueueSizeReply;
import dev.holdall.v1.QueueTakeLeasedReply;
import dev.holdall.v1.QueueTakeLeasedRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements that are leased. */
class QueueLeaseTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration NANO = Duration.ofNanos(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId queue = ObjectId.getDefaultInstance();
    private TestSession session;

    @BeforeEach
    void aQueueOfThree() {
        queue = queue("q", QueueOrder.FIFO, 3, "a", "b", "c");
        session = machine.open();
    }

    private ObjectId queue(String name, QueueOrder order, long capacity, String... elements) {
        ObjectId id = machine.call(
                        QueuesGrpc.getOpenMethod(),
                        QueueCalls.open(name, capacity).toBuilder()
                                .setOrder(order)
                                .build())
                .getId();
        machine.call(QueuesGrpc.getOfferAllMethod(), QueueCalls.offerAll(id, elements));
        return id;
    }

    private List<String> content() {
        return Elements.texts(machine.call(QueuesGrpc.getPageMethod(), QueueCalls.page(queue, 0, 0))
                .getElementsList());
    }

    private QueueSizeReply sizes() {
        return machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue));
    }

    private Pending<QueueTakeLeasedReply> take(TestSession by) {
        return by.start(QueuesGrpc.getTakeLeasedMethod(), QueueCalls.takeLeased(queue, MINUTE));
    }

    /** Takes an element with a lease of a minute. */
    private long lease(TestSession by) {
        return take(by).reply().getLease();
    }

    private static String text(Pending<QueueTakeLeasedReply> taken) {
        return Elements.text(taken.reply().getElement());
    }

    private boolean acknowledge(TestSession by, long lease) {
        return by.call(QueuesGrpc.getAcknowledgeLeaseMethod(), QueueCalls.acknowledge(queue, lease))
                .getAcknowledged();
    }

    private boolean giveBack(TestSession by, long lease) {
        return by.call(QueuesGrpc.getGiveLeaseBackMethod(), QueueCalls.giveBack(queue, lease))
                .getGivenBack();
    }

    private boolean extend(TestSession by, long lease, Duration visibility) {
        return by.call(QueuesGrpc.getExtendLeaseMethod(), QueueCalls.extend(queue, lease, visibility))
                .getExtended();
    }

    // While it is held -------------------------------------------------------------------------------------------

    @Test
    void leasedElement_isInNobodysView() {
        Pending<QueueTakeLeasedReply> a = take(session);
        assertThat(text(a)).isEqualTo("a");
        assertThat(a.reply().getDeliveries()).isEqualTo(1);
        assertThat(a.reply().getLease()).isPositive();
        assertThat(content()).containsExactly("b", "c");
        assertThat(sizes().getSize()).isEqualTo(2);
        assertThat(sizes().getLeased()).isEqualTo(1);
        assertThat(sizes().getUnfinished()).isEqualTo(3);
        assertThat(machine.call(QueuesGrpc.getContainsMethod(), QueueCalls.contains(queue, "a"))
                        .getPresent())
                .isFalse();
        assertThat(machine.call(QueuesGrpc.getRemoveMethod(), QueueCalls.remove(queue, "a"))
                        .getRemoved())
                .isFalse();
        assertThat(Elements.text(machine.call(QueuesGrpc.getPeekMethod(), QueueCalls.peek(queue))
                        .getElement()))
                .isEqualTo("b");
    }

    @Test
    void leasedElement_makesRoomForWhoWaits() {
        Pending<QueuePutReply> put = machine.start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "d"));
        assertThat(put.isParked()).isTrue();
        take(session);
        assertThat(put.reply().getAccepted()).isTrue();
        assertThat(content()).containsExactly("b", "c", "d");
    }

    @Test
    void clear_leavesLeasedElements() {
        long a = lease(session);
        machine.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(queue));
        assertThat(sizes().getUnfinished()).isEqualTo(1);
        giveBack(session, a);
        assertThat(content()).containsExactly("a");
    }

    // Acknowledging ----------------------------------------------------------------------------------------------

    @Test
    void acknowledgedElement_isGone() {
        Pending<QueueTakeLeasedReply> a = take(session);
        session.acknowledge(a);
        assertThat(acknowledge(session, a.reply().getLease())).isTrue();
        assertThat(sizes().getUnfinished()).isEqualTo(2);
        assertThat(sizes().getLeased()).isZero();
        assertThat(machine.untilDeadline()).isNull();
        machine.advance(MINUTE);
        session.end();
        assertThat(content()).containsExactly("b", "c");
    }

    @Test
    void acknowledgement_ofALeaseWhoseReplyIsStillKept() {
        Pending<QueueTakeLeasedReply> a = take(session);
        acknowledge(session, a.reply().getLease());
        session.giveBack(a);
        session.end();
        assertThat(content()).containsExactly("b", "c");
    }

    @Test
    void acknowledgement_happensOnce() {
        long a = lease(session);
        assertThat(acknowledge(session, a)).isTrue();
        assertThat(acknowledge(session, a)).isFalse();
        assertThat(giveBack(session, a)).isFalse();
        assertThat(extend(session, a, MINUTE)).isFalse();
        assertThat(sizes().getUnfinished()).isEqualTo(2);
    }

    @Test
    void lastAcknowledgement_letsThoseGoOnWhoJoin() {
        long a = lease(session);
        machine.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(queue));
        Pending<QueueJoinReply> join = machine.start(
                QueuesGrpc.getJoinMethod(),
                QueueJoinRequest.newBuilder().setQueue(queue).build());
        assertThat(join.isParked()).isTrue();
        acknowledge(session, a);
        assertThat(join.reply().getFinished()).isTrue();
    }

    @Test
    void onlyTheSessionThatHasTheLease_mayEndOrExtendIt() {
        session.thread(1);
        long a = lease(session);
        TestSession other = machine.open();
        assertThat(acknowledge(other, a)).isFalse();
        assertThat(giveBack(other, a)).isFalse();
        assertThat(extend(other, a, MINUTE)).isFalse();
        assertThat(machine.call(QueuesGrpc.getAcknowledgeLeaseMethod(), QueueCalls.acknowledge(queue, a))
                        .getAcknowledged())
                .isFalse();
        assertThat(sizes().getLeased()).isEqualTo(1);
        session.thread(2);
        assertThat(acknowledge(session, a)).isTrue();
    }

    // Going back -------------------------------------------------------------------------------------------------

    @Test
    void givenBackElement_comesBeforeLaterOnesAboveTheCapacityAndIsCounted() {
        long a = lease(session);
        long b = lease(session);
        machine.call(QueuesGrpc.getOfferAllMethod(), QueueCalls.offerAll(queue, "d", "e"));
        assertThat(giveBack(session, b)).isTrue();
        assertThat(giveBack(session, a)).isTrue();
        assertThat(content()).containsExactly("a", "b", "c", "d", "e");
        assertThat(sizes().getUnfinished()).isEqualTo(5);

        Pending<QueueTakeReply> again = session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        assertThat(again.reply().getRedelivered()).isTrue();
        assertThat(again.reply().getDeliveries()).isEqualTo(2);
        session.undecodable(again);
        assertThat(take(session).reply().getDeliveries()).isEqualTo(3);
        var rest = session.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, 5));
        assertThat(rest.getRedelivered()).isEqualTo(1);
        assertThat(rest.getDeliveriesList()).containsExactly(2, 1, 1, 1);
    }

    @Test
    void lease_isOverWhenItsTimeHasPassed_countedFromItsGrant() {
        machine.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(queue));
        Pending<QueueTakeLeasedReply> waiting = take(session);
        machine.advance(MINUTE);
        machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "x"));
        long x = waiting.reply().getLease();
        assertThat(machine.untilDeadline()).isEqualTo(MINUTE);
        machine.advance(MINUTE.minus(NANO));
        assertThat(content()).isEmpty();
        machine.advance(NANO);
        assertThat(content()).containsExactly("x");
        assertThat(machine.untilDeadline()).isNull();
        // It is over, though nobody else has got the element yet.
        assertThat(acknowledge(session, x)).isFalse();
        assertThat(extend(session, x, MINUTE)).isFalse();
        assertThat(giveBack(session, x)).isFalse();
        assertThat(content()).containsExactly("x");
        assertThat(take(session).reply().getLease()).isNotEqualTo(x);
    }

    @Test
    void elementWhoseTimeHasPassed_goesToWhoWaits() {
        machine.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, 2));
        take(session);
        Pending<QueueTakeLeasedReply> waiting = take(machine.open());
        machine.advance(MINUTE);
        assertThat(text(waiting)).isEqualTo("c");
        assertThat(waiting.reply().getDeliveries()).isEqualTo(2);
        assertThat(sizes().getLeased()).isEqualTo(1);
    }

    @Test
    void extendedLease_lastsFromThenOn() {
        long a = lease(session);
        machine.advance(MINUTE.minus(NANO));
        assertThat(extend(session, a, MINUTE)).isTrue();
        machine.advance(MINUTE.minus(NANO));
        assertThat(content()).containsExactly("b", "c");
        machine.advance(NANO);
        assertThat(content()).containsExactly("a", "b", "c");
    }

    @Test
    void extendedLease_canLastShorter() {
        long a = lease(session);
        assertThat(extend(session, a, NANO)).isTrue();
        assertThat(machine.untilDeadline()).isEqualTo(NANO);
        machine.advance(NANO);
        assertThat(content()).containsExactly("a", "b", "c");
    }

    @Test
    void endOfSession_putsAllBackInTheirOrder() {
        Pending<QueueTakeLeasedReply> a = take(session);
        take(session);
        session.acknowledge(a);
        TestSession other = machine.open();
        long c = lease(other);
        session.end();
        assertThat(content()).containsExactly("a", "b");
        assertThat(acknowledge(other, c)).isTrue();
        assertThat(machine.untilDeadline()).isNull();
    }

    @Test
    void replyThatNobodyReceives_givesTheLeaseBack() {
        Pending<QueueTakeLeasedReply> a = take(session);
        session.giveBack(a);
        assertThat(content()).containsExactly("a", "b", "c");
        assertThat(acknowledge(session, a.reply().getLease())).isFalse();
        Pending<QueueTakeLeasedReply> again = take(session);
        assertThat(again.reply().getDeliveries()).isEqualTo(1);
        assertThat(machine.untilDeadline()).isEqualTo(MINUTE);
        session.undecodable(again);
        assertThat(machine.untilDeadline()).isNull();
        assertThat(take(session).reply().getDeliveries()).isEqualTo(2);
    }

    @Test
    void replyThatComesBackAfterTheLeaseIsOver_changesNothing() {
        Pending<QueueTakeLeasedReply> a = take(session);
        machine.advance(MINUTE);
        Pending<QueueTakeLeasedReply> again = take(machine.open());
        assertThat(text(again)).isEqualTo("a");
        session.giveBack(a);
        session.end();
        assertThat(content()).containsExactly("b", "c");
        assertThat(sizes().getLeased()).isEqualTo(1);
    }

    @Test
    void manyLeasesThatAreOverAtOnce_endAThousandInAStep() {
        machine.withoutCheckOfEachCall();
        ObjectId large = queue("large", QueueOrder.FIFO, 0);
        queue = large;
        for (int i = 0; i < 2_500; i++) {
            machine.call(QueuesGrpc.getOfferMethod(), QueueCalls.offer(large, "" + i));
            take(session);
            session.acknowledgeBelow(session.nextSeq());
        }
        List<Long> there = new ArrayList<>();
        machine.advance(MINUTE);
        there.add(sizes().getSize());
        for (int i = 0; i < 2; i++) {
            assertThat(machine.untilDeadline()).isEqualTo(NANO);
            machine.advance(NANO);
            there.add(sizes().getSize());
        }
        assertThat(there).containsExactly(1_000L, 2_000L, 2_500L);
        assertThat(machine.untilDeadline()).isNull();
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    @Test
    void takersOfBothKinds_areServedFirstComeFirstServed() {
        machine.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(queue));
        Pending<QueueTakeLeasedReply> first = take(session);
        Pending<QueueTakeReply> second = session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        Pending<QueueTakeLeasedReply> third = take(machine.open());
        machine.call(QueuesGrpc.getOfferAllMethod(), QueueCalls.offerAll(queue, "x", "y", "z"));
        assertThat(text(first)).isEqualTo("x");
        assertThat(Elements.text(second.reply().getElement())).isEqualTo("y");
        assertThat(text(third)).isEqualTo("z");
    }

    @Test
    void waitThatIsOver_hasNothing() {
        machine.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(queue));
        assertThat(session.call(QueuesGrpc.getTakeLeasedMethod(), QueueCalls.pollLeased(queue, MINUTE))
                        .hasElement())
                .isFalse();
        Pending<QueueTakeLeasedReply> waiting = take(session);
        session.withdraw(waiting);
        assertThat(waiting.error().getCode()).isEqualTo(Code.CANCELLED);
        machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "x"));
        assertThat(content()).containsExactly("x");
        assertThat(machine.untilDeadline()).isNull();
    }

    // Shutting down ----------------------------------------------------------------------------------------------

    private void shutDown(boolean immediate) {
        machine.call(
                QueuesGrpc.getShutdownMethod(),
                QueueShutdownRequest.newBuilder()
                        .setQueue(queue)
                        .setImmediate(immediate)
                        .build());
    }

    @Test
    void shutDownQueue_leasesWhatIsLeftAndWhatComesBack() {
        shutDown(false);
        lease(session);
        lease(session);
        lease(session);
        assertThat(take(session).reply().getShutDown()).isTrue();
        machine.advance(MINUTE);
        assertThat(content()).containsExactly("a", "b", "c");
        assertThat(text(take(session))).isEqualTo("a");
    }

    @Test
    void drainedQueue_dropsWhatComesBack() {
        long a = lease(session);
        long b = lease(session);
        shutDown(true);
        assertThat(sizes().getUnfinished()).isEqualTo(2);
        assertThat(acknowledge(session, a)).isTrue();
        assertThat(giveBack(session, b)).isTrue();
        assertThat(sizes().getUnfinished()).isZero();
        assertThat(content()).isEmpty();
        assertThat(machine.bytes()).isZero();
    }

    @Test
    void deletedQueue_hasNoLeases() {
        long a = lease(session);
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("q").build());
        assertThat(machine.untilDeadline()).isNull();
        assertThat(session.refused(QueuesGrpc.getAcknowledgeLeaseMethod(), QueueCalls.acknowledge(queue, a))
                        .getCode())
                .isEqualTo(Code.NO_SUCH_OBJECT);
        session.end();
        assertThat(machine.bytes()).isZero();
    }

    // Orders -----------------------------------------------------------------------------------------------------

    @Test
    void lifo_leasesTheLatestAndTakesItBackToItsPlace() {
        queue = queue("lifo", QueueOrder.LIFO, 0, "a", "b");
        long b = lease(session);
        machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "c"));
        assertThat(content()).containsExactly("c", "a");
        giveBack(session, b);
        assertThat(content()).containsExactly("c", "b", "a");
    }

    @Test
    void byPriority_leasesTheLowest() {
        queue = queue("p", QueueOrder.BY_PRIORITY, 0);
        put("late", 5);
        put("early", -5);
        long early = lease(session);
        put("between", 0);
        assertThat(content()).containsExactly("between", "late");
        machine.advance(MINUTE);
        assertThat(content()).containsExactly("early", "between", "late");
        assertThat(acknowledge(session, early)).isFalse();
    }

    private void put(String element, long priority) {
        machine.call(
                QueuesGrpc.getPutMethod(),
                QueueCalls.put(queue, element).toBuilder().setPriority(priority).build());
    }

    @Test
    void tail_ofADeque() {
        QueueTakeLeasedRequest atTail = QueueCalls.takeLeased(queue, MINUTE).toBuilder()
                .setEnd(QueueEnd.TAIL)
                .build();
        Pending<QueueTakeLeasedReply> c = session.start(QueuesGrpc.getTakeLeasedMethod(), atTail);
        assertThat(text(c)).isEqualTo("c");
        machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "d"));
        session.giveBack(c);
        assertThat(content()).containsExactly("a", "b", "c", "d");
        queue = queue("lifo", QueueOrder.LIFO, 0, "a");
        assertThat(session.refused(
                                QueuesGrpc.getTakeLeasedMethod(),
                                atTail.toBuilder().setQueue(queue).build())
                        .getCode())
                .isEqualTo(Code.MISMATCH);
    }

    // Numbers and limits -----------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 7L * 24 * 60 * 60 * 1_000_000_000 + 1})
    void timesThatAreNone_areRefused(long nanos) {
        long a = lease(session);
        for (var refused : List.of(
                session.refused(
                        QueuesGrpc.getTakeLeasedMethod(),
                        QueueCalls.takeLeased(queue, MINUTE).toBuilder()
                                .setVisibilityNanos(nanos)
                                .build()),
                session.refused(
                        QueuesGrpc.getExtendLeaseMethod(),
                        QueueExtendLeaseRequest.newBuilder()
                                .setQueue(queue)
                                .setLease(a)
                                .setVisibilityNanos(nanos)
                                .build()))) {
            assertThat(refused.getCode()).isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(refused.getMessage()).contains("not for " + Long.toUnsignedString(nanos));
        }
        assertThat(machine.untilDeadline()).isEqualTo(MINUTE);
    }

    @Test
    void longestTime() {
        assertThat(session.call(QueuesGrpc.getTakeLeasedMethod(), QueueCalls.takeLeased(queue, Duration.ofDays(7)))
                        .hasElement())
                .isTrue();
        assertThat(machine.untilDeadline()).isEqualTo(Duration.ofDays(7));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void numbersOfNoLease(long number) {
        lease(session);
        assertThat(acknowledge(session, number)).isFalse();
        assertThat(giveBack(session, number)).isFalse();
        assertThat(extend(session, number, MINUTE)).isFalse();
        assertThat(sizes().getLeased()).isEqualTo(1);
    }

    @Test
    void unaryCaller_hasNoSessionForALease() {
        assertThat(machine.refused(QueuesGrpc.getTakeLeasedMethod(), QueueCalls.takeLeased(queue, MINUTE))
                        .getCode())
                .isEqualTo(Code.SESSION_REQUIRED);
    }

    @Test
    void leasedElements_countForTheLimitOnElements() {
        machine.verify();
        TestMachine small = new TestMachine().limit("object-elements", 2);
        ObjectId few = small.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("few", 0))
                .getId();
        TestSession taker = small.open();
        small.call(QueuesGrpc.getOfferAllMethod(), QueueCalls.offerAll(few, "a", "b"));
        long a = taker.call(QueuesGrpc.getTakeLeasedMethod(), QueueCalls.takeLeased(few, MINUTE))
                .getLease();
        assertThat(small.refused(QueuesGrpc.getPutMethod(), QueueCalls.put(few, "c"))
                        .getCode())
                .isEqualTo(Code.LIMIT_EXCEEDED);
        taker.call(QueuesGrpc.getAcknowledgeLeaseMethod(), QueueCalls.acknowledge(few, a));
        assertThat(small.call(QueuesGrpc.getPutMethod(), QueueCalls.put(few, "c"))
                        .getAccepted())
                .isTrue();
        small.verify();
    }

    @Test
    void whereTheManagerIsFull_aThousandElementsCanBeLeased() {
        TestMachine small = new TestMachine().withoutCheckOfEachCall().limit("total-bytes", 1_200 * 10);
        ObjectId many = small.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("many", 0))
                .getId();
        for (int i = 0; i < 1_200; i++) {
            small.call(QueuesGrpc.getPutMethod(), QueueCalls.put(many, "" + i));
        }
        TestSession taker = small.open();
        long lease = 0;
        for (int i = 0; i < 1_000; i++) {
            lease = taker.call(QueuesGrpc.getTakeLeasedMethod(), QueueCalls.takeLeased(many, MINUTE))
                    .getLease();
            taker.acknowledgeBelow(taker.nextSeq());
        }
        assertThat(taker.refused(QueuesGrpc.getTakeLeasedMethod(), QueueCalls.takeLeased(many, MINUTE))
                        .getCode())
                .isEqualTo(Code.LIMIT_EXCEEDED);
        taker.call(QueuesGrpc.getAcknowledgeLeaseMethod(), QueueCalls.acknowledge(many, lease));
        assertThat(taker.call(QueuesGrpc.getTakeLeasedMethod(), QueueCalls.takeLeased(many, MINUTE))
                        .hasElement())
                .isTrue();
        small.verify();
    }

    // References -------------------------------------------------------------------------------------------------

    @Test
    void leasedElement_keepsWhatItRefersToAlive() {
        machine.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(queue));
        ObjectId list = session.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                .getId();
        session.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, Elements.of(list, ListsGrpc.SERVICE_NAME)));
        Pending<QueueTakeLeasedReply> taken = take(session);
        session.acknowledge(taken);
        session.release(list, 2);
        machine.collect();
        assertThat(machine.exists(list)).isTrue();
        machine.advance(MINUTE);
        machine.collect();
        assertThat(machine.exists(list)).isTrue();
        Pending<QueueTakeLeasedReply> again = take(session);
        session.acknowledge(again);
        session.release(list, 1);
        acknowledge(session, again.reply().getLease());
        machine.collect();
        assertThat(machine.exists(list)).isFalse();
    }
}
