package dev.holdall.faults.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.faults.harness.BuggyManager.Bug;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs against a manager with bugs, which must not pass. How much happens in a run depends on how fast the machine is, so what has not shown
 * yet gets more runs.
 */
@Tag("run")
class PlantedBugsTest {
    private static final int SECONDS = 6;
    private static final int MOST_RUNS = 5;

    @TempDir
    private Path directory;

    /** How a violation tells a bug. */
    private record Sign(String beginning, String part) {
        boolean isOneOf(List<String> violations) {
            return violations.stream()
                    .anyMatch(violation -> violation.startsWith(beginning) && violation.contains(part));
        }
    }

    private List<String> violations(long seed, List<Bug> bugs) throws Exception {
        FaultRun run = new FaultRun(seed, directory, new PrintStream(OutputStream.nullOutputStream()))
                .against(
                        BuggyManager.class.getName(),
                        "--bugs",
                        bugs.stream().map(Enum::name).collect(Collectors.joining(",")));
        run.run(SECONDS);
        return run.violations();
    }

    private void assertFound(List<Bug> bugs, Sign... signs) throws Exception {
        Set<Sign> missing = new LinkedHashSet<>(List.of(signs));
        for (long seed = 1; seed <= MOST_RUNS && !missing.isEmpty(); seed++) {
            List<String> violations = violations(seed, bugs);
            missing.removeIf(sign -> sign.isOneOf(violations));
        }
        assertThat(missing).as("signs of %s in no run", bugs).isEmpty();
    }

    @Test
    void wrongAnswers_areFoundInTheHistories() throws Exception {
        assertFound(
                List.of(Bug.TWICE, Bug.STALE_READ, Bug.EARLY_REPLY, Bug.TWO_HOLDERS),
                new Sign("counter/", "BROKEN"),
                new Sign("dict/k", "BROKEN"),
                new Sign("queue/", "BROKEN"),
                new Sign("queue/", "are lost"),
                new Sign("lease/", "was lost"),
                new Sign("lock/", "BROKEN"));
    }

    @Test
    void jobsThatComeBackAndGuardsThatDoNot_areFoundInTheHistories() throws Exception {
        assertFound(
                List.of(Bug.FORGOTTEN_ACK, Bug.NO_GUARD),
                new Sign("lease/", "delivered after it was acknowledged"),
                new Sign("fenced/", "written when the lock was released"),
                new Sign("fenced/", "written over what a later holder wrote"));
    }

    @Test
    void answerThatNeverComes_isMissed() throws Exception {
        assertFound(List.of(Bug.LOST_WAKE_UP), new Sign("java.io.IOException: ", "no progress of"));
    }
}
