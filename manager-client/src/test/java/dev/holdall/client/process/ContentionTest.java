package dev.holdall.client.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedLatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Python's {@code d[k] += 1} loses between processes is not lost by {@code merge} and {@code compute}. */
class ContentionTest {
    private static final int PROCESSES = 16;
    private static final int TIMES = 50;

    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    /** Increments two keys, once all processes are there. */
    public record Increment(SharedDict<String, Integer> counts, SharedLatch together) implements Runnable {
        @Override
        public void run() {
            together.countDown();
            try {
                if (!together.await(2, TimeUnit.MINUTES)) {
                    throw new IllegalStateException("not all processes came");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            for (int i = 0; i < TIMES; i++) {
                counts.merge("merged", 1, Integer::sum);
                counts.compute("computed", (key, count) -> count == null ? 1 : count + 1);
            }
        }
    }

    @Test
    void sixteen_processes_that_increment_one_key_lose_nothing() throws Exception {
        Manager manager = MANAGERS.manager();
        SharedDict<String, Integer> counts = manager.dict(String.class, Integer.class);
        SharedLatch together = manager.latch(PROCESSES);
        List<WorkerProcess> workers = IntStream.range(0, PROCESSES)
                .mapToObj(i -> manager.worker(Increment.class, counts, together).start())
                .toList();
        for (WorkerProcess worker : workers) {
            assertThat(worker.join(Duration.ofMinutes(3))).isTrue();
            assertThat(worker.exitCode()).hasValue(0);
        }
        assertThat(counts.get("merged")).isEqualTo(PROCESSES * TIMES);
        assertThat(counts.get("computed")).isEqualTo(PROCESSES * TIMES);
    }
}
