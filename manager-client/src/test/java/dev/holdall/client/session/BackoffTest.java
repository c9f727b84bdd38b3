package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void pausesGrowUpToTheBoundAndNeverExceedIt() {
        Backoff backoff = new Backoff(new Random(5));
        long first = backoff.nextMillis(500);
        assertThat(first).isBetween(10L, 20L);
        for (int i = 0; i < 10; i++) {
            backoff.nextMillis(500);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.nextMillis(500)).isBetween(250L, 500L);
        }
        backoff.reset();
        assertThat(backoff.nextMillis(500)).isBetween(10L, 20L);
    }

    @Test
    void clientsThatLostTheSameManagerDoNotComeBackInStep() {
        Set<Long> pauses = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            Backoff backoff = new Backoff(new Random(seed));
            for (int i = 0; i < 8; i++) {
                backoff.nextMillis(5_000);
            }
            pauses.add(backoff.nextMillis(5_000));
        }
        assertThat(pauses).hasSizeGreaterThan(40);
    }
}
