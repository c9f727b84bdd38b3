package dev.holdall.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final Cell PUT = new Cell(Workload.PUT, Mode.THREADS, 64);
    private static final Cell QUEUE = new Cell(Workload.QUEUE, Mode.ASYNC, 1024);

    private final Results results = new Results(List.of("when: today", "where: here"));

    private void add(Cell cell, String peer, int round, double perSecond) {
        results.add(new Measured(cell, peer, round, perSecond, 1_000, 2_000, 77, 78));
    }

    @Test
    void whatIsWritten_isRead(@TempDir Path directory) throws Exception {
        add(PUT, "a", 1, 1234.5);
        add(QUEUE, "b", 2, 99);
        Path file = directory.resolve("results.tsv");

        results.write(file);

        assertThat(Results.read(file).all()).isEqualTo(results.all());
        assertThat(Results.read(file).facts()).containsExactly("when: today", "where: here");
    }

    @Test
    void ratiosAreOfTheSameRound() {
        add(PUT, "fast", 1, 300);
        add(PUT, "slow", 1, 100);
        add(QUEUE, "fast", 1, 5);
        add(PUT, "fast", 2, 40);
        add(PUT, "slow", 2, 20);

        assertThat(results.ratio(PUT, "fast", "slow", Measured::perSecond)).isEqualTo(new Spread(2.5, 2, 3));
        assertThat(results.cells()).containsExactly(PUT, QUEUE);
        assertThat(results.peers(PUT)).containsExactly("fast", "slow");
    }
}
