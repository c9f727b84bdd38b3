package dev.holdall.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void a_duration_beyond_all_nanoseconds_is_for_ever() {
        assertThat(Durations.nanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        assertThat(Durations.nanos(Duration.ofDays(365 * 1_000))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void what_fits_is_exact() {
        assertThat(Durations.nanos(Duration.ofSeconds(3, 5))).isEqualTo(3_000_000_005L);
        assertThat(Durations.nanos(Duration.ZERO)).isZero();
    }

    @Test
    void what_is_over_before_it_began_is_nothing() {
        assertThat(Durations.nanos(Duration.ofSeconds(Long.MIN_VALUE))).isZero();
    }
}
