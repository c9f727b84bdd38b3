package dev.holdall.server.type;

import static dev.holdall.server.type.ListTypeTest.assertLimit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.Code;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.QueueCompareAndRemoveRequest;
import dev.holdall.v1.QueueEnd;
import dev.holdall.v1.QueueNotAdded;
import dev.holdall.v1.QueueOfferAllReply;
import dev.holdall.v1.QueueOrder;
import dev.holdall.v1.QueuePageReply;
import dev.holdall.v1.QueuePageRequest;
import dev.holdall.v1.QueuePollReply;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueuePutRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues that are not first in first out. */
class QueueOrderTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private static OpenQueueRequest open(String name, QueueOrder order, long capacity) {
        return QueueCalls.open(name, capacity).toBuilder().setOrder(order).build();
    }

    private ObjectId queue(QueueOrder order) {
        return machine.call(QueuesGrpc.getOpenMethod(), open("q", order, 0)).getId();
    }

    private static QueuePutRequest put(ObjectId queue, String element, long priority) {
        return QueueCalls.put(queue, element).toBuilder().setPriority(priority).build();
    }

    private ObjectId byPriority(Object... elementsAndPriorities) {
        ObjectId queue = queue(QueueOrder.BY_PRIORITY);
        for (int i = 0; i < elementsAndPriorities.length; i += 2) {
            long priority = ((Number) elementsAndPriorities[i + 1]).longValue();
            machine.call(QueuesGrpc.getPutMethod(), put(queue, (String) elementsAndPriorities[i], priority));
        }
        return queue;
    }

    private ObjectId lifo(String... elements) {
        ObjectId queue = queue(QueueOrder.LIFO);
        machine.call(QueuesGrpc.getOfferAllMethod(), QueueCalls.offerAll(queue, elements));
        return queue;
    }

    private QueuePageReply page(ObjectId queue) {
        return machine.call(QueuesGrpc.getPageMethod(), QueueCalls.page(queue, 0, 0));
    }

    private List<String> content(ObjectId queue) {
        return Elements.texts(page(queue).getElementsList());
    }

    private List<String> poll(ObjectId queue, int limit) {
        return Elements.texts(machine.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, limit))
                .getElementsList());
    }

    // Opening ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(
            value = QueueOrder.class,
            names = {"LIFO", "BY_PRIORITY"})
    void open_withAnotherOrderIsAMismatch(QueueOrder order) {
        ObjectId queue = queue(order);
        assertThat(queue(order)).isEqualTo(queue);
        for (QueueOrder other : List.of(QueueOrder.FIFO, QueueOrder.LIFO, QueueOrder.BY_PRIORITY)) {
            if (other != order) {
                assertThat(machine.refused(QueuesGrpc.getOpenMethod(), open("q", other, 0))
                                .getCode())
                        .isEqualTo(Code.MISMATCH);
            }
        }
    }

    @Test
    void open_withAnOrderOfANumberThatNoneHasIsRefused() {
        assertThat(machine.refused(
                                QueuesGrpc.getOpenMethod(),
                                QueueCalls.open("q", 0).toBuilder()
                                        .setOrderValue(9)
                                        .build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    // Last in first out ------------------------------------------------------------------------------------------

    @Test
    void lifo_givesTheLastOneFirst() {
        ObjectId queue = lifo("a", "b");
        machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "c"));
        assertThat(content(queue)).containsExactly("c", "b", "a");
        assertThat(Elements.text(machine.call(QueuesGrpc.getPeekMethod(), QueueCalls.peek(queue))
                        .getElement()))
                .isEqualTo("c");
        assertThat(poll(queue, 2)).containsExactly("c", "b");
        machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "d"));
        assertThat(poll(queue, 2)).containsExactly("d", "a");
    }

    @Test
    void lifo_whatGoesBackStandsBelowWhatWasPutMeanwhile() {
        ObjectId queue = lifo("a", "b");
        TestSession session = machine.open();
        Pending<QueueTakeReply> b = session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "c"));
        session.giveBack(b);
        assertThat(content(queue)).containsExactly("c", "b", "a");
    }

    @Test
    void lifo_hasNoTailToPutAtOrTakeFrom() {
        ObjectId queue = lifo("a");
        assertThat(machine.refused(
                                QueuesGrpc.getPutMethod(),
                                QueueCalls.put(queue, "b").toBuilder()
                                        .setEnd(QueueEnd.TAIL)
                                        .build())
                        .getCode())
                .isEqualTo(Code.MISMATCH);
        assertThat(machine.refused(
                                QueuesGrpc.getTakeMethod(),
                                QueueCalls.take(queue).toBuilder()
                                        .setEnd(QueueEnd.TAIL)
                                        .build())
                        .getCode())
                .isEqualTo(Code.MISMATCH);
        machine.call(
                QueuesGrpc.getPutMethod(),
                QueueCalls.put(queue, "b").toBuilder().setEnd(QueueEnd.HEAD).build());
        assertThat(content(queue)).containsExactly("b", "a");
    }

    // Priorities -------------------------------------------------------------------------------------------------

    @Test
    void byPriority_givesTheLowestFirstAndEqualOnesInTheirOrder() {
        ObjectId queue =
                byPriority("c1", 5, "a1", -3, "b", 0, "c2", 5, "a2", -3, "z", Long.MAX_VALUE, "_", Long.MIN_VALUE);
        assertThat(content(queue)).containsExactly("_", "a1", "a2", "b", "c1", "c2", "z");
        assertThat(page(queue).getPrioritiesList())
                .containsExactly(Long.MIN_VALUE, -3L, -3L, 0L, 5L, 5L, Long.MAX_VALUE);
        assertThat(Elements.text(machine.call(QueuesGrpc.getPeekMethod(), QueueCalls.peek(queue))
                        .getElement()))
                .isEqualTo("_");
        assertThat(poll(queue, 3)).containsExactly("_", "a1", "a2");
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "a3", -3));
        assertThat(poll(queue, 10)).containsExactly("a3", "b", "c1", "c2", "z");
        assertThat(machine.bytes()).isZero();
    }

    @Test
    void byPriority_offerAllAndPutAllBringAPriorityForEach() {
        ObjectId queue = queue(QueueOrder.BY_PRIORITY);
        QueueOfferAllReply offered = machine.call(
                QueuesGrpc.getOfferAllMethod(),
                QueueCalls.offerAll(queue, "c", "a").toBuilder()
                        .addPriorities(3)
                        .addPriorities(1)
                        .build());
        assertThat(offered.getAccepted()).isEqualTo(2);
        assertThat(machine.call(
                                QueuesGrpc.getPutAllMethod(),
                                QueueCalls.putAll(queue, "d", "b").toBuilder()
                                        .addPriorities(4)
                                        .addPriorities(2)
                                        .build())
                        .getAccepted())
                .isTrue();
        assertThat(machine.call(
                                QueuesGrpc.getOfferMethod(),
                                QueueCalls.offer(queue, "_").toBuilder()
                                        .setPriority(0)
                                        .build())
                        .getAccepted())
                .isTrue();
        assertThat(content(queue)).containsExactly("_", "a", "b", "c", "d");
        assertThat(machine.refused(
                                QueuesGrpc.getOfferAllMethod(),
                                QueueCalls.offerAll(queue, "x", "y").toBuilder()
                                        .addPriorities(1)
                                        .build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void byPriority_whatHasNoneIsNotAdded() {
        ObjectId queue = queue(QueueOrder.BY_PRIORITY);
        assertThat(machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "a")))
                .isEqualTo(QueuePutReply.newBuilder()
                        .setWhyNot(QueueNotAdded.NO_PRIORITY)
                        .build());
        assertThat(machine.call(QueuesGrpc.getOfferMethod(), QueueCalls.offer(queue, "a"))
                        .getWhyNot())
                .isEqualTo(QueueNotAdded.NO_PRIORITY);
        assertThat(machine.call(QueuesGrpc.getOfferAllMethod(), QueueCalls.offerAll(queue, "a"))
                        .getWhyNot())
                .isEqualTo(QueueNotAdded.NO_PRIORITY);
        assertThat(machine.call(QueuesGrpc.getPutAllMethod(), QueueCalls.putAll(queue, "a"))
                        .getWhyNot())
                .isEqualTo(QueueNotAdded.NO_PRIORITY);
        assertThat(content(queue)).isEmpty();
    }

    @Test
    void priority_inAQueueOfAnotherOrderIsAMismatch() {
        ObjectId queue = lifo("a");
        assertThat(machine.refused(QueuesGrpc.getPutMethod(), put(queue, "b", 0))
                        .getCode())
                .isEqualTo(Code.MISMATCH);
    }

    @Test
    void byPriority_hasNoEndsToPutAtAndNoTailToTakeFrom() {
        ObjectId queue = byPriority("a", 1);
        for (QueueEnd end : List.of(QueueEnd.HEAD, QueueEnd.TAIL)) {
            assertThat(machine.refused(
                                    QueuesGrpc.getPutMethod(),
                                    put(queue, "b", 1).toBuilder().setEnd(end).build())
                            .getCode())
                    .isEqualTo(Code.MISMATCH);
        }
        assertThat(machine.refused(
                                QueuesGrpc.getPeekMethod(),
                                QueueCalls.peek(queue).toBuilder()
                                        .setEnd(QueueEnd.TAIL)
                                        .build())
                        .getCode())
                .isEqualTo(Code.MISMATCH);
        assertThat(Elements.text(machine.call(
                                QueuesGrpc.getTakeMethod(),
                                QueueCalls.take(queue).toBuilder()
                                        .setEnd(QueueEnd.HEAD)
                                        .build())
                        .getElement()))
                .isEqualTo("a");
    }

    @Test
    void byPriority_whatGoesBackKeepsItsPriorityAndPlace() {
        ObjectId queue = byPriority("a1", -1, "a2", -1, "b", 2);
        TestSession session = machine.open();
        QueuePollReply all = session.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, 3));
        assertThat(all.getElementsCount()).isEqualTo(3);
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "a3", -1));
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "_", -2));
        session.end();
        assertThat(content(queue)).containsExactly("_", "a1", "a2", "a3", "b");
        assertThat(machine.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, 9))
                        .getRedelivered())
                .isEqualTo(3);
    }

    @Test
    void byPriority_removesAndFindsOnAllLevels() {
        ObjectId queue = byPriority("a", 1, "b", 2, "a", 3, "c", 3);
        assertThat(machine.call(QueuesGrpc.getContainsMethod(), QueueCalls.contains(queue, "c"))
                        .getPresent())
                .isTrue();
        assertThat(machine.call(
                                QueuesGrpc.getRemoveMethod(),
                                QueueCalls.remove(queue, "a").toBuilder()
                                        .setEnd(QueueEnd.TAIL)
                                        .build())
                        .getRemoved())
                .isTrue();
        assertThat(content(queue)).containsExactly("a", "b", "c");
        machine.call(QueuesGrpc.getRemoveMethod(), QueueCalls.remove(queue, "a"));
        assertThat(content(queue)).containsExactly("b", "c");
    }

    @Test
    void byPriority_compareAndRemoveNamesTheLevel() {
        ObjectId queue = byPriority("a", 1, "b", 2, "c", 3);
        QueuePageReply page = page(queue);
        QueueCompareAndRemoveRequest.Builder request = QueueCompareAndRemoveRequest.newBuilder()
                .setQueue(queue)
                .addAllPositions(page.getPositionsList())
                .addAllExpected(page.getElementsList());
        // Without the levels nothing stands there.
        assertThat(machine.call(QueuesGrpc.getCompareAndRemoveMethod(), request.build())
                        .getRemovedList())
                .containsExactly(false, false, false);
        request.addPriorities(1).addPriorities(1);
        assertThat(machine.refused(QueuesGrpc.getCompareAndRemoveMethod(), request.build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        request.addPriorities(3);
        assertThat(machine.call(QueuesGrpc.getCompareAndRemoveMethod(), request.build())
                        .getRemovedList())
                .containsExactly(true, false, true);
        assertThat(content(queue)).containsExactly("b");
    }

    @Test
    void byPriority_pagesGoOnWhereTheirLevelIsGone() {
        ObjectId queue = byPriority("a", 1, "b", 2, "c", 2, "d", 3);
        QueuePageReply first = machine.call(QueuesGrpc.getPageMethod(), QueueCalls.page(queue, 0, 2));
        assertThat(Elements.texts(first.getElementsList())).containsExactly("a", "b");
        QueuePageRequest next = QueueCalls.page(queue, first.getPositions(1), 0).toBuilder()
                .setAfterPriority(first.getPriorities(1))
                .build();
        assertThat(Elements.texts(machine.call(QueuesGrpc.getPageMethod(), next).getElementsList()))
                .containsExactly("c", "d");
        poll(queue, 3);
        assertThat(Elements.texts(machine.call(QueuesGrpc.getPageMethod(), next).getElementsList()))
                .containsExactly("d");
        QueuePageRequest backward = next.toBuilder().setEnd(QueueEnd.TAIL).build();
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "_", 0));
        assertThat(Elements.texts(
                        machine.call(QueuesGrpc.getPageMethod(), backward).getElementsList()))
                .containsExactly("_");
    }

    /** Each element in a page of its own, forward and backward. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void byPriority_pagesShowAllInOrder(long seed) {
        machine.withoutCheckOfEachCall();
        Random random = new Random(seed);
        record Put(String element, long priority) {}
        List<Put> put = new ArrayList<>();
        ObjectId queue = queue(QueueOrder.BY_PRIORITY);
        for (int i = 0; i < 60; i++) {
            Put next = new Put("e" + i, random.nextInt(9) - 4);
            put.add(next);
            machine.call(QueuesGrpc.getPutMethod(), put(queue, next.element(), next.priority()));
        }
        List<String> expected = put.stream()
                .sorted(Comparator.comparingLong(Put::priority))
                .map(Put::element)
                .toList();
        assertThat(content(queue)).isEqualTo(expected);
        for (QueueEnd end : List.of(QueueEnd.HEAD, QueueEnd.TAIL)) {
            List<String> seen = new ArrayList<>();
            QueuePageRequest.Builder request =
                    QueueCalls.page(queue, 0, 1).toBuilder().setEnd(end);
            QueuePageReply page;
            do {
                page = machine.call(QueuesGrpc.getPageMethod(), request.build());
                seen.addAll(Elements.texts(page.getElementsList()));
                request.setAfter(page.getPositions(0)).setAfterPriority(page.getPriorities(0));
            } while (page.getMore());
            if (end == QueueEnd.TAIL) {
                java.util.Collections.reverse(seen);
            }
            assertThat(seen).isEqualTo(expected);
        }
        assertThat(poll(queue, 100)).isEqualTo(expected);
    }

    @Test
    void byPriority_levelsCountInTheLimit() {
        machine.limit("total-bytes", 2 * QueueLevels.LEVEL_BYTES + 15);
        ObjectId queue = byPriority("a", 1, "b", 2, "c", 3);
        assertThat(machine.bytes()).isEqualTo(2 * QueueLevels.LEVEL_BYTES + 9);
        assertLimit(
                machine.refused(QueuesGrpc.getPutMethod(), put(queue, "d", 4)),
                "total-bytes",
                2 * QueueLevels.LEVEL_BYTES + 15,
                3 * QueueLevels.LEVEL_BYTES + 12);
        assertThat(machine.call(QueuesGrpc.getPutMethod(), put(queue, "d", 3)).getAccepted())
                .isTrue();
        poll(queue, 1);
        assertThat(machine.bytes()).isEqualTo(QueueLevels.LEVEL_BYTES + 9);
    }

    @Test
    void byPriority_manyLevelsOfOneRequestAreCountedOnceEach() {
        machine.limit("total-bytes", QueueLevels.LEVEL_BYTES + 100);
        ObjectId queue = queue(QueueOrder.BY_PRIORITY);
        String[] elements = {"a", "b", "c", "d"};
        assertThat(machine.refused(
                                QueuesGrpc.getOfferAllMethod(),
                                QueueCalls.offerAll(queue, elements).toBuilder()
                                        .addAllPriorities(
                                                LongStream.range(0, 4).boxed().toList())
                                        .build())
                        .getCode())
                .isEqualTo(Code.LIMIT_EXCEEDED);
        assertThat(machine.call(
                                QueuesGrpc.getOfferAllMethod(),
                                QueueCalls.offerAll(queue, elements).toBuilder()
                                        .addAllPriorities(List.of(1L, 2L, 1L, 2L))
                                        .build())
                        .getAccepted())
                .isEqualTo(4);
        assertThat(content(queue)).containsExactly("a", "c", "b", "d");
    }
}
