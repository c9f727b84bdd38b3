package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.call.Held;
import dev.holdall.client.call.Holds;
import dev.holdall.v1.ObjectId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The answer to an open is read by its caller's thread, perhaps after the loop has found out that the session is lost. */
class LateLocationTest {
    @Test
    void an_answer_that_is_read_after_the_loss_of_its_session_is_looked_for_again() {
        Holds holds = new Holds((session, object, deliveries) -> {});
        ObjectId ofTheManagerThatIsGone =
                ObjectId.newBuilder().setEpoch(1).setNumber(1).build();
        ObjectId ofTheNewOne = ObjectId.newBuilder().setEpoch(2).setNumber(1).build();
        // The answer has come; its thread has not run yet. The manager was killed and is there again.
        holds.lost();
        holds.entered(2);
        Location location =
                new Location(holds, ofTheManagerThatIsGone, "records", () -> Location.Found.in(holds, ofTheNewOne));
        assertThat(location.id()).isEqualTo(ofTheNewOne);
    }

    @Test
    void looking_again_leaves_what_was_encoded_to_the_call_that_it_is_for() {
        Holds holds = new Holds((session, object, deliveries) -> {});
        ObjectId queue = ObjectId.newBuilder().setEpoch(1).setNumber(1).build();
        // To look again is a call, and each new call takes what its thread has encoded: SessionChannel.newCall.
        Location location = new Location(holds, queue, "queue", () -> {
            Holds.takeEncoded();
            return Location.Found.in(holds, queue);
        });
        holds.lost();
        Held element =
                holds.received(List.of(queue.toBuilder().setNumber(2).build())).get(0);
        // As QueueRequests.offer does: first the element, then the queue's id.
        Holds.encoded(element);
        location.id();
        assertThat(Holds.takeEncoded()).containsExactly(element);
    }
}
