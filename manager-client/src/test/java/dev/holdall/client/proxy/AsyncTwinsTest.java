package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the asynchronous twins do, method by method. */
@Timeout(60)
class AsyncTwinsTest {
    private HoldallServer server;
    private Manager manager;

    @BeforeEach
    void start() throws Exception {
        Key key = Key.random();
        server = HoldallServer.start(new ServerOptions().key(key));
        manager = Manager.connect(server.address(), new ManagerOptions().key(key));
    }

    @AfterEach
    void stop() {
        manager.close();
        server.close();
    }

    private static <T> T of(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    @Test
    void lists_insert_search_count_remove_and_reverse() throws Exception {
        SharedList<String> list = manager.list(String.class);
        AsyncList<String> async = list.async();
        of(async.addAll(List.of("a", "b", "a")));
        of(async.add(1, "c"));
        assertThat(list).containsExactly("a", "c", "b", "a");
        assertThat(of(async.indexOf("a"))).isZero();
        assertThat(of(async.lastIndexOf("a"))).isEqualTo(3);
        assertThat(of(async.indexOf("x"))).isEqualTo(-1);
        assertThat(of(async.count("a"))).isEqualTo(2);
        assertThat(of(async.contains("b"))).isTrue();
        assertThat(of(async.removeElement("a"))).isTrue();
        assertThat(of(async.removeElement("x"))).isFalse();
        of(async.reverse());
        assertThat(list).containsExactly("a", "b", "c");
    }

    @Test
    void dicts_put_many_replace_compute_search_and_pop() throws Exception {
        SharedDict<String, Integer> dict = manager.dict(String.class, Integer.class);
        AsyncDict<String, Integer> async = dict.async();
        of(async.putAll(Map.of("a", 1)));
        of(async.putAll(Map.of("b", 2)));
        assertThat(of(async.replace("a", 5))).isEqualTo(1);
        assertThat(of(async.replace("x", 5))).isNull();
        assertThat(of(async.containsValue(5))).isTrue();
        assertThat(of(async.compute("c", (key, present) -> present == null ? 7 : 0)))
                .isEqualTo(7);
        assertThat(of(async.compute("b", (key, present) -> null))).isNull();
        assertThat(of(async.pollFirstEntry())).isEqualTo(Map.entry("a", 5));
        assertThat(of(async.pollLastEntry())).isEqualTo(Map.entry("c", 7));
        assertThat(of(async.pollLastEntry())).isNull();
        of(async.put("d", 1));
        of(async.clear());
        assertThat(dict).isEmpty();
    }

    @Test
    void dicts_replace_all_values_of_many_pages() {
        SharedDict<Integer, String> dict = manager.dict(Integer.class, String.class);
        for (int i = 0; i < 300; i++) {
            dict.async().set(i, "x".repeat(1_000));
        }
        dict.replaceAll((key, value) -> value.length() + "/" + key);
        assertThat(dict).hasSize(300).containsEntry(299, "1000/299").containsEntry(0, "1000/0");
    }

    @Test
    void queues_wait_for_room_search_remove_and_clear() throws Exception {
        SharedQueue<String> queue = manager.queue(String.class, 1);
        AsyncQueue<String> async = queue.async();
        assertThat(of(async.offer("a"))).isTrue();
        assertThat(of(async.offer("b", 1, TimeUnit.MILLISECONDS))).isFalse();
        CompletableFuture<Boolean> waiting = async.offer("b", 30, TimeUnit.SECONDS);
        assertThat(of(async.contains("a"))).isTrue();
        assertThat(of(async.remove("x"))).isFalse();
        assertThat(of(async.remove("a"))).isTrue();
        assertThat(of(waiting)).isTrue();
        of(async.clear());
        assertThat(queue).isEmpty();
    }

    @Test
    void values_update_without_losing_any() throws Exception {
        SharedValue<Integer> value = manager.value(Integer.class, 0);
        List<CompletableFuture<Integer>> updates = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            updates.add(value.async().updateAndGet(n -> n + 1));
            updates.add(value.async().accumulateAndGet(2, Integer::sum));
        }
        for (CompletableFuture<Integer> update : updates) {
            of(update);
        }
        assertThat(value.get()).isEqualTo(600);
    }
}
