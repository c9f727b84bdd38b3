package dev.holdall.server.type;

import static dev.holdall.server.type.QueueCalls.offerAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.Code;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.QueueEnd;
import dev.holdall.v1.QueuePageReply;
import dev.holdall.v1.QueuePageRequest;
import dev.holdall.v1.QueuePollReply;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues of which both ends are used. */
class QueueEndsTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId queue = ObjectId.getDefaultInstance();
    private TestSession session;

    @BeforeEach
    void aQueue() {
        queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", 0))
                .getId();
        session = machine.open();
    }

    private void put(QueueEnd end, String... elements) {
        for (String element : elements) {
            assertThat(machine.call(
                                    QueuesGrpc.getPutMethod(),
                                    QueueCalls.put(queue, element).toBuilder()
                                            .setEnd(end)
                                            .build())
                            .getAccepted())
                    .isTrue();
        }
    }

    private Pending<QueueTakeReply> take(QueueEnd end) {
        return session.start(
                QueuesGrpc.getTakeMethod(),
                QueueCalls.take(queue).toBuilder().setEnd(end).build());
    }

    private static String text(Pending<QueueTakeReply> taken) {
        return Elements.text(taken.reply().getElement());
    }

    private QueuePageReply page(QueueEnd end, long after, int limit) {
        QueuePageRequest request =
                QueueCalls.page(queue, after, limit).toBuilder().setEnd(end).build();
        return machine.call(QueuesGrpc.getPageMethod(), request);
    }

    private List<String> content() {
        return Elements.texts(page(QueueEnd.NATURAL, 0, 0).getElementsList());
    }

    @Test
    void eachEnd_givesWhatWasPutThereLast() {
        put(QueueEnd.HEAD, "b", "a");
        put(QueueEnd.TAIL, "c");
        put(QueueEnd.NATURAL, "d");
        assertThat(content()).containsExactly("a", "b", "c", "d");
        assertThat(text(take(QueueEnd.TAIL))).isEqualTo("d");
        assertThat(text(take(QueueEnd.HEAD))).isEqualTo("a");
        assertThat(text(take(QueueEnd.NATURAL))).isEqualTo("b");
        assertThat(content()).containsExactly("c");
    }

    @Test
    void offerAndOfferAll_atTheHead() {
        machine.call(
                QueuesGrpc.getOfferMethod(),
                QueueCalls.offer(queue, "c").toBuilder().setEnd(QueueEnd.HEAD).build());
        machine.call(
                QueuesGrpc.getOfferAllMethod(),
                offerAll(queue, "b", "a").toBuilder().setEnd(QueueEnd.HEAD).build());
        assertThat(content()).containsExactly("a", "b", "c");
    }

    @Test
    void poll_fromTheTailGivesTheLastOneFirst() {
        put(QueueEnd.TAIL, "a", "b", "c");
        QueuePollReply reply = session.call(
                QueuesGrpc.getPollMethod(),
                QueueCalls.poll(queue, 2).toBuilder().setEnd(QueueEnd.TAIL).build());
        assertThat(Elements.texts(reply.getElementsList())).containsExactly("c", "b");
        session.end();
        assertThat(content()).containsExactly("a", "b", "c");
    }

    @Test
    void peek_atBothEnds() {
        put(QueueEnd.TAIL, "a", "b");
        assertThat(Elements.text(machine.call(
                                QueuesGrpc.getPeekMethod(),
                                QueueCalls.peek(queue).toBuilder()
                                        .setEnd(QueueEnd.TAIL)
                                        .build())
                        .getElement()))
                .isEqualTo("b");
        assertThat(Elements.text(machine.call(
                                QueuesGrpc.getPeekMethod(),
                                QueueCalls.peek(queue).toBuilder()
                                        .setEnd(QueueEnd.HEAD)
                                        .build())
                        .getElement()))
                .isEqualTo("a");
    }

    @Test
    void remove_theLastOccurrence() {
        put(QueueEnd.TAIL, "a", "b", "a", "c");
        assertThat(machine.call(
                                QueuesGrpc.getRemoveMethod(),
                                QueueCalls.remove(queue, "a").toBuilder()
                                        .setEnd(QueueEnd.TAIL)
                                        .build())
                        .getRemoved())
                .isTrue();
        assertThat(content()).containsExactly("a", "b", "c");
    }

    @Test
    void pages_fromTheTail() {
        put(QueueEnd.TAIL, "a", "b", "c", "d", "e");
        put(QueueEnd.HEAD, "z");
        QueuePageReply first = page(QueueEnd.TAIL, 0, 2);
        assertThat(Elements.texts(first.getElementsList())).containsExactly("e", "d");
        assertThat(first.getMore()).isTrue();
        take(QueueEnd.TAIL);
        take(QueueEnd.TAIL);
        take(QueueEnd.TAIL);
        QueuePageReply rest = page(QueueEnd.TAIL, first.getPositions(1), 0);
        assertThat(Elements.texts(rest.getElementsList())).containsExactly("b", "a", "z");
        assertThat(rest.getMore()).isFalse();
        assertThat(rest.getPositionsList()).isSortedAccordingTo(Collections.reverseOrder());
        assertThat(page(QueueEnd.TAIL, rest.getPositions(2), 0)).isEqualTo(QueuePageReply.getDefaultInstance());
        // Beyond all signed numbers: everything comes before it.
        assertThat(page(QueueEnd.TAIL, -1, 0).getElementsCount()).isEqualTo(3);
    }

    // Going back -------------------------------------------------------------------------------------------------

    @Test
    void whatIsPutAtTheHead_standsBeforeWhatWasTakenThereAndGoesBack() {
        put(QueueEnd.TAIL, "a", "b");
        Pending<QueueTakeReply> a = take(QueueEnd.HEAD);
        put(QueueEnd.HEAD, "y", "x");
        session.giveBack(a);
        assertThat(content()).containsExactly("x", "y", "a", "b");
    }

    @Test
    void whatIsPutAtTheTail_standsBehindWhatWasTakenThereAndGoesBack() {
        put(QueueEnd.TAIL, "a", "b");
        Pending<QueueTakeReply> b = take(QueueEnd.TAIL);
        Pending<QueueTakeReply> a = take(QueueEnd.TAIL);
        put(QueueEnd.TAIL, "c");
        put(QueueEnd.HEAD, "z");
        session.giveBack(b, a);
        assertThat(content()).containsExactly("z", "a", "b", "c");
    }

    @Test
    void redelivered_isCountedWhereverItStands() {
        put(QueueEnd.TAIL, "a", "b");
        session.undecodable(take(QueueEnd.HEAD));
        put(QueueEnd.HEAD, "x");
        QueuePollReply reply = machine.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, 3));
        assertThat(Elements.texts(reply.getElementsList())).containsExactly("x", "a", "b");
        assertThat(reply.getRedelivered()).isEqualTo(1);
    }

    @Test
    void takersOfBothEnds_areServedInTheirOrder() {
        Pending<QueueTakeReply> last = take(QueueEnd.TAIL);
        Pending<QueueTakeReply> first = take(QueueEnd.HEAD);
        put(QueueEnd.HEAD, "a");
        assertThat(text(last)).isEqualTo("a");
        assertThat(first.isParked()).isTrue();
        put(QueueEnd.TAIL, "b");
        assertThat(text(first)).isEqualTo("b");
    }

    @Test
    void puttersAtBothEnds_areServedInTheirOrder() {
        queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("bounded", 1))
                .getId();
        put(QueueEnd.TAIL, "a");
        Pending<QueuePutReply> head = session.start(
                QueuesGrpc.getPutMethod(),
                QueueCalls.put(queue, "h").toBuilder().setEnd(QueueEnd.HEAD).build());
        Pending<QueuePutReply> tail = session.start(
                QueuesGrpc.getPutMethod(),
                QueueCalls.put(queue, "t").toBuilder().setEnd(QueueEnd.TAIL).build());
        take(QueueEnd.HEAD);
        assertThat(head.reply().getAccepted()).isTrue();
        assertThat(tail.isParked()).isTrue();
        take(QueueEnd.HEAD);
        assertThat(tail.reply().getAccepted()).isTrue();
    }

    /** Elements by number, in a list that knows where each has to go back: between those it stood between when all are there. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomEnds_neverShareAPlaceAndKeepTheirOrder(long seed) {
        machine.withoutCheckOfEachCall();
        Random random = new Random(seed);
        List<Integer> order = new ArrayList<>();
        Set<Integer> away = new HashSet<>();
        List<Pending<QueueTakeReply>> open = new ArrayList<>();
        for (int step = 0; step < 1_500; step++) {
            QueueEnd end = random.nextBoolean() ? QueueEnd.HEAD : QueueEnd.TAIL;
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    order.add(end == QueueEnd.HEAD ? 0 : order.size(), step);
                    put(end, String.valueOf(step));
                }
                case 2, 3 -> {
                    List<Integer> there =
                            order.stream().filter(n -> !away.contains(n)).toList();
                    if (!there.isEmpty()) {
                        int expected = there.get(end == QueueEnd.HEAD ? 0 : there.size() - 1);
                        Pending<QueueTakeReply> taken = take(end);
                        assertThat(text(taken)).isEqualTo(String.valueOf(expected));
                        away.add(expected);
                        open.add(taken);
                    }
                }
                default -> {
                    if (!open.isEmpty()) {
                        Pending<QueueTakeReply> some = open.remove(random.nextInt(open.size()));
                        Integer element = Integer.valueOf(text(some));
                        away.remove(element);
                        if (random.nextInt(3) == 0) {
                            session.acknowledge(some);
                            order.remove(element);
                        } else {
                            session.giveBack(some);
                        }
                    }
                }
            }
        }
        List<String> expected = order.stream()
                .filter(n -> !away.contains(n))
                .map(String::valueOf)
                .toList();
        assertThat(content()).isEqualTo(expected);
        session.end();
        assertThat(content()).isEqualTo(order.stream().map(String::valueOf).toList());
    }

    // Rules ------------------------------------------------------------------------------------------------------

    @Test
    void endOfANumberThatNoEndHas_isRefused() {
        put(QueueEnd.TAIL, "a");
        assertThat(List.of(
                        machine.refused(
                                        QueuesGrpc.getPutMethod(),
                                        QueueCalls.put(queue, "b").toBuilder()
                                                .setEndValue(7)
                                                .build())
                                .getCode(),
                        machine.refused(
                                        QueuesGrpc.getTakeMethod(),
                                        QueueCalls.take(queue).toBuilder()
                                                .setEndValue(7)
                                                .build())
                                .getCode(),
                        machine.refused(
                                        QueuesGrpc.getRemoveMethod(),
                                        QueueCalls.remove(queue, "a").toBuilder()
                                                .setEndValue(-1)
                                                .build())
                                .getCode(),
                        machine.refused(
                                        QueuesGrpc.getPageMethod(),
                                        QueueCalls.page(queue, 0, 0).toBuilder()
                                                .setEndValue(7)
                                                .build())
                                .getCode()))
                .containsOnly(Code.INVALID_ARGUMENT);
    }

    @ParameterizedTest
    @EnumSource(
            value = QueueEnd.class,
            names = {"HEAD", "TAIL"})
    void positionsStayWithTheirElementAndAreNeverUsedAgain(QueueEnd end) {
        put(end, "a");
        long first = page(QueueEnd.HEAD, 0, 0).getPositions(0);
        take(end);
        machine.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(queue));
        put(end, "b");
        assertThat(page(QueueEnd.HEAD, 0, 0).getPositions(0)).isPositive().isNotEqualTo(first);
    }
}
