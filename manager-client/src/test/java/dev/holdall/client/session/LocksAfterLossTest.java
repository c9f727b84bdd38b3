package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.ConnectionState;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Key;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session that is really lost tells so to whoever held a lock in it: nothing asks. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocksAfterLossTest {
    @Test
    void aLockOfALostSession_isLost_andToldOnce() throws Exception {
        Key key = Key.random();
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (HoldallServer server = HoldallServer.start(new ServerOptions().key(key));
                CuttableWire wire = new CuttableWire(Integer.parseInt(
                        server.address().substring(server.address().lastIndexOf(':') + 1)));
                Manager manager = Manager.connect(
                        wire.address(), new ManagerOptions().key(key).sessionGrace(Duration.ofMillis(200)))) {
            SharedLock held = manager.lock("held");
            SharedLock released = manager.lock("released");
            held.addLostListener(() -> told.add("held"));
            released.addLostListener(() -> told.add("released"));
            held.lock();
            released.lock();
            released.unlock();
            wire.breakDown();
            // There is no manager to ask.
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("held");
            assertThat(held.isHeldByCurrentThread()).isFalse();
            wire.mend();
            await().atMost(Duration.ofSeconds(20)).until(() -> manager.state() == ConnectionState.CONNECTED);
            assertThat(held.isStillHeld()).isFalse();
            assertThat(held.getHoldCount()).isZero();
            assertThat(held.tryLock()).isTrue();
            assertThat(held.isStillHeld()).isTrue();
            held.unlock();
        }
        assertThat(told).isEmpty();
    }
}
