package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.EventAwaitReply;
import dev.holdall.v1.EventAwaitRequest;
import dev.holdall.v1.EventClearReply;
import dev.holdall.v1.EventClearRequest;
import dev.holdall.v1.EventIsSetRequest;
import dev.holdall.v1.EventSetReply;
import dev.holdall.v1.EventSetRequest;
import dev.holdall.v1.EventsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenEventRequest;
import dev.holdall.v1.Wait;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Events. */
class EventTypeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId event = ObjectId.getDefaultInstance();

    @BeforeEach
    void open() {
        event = machine.call(
                        EventsGrpc.getOpenMethod(),
                        OpenEventRequest.newBuilder().setName("e").build())
                .getId();
    }

    private boolean isSet() {
        return machine.call(
                        EventsGrpc.getIsSetMethod(),
                        EventIsSetRequest.newBuilder().setEvent(event).build())
                .getSet();
    }

    private EventSetRequest setting() {
        return EventSetRequest.newBuilder().setEvent(event).build();
    }

    private EventClearRequest clearing() {
        return EventClearRequest.newBuilder().setEvent(event).build();
    }

    private EventAwaitRequest awaiting() {
        return EventAwaitRequest.newBuilder().setEvent(event).build();
    }

    private EventAwaitRequest awaiting(Duration wait) {
        return awaiting().toBuilder()
                .setWait(Wait.newBuilder().setNanos(wait.toNanos()))
                .build();
    }

    private Pending<EventAwaitReply> await(TestSession session) {
        return session.start(EventsGrpc.getAwaitMethod(), awaiting());
    }

    @Test
    void isNotSetAtFirst() {
        assertThat(isSet()).isFalse();
    }

    @Test
    void setAndClear_asOftenAsOneLikes() {
        for (int i = 0; i < 2; i++) {
            machine.call(EventsGrpc.getSetMethod(), setting());
            machine.call(EventsGrpc.getSetMethod(), setting());
            assertThat(isSet()).isTrue();
            machine.call(EventsGrpc.getClearMethod(), clearing());
            machine.call(EventsGrpc.getClearMethod(), clearing());
            assertThat(isSet()).isFalse();
        }
    }

    @Test
    void await_waitsUntilItIsSet_everybodyAtOnce() {
        List<Pending<EventAwaitReply>> waiting =
                Stream.generate(() -> await(machine.open())).limit(3).toList();
        Pending<EventAwaitReply> unary = machine.start(EventsGrpc.getAwaitMethod(), awaiting());
        assertThat(waiting).allMatch(Pending::isParked);
        machine.call(EventsGrpc.getSetMethod(), setting());
        assertThat(waiting).allMatch(call -> call.reply().getSet());
        assertThat(unary.reply().getSet()).isTrue();
    }

    @Test
    void await_ofASetOneDoesNotWait() {
        machine.call(EventsGrpc.getSetMethod(), setting());
        assertThat(await(machine.open()).reply().getSet()).isTrue();
        assertThat(machine.call(EventsGrpc.getAwaitMethod(), awaiting(Duration.ZERO))
                        .getSet())
                .isTrue();
    }

    @Test
    void await_afterItWasClearedWaitsAgain() {
        machine.call(EventsGrpc.getSetMethod(), setting());
        machine.call(EventsGrpc.getClearMethod(), clearing());
        assertThat(await(machine.open()).isParked()).isTrue();
    }

    @Test
    void setAndClearInOneFrame_releaseWhoWaitedBefore() {
        Pending<EventAwaitReply> first = await(machine.open());
        Pending<EventAwaitReply> second = await(machine.open());
        TestSession session = machine.open();
        long seq = session.nextSeq();
        Pending<EventSetReply> set = session.pending(EventsGrpc.getSetMethod(), seq);
        Pending<EventClearReply> clear = session.pending(EventsGrpc.getClearMethod(), seq + 1);
        Pending<EventAwaitReply> later = session.pending(EventsGrpc.getAwaitMethod(), seq + 2);
        session.send(ClientFrame.newBuilder()
                .setFirstSeq(seq)
                .addCalls(TestSession.encode(EventsGrpc.getSetMethod(), setting()))
                .addCalls(TestSession.encode(EventsGrpc.getClearMethod(), clearing()))
                .addCalls(TestSession.encode(EventsGrpc.getAwaitMethod(), awaiting())));
        session.skipTo(seq + 3);
        for (Pending<? extends Message> done : List.of(set, clear)) {
            assertThat(done.reply()).isNotNull();
        }
        assertThat(first.reply().getSet()).isTrue();
        assertThat(second.reply().getSet()).isTrue();
        assertThat(later.isParked()).isTrue();
        assertThat(isSet()).isFalse();
    }

    @Test
    void await_endsWithoutItWhenItsTimeHasPassed() {
        Pending<EventAwaitReply> waiting = machine.open().start(EventsGrpc.getAwaitMethod(), awaiting(SECOND));
        machine.advance(SECOND.minusNanos(1));
        assertThat(waiting.isParked()).isTrue();
        machine.advance(Duration.ofNanos(1));
        assertThat(waiting.reply().getSet()).isFalse();
        assertThat(machine.call(EventsGrpc.getAwaitMethod(), awaiting(Duration.ZERO))
                        .getSet())
                .isFalse();
    }

    @Test
    void await_thatIsWithdrawnOrWhoseSessionEndsLeavesNoTrace() {
        TestSession session = machine.open();
        Pending<EventAwaitReply> withdrawn = await(session);
        session.withdraw(withdrawn);
        assertThat(withdrawn.error().getCode()).isEqualTo(Code.CANCELLED);
        Pending<EventAwaitReply> ended = await(session);
        Pending<EventAwaitReply> other = await(machine.open());
        session.end();
        machine.call(EventsGrpc.getSetMethod(), setting());
        assertThat(ended.answers()).isZero();
        assertThat(other.reply().getSet()).isTrue();
        assertThat(isSet()).isTrue();
    }

    @Test
    void staysSetWhenTheSessionEndsThatSetIt() {
        TestSession session = machine.open();
        session.call(EventsGrpc.getSetMethod(), setting());
        session.end();
        assertThat(isSet()).isTrue();
    }

    @Test
    void deletedOne_failsThoseWhoWait() {
        Pending<EventAwaitReply> waiting = await(machine.open());
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("e").build());
        assertThat(waiting.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
    }
}
