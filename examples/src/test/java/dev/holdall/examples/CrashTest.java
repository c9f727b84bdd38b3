package dev.holdall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrashTest {
    @Test
    void othersGoOnWithWhatKilledWorkersHad() throws Exception {
        Run run = Run.example("crash").succeeded();

        List<String> lines = run.out()
                .lines()
                .filter(line -> line.startsWith("holdall: "))
                .map(line -> line.replaceAll("worker \\d+", "worker N").replaceAll("\\d+\\.\\d s", "T s"))
                .toList();
        assertThat(lines)
                .as(run.toString())
                .containsExactly(
                        "holdall: take: worker N is killed while it is first in line in take()",
                        "holdall: take: worker N took the next job, T s later",
                        "holdall: lock: worker N has the lock and is killed",
                        "holdall: lock: worker N has the lock, T s later",
                        "holdall: lease: worker N is half way through a long job and is killed",
                        "holdall: lease: worker N did a long job, delivery number 2, T s later",
                        "holdall: 3 of 3 picked up by others");
        assertThat(run.out().lines().filter(line -> !line.startsWith("holdall: ")))
                .as("what Python does, or that it is not there: %s", run)
                .isNotEmpty()
                .allMatch(line -> line.startsWith("python: "));
        assertThat(run.err()).as(run.toString()).isEmpty();
    }
}
