package dev.holdall.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.benchmarks.report.Target.Figure;
import dev.holdall.benchmarks.report.Target.Verdict;
import dev.holdall.benchmarks.result.Cell;
import dev.holdall.benchmarks.result.Measured;
import dev.holdall.benchmarks.result.Results;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class TargetTest {
    private static final Cell CELL = new Cell(Workload.PUT, Mode.THREADS, 64);
    private static final Target TWICE_AS_FAST = target(Figure.RATE, 2);

    private final Results results = new Results();

    private static Target target(Figure figure, double bound) {
        return new Target(EnumSet.of(Workload.PUT), Mode.THREADS, 64, "holdall", "other", figure, bound);
    }

    private void round(int round, double holdall, double other, double echo) {
        add("echo", round, echo);
        add("holdall", round, holdall);
        add("other", round, other);
    }

    private void add(String peer, int round, double perSecond) {
        results.add(new Measured(CELL, peer, round, perSecond, (long) (1e9 / perSecond), 0, 1, 1));
    }

    @Test
    void theMedianOfTheRatiosDecides() {
        round(1, 100, 100, 1000);
        round(2, 210, 100, 1000);
        round(3, 400, 190, 1000);

        assertThat(TWICE_AS_FAST.verdict(results, CELL)).isEqualTo(Verdict.MET);
        assertThat(target(Figure.RATE, 2.2).verdict(results, CELL)).isEqualTo(Verdict.MISSED);
    }

    @Test
    void timesAreNotToExceedTheirBound() {
        round(1, 100, 125, 1000);

        assertThat(target(Figure.MEDIAN_TIME, 1.3).verdict(results, CELL)).isEqualTo(Verdict.MET);
        assertThat(target(Figure.MEDIAN_TIME, 1.2).verdict(results, CELL)).isEqualTo(Verdict.MISSED);
    }

    @Test
    void whereTheControlSpreadsTooWide_thereIsNoVerdict() {
        round(1, 300, 100, 1000);
        round(2, 300, 100, 1290);

        assertThat(TWICE_AS_FAST.verdict(results, CELL)).isEqualTo(Verdict.MET);

        round(3, 300, 100, 1450);

        assertThat(TWICE_AS_FAST.verdict(results, CELL)).isEqualTo(Verdict.NOISY);
    }

    @Test
    void itIsAboutItsCellsOnly() {
        assertThat(TWICE_AS_FAST.isAbout(CELL)).isTrue();
        assertThat(TWICE_AS_FAST.isAbout(new Cell(Workload.GET, Mode.THREADS, 64)))
                .isFalse();
        assertThat(TWICE_AS_FAST.isAbout(new Cell(Workload.PUT, Mode.ONE, 64))).isFalse();
        assertThat(TWICE_AS_FAST.isAbout(new Cell(Workload.PUT, Mode.THREADS, 1024)))
                .isFalse();
    }
}
