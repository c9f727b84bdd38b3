package dev.holdall.server.type;

import static dev.holdall.server.type.ListTypeTest.assertLimit;
import static dev.holdall.server.type.QueueCalls.compareAndRemove;
import static dev.holdall.server.type.QueueCalls.offer;
import static dev.holdall.server.type.QueueCalls.offerAll;
import static dev.holdall.server.type.QueueCalls.poll;
import static dev.holdall.server.type.QueueCalls.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.TestMachine;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.Error;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.QueueCompareAndRemoveRequest;
import dev.holdall.v1.QueueContainsRequest;
import dev.holdall.v1.QueueOfferAllRequest;
import dev.holdall.v1.QueueOfferRequest;
import dev.holdall.v1.QueuePageReply;
import dev.holdall.v1.QueuePeekReply;
import dev.holdall.v1.QueuePollReply;
import dev.holdall.v1.QueueRemoveRequest;
import dev.holdall.v1.QueueSizeReply;
import dev.holdall.v1.QueuesGrpc;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues, as far as nobody waits: see {@link QueueWaitingTest} and {@link QueueGiveBackTest} for the rest. */
class QueueTypeTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId queue(long capacity, String... elements) {
        ObjectId queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", capacity))
                .getId();
        machine.call(QueuesGrpc.getOfferAllMethod(), offerAll(queue, elements));
        return queue;
    }

    private QueuePageReply page(ObjectId queue, long after, int limit) {
        return machine.call(QueuesGrpc.getPageMethod(), QueueCalls.page(queue, after, limit));
    }

    private List<String> content(ObjectId queue) {
        return Elements.texts(page(queue, 0, 0).getElementsList());
    }

    @Test
    void open_withAnotherCapacityIsAMismatch() {
        ObjectId queue = queue(3);
        assertThat(queue(3)).isEqualTo(queue);
        Error error = machine.refused(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", 4));
        assertThat(error.getCode()).isEqualTo(Code.MISMATCH);
        assertThat(error.getMessage()).contains("options");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void open_ofACapacityBeyondAllIsRefused(long capacity) {
        assertThat(machine.refused(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", capacity))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", Long.MAX_VALUE))
                        .getCreated())
                .isTrue();
    }

    @Test
    void offer_upToTheCapacity() {
        ObjectId queue = queue(2, "a");
        assertThat(machine.call(QueuesGrpc.getOfferMethod(), offer(queue, "b")).getAccepted())
                .isTrue();
        assertThat(machine.call(QueuesGrpc.getOfferMethod(), offer(queue, "c")).getAccepted())
                .isFalse();
        assertThat(content(queue)).containsExactly("a", "b");
    }

    @Test
    void offerAll_takesAsManyAsFit() {
        ObjectId queue = queue(3, "a");
        assertThat(machine.call(QueuesGrpc.getOfferAllMethod(), offerAll(queue, "b", "c", "d"))
                        .getAccepted())
                .isEqualTo(2);
        assertThat(content(queue)).containsExactly("a", "b", "c");
        assertThat(machine.call(QueuesGrpc.getOfferAllMethod(), offerAll(queue, "e"))
                        .getAccepted())
                .isZero();
        assertThat(machine.call(QueuesGrpc.getOfferAllMethod(), offerAll(queue)).getAccepted())
                .isZero();
    }

    @Test
    void poll_takesFromTheHead() {
        ObjectId queue = queue(0, "a", "b", "c", "d");
        assertThat(Elements.texts(
                        machine.call(QueuesGrpc.getPollMethod(), poll(queue, 0)).getElementsList()))
                .containsExactly("a");
        assertThat(Elements.texts(
                        machine.call(QueuesGrpc.getPollMethod(), poll(queue, 2)).getElementsList()))
                .containsExactly("b", "c");
        assertThat(machine.call(QueuesGrpc.getPollMethod(), poll(queue, -1)).getElementsCount())
                .isEqualTo(1);
        assertThat(machine.call(QueuesGrpc.getPollMethod(), poll(queue, 5)))
                .isEqualTo(QueuePollReply.getDefaultInstance());
        assertThat(machine.bytes()).isZero();
    }

    @Test
    void poll_isBoundedInBytesButHasOne() {
        ObjectId queue = queue(0);
        for (int i = 0; i < 3; i++) {
            machine.call(QueuesGrpc.getPutMethod(), put(queue, Elements.sized(40_000)));
        }
        machine.call(QueuesGrpc.getPutMethod(), put(queue, Elements.sized(100_000)));
        assertThat(machine.call(QueuesGrpc.getPollMethod(), poll(queue, 10)).getElementsCount())
                .isEqualTo(2);
        machine.call(QueuesGrpc.getPollMethod(), poll(queue, 1));
        assertThat(machine.call(QueuesGrpc.getPollMethod(), poll(queue, 10)).getElementsCount())
                .isEqualTo(1);
    }

    @Test
    void peek_leavesTheElement() {
        ObjectId queue = queue(0, "a", "b");
        for (int i = 0; i < 2; i++) {
            assertThat(machine.call(QueuesGrpc.getPeekMethod(), QueueCalls.peek(queue))
                            .getElement())
                    .isEqualTo(Elements.of("a"));
        }
        machine.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(queue));
        assertThat(machine.call(QueuesGrpc.getPeekMethod(), QueueCalls.peek(queue)))
                .isEqualTo(QueuePeekReply.getDefaultInstance());
    }

    @Test
    void remove_takesTheFirstEqualElement() {
        ObjectId queue = queue(0, "a", "b", "a");
        assertThat(machine.call(QueuesGrpc.getRemoveMethod(), QueueCalls.remove(queue, "a"))
                        .getRemoved())
                .isTrue();
        assertThat(machine.call(QueuesGrpc.getRemoveMethod(), QueueCalls.remove(queue, "x"))
                        .getRemoved())
                .isFalse();
        assertThat(content(queue)).containsExactly("b", "a");
    }

    @Test
    void contains_findsEqualElements() {
        ObjectId queue = queue(0, "a", "b");
        assertThat(machine.call(QueuesGrpc.getContainsMethod(), QueueCalls.contains(queue, "b"))
                        .getPresent())
                .isTrue();
        assertThat(machine.call(QueuesGrpc.getContainsMethod(), QueueCalls.contains(queue, "c"))
                        .getPresent())
                .isFalse();
    }

    @Test
    void page_givesPositionsThatStay() {
        ObjectId queue = queue(0, "a", "b", "c", "d");
        QueuePageReply first = page(queue, 0, 2);
        assertThat(Elements.texts(first.getElementsList())).containsExactly("a", "b");
        assertThat(first.getMore()).isTrue();
        machine.call(QueuesGrpc.getPollMethod(), poll(queue, 3));
        QueuePageReply second = page(queue, first.getPositions(1), 2);
        assertThat(Elements.texts(second.getElementsList())).containsExactly("d");
        assertThat(second.getMore()).isFalse();
        machine.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(queue));
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "e"));
        assertThat(page(queue, second.getPositions(0), 0).getPositions(0)).isGreaterThan(second.getPositions(0));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void page_behindAllElementsIsEmpty(long after) {
        assertThat(page(queue(0, "a"), after, 0)).isEqualTo(QueuePageReply.getDefaultInstance());
    }

    @Test
    void compareAndRemove_removesWhatIsStillThere() {
        ObjectId queue = queue(0, "a", "b", "c", "d");
        List<Long> positions = page(queue, 0, 0).getPositionsList();
        machine.call(QueuesGrpc.getPollMethod(), poll(queue, 1));
        QueueCompareAndRemoveRequest request = compareAndRemove(
                queue,
                positions.get(0),
                "a",
                positions.get(1),
                "b",
                positions.get(2),
                "x",
                positions.get(3),
                "d",
                99L,
                "z",
                -1L,
                "z");
        assertThat(machine.call(QueuesGrpc.getCompareAndRemoveMethod(), request).getRemovedList())
                .containsExactly(false, true, false, true, false, false);
        assertThat(content(queue)).containsExactly("c");
        assertThat(machine.refused(
                                QueuesGrpc.getCompareAndRemoveMethod(),
                                compareAndRemove(queue, positions.get(2), "c", "d"))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(machine.call(QueuesGrpc.getCompareAndRemoveMethod(), compareAndRemove(queue, 0L, "c"))
                        .getRemovedList())
                .containsExactly(false);
    }

    @Test
    void size_tellsTheCapacityToo() {
        assertThat(machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue(7, "a", "b"))))
                .isEqualTo(QueueSizeReply.newBuilder()
                        .setSize(2)
                        .setCapacity(7)
                        .setUnfinished(2)
                        .build());
    }

    // Rules ------------------------------------------------------------------------------------------------------

    static List<ByteString> notElements() {
        return List.of(Elements.NULL, Elements.NOT_CANONICAL, ByteString.EMPTY);
    }

    @ParameterizedTest
    @MethodSource("notElements")
    void whatIsPutIsAnElementAndNotNull(ByteString wrong) {
        ObjectId queue = queue(2, "a");
        assertThat(List.of(
                        machine.refused(QueuesGrpc.getPutMethod(), put(queue, wrong))
                                .getCode(),
                        machine.refused(
                                        QueuesGrpc.getOfferMethod(),
                                        QueueOfferRequest.newBuilder()
                                                .setQueue(queue)
                                                .setElement(wrong)
                                                .build())
                                .getCode(),
                        machine.refused(
                                        QueuesGrpc.getOfferAllMethod(),
                                        QueueOfferAllRequest.newBuilder()
                                                .setQueue(queue)
                                                .addElements(Elements.of("b"))
                                                // Beyond the capacity, and looked at all the same.
                                                .addElements(wrong)
                                                .build())
                                .getCode()))
                .containsOnly(Code.INVALID_ARGUMENT);
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "b"));
        // A full queue parks no wrong element.
        assertThat(machine.refused(QueuesGrpc.getPutMethod(), put(queue, wrong)).getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void whatIsLookedForIsAnElement() {
        ObjectId queue = queue(0, "a");
        ByteString wrong = Elements.NOT_CANONICAL;
        assertThat(List.of(
                        machine.refused(
                                        QueuesGrpc.getRemoveMethod(),
                                        QueueRemoveRequest.newBuilder()
                                                .setQueue(queue)
                                                .setElement(wrong)
                                                .build())
                                .getCode(),
                        machine.refused(
                                        QueuesGrpc.getContainsMethod(),
                                        QueueContainsRequest.newBuilder()
                                                .setQueue(queue)
                                                .setElement(wrong)
                                                .build())
                                .getCode(),
                        machine.refused(
                                        QueuesGrpc.getCompareAndRemoveMethod(),
                                        QueueCompareAndRemoveRequest.newBuilder()
                                                .setQueue(queue)
                                                .addPositions(1)
                                                .addExpected(wrong)
                                                .build())
                                .getCode()))
                .containsOnly(Code.INVALID_ARGUMENT);
    }

    @Test
    void limits() {
        machine.limit("element-bytes", 50).limit("object-elements", 3).limit("total-bytes", 100);
        ObjectId queue = queue(0);
        assertLimit(
                machine.refused(QueuesGrpc.getPutMethod(), put(queue, Elements.sized(51))), "element-bytes", 50, 51);
        machine.call(QueuesGrpc.getPutMethod(), put(queue, Elements.sized(50)));
        machine.call(QueuesGrpc.getPutMethod(), put(queue, Elements.sized(48)));
        assertLimit(machine.refused(QueuesGrpc.getOfferMethod(), offer(queue, "a")), "total-bytes", 100, 101);
        machine.call(QueuesGrpc.getPollMethod(), poll(queue, 1));
        machine.call(QueuesGrpc.getOfferAllMethod(), offerAll(queue, "a", "b"));
        assertLimit(
                machine.refused(QueuesGrpc.getOfferAllMethod(), offerAll(queue, "c", "d")), "object-elements", 3, 5);
    }

    @Test
    void offerAll_thatFindsNoRoomIsNoMatterOfLimits() {
        machine.limit("object-elements", 1).limit("total-bytes", 3);
        ObjectId queue = queue(1, "a");
        assertThat(machine.call(QueuesGrpc.getOfferAllMethod(), offerAll(queue, "b"))
                        .getAccepted())
                .isZero();
    }

    @Test
    void anotherTypesObjectAndADeletedOne() {
        ObjectId list = machine.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                .getId();
        assertThat(machine.refused(QueuesGrpc.getPutMethod(), put(list, "a")).getCode())
                .isEqualTo(Code.MISMATCH);
        ObjectId queue = queue(0, "a");
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setId(queue).build());
        assertThat(machine.refused(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue))
                        .getCode())
                .isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(machine.bytes()).isZero();
    }
}
