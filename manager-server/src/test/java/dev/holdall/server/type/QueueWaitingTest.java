package dev.holdall.server.type;

import static dev.holdall.server.type.QueueCalls.clear;
import static dev.holdall.server.type.QueueCalls.compareAndRemove;
import static dev.holdall.server.type.QueueCalls.offer;
import static dev.holdall.server.type.QueueCalls.offerAll;
import static dev.holdall.server.type.QueueCalls.poll;
import static dev.holdall.server.type.QueueCalls.put;
import static dev.holdall.server.type.QueueCalls.remove;
import static dev.holdall.server.type.QueueCalls.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.google.protobuf.Message;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.QueuePutAllReply;
import dev.holdall.v1.QueuePutAllRequest;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Wait;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Queues, as far as calls wait in them. */
class QueueWaitingTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId queue(long capacity) {
        return machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", capacity))
                .getId();
    }

    private ObjectId fullQueue(String... elements) {
        ObjectId queue = queue(elements.length);
        assertThat(machine.call(QueuesGrpc.getOfferAllMethod(), offerAll(queue, elements))
                        .getAccepted())
                .isEqualTo(elements.length);
        return queue;
    }

    private List<String> content(ObjectId queue) {
        return Elements.texts(machine.call(QueuesGrpc.getPageMethod(), QueueCalls.page(queue, 0, 0))
                .getElementsList());
    }

    private static Pending<QueueTakeReply> startTake(TestSession session, ObjectId queue) {
        return session.start(QueuesGrpc.getTakeMethod(), take(queue));
    }

    private static Pending<QueuePutReply> startPut(TestSession session, ObjectId queue, String element) {
        return session.start(QueuesGrpc.getPutMethod(), put(queue, element));
    }

    private static String taken(Pending<QueueTakeReply> take) {
        assertThat(take.reply().hasElement()).isTrue();
        return Elements.text(take.reply().getElement());
    }

    // Taking -----------------------------------------------------------------------------------------------------

    @Test
    void take_waitsForTheFirstElement() {
        ObjectId queue = queue(0);
        Pending<QueueTakeReply> take = startTake(machine.open(), queue);
        assertThat(take.isParked()).isTrue();

        machine.call(QueuesGrpc.getPutMethod(), put(queue, "a"));
        assertThat(taken(take)).isEqualTo("a");
        assertThat(take.reply().getRedelivered()).isFalse();
        assertThat(content(queue)).isEmpty();
    }

    @Test
    void take_ofNoWaitReturnsAtOnce() {
        ObjectId queue = queue(0);
        QueueTakeReply reply = machine.open().call(QueuesGrpc.getTakeMethod(), take(queue, Duration.ZERO));
        assertThat(reply.hasElement()).isFalse();
        assertThat(machine.untilDeadline()).isNull();
    }

    @Test
    void take_returnsNothingWhenItsTimeHasPassed() {
        ObjectId queue = queue(0);
        Pending<QueueTakeReply> take = machine.open().start(QueuesGrpc.getTakeMethod(), take(queue, SECOND));
        assertThat(machine.untilDeadline()).isEqualTo(SECOND);
        machine.advance(SECOND.minusNanos(1));
        assertThat(take.isParked()).isTrue();
        machine.advance(Duration.ofNanos(1));
        assertThat(take.reply().hasElement()).isFalse();
        assertThat(machine.untilDeadline()).isNull();

        machine.call(QueuesGrpc.getPutMethod(), put(queue, "a"));
        assertThat(content(queue)).containsExactly("a");
    }

    @Test
    void take_isTimedOutBeforeALaterPutEvenIfNobodyTold() {
        ObjectId queue = queue(0);
        Pending<QueueTakeReply> take = machine.open().start(QueuesGrpc.getTakeMethod(), take(queue, SECOND));
        machine.advanceSilently(SECOND);
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "a"));
        assertThat(take.reply().hasElement()).isFalse();
        assertThat(content(queue)).containsExactly("a");
    }

    @Test
    void take_ofATimeBeyondAllTimeWaitsForEver() {
        ObjectId queue = queue(0);
        for (long nanos : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            QueueTakeRequest request = take(queue).toBuilder()
                    .setWait(Wait.newBuilder().setNanos(nanos))
                    .build();
            assertThat(machine.open().start(QueuesGrpc.getTakeMethod(), request).isParked())
                    .isTrue();
        }
        machine.advance(Duration.ofDays(10_000));
        QueueTakeRequest longest = take(queue).toBuilder()
                .setWait(Wait.newBuilder().setNanos(Long.MAX_VALUE - 1))
                .build();
        assertThat(machine.open().start(QueuesGrpc.getTakeMethod(), longest).isParked())
                .isTrue();
        assertThat(machine.untilDeadline()).isNull();
    }

    @Test
    void takersAreServedFirstComeFirstServedAcrossSessionsAndDoors() {
        ObjectId queue = queue(0);
        TestSession one = machine.open();
        TestSession two = machine.open();
        Pending<QueueTakeReply> first = startTake(two, queue);
        Pending<QueueTakeReply> second = startTake(one, queue);
        Pending<QueueTakeReply> third = machine.start(QueuesGrpc.getTakeMethod(), take(queue));
        Pending<QueueTakeReply> fourth = startTake(two, queue);

        machine.call(QueuesGrpc.getOfferAllMethod(), offerAll(queue, "a", "b", "c"));
        assertThat(taken(first)).isEqualTo("a");
        assertThat(taken(second)).isEqualTo("b");
        assertThat(taken(third)).isEqualTo("c");
        assertThat(fourth.isParked()).isTrue();
    }

    @Test
    void laterTaker_doesNotOvertakeWithinOneFrame() {
        ObjectId queue = queue(0);
        TestSession early = machine.open();
        TestSession late = machine.open();
        Pending<QueueTakeReply> waiting = startTake(early, queue);
        Pending<QueueTakeReply> greedy = late.pending(QueuesGrpc.getTakeMethod(), 2);
        late.send(ClientFrame.newBuilder()
                .setFirstSeq(1)
                .addCalls(TestSession.encode(QueuesGrpc.getPutMethod(), put(queue, "a")))
                .addCalls(TestSession.encode(QueuesGrpc.getTakeMethod(), take(queue))));
        late.skipTo(3);
        assertThat(taken(waiting)).isEqualTo("a");
        assertThat(greedy.isParked()).isTrue();
    }

    @Test
    void poll_doesNotOvertakeAWaitingTakerByAGiveBackInItsOwnFrame() {
        ObjectId queue = queue(0);
        TestSession returner = machine.open();
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "a"));
        Pending<QueueTakeReply> unwanted = startTake(returner, queue);
        Pending<QueueTakeReply> waiting = startTake(machine.open(), queue);

        returner.send(ClientFrame.newBuilder()
                .addGiveBack(unwanted.seq())
                .setFirstSeq(2)
                .addCalls(TestSession.encode(QueuesGrpc.getPollMethod(), poll(queue, 1))));
        returner.skipTo(3);
        assertThat(returner.pending(QueuesGrpc.getPollMethod(), 2).reply().getElementsList())
                .isEmpty();
        assertThat(taken(waiting)).isEqualTo("a");
    }

    @Test
    void withdrawnTaker_isAnsweredOnceAndGetsNothing() {
        ObjectId queue = queue(0);
        TestSession session = machine.open();
        Pending<QueueTakeReply> take = startTake(session, queue);
        session.withdraw(take);
        assertThat(take.error().getCode()).isEqualTo(Code.CANCELLED);
        session.withdraw(take);
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "a"));
        assertThat(take.answers()).isEqualTo(1);
        assertThat(content(queue)).containsExactly("a");
    }

    @Test
    void withdrawal_afterTheGrantChangesNothing() {
        ObjectId queue = queue(0);
        TestSession session = machine.open();
        Pending<QueueTakeReply> take = startTake(session, queue);
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "a"));
        session.withdraw(take);
        assertThat(taken(take)).isEqualTo("a");
        assertThat(content(queue)).isEmpty();
    }

    @Test
    void withdrawal_inTheFrameOfItsCall() {
        ObjectId queue = queue(0);
        TestSession session = machine.open();
        session.send(ClientFrame.newBuilder()
                .setFirstSeq(1)
                .addCalls(TestSession.encode(QueuesGrpc.getTakeMethod(), take(queue)))
                .addWithdrawn(1));
        session.skipTo(2);
        assertThat(session.pending(QueuesGrpc.getTakeMethod(), 1).error().getCode())
                .isEqualTo(Code.CANCELLED);
    }

    @Test
    void withdrawnUnaryTaker_getsNothing() {
        ObjectId queue = queue(0);
        Pending<QueueTakeReply> take = machine.start(QueuesGrpc.getTakeMethod(), take(queue));
        machine.withdraw(take);
        assertThat(take.error().getCode()).isEqualTo(Code.CANCELLED);
        machine.withdraw(take);
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "a"));
        assertThat(take.answers()).isEqualTo(1);
        assertThat(content(queue)).containsExactly("a");
    }

    // Putting ----------------------------------------------------------------------------------------------------

    static Stream<Arguments> whatMakesRoom() {
        return Stream.of(
                room("take", (machine, queue) -> machine.call(QueuesGrpc.getTakeMethod(), take(queue)), "b", "c"),
                room("poll", (machine, queue) -> machine.call(QueuesGrpc.getPollMethod(), poll(queue, 1)), "b", "c"),
                room(
                        "remove",
                        (machine, queue) -> machine.call(QueuesGrpc.getRemoveMethod(), remove(queue, "b")),
                        "a",
                        "c"),
                room(
                        "compareAndRemove",
                        (machine, queue) -> machine.call(
                                QueuesGrpc.getCompareAndRemoveMethod(),
                                compareAndRemove(
                                        queue,
                                        machine.call(QueuesGrpc.getPageMethod(), QueueCalls.page(queue, 0, 0))
                                                .getPositions(1),
                                        "b")),
                        "a",
                        "c"),
                room("clear", (machine, queue) -> machine.call(QueuesGrpc.getClearMethod(), clear(queue)), "c", "d"));
    }

    interface Room {
        Message make(TestMachine machine, ObjectId queue);
    }

    private static Arguments room(String how, Room room, String... left) {
        return Arguments.of(how, room, List.of(left));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatMakesRoom")
    void put_waitsForRoomThatIsMadeBy(String how, Room room, List<String> left) {
        ObjectId queue = fullQueue("a", "b");
        Pending<QueuePutReply> first = startPut(machine.open(), queue, "c");
        Pending<QueuePutReply> second = startPut(machine.open(), queue, "d");
        Pending<QueuePutReply> third = startPut(machine.open(), queue, "e");
        room.make(machine, queue);
        assertThat(first.reply().getAccepted()).isTrue();
        assertThat(second.isParked()).isEqualTo(!left.contains("d"));
        assertThat(third.isParked()).isTrue();
        assertThat(content(queue)).containsExactlyElementsOf(left);
    }

    @Test
    void put_ofNoWaitIsRefusedAtOnce() {
        ObjectId queue = fullQueue("a");
        assertThat(machine.call(QueuesGrpc.getPutMethod(), put(queue, "b", Duration.ZERO))
                        .getAccepted())
                .isFalse();
        assertThat(content(queue)).containsExactly("a");
    }

    @Test
    void put_isNotAcceptedWhenItsTimeHasPassed() {
        ObjectId queue = fullQueue("a");
        Pending<QueuePutReply> put = machine.open().start(QueuesGrpc.getPutMethod(), put(queue, "b", SECOND));
        machine.advance(SECOND);
        assertThat(put.reply().getAccepted()).isFalse();
        machine.call(QueuesGrpc.getTakeMethod(), take(queue));
        assertThat(content(queue)).isEmpty();
    }

    @Test
    void offer_isRefusedWhilePuttersWait() {
        ObjectId queue = fullQueue("a");
        TestSession session = machine.open();
        Pending<QueuePutReply> put = startPut(session, queue, "b");
        assertThat(machine.call(QueuesGrpc.getOfferMethod(), offer(queue, "c")).getAccepted())
                .isFalse();
        assertThat(machine.call(QueuesGrpc.getOfferAllMethod(), offerAll(queue, "c"))
                        .getAccepted())
                .isZero();
        // In one frame with what makes room, too.
        session.send(ClientFrame.newBuilder()
                .setFirstSeq(2)
                .addCalls(TestSession.encode(QueuesGrpc.getPollMethod(), poll(queue, 1)))
                .addCalls(TestSession.encode(QueuesGrpc.getOfferMethod(), offer(queue, "c"))));
        session.skipTo(4);
        assertThat(put.reply().getAccepted()).isTrue();
        assertThat(session.pending(QueuesGrpc.getOfferMethod(), 3).reply().getAccepted())
                .isFalse();
        assertThat(content(queue)).containsExactly("b");
    }

    @Test
    void withdrawnPutter_addsNothingAndTheNextOneIsServed() {
        ObjectId queue = fullQueue("a");
        TestSession session = machine.open();
        Pending<QueuePutReply> first = startPut(session, queue, "b");
        Pending<QueuePutReply> second = startPut(machine.open(), queue, "c");
        session.withdraw(first);
        assertThat(first.error().getCode()).isEqualTo(Code.CANCELLED);
        assertThat(second.isParked()).isTrue();
        machine.call(QueuesGrpc.getTakeMethod(), take(queue));
        assertThat(second.reply().getAccepted()).isTrue();
        assertThat(content(queue)).containsExactly("c");
    }

    @Test
    void put_thatNoLongerFitsTheManagerWhenRoomIsThereIsRefused() {
        machine.limit("total-bytes", 100);
        ObjectId queue = queue(1);
        machine.call(QueuesGrpc.getPutMethod(), put(queue, Elements.sized(60)));
        ObjectId other = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("other", 0))
                .getId();
        Pending<QueuePutReply> large = machine.open().start(QueuesGrpc.getPutMethod(), put(queue, Elements.sized(80)));
        Pending<QueuePutReply> small = startPut(machine.open(), queue, "s");
        machine.call(QueuesGrpc.getPutMethod(), put(other, Elements.sized(30)));
        machine.call(QueuesGrpc.getTakeMethod(), take(queue));
        assertThat(large.error().getLimit().getName()).isEqualTo("total-bytes");
        assertThat(small.reply().getAccepted()).isTrue();
        assertThat(content(queue)).containsExactly("s");
    }

    @Test
    void putterAndTakerWakeEachOtherInOneStep() {
        ObjectId queue = queue(1);
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "a"));
        List<Pending<QueuePutReply>> puts = Stream.of("b", "c", "d")
                .map(element -> startPut(machine.open(), queue, element))
                .toList();
        assertThat(machine.call(QueuesGrpc.getPollMethod(), poll(queue, 10)).getElementsCount())
                .isEqualTo(1);
        assertThat(puts.get(0).reply().getAccepted()).isTrue();
        TestSession taker = machine.open();
        for (String expected : List.of("b", "c", "d")) {
            assertThat(taken(startTake(taker, queue))).isEqualTo(expected);
        }
        Pending<QueueTakeReply> waiting = startTake(taker, queue);
        assertThat(puts).allMatch(put -> !put.isParked());
        assertThat(waiting.isParked()).isTrue();
    }

    // Ends -------------------------------------------------------------------------------------------------------

    @Test
    void endOfAWaitingTakersSession_leavesTheElementToTheNext() {
        ObjectId queue = queue(0);
        TestSession gone = machine.open();
        Pending<QueueTakeReply> lost = startTake(gone, queue);
        Pending<QueueTakeReply> next = startTake(machine.open(), queue);
        gone.end();
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "a"));
        assertThat(lost.isParked()).isTrue();
        assertThat(taken(next)).isEqualTo("a");
    }

    @Test
    void endOfAWaitingPuttersSession_addsNothing() {
        ObjectId queue = fullQueue("a");
        TestSession gone = machine.open();
        startPut(gone, queue, "b");
        Pending<QueuePutReply> next = startPut(machine.open(), queue, "c");
        gone.end();
        machine.call(QueuesGrpc.getTakeMethod(), take(queue));
        assertThat(next.reply().getAccepted()).isTrue();
        assertThat(content(queue)).containsExactly("c");
    }

    @Test
    void deletion_wakesAllWhoWait() {
        ObjectId full = fullQueue("a");
        ObjectId empty = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("empty", 0))
                .getId();
        TestSession session = machine.open();
        List<Pending<?>> waiting = List.of(
                startPut(session, full, "b"),
                startPut(machine.open(), full, "c"),
                machine.start(QueuesGrpc.getPutMethod(), put(full, "d", SECOND)));
        Pending<QueueTakeReply> elsewhere = startTake(session, empty);
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setId(full).build());
        assertThat(waiting)
                .allSatisfy(call -> assertThat(call.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT));
        assertThat(elsewhere.isParked()).isTrue();
        assertThat(machine.untilDeadline()).isNull();
        assertThat(machine.bytes()).isZero();

        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("empty").build());
        assertThat(elsewhere.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
    }

    @Test
    void queueOfTheSameName_isAnotherOneForThoseWhoWaitedInTheFirst() {
        ObjectId first = queue(0);
        Pending<QueueTakeReply> waiting = startTake(machine.open(), first);
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("q").build());
        ObjectId second = queue(0);
        machine.call(QueuesGrpc.getPutMethod(), put(second, "a"));
        assertThat(waiting.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(second).isNotEqualTo(first);
        assertThat(content(second)).containsExactly("a");
    }

    @Test
    void unaryWaiters_areLimited() {
        machine.limit("unary-waiters", 2);
        ObjectId queue = queue(0);
        MethodDescriptor<QueueTakeRequest, QueueTakeReply> method = QueuesGrpc.getTakeMethod();
        Pending<QueueTakeReply> first = machine.start(method, take(queue));
        machine.start(method, take(queue));
        assertThat(machine.refused(method, take(queue)).getLimit())
                .satisfies(limit -> assertThat(limit.getName()).isEqualTo("unary-waiters"))
                .satisfies(limit -> assertThat(limit.getAllowed()).isEqualTo(2))
                .satisfies(limit -> assertThat(limit.getAsked()).isEqualTo(3));
        // A session's calls do not count, and one that leaves makes room.
        assertThat(startTake(machine.open(), queue).isParked()).isTrue();
        machine.withdraw(first);
        assertThat(machine.start(method, take(queue)).isParked()).isTrue();
    }

    @Tag("size")
    @Test
    void a_call_that_waits_for_much_room_costs_those_who_make_it_nothing() {
        machine.withoutCheckOfEachCall();
        int capacity = 50_000;
        ObjectId large = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("large", capacity))
                .getId();
        QueuePutAllRequest.Builder fill = QueuePutAllRequest.newBuilder().setQueue(large);
        for (int i = 0; i < capacity; i++) {
            fill.addElements(Elements.of(i));
        }
        machine.call(QueuesGrpc.getPutAllMethod(), fill.build());
        Pending<QueuePutAllReply> waiting = machine.start(QueuesGrpc.getPutAllMethod(), fill.build());

        // Looking at the waiting call at each of these takes a hundred times as long.
        assertTimeout(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 2_000; i++) {
                machine.call(QueuesGrpc.getTakeMethod(), QueueCalls.take(large));
            }
        });
        assertThat(waiting.isParked()).isTrue();
        machine.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(large, capacity));
        for (int left = 0; waiting.isParked() && left < 100; left++) {
            machine.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(large, capacity));
        }
        assertThat(waiting.reply().getAccepted()).isTrue();
    }
}
