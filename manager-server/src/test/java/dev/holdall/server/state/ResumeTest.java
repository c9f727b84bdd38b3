package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Released;
import dev.holdall.v1.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session whose stream broke, and another stream that speaks for it. */
class ResumeTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private final TestSession session = machine.open();

    private ObjectId queue() {
        return machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("queue", 0))
                .getId();
    }

    private long queued(ObjectId queue) {
        return machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue)).getSize();
    }

    private void put(ObjectId queue, String element) {
        machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, element));
    }

    private ObjectId unnamedList() {
        return session.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                .getId();
    }

    private List<Long> repliesSince(int events) {
        return machine.recorded().events().stream()
                .skip(events)
                .filter(event -> event.kind().equals("reply"))
                .map(event -> ((Reply) event.what()).getSeq())
                .toList();
    }

    private Recorded.Event last() {
        List<Recorded.Event> events = machine.recorded().events();
        return events.get(events.size() - 1);
    }

    private int events() {
        return machine.recorded().events().size();
    }

    @Test
    void theWelcomeSaysWhatComesNext() {
        unnamedList();
        session.send(ClientFrame.newBuilder().setNote(1));

        TestSession resumed = session.resume();

        assertThat(last().what()).isEqualTo(new Attached(session.id(), 2, 2, 1, machine.epoch()));
        resumed.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance());
    }

    @Test
    void theWrongSecretAndTheWrongSessionAreRefusedInTheSameWords() {
        Error secret = machine.resumeRefused(session.id(), ByteString.copyFromUtf8("secret 0"));
        Error unknown = machine.resumeRefused(session.id() + 1, session.secret());

        assertThat(secret.getCode()).isEqualTo(Code.NO_SUCH_SESSION);
        assertThat(unknown).isEqualTo(secret);
        session.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance());
    }

    @Test
    void theStreamBeforeIsNotHeardAnyMoreAndCannotEndTheSession() {
        ObjectId list = unnamedList();
        TestSession resumed = session.resume();
        int before = events();

        session.send(ClientFrame.newBuilder()
                .setFirstSeq(2)
                .addCalls(TestSession.encode(
                        ListsGrpc.getAppendMethod(),
                        ListAppendRequest.newBuilder()
                                .setList(list)
                                .setElement(Elements.of("x"))
                                .build())));
        session.end();

        assertThat(events()).isEqualTo(before);
        assertThat(resumed.call(
                                ListsGrpc.getSizeMethod(),
                                ListSizeRequest.newBuilder().setList(list).build())
                        .getSize())
                .isZero();
    }

    @Test
    void anEndedSessionCannotBeResumed() {
        session.end();
        assertThat(machine.resumeRefused(session.id(), session.secret()).getCode())
                .isEqualTo(Code.NO_SUCH_SESSION);
    }

    @Test
    void repliesThatAreNotAcknowledgedComeAgainInTheirOrderAndTheOthersDoNot() {
        for (int i = 0; i < 4; i++) {
            unnamedList();
        }
        TestSession resumed = session.resume();
        int before = events();

        resumed.send(ClientFrame.newBuilder()
                .setResumed(true)
                .setAcknowledged(Acknowledged.newBuilder().setBelow(3)));

        assertThat(repliesSince(before)).containsExactly(3L, 4L);
    }

    @Test
    void aParkedCallStaysParkedAndIsAnsweredOnce() {
        ObjectId queue = queue();
        Pending<QueueTakeReply> take = session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        TestSession resumed = session.resume();
        resumed.send(ClientFrame.newBuilder().setResumed(true));
        int before = events();

        put(queue, "a");
        put(queue, "b");

        assertThat(repliesSince(before)).containsExactly(1L);
        assertThat(take.reply().getElement()).isEqualTo(Elements.of("a"));
        assertThat(queued(queue)).isEqualTo(1);
    }

    @Test
    void whatGoesBackWithTheResumeIsNotAcknowledgedByIt() {
        ObjectId queue = queue();
        put(queue, "a");
        session.call(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        TestSession resumed = session.resume();

        resumed.send(ClientFrame.newBuilder()
                .setResumed(true)
                .setNote(1)
                .addGiveBack(1)
                .setAcknowledged(Acknowledged.newBuilder().setBelow(2)));

        assertThat(queued(queue)).isEqualTo(1);
    }

    @Test
    void notesAreTakenOnceHoweverOftenTheyCome() {
        ObjectId list = unnamedList();
        ObjectId other = unnamedList();
        ClientFrame.Builder note = ClientFrame.newBuilder()
                .setNote(1)
                .addReleased(Released.newBuilder().setObject(list).setDeliveries(1));
        session.send(note);
        machine.collect();
        assertThat(machine.exists(list)).isFalse();

        // The same number again: whatever stands in it was taken, or is a lie.
        TestSession resumed = session.resume();
        resumed.send(ClientFrame.newBuilder()
                .setNote(1)
                .addReleased(Released.newBuilder().setObject(other).setDeliveries(1)));
        machine.collect();

        assertThat(machine.exists(other)).isTrue();
    }

    @Test
    void aNoteThatIsMissingIsAViolationAndNothingOfTheFrameIsTaken() {
        ObjectId list = unnamedList();
        session.send(ClientFrame.newBuilder()
                .setNote(2)
                .addReleased(Released.newBuilder().setObject(list).setDeliveries(1)));

        assertThat(last().kind()).isEqualTo("violation");
        assertThat(((Error) last().what()).getMessage()).contains("is 1, not 2");
        assertThat(machine.exists(list)).isTrue();
    }

    @Test
    void whatIsReleasedWithoutANoteIsAViolation() {
        ObjectId list = unnamedList();
        machine.apply(new Command.Frame(
                session.id(),
                session.attached(),
                ClientFrame.newBuilder()
                        .addReleased(Released.newBuilder().setObject(list).setDeliveries(1))
                        .build()));

        assertThat(last().kind()).isEqualTo("violation");
        assertThat(machine.exists(list)).isTrue();
    }

    @Test
    void theStreamThatResumedItEndsTheSession() {
        ObjectId list = unnamedList();
        session.resume().end();
        machine.collect();
        assertThat(machine.exists(list)).isFalse();
    }

    @Test
    void aSessionThatItsClientHasGivenUpEndsAtOnceIfTheSecretIsRight() {
        ObjectId list = unnamedList();
        machine.apply(new Command.AbandonSession(session.id(), ByteString.copyFromUtf8("secret 0"), Permits.ALL));
        machine.collect();
        assertThat(machine.exists(list)).isTrue();

        machine.apply(new Command.AbandonSession(session.id(), session.secret(), Permits.ALL));
        machine.collect();
        assertThat(machine.exists(list)).isFalse();
    }
}
