package dev.holdall.faults.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.ConnectionState;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerException;
import dev.holdall.client.ManagerException.Effect;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.Refused;
import dev.holdall.client.SessionLost;
import dev.holdall.client.StateChange;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.client.proxy.SharedLong;
import dev.holdall.client.proxy.SharedQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manager in memory that is killed takes its state with it: what its clients are told, and what the next one at its address begins with. */
class ManagerDeathTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> GRACE = List.of("--session-grace", "5");

    @TempDir
    private Path directory;

    private ManagerJvm manager;
    private Manager client;

    @BeforeEach
    void start() throws Exception {
        manager = ManagerJvm.start(directory, 0, GRACE);
        client = connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        manager.close();
    }

    private Manager connect() {
        return Manager.connect(manager.address(), new ManagerOptions().keyFile(manager.keyFile()));
    }

    /** {@code kill -9}, and another one at the same port with the same key. */
    private void killAndStartAnother() throws Exception {
        int port = manager.port();
        manager.close();
        manager = ManagerJvm.start(directory, port, GRACE);
    }

    private static <T> CompletableFuture<T> inBackground(Callable<T> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                future.complete(task.call());
            } catch (Exception e) {
                future.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    /** Whatever was told at the death, the next call of the same proxy is of the next life. */
    private static void awaitNewSession(Manager manager) {
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(ManagerException.class)
                .until(() -> manager.exists("x") || true);
    }

    @Test
    void callsThatWait_areEachToldOnceThatTheirEffectIsOpen() throws Exception {
        SharedQueue<String> queue = client.queue("jobs", String.class);
        SharedLock lock = client.lock("lock");
        try (Manager holder = connect()) {
            holder.lock("lock").ownedBy("holder").lock();
            List<CompletableFuture<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(inBackground(queue::take));
            }
            waiting.add(inBackground(() -> {
                lock.lock();
                return null;
            }));
            await().atMost(SOON).until(() -> lock.getQueueLength() == 1);
            long session = client.session();

            killAndStartAnother();

            for (CompletableFuture<?> call : waiting) {
                assertThatThrownBy(() -> call.get(SOON.toSeconds(), TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOfSatisfying(
                                SessionLost.class,
                                lost -> assertThat(lost.effect()).isEqualTo(Effect.UNKNOWN));
            }
            awaitNewSession(client);
            // Nobody is told twice: the next calls of the same proxies are answered.
            for (int i = 0; i < 5; i++) {
                assertThat(queue.poll()).isNull();
                assertThat(lock.tryLock()).isTrue();
            }
            assertThat(session).isNotZero();
        }
    }

    @Test
    void namedProxies_workAgainOnTheEmptyNextManager() throws Exception {
        SharedDict<String, String> dict = client.dict("d", String.class, String.class);
        SharedLock lock = client.lock("l");
        SharedQueue<String> queue = client.queue("q", String.class, 3);
        SharedLong number = client.longValue("n", 5);
        dict.put("k", "v");
        lock.lock();
        queue.put("e");
        number.incrementAndGet();

        killAndStartAnother();
        awaitNewSession(client);

        assertThat(client.names()).isEmpty();
        assertThat(dict.putIfAbsent("k", "new")).isNull();
        assertThat(queue.poll()).isNull();
        assertThat(queue.remainingCapacity()).isEqualTo(3);
        assertThat(lock.isHeldByCurrentThread()).isFalse();
        assertThat(lock.tryLock()).isTrue();
        assertThat(number.incrementAndGet()).isEqualTo(6);
        try (Manager other = connect()) {
            assertThat(other.dict("d", String.class, String.class)).containsEntry("k", "new");
            assertThat(other.lock("l").tryLock()).isFalse();
        }
    }

    @Test
    void unnamedProxies_sayThatTheirObjectIsGone() throws Exception {
        SharedDict<String, String> dict = client.dict(String.class, String.class);
        dict.put("k", "v");

        killAndStartAnother();
        awaitNewSession(client);
        client.dict(String.class, String.class).put("other", "object");

        assertThatThrownBy(() -> dict.get("k"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refused.Reason.NO_SUCH_OBJECT));
    }

    @Test
    void program_isToldThatTheManagerWasStartedAnew() throws Exception {
        List<StateChange> changes = new CopyOnWriteArrayList<>();
        client.onStateChange(changes::add);

        killAndStartAnother();

        await().atMost(SOON).untilAsserted(() -> assertThat(changes).anyMatch(StateChange::restarted));
        assertThat(changes)
                .extracting(StateChange::state)
                .containsExactly(ConnectionState.RECONNECTING, ConnectionState.LOST, ConnectionState.CONNECTED);
    }

    @Test
    void whatEachCallIsTold_isTrue() throws Exception {
        SharedDict<String, String> dict = client.dict("d", String.class, String.class);
        dict.put("k", "v");
        List<String> done = new CopyOnWriteArrayList<>();
        List<String> without = new CopyOnWriteArrayList<>();
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> caller = inBackground(() -> {
            for (int i = 0; !enough.get(); i++) {
                try {
                    dict.put("key" + i, "v");
                    done.add("key" + i);
                } catch (ManagerException e) {
                    if (e.effect() == Effect.NONE) {
                        without.add("key" + i);
                    }
                }
            }
            return null;
        });
        await().atMost(SOON).until(() -> done.size() > 100);

        killAndStartAnother();
        int before = done.size();
        await().atMost(SOON).until(() -> done.size() > before + 100);
        enough.set(true);
        caller.get(SOON.toSeconds(), TimeUnit.SECONDS);

        try (Manager other = connect()) {
            SharedDict<String, String> seen = other.dict("d", String.class, String.class);
            assertThat(seen.keySet()).doesNotContainAnyElementsOf(without.isEmpty() ? List.of("k") : without);
            // What the next manager has answered, it has.
            assertThat(seen.keySet()).containsAll(done.subList(before + 1, done.size()));
            assertThat(seen).doesNotContainKey("k");
        }
    }
}
