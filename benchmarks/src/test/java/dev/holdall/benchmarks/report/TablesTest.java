package dev.holdall.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.benchmarks.result.Cell;
import dev.holdall.benchmarks.result.Measured;
import dev.holdall.benchmarks.result.Results;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;
import org.junit.jupiter.api.Test;

class TablesTest {
    private static final Cell CELL = new Cell(Workload.PUT, Mode.THREADS, 64);

    private final Results results = new Results();

    private void add(String peer, double perSecond, long served) {
        results.add(new Measured(CELL, peer, 1, perSecond, 12_300, 45_600, 500, served));
    }

    @Test
    void aRowTellsRateTimesAndRatio() {
        add("holdall", 3000, 500);
        add("jedis", 1500, 500);

        assertThat(Tables.cell(results, CELL))
                .startsWith("**dict put, 64 B, 16 threads**")
                .containsPattern(
                        "\\| holdall +\\| +3,000 \\(3,000 to 3,000\\) \\| +12.3 \\(12.3 to 12.3\\) \\| +45.6 \\(45.6 to 45.6\\) \\|  \\|")
                .containsPattern("\\| jedis +\\| +1,500 .* \\| 2.00 \\(2.00 to 2.00\\) \\|");
    }

    @Test
    void aTargetEndsInItsVerdict() {
        add("echo", 9000, 500);
        add("holdall", 3000, 500);
        add("jedis", 1500, 500);
        add("hazelcast", 2900, 500);

        assertThat(Tables.targets(results))
                .contains("operations a second of holdall ≥ 1.1 × jedis | 2.00 (2.00 to 2.00) | met |")
                .contains("operations a second of holdall ≥ 1.6 × hazelcast | 1.03 (1.03 to 1.03) | missed |")
                .doesNotContain("lettuce");
    }

    @Test
    void whatServersCountedOtherwise_isTold() {
        add("holdall", 3000, 500);
        assertThat(Tables.miscounts(results)).isEmpty();

        add("jedis", 1500, 499);
        assertThat(Tables.miscounts(results))
                .isEqualToIgnoringNewLines(
                        "dict put, 64 B, 16 threads, jedis, round 1: its clients made 500 operations, its server counted 499");
    }
}
