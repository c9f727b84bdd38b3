package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A taker that was cancelled, or did not wait any longer, in the moment of its grant has received nothing, and says so. */
class NobodyReceivedTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId open(String name) {
        return machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open(name, 0))
                .getId();
    }

    @Test
    void an_element_that_no_program_ever_saw_is_no_dead_letter() {
        ObjectId queue = open("q");
        ObjectId dead = open("dead");
        machine.call(QueuesGrpc.getSetDeadLettersMethod(), QueueCalls.deadLetters(queue, dead, 1));
        TestSession session = machine.open();
        Pending<QueueTakeReply> take =
                session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofMinutes(1)));
        machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "job"));
        assertThat(Elements.text(take.reply().getElement())).isEqualTo("job");
        // What the client sends where the future was cancelled before the answer came.
        session.giveBack(take);
        assertThat(machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(dead))
                        .getSize())
                .isZero();
    }
}
