package dev.holdall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TourTest {
    @Test
    void everyType_hasItsLinesAndAllIsAsExpected() throws Exception {
        Run run = Run.example("tour").succeeded();

        List<String> lines = run.out().lines().toList();
        assertThat(lines).as(run.toString()).allMatch(line -> line.startsWith("tour: ") || line.contains(" -> "));
        assertThat(lines.stream()
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .distinct())
                .as(run.toString())
                .containsExactly(
                        "list",
                        "dict",
                        "set",
                        "queue",
                        "value",
                        "array",
                        "namespace",
                        "lock",
                        "read-write lock",
                        "condition",
                        "semaphore",
                        "event",
                        "latch",
                        "barrier",
                        "plug-in",
                        "tour");
        assertThat(lines).endsWith("tour: 15 types, all as expected");
        assertThat(run.err()).as(run.toString()).isEmpty();
    }
}
