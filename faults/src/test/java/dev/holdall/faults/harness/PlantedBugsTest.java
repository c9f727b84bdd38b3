package dev.holdall.faults.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.faults.harness.BuggyManager.Bug;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs against a manager with bugs, which must not pass. */
@Tag("run")
class PlantedBugsTest {
    private static final int SECONDS = 6;

    @TempDir
    private Path directory;

    private List<String> violations(Bug... bugs) throws Exception {
        FaultRun run = new FaultRun(1, directory, new PrintStream(OutputStream.nullOutputStream()))
                .against(
                        BuggyManager.class.getName(),
                        "--bugs",
                        Stream.of(bugs).map(Enum::name).collect(Collectors.joining(",")));
        run.run(SECONDS);
        return run.violations();
    }

    @Test
    void wrongAnswers_areFoundInTheHistories() throws Exception {
        List<String> violations = violations(Bug.TWICE, Bug.STALE_READ, Bug.EARLY_REPLY, Bug.TWO_HOLDERS);

        assertThat(violations)
                .anyMatch(violation -> violation.startsWith("counter/") && violation.contains("BROKEN"))
                .anyMatch(violation -> violation.startsWith("dict/k") && violation.contains("BROKEN"))
                .anyMatch(violation -> violation.startsWith("queue/") && violation.contains("BROKEN"))
                .anyMatch(violation -> violation.startsWith("queue/") && violation.contains("are lost"))
                .anyMatch(violation -> violation.startsWith("lock/") && violation.contains("BROKEN"));
    }

    @Test
    void answerThatNeverComes_isMissed() throws Exception {
        assertThat(violations(Bug.LOST_WAKE_UP)).anyMatch(violation -> violation.contains("no progress of"));
    }
}
