package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.ConnectionState;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerException.Effect;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.Refused;
import dev.holdall.client.SessionLost;
import dev.holdall.client.StateChange;
import dev.holdall.client.Unreachable;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Key;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a program sees when the connection breaks, a session is lost, or a manager comes back without its memory. */
class ReconnectTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Key key = Key.random();
    private final List<StateChange> changes = new CopyOnWriteArrayList<>();
    private HoldallServer server;
    private CuttableWire wire;

    @BeforeEach
    void start() throws IOException {
        server = HoldallServer.start(new ServerOptions().key(key));
        wire = new CuttableWire(port(server));
    }

    @AfterEach
    void stop() throws IOException {
        wire.close();
        server.close();
    }

    private static int port(HoldallServer server) {
        return Integer.parseInt(server.address().substring(server.address().lastIndexOf(':') + 1));
    }

    private Manager connect(Duration grace) {
        Manager manager =
                Manager.connect(wire.address(), new ManagerOptions().key(key).sessionGrace(grace));
        manager.onStateChange(changes::add);
        return manager;
    }

    private Manager direct() {
        return Manager.connect(server.address(), new ManagerOptions().key(key));
    }

    private List<ConnectionState> states() {
        return changes.stream().map(StateChange::state).toList();
    }

    /** The manager ends, and another one begins at the same port with nothing in it. */
    private void restart() throws IOException {
        int port = port(server);
        wire.breakDown();
        server.close();
        server = HoldallServer.start(new ServerOptions().key(key).listen("127.0.0.1:" + port));
        wire.mend();
    }

    @Test
    void callsTakeEffectOnceWhileTheConnectionIsCutAgainAndAgain() throws Exception {
        try (Manager manager = connect(LONG)) {
            SharedList<Integer> list = manager.list("list", Integer.class);
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                if (i % 20 == 10) {
                    wire.cut();
                }
                list.add(i);
                expected.add(i);
            }
            AtomicInteger answered = new AtomicInteger();
            List<CompletableFuture<Void>> pipelined = new ArrayList<>();
            for (int i = 400; i < 4_400; i++) {
                pipelined.add(list.async().add(i).thenAccept(added -> {
                    if (answered.incrementAndGet() % 200 == 100) {
                        wire.cut();
                    }
                }));
                expected.add(i);
            }
            for (CompletableFuture<Void> each : pipelined) {
                each.get(60, TimeUnit.SECONDS);
            }

            assertThat(wire.connections()).isGreaterThan(20);
            assertThat(list).containsExactlyElementsOf(expected);
            assertThat(states()).doesNotContain(ConnectionState.LOST, ConnectionState.CLOSED);
        }
    }

    @Test
    void whatWaitsGoesOnWaitingAndElementsArriveOnce() throws Exception {
        try (Manager manager = connect(LONG);
                Manager elsewhere = direct()) {
            SharedQueue<String> queue = manager.queue("queue", String.class);
            SharedQueue<String> same = elsewhere.queue("queue", String.class);
            CompletableFuture<String> first = queue.async().take();
            CompletableFuture<String> second = queue.async().take();
            queue.size();
            wire.breakDown();
            same.add("a");
            wire.mend();
            assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("a");
            same.add("b");
            assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo("b");
            assertThat(same).isEmpty();
        }
    }

    @Test
    void callsWaitWhileThereIsNoConnection() throws Exception {
        try (Manager manager = connect(LONG)) {
            SharedLock lock = manager.lock("lock");
            lock.lock();
            wire.breakDown();
            await().until(() -> manager.state() == ConnectionState.RECONNECTING);
            CompletableFuture<Integer> size = CompletableFuture.supplyAsync(
                    () -> manager.list("list", Integer.class).size());
            assertThat(size).isNotDone();
            wire.mend();
            assertThat(size.get(20, TimeUnit.SECONDS)).isZero();
            // The session is the same one: it still owns the lock.
            lock.unlock();
            await().untilAsserted(() ->
                    assertThat(states()).containsExactly(ConnectionState.RECONNECTING, ConnectionState.CONNECTED));
            assertThat(changes.get(1).restarted()).isFalse();
        }
    }

    @Test
    void aSessionThatStaysAwayTooLongLosesItsLocksAndItsClientLearnsOfItOnce() throws Exception {
        try (Manager manager = connect(Duration.ofMillis(200));
                Manager elsewhere = direct()) {
            SharedLock lock = manager.lock("lock");
            SharedQueue<String> queue = manager.queue("queue", String.class);
            lock.lock();
            CompletableFuture<String> taken = queue.async().take();
            queue.size();
            wire.breakDown();
            assertThat(elsewhere.lock("lock").tryLock(20, TimeUnit.SECONDS)).isTrue();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> taken.get(20, TimeUnit.SECONDS))
                    .withCauseInstanceOf(SessionLost.class)
                    .satisfies(e ->
                            assertThat(((SessionLost) e.getCause()).effect()).isEqualTo(Effect.UNKNOWN));
            wire.mend();
            await().until(() -> manager.state() == ConnectionState.CONNECTED);

            // The objects are the same ones, the lock is somebody else's now.
            queue.add("a");
            assertThat(elsewhere.queue("queue", String.class).poll()).isEqualTo("a");
            assertThat(lock.tryLock()).isFalse();
            await().untilAsserted(() -> assertThat(states())
                    .containsExactly(ConnectionState.RECONNECTING, ConnectionState.LOST, ConnectionState.CONNECTED));
            assertThat(changes.get(2).restarted()).isFalse();
        }
    }

    @Test
    void callsFailAtOnceWithoutEffectWhenTheManagerIsGoneForLonger() {
        try (Manager manager = connect(Duration.ofMillis(100))) {
            SharedList<Integer> list = manager.list("list", Integer.class);
            wire.breakDown();
            await().until(() -> manager.state() == ConnectionState.LOST);
            await().untilAsserted(
                            () -> assertThatExceptionOfType(Unreachable.class).isThrownBy(() -> list.add(1)));
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                assertThatExceptionOfType(Unreachable.class)
                        .isThrownBy(() -> list.add(1))
                        .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NONE));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            wire.mend();
            await().atMost(Duration.ofSeconds(20)).until(() -> manager.state() == ConnectionState.CONNECTED);
            list.add(2);
            assertThat(list).containsExactly(2);
        }
    }

    @Test
    void aManagerThatBeganAnewIsNoticedAndNamedProxiesReopenByName() throws Exception {
        try (Manager manager = connect(LONG)) {
            SharedList<Integer> named = manager.list("named", Integer.class);
            SharedList<Integer> unnamed = manager.list(Integer.class);
            SharedQueue<String> queue = manager.queue("queue", String.class, 7);
            named.add(1);
            unnamed.add(1);
            CompletableFuture<String> waiting = queue.async().take();
            queue.size();
            restart();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
                    .withCauseInstanceOf(SessionLost.class);
            await().until(() -> manager.state() == ConnectionState.CONNECTED);
            assertThat(named).isEmpty();
            named.add(2);
            assertThat(named).containsExactly(2);
            assertThat(queue.remainingCapacity()).isEqualTo(7);
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> unnamed.add(2))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.NO_SUCH_OBJECT))
                    .withMessageContaining("had no name");
            await().untilAsserted(() -> assertThat(states()).last().isEqualTo(ConnectionState.CONNECTED));
            assertThat(changes.get(changes.size() - 1).restarted()).isTrue();
        }
    }

    @Test
    void eachWaitingCallHearsOfALostSessionOnceAndNoneThereafter() throws Exception {
        try (Manager manager = connect(LONG)) {
            SharedQueue<String> queue = manager.queue("queue", String.class);
            AtomicInteger lost = new AtomicInteger();
            List<CompletableFuture<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                waiting.add(queue.async().take().whenComplete((element, failure) -> {
                    if (failure instanceof SessionLost) {
                        lost.incrementAndGet();
                    }
                }));
            }
            queue.size();
            restart();
            await().atMost(Duration.ofSeconds(20)).until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
            assertThat(lost).hasValue(100);
            await().until(() -> manager.state() == ConnectionState.CONNECTED);
            queue.add("a");
            assertThat(queue.take()).isEqualTo("a");
            assertThat(states().stream().filter(state -> state == ConnectionState.LOST))
                    .hasSize(1);
        }
    }

    @Test
    void anObjectWithoutANameThatSomebodyElseHoldsIsFoundAgain() throws Exception {
        try (Manager manager = connect(Duration.ofMillis(200));
                Manager elsewhere = direct()) {
            SharedList<Integer> held = manager.list(Integer.class);
            SharedList<Integer> gone = manager.list(Integer.class);
            SharedList<Object> keeper = elsewhere.list("keeper", Object.class);
            manager.list("keeper", Object.class).add(held);
            wire.breakDown();
            await().until(() -> manager.state() == ConnectionState.LOST);
            await().until(() -> elsewhere
                            .explain((dev.holdall.client.proxy.SharedObject) keeper.get(0))
                            .sessions()
                            .size()
                    == 1);
            wire.mend();
            await().atMost(Duration.ofSeconds(20)).until(() -> manager.state() == ConnectionState.CONNECTED);

            held.add(1);
            assertThat(held).containsExactly(1);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThatExceptionOfType(Refused.class).isThrownBy(() -> gone.add(1)));
        }
    }

    @Test
    void withoutReconnectingABrokenConnectionIsTheEnd() {
        try (Manager manager =
                Manager.connect(wire.address(), new ManagerOptions().key(key).reconnect(false))) {
            SharedList<Integer> list = manager.list("list", Integer.class);
            wire.cut();
            await().until(() -> manager.state() == ConnectionState.CLOSED);
            assertThatExceptionOfType(SessionLost.class).isThrownBy(() -> list.add(1));
            assertThat(wire.connections()).isEqualTo(1);
        }
    }

    @Test
    void aListenerThatThrowsOrIsRemovedHarmsNoOther() {
        try (Manager manager = connect(LONG)) {
            List<StateChange> later = new CopyOnWriteArrayList<>();
            List<StateChange> removed = new CopyOnWriteArrayList<>();
            manager.onStateChange(change -> {
                throw new IllegalStateException("thrown by a test's listener, on purpose");
            });
            manager.onStateChange(later::add);
            manager.onStateChange(removed::add).run();
            wire.cut();
            await().dontCatchUncaughtExceptions()
                    .untilAsserted(() -> assertThat(later).hasSize(2));
            assertThat(removed).isEmpty();
        }
    }

    @Test
    void closeWithoutAConnectionReturnsAtOnce() {
        Manager manager = connect(LONG);
        wire.breakDown();
        await().until(() -> manager.state() == ConnectionState.RECONNECTING);
        long start = System.nanoTime();
        manager.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(manager.state()).isEqualTo(ConnectionState.CLOSED);
    }
}
