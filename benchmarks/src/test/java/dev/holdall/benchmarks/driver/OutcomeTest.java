package dev.holdall.benchmarks.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static Latencies latencies(long... nanos) {
        Latencies latencies = new Latencies();
        for (long each : nanos) {
            latencies.record(each);
        }
        return latencies;
    }

    @Test
    void whatIsTold_isRead() {
        Outcome told = Outcome.of(new Outcome(10, 12, 5_000, latencies(100, 100, 2_000_000)).words());

        assertThat(told.operations()).isEqualTo(10);
        assertThat(told.calls()).isEqualTo(12);
        assertThat(told.nanos()).isEqualTo(5_000);
        assertThat(told.latencies().percentile(50)).isEqualTo(100);
        assertThat(told.latencies().percentile(99)).isCloseTo(2_000_000, withinPercentage(0.1));
    }

    @Test
    void whereNothingWasTimed_theTimesAreZero() {
        Outcome told = Outcome.of(new Outcome(0, 1, 5_000, new Latencies()).words());

        assertThat(told.latencies().percentile(50)).isZero();
    }

    @Test
    void whatHappenedAtTheSameTime_addsUp() {
        Outcome both = new Outcome(10, 11, 5_000, latencies(100)).with(new Outcome(30, 31, 4_000, latencies(300, 400)));

        assertThat(both.operations()).isEqualTo(40);
        assertThat(both.calls()).isEqualTo(42);
        assertThat(both.nanos()).isEqualTo(5_000);
        assertThat(both.latencies().percentile(50)).isEqualTo(300);
        assertThat(both.perSecond()).isEqualTo(8e6);
    }
}
