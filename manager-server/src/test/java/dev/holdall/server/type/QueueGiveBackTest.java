package dev.holdall.server.type;

import static dev.holdall.server.type.QueueCalls.offerAll;
import static dev.holdall.server.type.QueueCalls.poll;
import static dev.holdall.server.type.QueueCalls.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.QueuePollReply;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Elements that were taken and that nobody received. */
class QueueGiveBackTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId queue = ObjectId.getDefaultInstance();
    private TestSession session;

    @BeforeEach
    void aQueueOfFour() {
        queue = queue("q", 4, "a", "b", "c", "d");
        session = machine.open();
    }

    private ObjectId queue(String name, long capacity, String... elements) {
        ObjectId id = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open(name, capacity))
                .getId();
        machine.call(QueuesGrpc.getOfferAllMethod(), offerAll(id, elements));
        return id;
    }

    private List<String> content() {
        return Elements.texts(machine.call(QueuesGrpc.getPageMethod(), QueueCalls.page(queue, 0, 0))
                .getElementsList());
    }

    private Pending<QueueTakeReply> take() {
        return session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
    }

    private static String text(Pending<QueueTakeReply> taken) {
        return Elements.text(taken.reply().getElement());
    }

    @Test
    void endOfSession_putsUnacknowledgedElementsBackInOrder() {
        take();
        take();
        session.call(QueuesGrpc.getPollMethod(), poll(queue, 2));
        assertThat(content()).isEmpty();
        machine.call(QueuesGrpc.getOfferAllMethod(), offerAll(queue, "e", "f"));
        session.end();
        // Six in a queue of four.
        assertThat(content()).containsExactly("a", "b", "c", "d", "e", "f");

        QueuePollReply reply = machine.call(QueuesGrpc.getPollMethod(), poll(queue, 10));
        assertThat(Elements.texts(reply.getElementsList())).containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(reply.getRedelivered()).isEqualTo(4);
    }

    @Test
    void endOfSession_keepsAcknowledgedElementsAway() {
        Pending<QueueTakeReply> a = take();
        take();
        Pending<QueueTakeReply> c = take();
        session.acknowledge(a, c);
        session.end();
        assertThat(content()).containsExactly("b", "d");
    }

    @Test
    void lowMark_acknowledgesEverythingBelowIt() {
        take();
        take();
        take();
        session.acknowledgeBelow(3);
        session.end();
        assertThat(content()).containsExactly("c", "d");
    }

    @Test
    void giveBack_putsTheElementWhereItStood() {
        Pending<QueueTakeReply> a = take();
        Pending<QueueTakeReply> b = take();
        session.giveBack(b);
        assertThat(content()).containsExactly("b", "c", "d");
        session.giveBack(a);
        assertThat(content()).containsExactly("a", "b", "c", "d");

        Pending<QueueTakeReply> again = take();
        assertThat(text(again)).isEqualTo("a");
        assertThat(again.reply().getRedelivered()).isFalse();
    }

    @Test
    void undecodableElement_goesBackWhereItStoodAndIsFlagged() {
        Pending<QueueTakeReply> a = take();
        Pending<QueueTakeReply> b = take();
        session.undecodable(a);
        assertThat(content()).containsExactly("a", "c", "d");
        session.giveBack(b);
        assertThat(content()).containsExactly("a", "b", "c", "d");

        Pending<QueueTakeReply> again = take();
        assertThat(text(again)).isEqualTo("a");
        assertThat(again.reply().getRedelivered()).isTrue();
        take();
        assertThat(take().reply().getRedelivered()).isFalse();
    }

    @Test
    void undecodable_isANoteAndAnAcknowledgementToo() {
        Pending<QueueTakeReply> a = take();
        Pending<QueueTakeReply> b = take();
        ClientFrame.Builder note = ClientFrame.newBuilder()
                .setAcknowledged(Acknowledged.newBuilder().setBelow(3))
                .addUndecodable(a.seq())
                .addGiveBack(a.seq())
                .setNote(1);
        session.send(note.clone());
        assertThat(content()).containsExactly("a", "c", "d");
        session.send(note.clone().addUndecodable(b.seq()));
        session.end();
        assertThat(content()).containsExactly("a", "c", "d");
    }

    @Test
    void giveBack_ofSeveralAtOnceKeepsTheirOrderWhateverTheOrderAsked() {
        Pending<QueueTakeReply> a = take();
        Pending<QueueTakeReply> b = take();
        Pending<QueueTakeReply> c = take();
        Pending<QueueTakeReply> waiting = null;
        take();
        waiting = machine.open().start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        session.giveBack(c, a, b);
        assertThat(text(waiting)).isEqualTo("a");
        assertThat(waiting.reply().getRedelivered()).isFalse();
        assertThat(content()).containsExactly("b", "c");
    }

    @Test
    void giveBack_thatTheLowMarkOfItsFrameCountsAlready() {
        Pending<QueueTakeReply> a = take();
        Pending<QueueTakeReply> b = take();
        session.send(ClientFrame.newBuilder()
                .setAcknowledged(Acknowledged.newBuilder().setBelow(3))
                .addGiveBack(a.seq()));
        assertThat(content()).containsExactly("a", "c", "d");
        session.end();
        assertThat(content()).containsExactly("a", "c", "d");
        assertThat(text(b)).isEqualTo("b");
    }

    @Test
    void giveBack_ofWhatWasAcknowledgedBeforeDoesNothing() {
        Pending<QueueTakeReply> a = take();
        session.acknowledge(a);
        session.giveBack(a);
        assertThat(content()).containsExactly("b", "c", "d");
    }

    @Test
    void giveBack_twiceGivesBackOnce() {
        Pending<QueueTakeReply> a = take();
        session.giveBack(a, a);
        session.giveBack(a);
        session.end();
        assertThat(content()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void giveBack_ofNumbersThatGrantedNothing() {
        Pending<QueuePutReply> waiting = session.start(QueuesGrpc.getPutMethod(), put(queue, "e"));
        session.send(ClientFrame.newBuilder()
                .addGiveBack(waiting.seq())
                .addGiveBack(0)
                .addGiveBack(-1)
                .addGiveBack(99));
        assertThat(waiting.isParked()).isTrue();
        assertThat(content()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void giveBack_isAnAcknowledgement() {
        Pending<QueueTakeReply> a = take();
        session.giveBack(a);
        session.send(ClientFrame.newBuilder()
                .setFirstSeq(a.seq())
                .addCalls(TestSession.encode(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue))));
        assertThat(a.answers()).isEqualTo(2);
        assertThat(machine.recorded().events("reply"))
                .last()
                .satisfies(event -> assertThat(event.what().toString()).contains(Code.ALREADY_ANSWERED.name()));
        assertThat(content()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void giveBack_goesToWhoWaitsInTheSameStep() {
        QueuePollReply all = session.call(QueuesGrpc.getPollMethod(), poll(queue, 10));
        assertThat(all.getElementsCount()).isEqualTo(4);
        TestSession other = machine.open();
        Pending<QueueTakeReply> first = other.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        Pending<QueueTakeReply> second = other.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        session.end();
        assertThat(text(first)).isEqualTo("a");
        assertThat(text(second)).isEqualTo("b");
        assertThat(content()).containsExactly("c", "d");
        // And back once more.
        other.end();
        assertThat(content()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void elementsAboveTheCapacity_keepPuttersWaitingUntilThereIsRoomAgain() {
        take();
        take();
        machine.call(QueuesGrpc.getOfferAllMethod(), offerAll(queue, "e", "f"));
        Pending<QueuePutReply> put = machine.open().start(QueuesGrpc.getPutMethod(), put(queue, "g"));
        session.end();
        for (int i = 0; i < 2; i++) {
            machine.call(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            assertThat(put.isParked()).isTrue();
        }
        machine.call(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        assertThat(put.reply().getAccepted()).isTrue();
        assertThat(content()).containsExactly("d", "e", "f", "g");
        assertThat(machine.call(QueuesGrpc.getOfferMethod(), QueueCalls.offer(queue, "h"))
                        .getAccepted())
                .isFalse();
    }

    @Test
    void clear_doesNotMakeWhatGoesBackLaterForgotten() {
        take();
        machine.call(QueuesGrpc.getClearMethod(), QueueCalls.clear(queue));
        machine.call(QueuesGrpc.getPutMethod(), put(queue, "e"));
        session.end();
        assertThat(content()).containsExactly("a", "e");
    }

    @Test
    void redelivery_isToldOnceMoreAfterEachReturn() {
        for (int i = 0; i < 3; i++) {
            Pending<QueueTakeReply> a = take();
            assertThat(a.reply().getRedelivered()).isEqualTo(i > 0);
            session.undecodable(a);
        }
        assertThat(content()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void removedRedeliveredElement_leavesNoFlagBehind() {
        session.undecodable(take());
        machine.call(QueuesGrpc.getRemoveMethod(), QueueCalls.remove(queue, "a"));
        QueuePollReply reply = machine.call(QueuesGrpc.getPollMethod(), poll(queue, 3));
        assertThat(Elements.texts(reply.getElementsList())).containsExactly("b", "c", "d");
        assertThat(reply.getRedelivered()).isZero();
    }

    @Test
    void deletedQueue_takesNothingBack() {
        Pending<QueueTakeReply> a = take();
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("q").build());
        session.giveBack(a);
        session.end();
        queue = queue("q", 4);
        assertThat(content()).isEmpty();
        assertThat(machine.bytes()).isZero();
    }

    @Test
    void unaryTaker_hasWhatItGot() {
        assertThat(machine.call(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue))
                        .hasElement())
                .isTrue();
        assertThat(content()).containsExactly("b", "c", "d");
    }

    @Test
    void acknowledgedRedelivery_isGoneForGood() {
        session.undecodable(take());
        Pending<QueueTakeReply> a = take();
        session.acknowledge(a);
        session.end();
        assertThat(content()).containsExactly("b", "c", "d");
        assertThat(text(a)).isEqualTo("a");
    }
}
