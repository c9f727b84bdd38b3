package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.Lease;
import dev.holdall.client.proxy.SharedQueue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/faults.md: "its time stands still meanwhile, so no lease or time-out runs out because of it". */
class StoppedManagerTest {
    @Test
    void time_stands_still_while_the_manager_is_stopped() throws Exception {
        List<Long> before =
                ProcessHandle.current().descendants().map(ProcessHandle::pid).toList();
        try (Manager manager = Manager.start()) {
            long pid = ProcessHandle.current()
                    .descendants()
                    .map(ProcessHandle::pid)
                    .filter(one -> !before.contains(one))
                    .findFirst()
                    .orElseThrow();
            SharedQueue<String> queue = manager.queue("jobs", String.class);
            queue.put("job");
            Lease<String> lease = queue.takeLeased(Duration.ofMillis(2_500));
            signal("-STOP", pid);
            Thread.sleep(4_500);
            signal("-CONT", pid);
            assertThat(lease.extend(Duration.ofMinutes(1))).isTrue();
        }
    }

    private static void signal(String which, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", which, Long.toString(pid)).start().waitFor())
                .isZero();
    }
}
