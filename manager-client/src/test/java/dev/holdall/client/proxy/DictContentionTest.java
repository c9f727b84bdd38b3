package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link java.util.concurrent.ConcurrentMap} from 16 threads over four connections: nothing is lost, and one wins where one must. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DictContentionTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final int THREADS = 16;
    private static final int ROUNDS = 60;
    private static final List<Manager> CONNECTIONS = new ArrayList<>();

    @BeforeAll
    static void connect() {
        for (int i = 0; i < 4; i++) {
            CONNECTIONS.add(MANAGERS.connect());
        }
    }

    private static SharedDict<String, Integer> dict(String name, int connection) {
        return CONNECTIONS.get(connection % CONNECTIONS.size()).dict(name, String.class, Integer.class);
    }

    private interface Work {
        void run(SharedDict<String, Integer> dict, int thread);
    }

    private static void fromAllSides(String name, Work work) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Waiting<Void>> threads = IntStream.range(0, THREADS)
                .mapToObj(i -> Waiting.<Void>start(() -> {
                    SharedDict<String, Integer> dict = dict(name, i);
                    start.await();
                    work.run(dict, i);
                    return null;
                }))
                .toList();
        start.countDown();
        for (Waiting<Void> thread : threads) {
            thread.get();
        }
    }

    @Test
    void merge_countsAll() throws Exception {
        fromAllSides("merge", (dict, thread) -> {
            for (int i = 0; i < ROUNDS; i++) {
                dict.merge("k" + i % 3, 1, Integer::sum);
            }
        });
        assertThat(dict("merge", 0).values().stream().mapToInt(i -> i).sum()).isEqualTo(THREADS * ROUNDS);
    }

    @Test
    void compute_countsAll() throws Exception {
        fromAllSides("compute", (dict, thread) -> {
            for (int i = 0; i < ROUNDS; i++) {
                dict.compute("k", (key, value) -> value == null ? 1 : value + 1);
            }
        });
        assertThat(dict("compute", 0)).containsEntry("k", THREADS * ROUNDS);
    }

    @Test
    void replace_countsAll() throws Exception {
        dict("replace", 0).put("k", 0);
        fromAllSides("replace", (dict, thread) -> {
            for (int i = 0; i < ROUNDS; i++) {
                int seen = dict.get("k");
                while (!dict.replace("k", seen, seen + 1)) {
                    seen = dict.get("k");
                }
            }
        });
        assertThat(dict("replace", 0)).containsEntry("k", THREADS * ROUNDS);
    }

    @Test
    void putIfAbsent_oneWins() throws Exception {
        AtomicInteger winners = new AtomicInteger();
        fromAllSides("putIfAbsent", (dict, thread) -> {
            for (int i = 0; i < ROUNDS; i++) {
                Integer before = dict.putIfAbsent("k" + i, thread);
                if (before == null) {
                    winners.incrementAndGet();
                } else {
                    assertThat(dict.get("k" + i)).isEqualTo(before);
                }
            }
        });
        assertThat(winners).hasValue(ROUNDS);
    }

    @Test
    void computeIfAbsent_allGetTheSame() throws Exception {
        fromAllSides("computeIfAbsent", (dict, thread) -> {
            for (int i = 0; i < ROUNDS; i++) {
                int got = dict.computeIfAbsent("k" + i, key -> thread);
                assertThat(dict.get("k" + i)).isEqualTo(got);
            }
        });
        assertThat(dict("computeIfAbsent", 0)).hasSize(ROUNDS);
    }

    @Test
    void remove_oneGetsIt() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            dict("remove", 0).put("k" + i, i);
        }
        AtomicInteger sum = new AtomicInteger();
        fromAllSides("remove", (dict, thread) -> {
            for (int i = 0; i < ROUNDS; i++) {
                Integer removed = thread % 2 == 0 ? dict.remove("k" + i) : dict.remove("k" + i, i) ? (Integer) i : null;
                if (removed != null) {
                    sum.addAndGet(removed);
                }
            }
        });
        assertThat(sum).hasValue(ROUNDS * (ROUNDS - 1) / 2);
        assertThat(dict("remove", 0)).isEmpty();
    }

    @Test
    void entriesThatAppearAndVanish() throws Exception {
        AtomicInteger net = new AtomicInteger();
        fromAllSides("vanish", (dict, thread) -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (thread % 2 == 0) {
                    dict.merge("k", 1, Integer::sum);
                    net.incrementAndGet();
                } else {
                    // The last call of the function is the one that counts; none, if the key had gone by then.
                    int[] took = new int[1];
                    Integer left = dict.compute("k", (key, value) -> {
                        took[0] = value == null ? 0 : 1;
                        return value == null || value == 1 ? null : value - 1;
                    });
                    net.addAndGet(-took[0]);
                    assertThat(left == null || left > 0).isTrue();
                }
            }
        });
        assertThat(dict("vanish", 0).getOrDefault("k", 0)).isEqualTo(net.get());
    }

    @Test
    void pollEntries_eachOnce() throws Exception {
        SharedDict<String, Integer> all = dict("poll", 0);
        for (int i = 0; i < 500; i++) {
            all.set("k" + i, i);
        }
        AtomicInteger sum = new AtomicInteger();
        fromAllSides("poll", (dict, thread) -> {
            var entry = thread % 2 == 0 ? dict.pollFirstEntry() : dict.pollLastEntry();
            while (entry != null) {
                sum.addAndGet(entry.getValue());
                entry = thread % 2 == 0 ? dict.pollFirstEntry() : dict.pollLastEntry();
            }
        });
        assertThat(sum).hasValue(500 * 499 / 2);
    }
}
