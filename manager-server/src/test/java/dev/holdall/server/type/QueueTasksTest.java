package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.Code;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.QueueJoinReply;
import dev.holdall.v1.QueueJoinRequest;
import dev.holdall.v1.QueueNotAdded;
import dev.holdall.v1.QueuePutAllReply;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueueShutdownRequest;
import dev.holdall.v1.QueueTakeManyReply;
import dev.holdall.v1.QueueTakeManyRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueueTaskDoneRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Wait;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that are counted, queues that are shut down, and many elements in one waiting call. */
class QueueTasksTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId queue = ObjectId.getDefaultInstance();
    private TestSession session;

    @BeforeEach
    void aQueueOfFour() {
        queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", 4))
                .getId();
        session = machine.open();
    }

    private void fill(String... elements) {
        assertThat(machine.call(QueuesGrpc.getOfferAllMethod(), QueueCalls.offerAll(queue, elements))
                        .getAccepted())
                .isEqualTo(elements.length);
    }

    private List<String> content() {
        return Elements.texts(machine.call(QueuesGrpc.getPageMethod(), QueueCalls.page(queue, 0, 0))
                .getElementsList());
    }

    private long unfinished() {
        return machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue)).getUnfinished();
    }

    private boolean taskDone(int tasks) {
        return machine.call(
                        QueuesGrpc.getTaskDoneMethod(),
                        QueueTaskDoneRequest.newBuilder()
                                .setQueue(queue)
                                .setTasks(tasks)
                                .build())
                .getDone();
    }

    private Pending<QueueJoinReply> join() {
        return machine.open()
                .start(
                        QueuesGrpc.getJoinMethod(),
                        QueueJoinRequest.newBuilder().setQueue(queue).build());
    }

    private Pending<QueueTakeReply> take() {
        return session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
    }

    private Pending<QueuePutReply> put(String element) {
        return session.start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, element));
    }

    private void shutDown(boolean immediate) {
        machine.call(
                QueuesGrpc.getShutdownMethod(),
                QueueShutdownRequest.newBuilder()
                        .setQueue(queue)
                        .setImmediate(immediate)
                        .build());
    }

    // Tasks ------------------------------------------------------------------------------------------------------

    @Test
    void eachElementPut_isATaskUntilItIsDone() {
        fill("a", "b");
        put("c");
        machine.call(QueuesGrpc.getOfferMethod(), QueueCalls.offer(queue, "d"));
        put("e");
        assertThat(unfinished()).isEqualTo(4);
        take();
        // That made room for the one that waited.
        assertThat(unfinished()).isEqualTo(5);
        assertThat(taskDone(0)).isTrue();
        assertThat(taskDone(3)).isTrue();
        assertThat(taskDone(2)).isFalse();
        assertThat(taskDone(-1)).isFalse();
        assertThat(unfinished()).isEqualTo(1);
        assertThat(taskDone(1)).isTrue();
        assertThat(taskDone(1)).isFalse();
    }

    @Test
    void join_waitsUntilNoTaskIsUnfinished() {
        assertThat(join().reply().getFinished()).isTrue();
        fill("a", "b");
        Pending<QueueJoinReply> first = join();
        Pending<QueueJoinReply> second = join();
        take();
        take();
        assertThat(taskDone(1)).isTrue();
        assertThat(first.isParked()).isTrue();
        assertThat(taskDone(1)).isTrue();
        assertThat(first.reply().getFinished()).isTrue();
        assertThat(second.reply().getFinished()).isTrue();
    }

    @Test
    void join_hasATime() {
        fill("a");
        QueueJoinRequest.Builder request = QueueJoinRequest.newBuilder().setQueue(queue);
        assertThat(machine.call(
                                QueuesGrpc.getJoinMethod(),
                                request.setWait(Wait.newBuilder().setNanos(0)).build())
                        .getFinished())
                .isFalse();
        Pending<QueueJoinReply> join = session.start(
                QueuesGrpc.getJoinMethod(),
                request.setWait(Wait.newBuilder().setNanos(SECOND.toNanos())).build());
        assertThat(join.isParked()).isTrue();
        machine.advance(SECOND);
        assertThat(join.reply().getFinished()).isFalse();
    }

    static Stream<Arguments> waysToRemove() {
        return Stream.of(
                way("remove", (m, q) -> m.call(QueuesGrpc.getRemoveMethod(), QueueCalls.remove(q, "a"))),
                way("compareAndRemove", (m, q) -> {
                    long position = m.call(QueuesGrpc.getPageMethod(), QueueCalls.page(q, 0, 0))
                            .getPositions(0);
                    return m.call(
                            QueuesGrpc.getCompareAndRemoveMethod(), QueueCalls.compareAndRemove(q, position, "a"));
                }),
                way("clear", (m, q) -> m.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(q))));
    }

    private static Arguments way(String name, BiFunction<TestMachine, ObjectId, Message> remove) {
        return Arguments.of(name, remove);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysToRemove")
    void whatIsRemoved_countsAsDone(String name, BiFunction<TestMachine, ObjectId, Message> remove) {
        fill("a");
        Pending<QueueJoinReply> join = join();
        remove.apply(machine, queue);
        assertThat(unfinished()).isZero();
        assertThat(join.reply().getFinished()).isTrue();
    }

    @Test
    void join_returnsEvenIfSomebodyPutsAtOnceWhenTheLastTaskIsRemoved() {
        fill("a", "b", "c", "d");
        put("e");
        Pending<QueueJoinReply> join = join();
        machine.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(queue));
        assertThat(content()).containsExactly("e");
        assertThat(join.reply().getFinished()).isTrue();
        assertThat(unfinished()).isEqualTo(1);
    }

    @Test
    void whatIsTaken_isUnfinishedAndCountedOnceHoweverOftenItGoesBack() {
        fill("a");
        for (int i = 0; i < 3; i++) {
            Pending<QueueTakeReply> taken = take();
            assertThat(unfinished()).isEqualTo(1);
            session.giveBack(taken);
            assertThat(unfinished()).isEqualTo(1);
        }
        assertThat(taskDone(1)).isTrue();
        // Done before it was taken: what is removed now is not counted twice.
        machine.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(queue));
        assertThat(unfinished()).isZero();
    }

    // Shutdown ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shutDown_lets_nothing_in(boolean immediate) {
        shutDown(immediate);
        assertThat(machine.call(QueuesGrpc.getOfferMethod(), QueueCalls.offer(queue, "a"))
                        .getWhyNot())
                .isEqualTo(QueueNotAdded.SHUT_DOWN);
        assertThat(put("a").reply().getWhyNot()).isEqualTo(QueueNotAdded.SHUT_DOWN);
        assertThat(machine.call(QueuesGrpc.getOfferAllMethod(), QueueCalls.offerAll(queue, "a"))
                        .getWhyNot())
                .isEqualTo(QueueNotAdded.SHUT_DOWN);
        assertThat(machine.call(QueuesGrpc.getPutAllMethod(), QueueCalls.putAll(queue, "a"))
                        .getWhyNot())
                .isEqualTo(QueueNotAdded.SHUT_DOWN);
        // What is wrong is still wrong.
        assertThat(machine.refused(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, Elements.NULL))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(content()).isEmpty();
        assertThat(machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue))
                        .getShutDown())
                .isTrue();
    }

    @Test
    void plainShutdown_leavesWhatIsThereToTake() {
        fill("a", "b");
        shutDown(false);
        Pending<QueueTakeReply> a = take();
        assertThat(Elements.text(a.reply().getElement())).isEqualTo("a");
        assertThat(a.reply().getShutDown()).isFalse();
        assertThat(machine.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, 5))
                        .getElementsCount())
                .isEqualTo(1);
        assertThat(take().reply())
                .isEqualTo(QueueTakeReply.newBuilder().setShutDown(true).build());
        assertThat(machine.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, 5))
                        .getShutDown())
                .isTrue();
        assertThat(takeMany(5).reply().getShutDown()).isTrue();
        assertThat(unfinished()).isEqualTo(2);
    }

    @Test
    void shutdown_failsAllWhoWait() {
        Pending<QueueTakeReply> take = take();
        Pending<QueueTakeManyReply> many = takeMany(3);
        ObjectId empty = queue;
        shutDown(false);
        assertThat(take.reply().getShutDown()).isTrue();
        assertThat(many.reply().getShutDown()).isTrue();

        queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("full", 1))
                .getId();
        fill("a");
        Pending<QueuePutReply> put = put("b");
        Pending<QueuePutAllReply> putAll = session.start(QueuesGrpc.getPutAllMethod(), QueueCalls.putAll(queue, "c"));
        shutDown(false);
        assertThat(put.reply().getWhyNot()).isEqualTo(QueueNotAdded.SHUT_DOWN);
        assertThat(putAll.reply().getWhyNot()).isEqualTo(QueueNotAdded.SHUT_DOWN);
        assertThat(content()).containsExactly("a");
        assertThat(queue).isNotEqualTo(empty);
    }

    @Test
    void immediateShutdown_drainsAndCountsWhatWasThereAsDone() {
        fill("a", "b", "c");
        Pending<QueueTakeReply> a = take();
        Pending<QueueJoinReply> join = join();
        shutDown(true);
        assertThat(content()).isEmpty();
        assertThat(machine.bytes()).isZero();
        assertThat(unfinished()).isEqualTo(1);
        // Somebody still works on what he took.
        assertThat(join.isParked()).isTrue();
        session.acknowledge(a);
        assertThat(taskDone(1)).isTrue();
        assertThat(join.reply().getFinished()).isTrue();
    }

    @Test
    void immediateShutdown_dropsWhatGoesBackLater() {
        fill("a", "b");
        take();
        Pending<QueueJoinReply> join = join();
        shutDown(true);
        session.end();
        assertThat(content()).isEmpty();
        assertThat(machine.bytes()).isZero();
        assertThat(unfinished()).isZero();
        assertThat(join.reply().getFinished()).isTrue();
    }

    @Test
    void plainShutdown_takesBackWhatCanStillBeTaken() {
        fill("a");
        Pending<QueueTakeReply> a = take();
        shutDown(false);
        assertThat(machine.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, 1))
                        .getShutDown())
                .isTrue();
        session.undecodable(a);
        assertThat(content()).containsExactly("a");
        assertThat(take().reply().getRedelivered()).isTrue();
    }

    @Test
    void immediateAfterPlainShutdown_drainsAndPlainAfterImmediateChangesNothing() {
        fill("a", "b");
        take();
        shutDown(false);
        assertThat(content()).containsExactly("b");
        shutDown(true);
        assertThat(content()).isEmpty();
        shutDown(false);
        session.end();
        assertThat(content()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysToRemove")
    void takersFail_whenTheLastElementOfAShutDownQueueIsGone(
            String name, BiFunction<TestMachine, ObjectId, Message> remove) {
        fill("a");
        shutDown(false);
        remove.apply(machine, queue);
        assertThat(take().reply().getShutDown()).isTrue();
    }

    // Many -------------------------------------------------------------------------------------------------------

    private Pending<QueueTakeManyReply> takeMany(int limit) {
        return session.start(
                QueuesGrpc.getTakeManyMethod(),
                QueueTakeManyRequest.newBuilder()
                        .setQueue(queue)
                        .setLimit(limit)
                        .build());
    }

    private static List<String> taken(Pending<QueueTakeManyReply> many) {
        return Elements.texts(many.reply().getElementsList());
    }

    @Test
    void takeMany_givesWhatIsThereAndWaitsForTheFirst() {
        Pending<QueueTakeManyReply> waiting = takeMany(2);
        assertThat(waiting.isParked()).isTrue();
        Pending<QueueTakeReply> next = take();
        fill("a", "b", "c", "d");
        assertThat(taken(waiting)).containsExactly("a", "b");
        assertThat(Elements.text(next.reply().getElement())).isEqualTo("c");
        assertThat(taken(takeMany(0))).containsExactly("d");
        fill("e", "f");
        assertThat(taken(takeMany(-1))).containsExactly("e", "f");
        session.end();
        assertThat(content()).containsExactly("a", "b", "c", "d", "e", "f");
        session = machine.open();
        assertThat(takeMany(3).reply().getRedelivered()).isEqualTo(3);
    }

    @Test
    void takeMany_returnsNoneWhenItsTimeHasPassed() {
        Pending<QueueTakeManyReply> waiting = session.start(
                QueuesGrpc.getTakeManyMethod(),
                QueueTakeManyRequest.newBuilder()
                        .setQueue(queue)
                        .setLimit(3)
                        .setWait(Wait.newBuilder().setNanos(SECOND.toNanos()))
                        .build());
        machine.advance(SECOND);
        assertThat(waiting.reply()).isEqualTo(QueueTakeManyReply.getDefaultInstance());
    }

    @Test
    void takeMany_makesRoomForSeveral() {
        fill("a", "b", "c", "d");
        List<Pending<QueuePutReply>> puts = List.of(put("e"), put("f"), put("g"));
        assertThat(taken(takeMany(2))).containsExactly("a", "b");
        assertThat(puts.get(1).reply().getAccepted()).isTrue();
        assertThat(puts.get(2).isParked()).isTrue();
        assertThat(content()).containsExactly("c", "d", "e", "f");
    }

    @Test
    void putAll_waitsForRoomForAll() {
        fill("a", "b");
        Pending<QueuePutAllReply> three =
                session.start(QueuesGrpc.getPutAllMethod(), QueueCalls.putAll(queue, "c", "d", "e"));
        assertThat(three.isParked()).isTrue();
        // Who comes later does not overtake it, even where there is room.
        Pending<QueuePutReply> later = put("f");
        assertThat(later.isParked()).isTrue();
        take();
        assertThat(three.reply().getAccepted()).isTrue();
        assertThat(content()).containsExactly("b", "c", "d", "e");
        take();
        assertThat(later.reply().getAccepted()).isTrue();
    }

    @Test
    void putAll_addsNothingWhenItsTimeHasPassed() {
        fill("a", "b", "c");
        Pending<QueuePutAllReply> two = session.start(
                QueuesGrpc.getPutAllMethod(),
                QueueCalls.putAll(queue, "d", "e").toBuilder()
                        .setWait(Wait.newBuilder().setNanos(SECOND.toNanos()))
                        .build());
        machine.advance(SECOND);
        assertThat(two.reply()).isEqualTo(QueuePutAllReply.getDefaultInstance());
        assertThat(content()).containsExactly("a", "b", "c");
    }

    @Test
    void putAll_ofMoreThanTheCapacityIsRefused() {
        assertThat(machine.refused(QueuesGrpc.getPutAllMethod(), QueueCalls.putAll(queue, "a", "b", "c", "d", "e"))
                        .getMessage())
                .contains("5", "4");
        assertThat(machine.call(QueuesGrpc.getPutAllMethod(), QueueCalls.putAll(queue, "a", "b", "c", "d"))
                        .getAccepted())
                .isTrue();
        assertThat(machine.call(QueuesGrpc.getPutAllMethod(), QueueCalls.putAll(queue))
                        .getAccepted())
                .isTrue();
    }

    @Test
    void withdrawnPutAll_letsThoseBehindItGo() {
        fill("a", "b");
        Pending<QueuePutAllReply> three =
                session.start(QueuesGrpc.getPutAllMethod(), QueueCalls.putAll(queue, "c", "d", "e"));
        Pending<QueuePutReply> later = put("f");
        session.withdraw(three);
        assertThat(three.error().getCode()).isEqualTo(Code.CANCELLED);
        assertThat(later.reply().getAccepted()).isTrue();
        assertThat(content()).containsExactly("a", "b", "f");
    }
}
