package dev.holdall.faults.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    @TempDir
    private Path directory;

    /** A worker that answers one operation, leaves one open, and waits to be killed. */
    public static final class Victim {
        public static void main(String[] arguments) throws Exception {
            Recorder recorder = new Recorder(Path.of(arguments[0]), "victim");
            long first = recorder.invoked("t", "7", "dict/k", "put", "1");
            recorder.ended(first, Outcome.OK, "7", "");
            recorder.invoked("t", "7", "dict/k", "put", "2");
            System.out.println("ready");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void whatWasWrittenBeforeAKill_isThere() throws Exception {
        Path file = directory.resolve("victim");
        long before = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("ready");
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        long after = System.nanoTime();

        List<Operation> operations = History.read(List.of(file)).operations();

        assertThat(operations).extracting(Operation::outcome).containsExactly(Outcome.OK, Outcome.MISSING);
        assertThat(operations).extracting(Operation::argument).containsExactly("1", "2");
        // One clock for both processes.
        assertThat(before).isLessThan(operations.get(0).invoked());
        assertThat(operations.get(0).completed())
                .isGreaterThanOrEqualTo(operations.get(0).invoked());
        assertThat(operations.get(1).invoked()).isBetween(operations.get(0).completed(), after);
    }

    @Test
    void lineThatWasBeingWritten_isLeftOut() throws Exception {
        Path file = directory.resolve("torn");
        try (Recorder recorder = new Recorder(file, "w")) {
            recorder.ended(recorder.invoked("t", "1", "dict/k", "get", ""), Outcome.OK, "1", "x");
        }
        Files.writeString(file, "call\t2\t17", StandardOpenOption.APPEND);

        assertThat(History.read(List.of(file)).operations()).hasSize(1);
    }

    @Test
    void sessionThatChangedMeanwhile_isEither() throws Exception {
        Path file = directory.resolve("changed");
        try (Recorder recorder = new Recorder(file, "w")) {
            recorder.ended(recorder.invoked("t", "1", "dict/k", "get", ""), Outcome.OK, "2", "x");
        }

        Operation operation = History.read(List.of(file)).operations().get(0);

        assertThat(operation.isOf("1")).isTrue();
        assertThat(operation.isOf("2")).isTrue();
        assertThat(operation.isOf("12")).isFalse();
    }

    @Test
    void answer_isAcknowledgedByALaterCallOfItsSession() {
        Operation taken = answered("a", "1", 10, 20);
        Operation concurrent = answered("b", "1", 15, 30);
        Operation later = answered("b", "1", 31, 40);
        Operation elsewhere = answered("b", "2", 31, 40);

        assertThat(new History(List.of(taken, concurrent, elsewhere)).mayBeUnacknowledged(taken))
                .isTrue();
        assertThat(new History(List.of(taken, concurrent, later)).mayBeUnacknowledged(taken))
                .isFalse();
    }

    @Test
    void whatFailedWithoutEffect_isNotInAnyKey() {
        Operation failed = new Operation("#1", "w/t", "1", "dict/k", "put", "1", 1, 2, Outcome.FAILED, "refused");

        assertThat(new History(List.of(failed, answered("a", "1", 3, 4)))
                        .byKey()
                        .get("dict/k"))
                .hasSize(1);
    }

    private static Operation answered(String thread, String session, long invoked, long completed) {
        return new Operation(
                '#' + thread + invoked,
                "w/" + thread,
                session,
                "dict/k",
                "take",
                "1",
                invoked,
                completed,
                Outcome.OK,
                "");
    }
}
