package dev.holdall.faults.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation is worth what it finds: each planted bug within a few seeds, which without it show nothing. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PlantedBugTest {
    private static final int MOST_SEEDS = 400;

    @ParameterizedTest
    @EnumSource
    void isFound(PlantedBug bug) {
        long found = 0;
        String how = "";
        try (PlantedBug.Planted planted = bug.plant()) {
            for (long seed = 1; seed <= MOST_SEEDS && found == 0; seed++) {
                Simulation.Result result = Simulation.run(seed, false);
                if (!result.violations().isEmpty()) {
                    found = seed;
                    how = result.violations().iterator().next();
                }
            }
        }
        assertThat(found).as("the seed that shows " + bug).isPositive();
        System.out.println(bug + " is shown by seed " + found + ": " + how);
        for (long seed = 1; seed <= found; seed++) {
            assertThat(Simulation.run(seed, false).violations())
                    .as("seed " + seed + " without " + bug)
                    .isEmpty();
        }
    }

    @Test
    void aSeedGoesTheSameWayEachTime() {
        for (long seed = 1; seed <= 20; seed++) {
            Simulation.Result first = Simulation.run(seed, true);
            Simulation.Result second = Simulation.run(seed, true);
            assertThat(second.trace()).as("seed " + seed).isEqualTo(first.trace());
            assertThat(second.digest()).as("seed " + seed).isEqualTo(first.digest());
            assertThat(Simulation.run(seed, false).digest())
                    .as("seed " + seed + " without a trace")
                    .isEqualTo(first.digest());
        }
    }
}
