package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenPipeRequest;
import dev.holdall.v1.PipeAttachRequest;
import dev.holdall.v1.PipeCloseRequest;
import dev.holdall.v1.PipeClosed;
import dev.holdall.v1.PipeEnd;
import dev.holdall.v1.PipePollReply;
import dev.holdall.v1.PipePollRequest;
import dev.holdall.v1.PipeReceiveReply;
import dev.holdall.v1.PipeReceiveRequest;
import dev.holdall.v1.PipeSendReply;
import dev.holdall.v1.PipeSendRequest;
import dev.holdall.v1.PipesGrpc;
import dev.holdall.v1.Value;
import dev.holdall.v1.Wait;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pipes. */
class PipeTypeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** An end belongs to whoever comes to wait there. */
    @RegisterExtension
    final TestMachine machine =
            new TestMachine().changesBeforeItParks(PipesGrpc.getSendMethod(), PipesGrpc.getReceiveMethod());

    private static OpenPipeRequest.Builder opening() {
        return OpenPipeRequest.newBuilder().setName("p");
    }

    private ObjectId pipe() {
        return machine.call(PipesGrpc.getOpenMethod(), opening().build()).getId();
    }

    private ObjectId pipe(int capacity) {
        return machine.call(
                        PipesGrpc.getOpenMethod(),
                        opening().setCapacity(capacity).build())
                .getId();
    }

    private static ByteString text(String text) {
        return Value.newBuilder().setString(text).build().toByteString();
    }

    private static PipeSendRequest sending(ObjectId pipe, PipeEnd end, String text) {
        return PipeSendRequest.newBuilder()
                .setPipe(pipe)
                .setEnd(end)
                .setMessage(text(text))
                .build();
    }

    private static Pending<PipeSendReply> send(TestSession session, ObjectId pipe, PipeEnd end, String text) {
        return session.start(PipesGrpc.getSendMethod(), sending(pipe, end, text));
    }

    private static PipeReceiveRequest receiving(ObjectId pipe, PipeEnd end) {
        return PipeReceiveRequest.newBuilder().setPipe(pipe).setEnd(end).build();
    }

    private static Pending<PipeReceiveReply> receive(TestSession session, ObjectId pipe, PipeEnd end) {
        return session.start(PipesGrpc.getReceiveMethod(), receiving(pipe, end));
    }

    private static String received(TestSession session, ObjectId pipe, PipeEnd end) {
        return textOf(receive(session, pipe, end));
    }

    private static String textOf(Pending<PipeReceiveReply> call) {
        try {
            return Value.parseFrom(call.reply().getMessage()).getString();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Pending<PipePollReply> poll(TestSession session, ObjectId pipe, PipeEnd end) {
        return session.start(
                PipesGrpc.getPollMethod(),
                PipePollRequest.newBuilder().setPipe(pipe).setEnd(end).build());
    }

    private static void close(TestSession session, ObjectId pipe, PipeEnd end) {
        session.call(
                PipesGrpc.getCloseMethod(),
                PipeCloseRequest.newBuilder().setPipe(pipe).setEnd(end).build());
    }

    private static PipeAttachRequest attaching(ObjectId pipe, PipeEnd end) {
        return PipeAttachRequest.newBuilder().setPipe(pipe).setEnd(end).build();
    }

    @Test
    void messages_goBothWays_inTheirOrder() {
        ObjectId pipe = pipe();
        TestSession left = machine.open();
        TestSession right = machine.open();
        for (String word : new String[] {"a", "b", "c"}) {
            assertThat(send(left, pipe, PipeEnd.FIRST, word).reply().getSent()).isTrue();
            send(right, pipe, PipeEnd.SECOND, word.toUpperCase(java.util.Locale.ROOT));
        }
        assertThat(received(right, pipe, PipeEnd.SECOND)).isEqualTo("a");
        assertThat(received(left, pipe, PipeEnd.FIRST)).isEqualTo("A");
        assertThat(received(right, pipe, PipeEnd.SECOND)).isEqualTo("b");
        assertThat(received(left, pipe, PipeEnd.FIRST)).isEqualTo("B");
        assertThat(received(right, pipe, PipeEnd.SECOND)).isEqualTo("c");
    }

    @Test
    void receive_waitsForAMessage_orForItsTime() {
        ObjectId pipe = pipe();
        TestSession left = machine.open();
        TestSession right = machine.open();
        Pending<PipeReceiveReply> waiting = receive(right, pipe, PipeEnd.SECOND);
        assertThat(waiting.isParked()).isTrue();
        send(left, pipe, PipeEnd.FIRST, "late");
        assertThat(textOf(waiting)).isEqualTo("late");

        Pending<PipeReceiveReply> timed = right.start(
                PipesGrpc.getReceiveMethod(),
                receiving(pipe, PipeEnd.SECOND).toBuilder()
                        .setWait(Wait.newBuilder().setNanos(SECOND.toNanos()))
                        .build());
        machine.advance(SECOND);
        assertThat(timed.reply().hasMessage()).isFalse();
        assertThat(timed.reply().getClosed()).isEqualTo(PipeClosed.NOTHING_CLOSED);
    }

    @Test
    void send_waitsForRoom() {
        ObjectId pipe = pipe(2);
        TestSession left = machine.open();
        TestSession right = machine.open();
        send(left, pipe, PipeEnd.FIRST, "a");
        send(left, pipe, PipeEnd.FIRST, "b");
        Pending<PipeSendReply> third = send(left, pipe, PipeEnd.FIRST, "c");
        Pending<PipeSendReply> fourth = send(left, pipe, PipeEnd.FIRST, "d");
        assertThat(third.isParked()).isTrue();
        assertThat(received(right, pipe, PipeEnd.SECOND)).isEqualTo("a");
        assertThat(third.reply().getSent()).isTrue();
        assertThat(fourth.isParked()).isTrue();
        // The other way there is room of its own.
        assertThat(send(right, pipe, PipeEnd.SECOND, "x").reply().getSent()).isTrue();
    }

    @Test
    void aClosedEnd_tellsTheOther_afterWhatWasSentBefore() {
        ObjectId pipe = pipe();
        TestSession left = machine.open();
        TestSession right = machine.open();
        send(left, pipe, PipeEnd.FIRST, "last");
        close(left, pipe, PipeEnd.FIRST);
        assertThat(send(left, pipe, PipeEnd.FIRST, "more").reply().getClosed()).isEqualTo(PipeClosed.THIS_END_CLOSED);
        assertThat(receive(left, pipe, PipeEnd.FIRST).reply().getClosed()).isEqualTo(PipeClosed.THIS_END_CLOSED);
        assertThat(send(right, pipe, PipeEnd.SECOND, "x").reply().getClosed()).isEqualTo(PipeClosed.OTHER_END_CLOSED);
        assertThat(received(right, pipe, PipeEnd.SECOND)).isEqualTo("last");
        assertThat(receive(right, pipe, PipeEnd.SECOND).reply().getClosed()).isEqualTo(PipeClosed.OTHER_END_CLOSED);
        close(left, pipe, PipeEnd.FIRST);
        assertThat(left.call(PipesGrpc.getAttachMethod(), attaching(pipe, PipeEnd.FIRST))
                        .getClosed())
                .isEqualTo(PipeClosed.THIS_END_CLOSED);
    }

    @Test
    void aSessionThatEnds_closesItsEnds_andWhoeverWaitsIsTold() {
        ObjectId pipe = pipe(1);
        TestSession left = machine.open();
        TestSession right = machine.open();
        Pending<PipeReceiveReply> receiver = receive(left, pipe, PipeEnd.FIRST);
        Pending<PipePollReply> poller = poll(left, pipe, PipeEnd.FIRST);
        send(left, pipe, PipeEnd.FIRST, "a");
        Pending<PipeSendReply> sender = send(left, pipe, PipeEnd.FIRST, "b");
        right.call(PipesGrpc.getAttachMethod(), attaching(pipe, PipeEnd.SECOND));
        assertThat(sender.isParked()).isTrue();

        right.end();

        assertThat(receiver.reply().getClosed()).isEqualTo(PipeClosed.OTHER_END_CLOSED);
        assertThat(poller.reply().getReady()).isTrue();
        assertThat(sender.reply().getClosed()).isEqualTo(PipeClosed.OTHER_END_CLOSED);
        assertThat(machine.bytes()).isZero();
    }

    @Test
    void whoeverWaitsAtAnEndThatIsClosed_isTold() {
        ObjectId pipe = pipe();
        TestSession session = machine.open();
        Pending<PipeReceiveReply> receiver = receive(session, pipe, PipeEnd.FIRST);
        close(session, pipe, PipeEnd.FIRST);
        assertThat(receiver.reply().getClosed()).isEqualTo(PipeClosed.THIS_END_CLOSED);
    }

    @Test
    void anEnd_belongsToTheFirstWhoUsesIt() {
        ObjectId pipe = pipe();
        TestSession left = machine.open();
        TestSession other = machine.open();
        receive(left, pipe, PipeEnd.FIRST);
        assertThat(receive(other, pipe, PipeEnd.FIRST).error().getCode()).isEqualTo(Code.MISMATCH);
        assertThat(send(other, pipe, PipeEnd.FIRST, "x").error().getCode()).isEqualTo(Code.MISMATCH);
        assertThat(other.refused(PipesGrpc.getAttachMethod(), attaching(pipe, PipeEnd.FIRST))
                        .getCode())
                .isEqualTo(Code.MISMATCH);
        assertThat(other.refused(
                                PipesGrpc.getCloseMethod(),
                                PipeCloseRequest.newBuilder()
                                        .setPipe(pipe)
                                        .setEnd(PipeEnd.FIRST)
                                        .build())
                        .getCode())
                .isEqualTo(Code.MISMATCH);
        // The same session may have both.
        assertThat(send(left, pipe, PipeEnd.SECOND, "own").reply().getSent()).isTrue();
        // What an end is not used for is open to all.
        assertThat(poll(other, pipe, PipeEnd.FIRST).isParked()).isTrue();
    }

    @Test
    void anEnd_hasOneReader() {
        ObjectId pipe = pipe();
        TestSession session = machine.open();
        Pending<PipeReceiveReply> first = receive(session, pipe, PipeEnd.FIRST);
        assertThat(receive(session, pipe, PipeEnd.FIRST).error().getMessage()).contains("one reader");
        session.withdraw(first);
        assertThat(receive(session, pipe, PipeEnd.FIRST).isParked()).isTrue();
    }

    @Test
    void aOneWayPipe_goesFromTheSecondEndToTheFirst() {
        ObjectId pipe = machine.call(
                        PipesGrpc.getOpenMethod(), opening().setOneWay(true).build())
                .getId();
        TestSession session = machine.open();
        assertThat(send(session, pipe, PipeEnd.FIRST, "x").error().getCode()).isEqualTo(Code.MISMATCH);
        assertThat(receive(session, pipe, PipeEnd.SECOND).error().getCode()).isEqualTo(Code.MISMATCH);
        assertThat(send(session, pipe, PipeEnd.SECOND, "x").reply().getSent()).isTrue();
        assertThat(received(session, pipe, PipeEnd.FIRST)).isEqualTo("x");
    }

    @Test
    void whatNobodyReceived_goesBackToItsPlace() {
        ObjectId pipe = pipe();
        TestSession left = machine.open();
        TestSession right = machine.open();
        send(left, pipe, PipeEnd.FIRST, "a");
        send(left, pipe, PipeEnd.FIRST, "b");
        Pending<PipeReceiveReply> first = receive(right, pipe, PipeEnd.SECOND);
        Pending<PipeReceiveReply> second = receive(right, pipe, PipeEnd.SECOND);
        Pending<PipeReceiveReply> third = receive(right, pipe, PipeEnd.SECOND);
        assertThat(textOf(first)).isEqualTo("a");
        assertThat(textOf(second)).isEqualTo("b");
        assertThat(third.isParked()).isTrue();
        right.withdraw(third);

        right.giveBack(first);
        right.giveBack(second);

        assertThat(received(right, pipe, PipeEnd.SECOND)).isEqualTo("a");
        assertThat(received(right, pipe, PipeEnd.SECOND)).isEqualTo("b");
    }

    @Test
    void whatWasReceived_isGoneWithTheSession_andItsEndIsClosed() {
        ObjectId pipe = pipe();
        TestSession left = machine.open();
        TestSession right = machine.open();
        send(left, pipe, PipeEnd.FIRST, "a");
        receive(right, pipe, PipeEnd.SECOND);
        right.end();
        assertThat(machine.bytes()).isZero();
        assertThat(send(left, pipe, PipeEnd.FIRST, "b").reply().getClosed()).isEqualTo(PipeClosed.OTHER_END_CLOSED);
    }

    @Test
    void unaryCalls_haveNoEnds() {
        ObjectId pipe = pipe();
        assertThat(machine.refused(PipesGrpc.getSendMethod(), sending(pipe, PipeEnd.FIRST, "x"))
                        .getCode())
                .isEqualTo(Code.SESSION_REQUIRED);
        assertThat(machine.refused(PipesGrpc.getReceiveMethod(), receiving(pipe, PipeEnd.FIRST))
                        .getCode())
                .isEqualTo(Code.SESSION_REQUIRED);
    }

    @Test
    void theSameNameWithOtherOptions_isAMismatch() {
        ObjectId pipe = pipe();
        assertThat(pipe()).isEqualTo(pipe);
        assertThat(machine.refused(
                                PipesGrpc.getOpenMethod(),
                                opening().setOneWay(true).build())
                        .getCode())
                .isEqualTo(Code.MISMATCH);
        assertThat(machine.refused(
                                PipesGrpc.getOpenMethod(),
                                opening().setCapacity(5).build())
                        .getCode())
                .isEqualTo(Code.MISMATCH);
    }

    @Test
    void numbersOfNoEnd_areRefused() {
        ObjectId pipe = pipe();
        assertThat(machine.open()
                        .refused(
                                PipesGrpc.getAttachMethod(),
                                PipeAttachRequest.newBuilder()
                                        .setPipe(pipe)
                                        .setEndValue(7)
                                        .build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void aDeletedPipe_failsThoseWhoWait() {
        ObjectId pipe = pipe();
        Pending<PipeReceiveReply> waiting = receive(machine.open(), pipe, PipeEnd.FIRST);
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("p").build());
        assertThat(waiting.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
    }
}
