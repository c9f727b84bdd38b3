package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.ConnectionState;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.StateChange;
import dev.holdall.client.proxy.Lease;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Key;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Lease: "From then on ack, nack and extend return false", when the session is lost. */
class LeaseAfterLossTest {
    @Test
    void a_lease_of_a_lost_session_is_over() throws Exception {
        Key key = Key.random();
        List<StateChange> changes = new CopyOnWriteArrayList<>();
        try (HoldallServer server = HoldallServer.start(new ServerOptions().key(key));
                CuttableWire wire = new CuttableWire(Integer.parseInt(
                        server.address().substring(server.address().lastIndexOf(':') + 1)));
                Manager manager = Manager.connect(
                        wire.address(), new ManagerOptions().key(key).sessionGrace(Duration.ofMillis(200)))) {
            manager.onStateChange(changes::add);
            SharedQueue<String> queue = manager.queue("jobs", String.class);
            queue.put("job");
            Lease<String> lease = queue.takeLeased(Duration.ofMinutes(1));
            wire.breakDown();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> changes.stream().anyMatch(change -> change.state() == ConnectionState.LOST));
            wire.mend();
            await().atMost(Duration.ofSeconds(20)).until(() -> manager.state() == ConnectionState.CONNECTED);

            // Twice: a caller hears of a loss once at most.
            assertThatCode(lease::ack).doesNotThrowAnyException();
            assertThat(lease.ack()).isFalse();
            assertThatCode(lease::close).doesNotThrowAnyException();
        }
    }
}
