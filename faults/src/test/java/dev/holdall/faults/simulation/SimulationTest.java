package dev.holdall.faults.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Runs seeds: {@code simulation.seeds} of them from {@code simulation.first} on, or a fixed set that takes some seconds; or {@code
 * simulation.seed} alone, with a trace of all that happens.
 */
class SimulationTest {
    private static final long USUAL_SEEDS = 1_000;
    private static final int MOST_FAILURES = 5;

    @Test
    void whateverBreaks_nothingIsLostAndEverybodyIsAnswered() throws IOException {
        String one = System.getProperty("simulation.seed", "");
        if (!one.isEmpty()) {
            Simulation.Result result = Simulation.run(Long.parseLong(one), true);
            result.trace().forEach(System.out::println);
            assertThat(result.violations()).as("seed " + one).isEmpty();
            return;
        }
        String given = System.getProperty("simulation.seeds", "");
        long many = given.isEmpty() ? USUAL_SEEDS : Long.parseLong(given);
        long first = Long.getLong("simulation.first", 1);
        List<String> failures = new ArrayList<>();
        long start = System.nanoTime();
        long seed = first;
        long operations = 0;
        long undecided = 0;
        while (failures.size() < MOST_FAILURES && seed < first + many) {
            Simulation.Result result = Simulation.run(seed, false);
            operations += result.operations();
            undecided += result.undecided();
            if (!result.violations().isEmpty()) {
                failures.add(failure(seed, result));
            }
            seed++;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%d seeds from %d on, %d operations, in %.1f s: %.0f seeds a minute; %d histories undecided%n",
                seed - first, first, operations, seconds, 60 * (seed - first) / seconds, undecided);
        assertThat(failures).as("what seeds showed").isEmpty();
    }

    private static String failure(long seed, Simulation.Result result) throws IOException {
        Path trace = Path.of("target", "simulation", "seed-" + seed + ".txt");
        Files.createDirectories(trace.getParent());
        Files.write(trace, Simulation.run(seed, true).trace());
        return "seed " + seed + ", again by -Dsimulation.seed=" + seed + "; what happened is in " + trace + ":\n"
                + String.join("\n", result.violations());
    }
}
