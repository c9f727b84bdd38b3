package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link SharedValue}, alone and from many threads over several connections. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedValueTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final int THREADS = 8;
    private static final int ROUNDS = 50;

    private interface Work {
        void run(SharedValue<Integer> value, int thread);
    }

    private static SharedValue<Integer> fromAllSides(String name, Work work) throws Exception {
        List<Manager> connections = List.of(MANAGERS.manager(), MANAGERS.other());
        List<Waiting<Void>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            threads.add(Waiting.start(() -> {
                work.run(connections.get(thread % 2).value(name, Integer.class, 0), thread);
                return null;
            }));
        }
        for (Waiting<Void> thread : threads) {
            thread.get();
        }
        return MANAGERS.manager().value(name, Integer.class, 0);
    }

    @Test
    void alone() {
        SharedValue<String> value = MANAGERS.manager().value(String.class, "a");
        assertThat(value.get()).isEqualTo("a");
        value.set("b");
        assertThat(value.getAndSet("c")).isEqualTo("b");
        assertThat(value.compareAndSet("b", "d")).isFalse();
        assertThat(value.get()).isEqualTo("c");
        // Compared by what it is, not by identity.
        assertThat(value.compareAndSet(new String("c"), null)).isTrue();
        assertThat(value.get()).isNull();
        assertThat(value.compareAndSet(null, "e")).isTrue();
        assertThat(value.updateAndGet(before -> before + "f")).isEqualTo("ef");
        assertThat(value.getAndUpdate(before -> before + "g")).isEqualTo("ef");
        assertThat(value.accumulateAndGet("h", String::concat)).isEqualTo("efgh");
        assertThat(value.getAndAccumulate("i", String::concat)).isEqualTo("efgh");
        assertThat(value.get()).isEqualTo("efghi");
        assertThatThrownBy(() -> value.updateAndGet(before -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(value.get()).isEqualTo("efghi");
    }

    @Test
    void initialValue_isTheFirstOnes() {
        SharedValue<String> first = MANAGERS.manager().value("initial", String.class, "a");
        first.set("b");
        SharedValue<String> second = MANAGERS.other().value("initial", String.class, "z");
        assertThat(second.get()).isEqualTo("b");
        assertThat(second).isEqualTo(first).hasSameHashCodeAs(first);
        assertThat(second.name()).isEqualTo("initial");
    }

    @Test
    void updates_countAll() throws Exception {
        assertThat(fromAllSides("update", (value, thread) -> {
                            for (int i = 0; i < ROUNDS; i++) {
                                switch (i % 4) {
                                    case 0 -> value.updateAndGet(n -> n + 1);
                                    case 1 -> value.getAndUpdate(n -> n + 1);
                                    case 2 -> value.accumulateAndGet(1, Integer::sum);
                                    default -> value.getAndAccumulate(1, Integer::sum);
                                }
                            }
                        })
                        .get())
                .isEqualTo(THREADS * ROUNDS);
    }

    @Test
    void getAndUpdate_returnsEachStepOnce() throws Exception {
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        fromAllSides("ticket", (value, thread) -> {
            for (int i = 0; i < ROUNDS; i++) {
                assertThat(seen.add(value.getAndUpdate(n -> n + 1))).isTrue();
            }
        });
        assertThat(seen).hasSize(THREADS * ROUNDS);
    }

    @Test
    void compareAndSet_oneWins() throws Exception {
        AtomicInteger winners = new AtomicInteger();
        SharedValue<Integer> value = fromAllSides("cas", (shared, thread) -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (shared.compareAndSet(i, i + 1)) {
                    winners.incrementAndGet();
                }
            }
        });
        assertThat(winners).hasValue(value.get());
        assertThat(value.get()).isEqualTo(ROUNDS);
    }

    @Test
    void getAndSet_handsEachOn() throws Exception {
        AtomicInteger sum = new AtomicInteger();
        SharedValue<Integer> value = fromAllSides("swap", (shared, thread) -> {
            for (int i = 0; i < ROUNDS; i++) {
                sum.addAndGet(shared.getAndSet(thread * ROUNDS + i));
            }
        });
        int all = THREADS * ROUNDS;
        assertThat(sum.get() + value.get()).isEqualTo(all * (all - 1) / 2);
    }
}
