package dev.holdall.client.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.Refused;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedLock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A manager whose heap is filled: a process of its own, with a small one. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HeapPressureTest {
    /** Small ones: what holds them costs more than their bytes, so the heap is full before the limit on those is reached. */
    private static final List<String> BATCH = Collections.nCopies(1_000, "0123456789");

    private static int fill(SharedList<String> list) {
        int batches = 0;
        while (true) {
            try {
                list.addAll(BATCH);
                batches++;
            } catch (Refused e) {
                assertThat(e.reason()).isEqualTo(Refused.Reason.LIMIT_EXCEEDED);
                assertThat(e).hasMessageContaining("heap-percent");
                return batches;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseG1GC"})
    void writesAreRefusedWhenTheHeapIsNearlyFull_andAllElseIsServed(String collector) throws Exception {
        try (Manager manager = Manager.start(new ManagerOptions().jvmOptions("-Xmx64m", collector))) {
            SharedList<String> list = manager.list("list", String.class);
            SharedLock lock = manager.lock("lock");

            int batches = fill(list);

            assertThat(batches).isGreaterThan(100);
            int size = list.size();
            assertThat(size).isGreaterThanOrEqualTo(batches * BATCH.size());
            assertThat(list.get(size - 1)).isEqualTo("0123456789");
            assertThat(manager.list("list", String.class)).isEqualTo(list);
            lock.lock();
            assertThat(list.remove(0)).isEqualTo("0123456789");
            lock.unlock();
            list.subList(0, size / 2).clear();

            await().atMost(Duration.ofSeconds(60))
                    .ignoreException(Refused.class)
                    .untilAsserted(() -> assertThat(list.add("more")).isTrue());
            assertThat(list.size()).isEqualTo(size - 1 - size / 2 + 1);
            // It can be filled and emptied again.
            fill(list);
            list.clear();
            await().atMost(Duration.ofSeconds(60))
                    .ignoreException(Refused.class)
                    .untilAsserted(() -> assertThat(list.add("more")).isTrue());
        }
    }
}
