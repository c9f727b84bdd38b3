package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.ConnectionState;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.Refused;
import dev.holdall.client.StateChange;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Key;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A token that the holder told a worker in the manager's former life lets nobody write in its next one. */
class TokenOfAnotherLifeTest {
    @Test
    void a_token_from_before_the_managers_death_guards_nothing_after_it() throws Exception {
        Key key = Key.random();
        List<StateChange> changes = new CopyOnWriteArrayList<>();
        HoldallServer server = HoldallServer.start(new ServerOptions().key(key));
        String address = server.address();
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        try (Manager worker = Manager.connect(address, new ManagerOptions().key(key));
                Manager holder = Manager.connect(address, new ManagerOptions().key(key))) {
            worker.onStateChange(changes::add);
            SharedLock lock = worker.lock("lock");
            SharedDict<String, String> dict = worker.dict("dict", String.class, String.class);
            holder.lock("lock").lock();
            long told = holder.lock("lock").fencingToken();

            server.close();
            server = HoldallServer.start(new ServerOptions().key(key).listen("127.0.0.1:" + port));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !changes.isEmpty() && worker.state() == ConnectionState.CONNECTED);
            try (Manager next = Manager.connect(server.address(), new ManagerOptions().key(key))) {
                SharedLock held = next.lock("lock");
                held.lock();
                assertThat(held.fencingToken()).as("tokens strictly rise").isGreaterThan(told);
                assertThatExceptionOfType(Refused.class)
                        .isThrownBy(() -> dict.guardedBy(lock, told).put("k", "stale"));
            }
        } finally {
            server.close();
        }
    }

    @Test
    void a_token_from_before_a_deletion_guards_nothing_after_it() throws Exception {
        Key key = Key.random();
        try (HoldallServer server = HoldallServer.start(new ServerOptions().key(key));
                Manager manager = Manager.connect(server.address(), new ManagerOptions().key(key))) {
            SharedDict<String, String> dict = manager.dict("dict", String.class, String.class);
            SharedLock lock = manager.lock("lock");
            lock.lock();
            long told = lock.fencingToken();
            assertThat(manager.delete("lock")).isTrue();
            SharedLock next = manager.lock("lock");
            next.lock();
            assertThat(next.fencingToken()).isGreaterThan(told);
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> dict.guardedBy(next, told).put("k", "stale"))
                    .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Refused.Reason.STALE_GUARD));
            dict.guardedBy(next, next.fencingToken()).put("k", "new");
        }
    }
}
