package dev.holdall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Where the fencing tokens of a manager's life begin. */
class TokenFloorTest {
    private static long floor(Instant start) {
        return HoldallServer.tokenFloor(Clock.fixed(start, ZoneOffset.UTC));
    }

    @Test
    void a_later_life_begins_above_all_that_an_earlier_one_can_have_given() {
        Instant start = Instant.parse("2026-11-23T10:00:00Z");
        assertThat(floor(start)).isPositive();
        assertThat(floor(start.plusMillis(1)) - floor(start)).isEqualTo(1024);
        assertThat(floor(start.plus(Duration.ofHours(1))) - floor(start)).isEqualTo(3_600_000L * 1024);
    }

    @Test
    void there_is_room_for_centuries() {
        assertThat(floor(Instant.parse("2290-01-01T00:00:00Z")))
                .isPositive()
                // Which also those count with who have nothing but doubles.
                .isLessThan(1L << 53);
    }
}
