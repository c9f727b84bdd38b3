package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
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
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.QueueEnd;
import dev.holdall.v1.QueueJoinReply;
import dev.holdall.v1.QueueJoinRequest;
import dev.holdall.v1.QueueOrder;
import dev.holdall.v1.QueuePollReply;
import dev.holdall.v1.QueueSetDeadLettersRequest;
import dev.holdall.v1.QueueShutdownRequest;
import dev.holdall.v1.QueueSizeReply;
import dev.holdall.v1.QueueTakeLeasedReply;
import dev.holdall.v1.QueueTakeManyReply;
import dev.holdall.v1.QueueTakeManyRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements that come back too often. */
class QueueDeadLettersTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId queue = ObjectId.getDefaultInstance();
    private ObjectId dead = ObjectId.getDefaultInstance();
    private TestSession session;

    @BeforeEach
    void aQueueWithADeadLetterQueueOfTwo() {
        queue = open("q", QueueOrder.FIFO, 0);
        dead = open("dead", QueueOrder.FIFO, 2);
        session = machine.open();
    }

    private ObjectId open(String name, QueueOrder order, long capacity) {
        return machine.call(
                        QueuesGrpc.getOpenMethod(),
                        QueueCalls.open(name, capacity).toBuilder()
                                .setOrder(order)
                                .build())
                .getId();
    }

    private void put(ObjectId to, String... elements) {
        machine.call(QueuesGrpc.getOfferAllMethod(), QueueCalls.offerAll(to, elements));
    }

    private void deadLetters(int after) {
        machine.call(QueuesGrpc.getSetDeadLettersMethod(), QueueCalls.deadLetters(queue, dead, after));
    }

    private List<String> content(ObjectId of) {
        return Elements.texts(machine.call(QueuesGrpc.getPageMethod(), QueueCalls.page(of, 0, 0))
                .getElementsList());
    }

    private QueueSizeReply sizes(ObjectId of) {
        return machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(of));
    }

    private Pending<QueueTakeLeasedReply> lease() {
        return session.start(QueuesGrpc.getTakeLeasedMethod(), QueueCalls.takeLeased(queue, MINUTE));
    }

    private void nack(Pending<QueueTakeLeasedReply> lease) {
        assertThat(session.call(
                                QueuesGrpc.getGiveLeaseBackMethod(),
                                QueueCalls.giveBack(queue, lease.reply().getLease()))
                        .getGivenBack())
                .isTrue();
    }

    @Test
    void eachWayOfComingBack_isADelivery() {
        put(queue, "a", "b");
        deadLetters(5);
        assertThat(sizes(queue).getDeadLettersAfter()).isEqualTo(5);
        nack(lease());
        lease();
        machine.advance(MINUTE);
        session.undecodable(session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue)));
        session.undecodable(lease());
        assertThat(content(queue)).containsExactly("a", "b");
        lease();
        session.end();
        assertThat(content(queue)).containsExactly("b");
        assertThat(content(dead)).containsExactly("a");
    }

    @Test
    void whatNobodyWaitedForAnyMore_isNoDelivery() {
        put(queue, "a", "b");
        deadLetters(2);
        for (int i = 0; i < 3; i++) {
            session.giveBack(session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue)));
            session.giveBack(lease());
        }
        // Not even flagged, and so not handed over alone.
        Pending<QueuePollReply> both = poll();
        assertThat(Elements.texts(both.reply().getElementsList())).containsExactly("a", "b");
        assertThat(both.reply().getRedelivered()).isZero();
        session.giveBack(both);
        nack(lease());
        // One that came back before keeps what it has.
        Pending<QueueTakeLeasedReply> again = lease();
        assertThat(again.reply().getDeliveries()).isEqualTo(2);
        session.giveBack(again);
        assertThat(content(dead)).isEmpty();
        // Even if it would have been enough by now.
        deadLetters(1);
        session.giveBack(lease());
        assertThat(content(queue)).containsExactly("a", "b");
        again = lease();
        assertThat(again.reply().getDeliveries()).isEqualTo(2);
        nack(again);
        assertThat(content(dead)).containsExactly("a");
    }

    @Test
    void whatNobodyWaitedForAnyMore_isDroppedByADrainedQueue() {
        put(queue, "a", "b");
        Pending<QueueTakeReply> taken = session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        Pending<QueueTakeLeasedReply> leased = lease();
        machine.call(
                QueuesGrpc.getShutdownMethod(),
                QueueShutdownRequest.newBuilder()
                        .setQueue(queue)
                        .setImmediate(true)
                        .build());
        session.giveBack(taken, leased);
        assertThat(content(queue)).isEmpty();
        assertThat(sizes(queue).getUnfinished()).isZero();
    }

    @Test
    void acknowledgedElement_isNoDeadLetter() {
        put(queue, "a");
        deadLetters(1);
        session.call(
                QueuesGrpc.getAcknowledgeLeaseMethod(),
                QueueCalls.acknowledge(queue, lease().reply().getLease()));
        session.end();
        assertThat(content(dead)).isEmpty();
        assertThat(content(queue)).isEmpty();
    }

    @Test
    void deadLetter_isDoneHereAndANewTaskThere() {
        put(queue, "a");
        deadLetters(1);
        Pending<QueueJoinReply> join = machine.start(
                QueuesGrpc.getJoinMethod(),
                QueueJoinRequest.newBuilder().setQueue(queue).build());
        nack(lease());
        assertThat(join.reply().getFinished()).isTrue();
        assertThat(sizes(queue).getUnfinished()).isZero();
        assertThat(sizes(dead).getUnfinished()).isEqualTo(1);
        QueueTakeReply taken = machine.call(QueuesGrpc.getTakeMethod(), QueueCalls.take(dead));
        assertThat(taken.getRedelivered()).isFalse();
        assertThat(taken.getDeliveries()).isEqualTo(1);
    }

    @Test
    void deadLetter_goesToWhoWaitsForItInTheSameStep() {
        put(queue, "a");
        deadLetters(1);
        Pending<QueueTakeReply> waiting = machine.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(dead));
        lease();
        machine.advance(MINUTE);
        assertThat(Elements.text(waiting.reply().getElement())).isEqualTo("a");
    }

    @Test
    void deadLetters_goAboveTheCapacity() {
        put(queue, "a", "b", "c");
        put(dead, "x", "y");
        deadLetters(1);
        lease();
        lease();
        session.end();
        assertThat(content(dead)).containsExactly("x", "y", "a", "b");
        assertThat(content(queue)).containsExactly("c");
    }

    @Test
    void deletedDeadLetterQueue_leavesElementsInTheirQueue() {
        put(queue, "a", "b");
        deadLetters(1);
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("dead").build());
        nack(lease());
        assertThat(content(queue)).containsExactly("a", "b");
        // And another of the same name is another queue.
        dead = open("dead", QueueOrder.FIFO, 0);
        nack(lease());
        assertThat(content(queue)).containsExactly("a", "b");
        deadLetters(1);
        nack(lease());
        assertThat(content(queue)).containsExactly("b");
        assertThat(content(dead)).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deadLetterQueueThatIsShutDown_leavesElementsInTheirQueue(boolean immediate) {
        put(queue, "a");
        deadLetters(1);
        machine.call(
                QueuesGrpc.getShutdownMethod(),
                QueueShutdownRequest.newBuilder()
                        .setQueue(dead)
                        .setImmediate(immediate)
                        .build());
        nack(lease());
        assertThat(content(queue)).containsExactly("a");
        assertThat(content(dead)).isEmpty();
    }

    @Test
    void drainedQueue_dropsDeadLettersToo() {
        put(queue, "a");
        deadLetters(1);
        lease();
        machine.call(
                QueuesGrpc.getShutdownMethod(),
                QueueShutdownRequest.newBuilder()
                        .setQueue(queue)
                        .setImmediate(true)
                        .build());
        session.end();
        assertThat(content(dead)).isEmpty();
        assertThat(sizes(queue).getUnfinished()).isZero();
    }

    private Pending<QueuePollReply> poll() {
        return session.start(QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, 10));
    }

    @Test
    void elementsTakenTogether_comeOneByOneOnceTheyCameBack() {
        put(queue, "a", "bad", "c");
        deadLetters(2);
        session.undecodable(poll());
        put(queue, "d", "e");
        Pending<QueuePollReply> a = poll();
        assertThat(Elements.texts(a.reply().getElementsList())).containsExactly("a");
        assertThat(a.reply().getDeliveriesList()).containsExactly(2);
        session.acknowledge(a);
        session.undecodable(poll());
        assertThat(content(dead)).containsExactly("bad");
        QueueTakeManyReply c = session.call(
                QueuesGrpc.getTakeManyMethod(),
                QueueTakeManyRequest.newBuilder().setQueue(queue).setLimit(10).build());
        assertThat(Elements.texts(c.getElementsList())).containsExactly("c");
        assertThat(c.getDeliveriesList()).containsExactly(2);
        assertThat(Elements.texts(poll().reply().getElementsList())).containsExactly("d", "e");
    }

    @Test
    void elementsTakenTogether_endBeforeOneThatCameBack() {
        put(queue, "a", "b", "c");
        deadLetters(2);
        Pending<QueueTakeLeasedReply> a = lease();
        nack(lease());
        nack(a);
        session.call(QueuesGrpc.getRemoveMethod(), QueueCalls.remove(queue, "a"));
        machine.call(
                QueuesGrpc.getPutMethod(),
                QueueCalls.put(queue, "head").toBuilder().setEnd(QueueEnd.HEAD).build());
        assertThat(content(queue)).containsExactly("head", "b", "c");
        assertThat(Elements.texts(poll().reply().getElementsList())).containsExactly("head");
        assertThat(Elements.texts(poll().reply().getElementsList())).containsExactly("b");
        assertThat(Elements.texts(poll().reply().getElementsList())).containsExactly("c");
    }

    @Test
    void noDeadLetters_letsElementsGoBackAgain() {
        put(queue, "a");
        deadLetters(1);
        machine.call(QueuesGrpc.getSetDeadLettersMethod(), QueueCalls.noDeadLetters(queue));
        assertThat(sizes(queue).getDeadLettersAfter()).isZero();
        nack(lease());
        nack(lease());
        assertThat(content(queue)).containsExactly("a");
        // Set later, it counts what was delivered before.
        deadLetters(3);
        nack(lease());
        assertThat(content(dead)).containsExactly("a");
    }

    @Test
    void deadLettersOfDeadLetters() {
        ObjectId last = open("last", QueueOrder.LIFO, 0);
        put(last, "x");
        put(queue, "a");
        deadLetters(1);
        machine.call(QueuesGrpc.getSetDeadLettersMethod(), QueueCalls.deadLetters(dead, last, 1));
        nack(lease());
        session.undecodable(session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(dead)));
        // At the head of a queue that is last in first out.
        assertThat(content(last)).containsExactly("a", "x");
        assertThat(content(dead)).isEmpty();
    }

    @Test
    void priorities_areKept() {
        queue = open("p", QueueOrder.BY_PRIORITY, 0);
        dead = open("dead p", QueueOrder.BY_PRIORITY, 0);
        deadLetters(1);
        for (String element : List.of("5", "-3", "7")) {
            machine.call(
                    QueuesGrpc.getPutMethod(),
                    QueueCalls.put(queue, element).toBuilder()
                            .setPriority(Long.parseLong(element))
                            .build());
        }
        machine.call(
                QueuesGrpc.getPutMethod(),
                QueueCalls.put(dead, "6").toBuilder().setPriority(6).build());
        lease();
        lease();
        lease();
        session.end();
        assertThat(content(dead)).containsExactly("-3", "5", "6", "7");
        // Into a queue without priorities they can go as well.
        session = machine.open();
        queue = dead;
        dead = open("plain", QueueOrder.FIFO, 0);
        deadLetters(1);
        nack(lease());
        assertThat(content(dead)).containsExactly("-3");
    }

    // What is refused --------------------------------------------------------------------------------------------

    private Code refused(QueueSetDeadLettersRequest request) {
        return machine.refused(QueuesGrpc.getSetDeadLettersMethod(), request).getCode();
    }

    @Test
    void whatIsNoDeadLetterQueue_isRefused() {
        ObjectId list = machine.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName("list").build())
                .getId();
        ObjectId byPriority = open("p", QueueOrder.BY_PRIORITY, 0);
        ObjectId never = dead.toBuilder().setNumber(99).build();
        assertThat(refused(QueueCalls.deadLetters(queue, queue, 1))).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused(QueueCalls.deadLetters(queue, list, 1))).isEqualTo(Code.MISMATCH);
        assertThat(refused(QueueCalls.deadLetters(queue, byPriority, 1))).isEqualTo(Code.MISMATCH);
        assertThat(refused(QueueCalls.deadLetters(queue, never, 1))).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(refused(QueueCalls.deadLetters(queue, ObjectId.getDefaultInstance(), 1)))
                .isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(sizes(queue).getDeadLettersAfter()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void numbersOfDeliveriesThatAreNone_areRefused(int after) {
        assertThat(refused(QueueCalls.deadLetters(queue, dead, after))).isEqualTo(Code.INVALID_ARGUMENT);
        if (after != 0) {
            assertThat(refused(QueueCalls.noDeadLetters(queue).toBuilder()
                            .setAfterDeliveries(after)
                            .build()))
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
    }

    // References -------------------------------------------------------------------------------------------------

    private ObjectId unnamedQueue() {
        return session.call(QueuesGrpc.getOpenMethod(), OpenQueueRequest.getDefaultInstance())
                .getId();
    }

    @Test
    void deadLetterQueueWithoutAName_livesAsLongAsItIsOne() {
        dead = unnamedQueue();
        deadLetters(1);
        session.release(dead, 1);
        machine.collect();
        assertThat(machine.exists(dead)).isTrue();
        // The same once more, and another.
        deadLetters(2);
        machine.collect();
        assertThat(machine.exists(dead)).isTrue();
        machine.verify();
        ObjectId former = dead;
        dead = unnamedQueue();
        deadLetters(1);
        session.release(dead, 1);
        machine.collect();
        assertThat(machine.exists(former)).isFalse();
        assertThat(machine.exists(dead)).isTrue();
        machine.call(QueuesGrpc.getSetDeadLettersMethod(), QueueCalls.noDeadLetters(queue));
        machine.collect();
        assertThat(machine.exists(dead)).isFalse();
    }

    @Test
    void queuesThatAreEachOthersDeadLetters_areCollected() {
        ObjectId one = unnamedQueue();
        ObjectId other = unnamedQueue();
        machine.call(QueuesGrpc.getSetDeadLettersMethod(), QueueCalls.deadLetters(one, other, 1));
        machine.call(QueuesGrpc.getSetDeadLettersMethod(), QueueCalls.deadLetters(other, one, 1));
        session.release(one, 1);
        machine.collect();
        assertThat(machine.exists(one)).isTrue();
        session.release(other, 1);
        machine.collect();
        assertThat(machine.exists(one)).isFalse();
        assertThat(machine.exists(other)).isFalse();
    }

    @Test
    void deadLetter_keepsWhatItRefersToAlive() {
        ObjectId list = session.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                .getId();
        ByteString element = Elements.of(list, ListsGrpc.SERVICE_NAME);
        session.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, element));
        deadLetters(1);
        session.release(list, 1);
        TestSession taker = machine.open();
        taker.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        machine.verify();
        // It stands in no object now; it goes into one that has never seen a reference.
        taker.end();
        machine.collect();
        assertThat(content(queue)).isEmpty();
        assertThat(machine.exists(list)).isTrue();
        machine.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(dead));
        machine.collect();
        assertThat(machine.exists(list)).isFalse();
    }
}
