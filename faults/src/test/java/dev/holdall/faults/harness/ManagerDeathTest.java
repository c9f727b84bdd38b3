package dev.holdall.faults.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerException;
import dev.holdall.client.ManagerException.Effect;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.SessionLost;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.client.proxy.SharedQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manager in memory that is killed takes its state with it: what its clients are told, and what the next one at its address begins with. */
class ManagerDeathTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private ManagerJvm manager;
    private Manager client;

    @BeforeEach
    void start() throws Exception {
        manager = ManagerJvm.start(directory, 0, List.of());
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
        manager = ManagerJvm.start(directory, port, List.of());
    }

    @Test
    void callThatWaits_isToldOnceThatItsEffectIsOpen() throws Exception {
        SharedQueue<String> queue = client.queue("jobs", String.class);
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        // The call before it was answered, and it was sent right behind it.
        await().atMost(SOON).until(() -> queue.isEmpty() && !waiting.isDone());

        manager.close();

        assertThatThrownBy(() -> waiting.get(SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        SessionLost.class, lost -> assertThat(lost.effect()).isEqualTo(Effect.UNKNOWN));
    }

    @Test
    void nextManager_beginsEmpty() throws Exception {
        client.dict("d", String.class, String.class).put("k", "v");
        client.lock("l").lock();
        client.queue("q", String.class).put("e");

        killAndStartAnother();

        try (Manager fresh = connect()) {
            assertThat(fresh.names()).isEmpty();
            assertThat(fresh.dict("d", String.class, String.class)).isEmpty();
            assertThat(fresh.lock("l").tryLock()).isTrue();
            assertThat(fresh.queue("q", String.class).poll()).isNull();
        }
    }

    @Test
    void callsAfterwards_areToldThatTheyHadNoEffectOrWork() throws Exception {
        SharedDict<String, String> dict = client.dict("d", String.class, String.class);
        SharedLock lock = client.lock("l");
        dict.put("k", "v");

        killAndStartAnother();

        for (int i = 0; i < 20; i++) {
            String key = "after" + i;
            try {
                dict.put(key, "v");
            } catch (ManagerException e) {
                if (e.effect() == Effect.NONE) {
                    try (Manager fresh = connect()) {
                        assertThat(fresh.dict("d", String.class, String.class)).doesNotContainKey(key);
                    }
                }
            }
        }
        // A proxy of the life before never stands for something else.
        assertThat(lock).isNotNull();
    }
}
