package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asynchronous compare-and-set in dicts. */
@Timeout(60)
class AsyncMergeTest {
    private HoldallServer server;
    private Manager manager;
    private Manager other;

    @BeforeEach
    void start() throws Exception {
        Key key = Key.random();
        server = HoldallServer.start(new ServerOptions().key(key));
        manager = Manager.connect(server.address(), new ManagerOptions().key(key));
        other = Manager.connect(server.address(), new ManagerOptions().key(key));
    }

    @AfterEach
    void stop() {
        manager.close();
        other.close();
        server.close();
    }

    @Test
    void merges_of_two_connections_into_the_same_keys_lose_nothing() throws Exception {
        List<CompletableFuture<Integer>> merges = new ArrayList<>();
        for (Manager from : List.of(manager, other)) {
            AsyncDict<String, Integer> counts =
                    from.dict("counts", String.class, Integer.class).async();
            for (int i = 0; i < 2_000; i++) {
                merges.add(counts.merge("key" + i % 10, 1, Integer::sum));
            }
        }
        CompletableFuture.allOf(merges.toArray(CompletableFuture<?>[]::new)).get(50, TimeUnit.SECONDS);

        SharedDict<String, Integer> counts = manager.dict("counts", String.class, Integer.class);
        assertThat(counts).hasSize(10);
        assertThat(counts.values()).containsOnly(400);
    }

    @Test
    void a_merge_that_makes_nothing_removes_the_key() throws Exception {
        SharedDict<String, Integer> dict = manager.dict(String.class, Integer.class);
        dict.put("a", 1);
        assertThat(dict.async().merge("a", 1, (x, y) -> null).get(10, TimeUnit.SECONDS))
                .isNull();
        assertThat(dict).isEmpty();
        assertThat(dict.async().merge("a", 5, Integer::sum).get(10, TimeUnit.SECONDS))
                .isEqualTo(5);
        assertThat(dict).containsEntry("a", 5);
    }

    @Test
    void what_the_function_throws_fails_the_merge_and_changes_nothing() {
        SharedDict<String, Integer> dict = manager.dict(String.class, Integer.class);
        dict.put("a", 1);
        CompletableFuture<Integer> merge = dict.async().merge("a", 1, (x, y) -> {
            throw new IllegalStateException("on purpose");
        });
        assertThatThrownBy(() -> merge.get(10, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("on purpose");
        assertThat(dict).containsEntry("a", 1);
    }

    @Test
    void replaces_what_is_expected_only() throws Exception {
        SharedDict<String, Integer> dict = manager.dict(String.class, Integer.class);
        dict.put("a", 1);
        assertThat(dict.async().replace("a", 2, 3).get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(dict).containsEntry("a", 1);
        assertThat(dict.async().replace("a", 1, 3).get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(dict).containsEntry("a", 3);
    }
}
