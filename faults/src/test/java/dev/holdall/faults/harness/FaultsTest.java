package dev.holdall.faults.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real processes under faults, for {@code faults.seconds} with a fixed seed, or for {@code faults.minutes} with seeds that are drawn and
 * printed; {@code faults.seed} says which.
 */
@Tag("run")
class FaultsTest {
    private static final long FIXED_SEED = 20_261_123;
    private static final long USUAL_SECONDS = 90;
    /** After so long a new run begins, with a manager of its own: histories stay small enough to be audited at once. */
    private static final long ROUND_SECONDS = 240;

    @Test
    void whateverBreaks_everyAnswerIsTrueAndEverybodyGoesOn() throws Exception {
        String minutes = System.getProperty("faults.minutes", "");
        long seconds = minutes.isEmpty() ? Long.getLong("faults.seconds", USUAL_SECONDS) : 60 * Long.parseLong(minutes);
        String given = System.getProperty("faults.seed", "");
        long fixed = given.isEmpty() ? FIXED_SEED : Long.parseLong(given);
        boolean draws = given.isEmpty() && !minutes.isEmpty();
        Path kept = Path.of(System.getProperty("faults.keep", "target/faults"));
        long operations = 0;
        int faults = 0;
        int kills = 0;
        int cuts = 0;
        List<String> violations = new ArrayList<>();
        long start = System.nanoTime();
        long left = seconds;
        for (int round = 0; left > 0; round++) {
            long seed = draws ? ThreadLocalRandom.current().nextLong(1, 1_000_000_000_000L) : fixed + round;
            FaultRun run = new FaultRun(seed, kept, System.out);
            run.run(Math.min(left, ROUND_SECONDS));
            operations += run.operations();
            faults += run.faults();
            kills += run.kills();
            cuts += run.cuts();
            violations.addAll(run.violations());
            left = seconds - TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            if (left < ROUND_SECONDS / 3) {
                break;
            }
        }
        System.out.printf(
                "operations=%d faults=%d violations=%d kills=%d cuts=%d%n",
                operations, faults, violations.size(), kills, cuts);
        assertThat(violations).isEmpty();
        assertThat(kills).isPositive();
        assertThat(cuts).isPositive();
    }
}
