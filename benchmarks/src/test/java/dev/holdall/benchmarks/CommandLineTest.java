package dev.holdall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever mistypes something is told what, and nothing is measured. */
class CommandLineTest {
    private final StringWriter err = new StringWriter();

    private int run(String... words) {
        return Main.commandLine().setErr(new PrintWriter(err, true)).execute(words);
    }

    @ParameterizedTest
    @CsvSource({
        "peers --rounds 0, --rounds: 0 is less than 1",
        "peers --millis -5, --millis: -5 is less than 1",
        "peers --warm-up -1, --warm-up: -1 is less than 0",
        "'peers --sizes 64,4', --sizes: 4 is less than 8",
        "peers --systems none, there is no system 'none'",
        "peers --quick --sizes 64, --quick says which workloads",
        "peers --results /nowhere/at/all, cannot write /nowhere/at/all",
        "report /nowhere/at/all, cannot read results from /nowhere/at/all",
        "inside no.such.benchmark, no benchmark matches no.such.benchmark",
        "limits colour, colour"
    })
    void what_is_wrong_is_named(String words, String said) {
        int exit = run(words.split(" "));

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains(said).doesNotContain("\tat ");
    }

    @Test
    void what_is_no_table_of_results_is_refused(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a.tsv"), "some other file\n");

        assertThat(run("report", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(file.toString()).doesNotContain("\tat ");
    }
}
