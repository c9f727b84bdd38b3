package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.FindRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Range;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What acknowledgements cost that were made up to cost much. */
class AcknowledgementsTest {
    private static final int CALLS = 50_000;

    @RegisterExtension
    final TestMachine machine = new TestMachine().withoutCheckOfEachCall();

    private static void finds(TestSession session) {
        ClientFrame.Builder frame = ClientFrame.newBuilder().setFirstSeq(session.nextSeq());
        for (int i = 0; i < CALLS; i++) {
            frame.addCalls(TestSession.encode(
                    ObjectsGrpc.getFindMethod(),
                    FindRequest.newBuilder().setName("none").build()));
        }
        session.send(frame);
        session.skipTo(session.nextSeq() + CALLS);
    }

    private static ClientFrame.Builder acknowledged(long first, long last) {
        return ClientFrame.newBuilder()
                .setAcknowledged(Acknowledged.newBuilder()
                        .addRanges(Range.newBuilder().setFirst(first).setLast(last)));
    }

    @Tag("size")
    @Test
    @Timeout(60)
    void framesThatNameFarMoreThanIsKeptCostLittle() {
        ObjectId queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("queue", 0))
                .getId();
        TestSession session = machine.open();
        // Keeps the low mark down.
        Pending<?> parked = session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        finds(session);
        session.send(acknowledged(2, CALLS + 1));
        finds(session);
        finds(session);
        session.send(acknowledged(CALLS + 2, 2 * CALLS + 1));
        for (int i = 0; i < 10_000; i++) {
            session.send(acknowledged(1, 2 * CALLS + 1));
        }
        assertThat(parked.isParked()).isTrue();
        // What was not named is kept.
        assertThat(machine.recorded().events("violation")).isEmpty();
        assertThat(machine.keptReplies(session)).isEqualTo(CALLS);
        session.send(acknowledged(-1, 5));
        session.send(acknowledged(5, -1));
        assertThat(machine.keptReplies(session)).isZero();
    }
}
