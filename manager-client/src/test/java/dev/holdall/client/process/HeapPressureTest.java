package dev.holdall.client.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.Refused;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.wire.Key;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A manager whose heap is filled: a process of its own, with a small one. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HeapPressureTest {
    private static final List<String> BATCH = Collections.nCopies(1_000, "0123456789");

    /** The bytes of elements, which are the first line of defence, are as good as unlimited: what is left is the heap itself. */
    private static final List<String> NO_OTHER_LIMIT =
            List.of("--limit", "total-bytes=1g", "--limit", "object-bytes=1g");

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
        Key key = Key.random();
        try (ManagerProcess process = ManagerProcess.start(
                        key, null, List.of("-Xmx64m", collector), null, NO_OTHER_LIMIT, Duration.ofSeconds(30));
                Manager manager = Manager.connect(process.address().toString(), new ManagerOptions().key(key))) {
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
