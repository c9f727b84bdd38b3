package dev.holdall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program that has been run to its end: its exit code and what it wrote, as ISO 8859-1 so that no byte is lost. */
record Run(List<String> command, int exitCode, String out, String err) {
    /** The script under test, in the module's directory, which is where the build runs tests. */
    static final Path SCRIPT = Path.of("run").toAbsolutePath();

    private static final long TIMEOUT_SECONDS = 120;

    /** Runs an example, or the script with other words. */
    static Run example(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(SCRIPT.toString());
        command.addAll(List.of(words));
        return of(command, Map.of(), Path.of("").toAbsolutePath());
    }

    static Run of(List<String> command, Map<String, String> environment, Path directory)
            throws IOException, InterruptedException {
        return of(command, environment, directory, process -> {});
    }

    /** @param meanwhile what to do while the program runs */
    static Run of(List<String> command, Map<String, String> environment, Path directory, Consumer<Process> meanwhile)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("run", ".out");
        Path err = Files.createTempFile("run", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended;
            try {
                meanwhile.accept(process);
                ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            Run run = new Run(command, process.exitValue(), read(out), read(err));
            assertThat(ended)
                    .as("%s ended within %d seconds", run, TIMEOUT_SECONDS)
                    .isTrue();
            return run;
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /** Checks that it ended well, printed exactly these lines, and said nothing else: nothing was built, nothing warned. */
    void printed(String... lines) {
        succeeded();
        assertThat(out).as(toString()).isEqualTo(String.join("\n", lines) + "\n");
        assertThat(err).as(toString()).isEmpty();
    }

    Run succeeded() {
        assertThat(exitCode).as(toString()).isZero();
        return this;
    }

    /** Checks that it printed nothing, said this one line on standard error and ended with the code. */
    void refused(int code, String line) {
        assertThat(out).as(toString()).isEmpty();
        assertThat(err).as(toString()).isEqualTo(line + "\n");
        assertThat(exitCode).as(toString()).isEqualTo(code);
    }

    /** What to show when a check of it fails. */
    @Override
    public String toString() {
        return command + " ended with " + exitCode + "\nstandard error: " + err + "\nstandard output: "
                + shortened(out);
    }

    private static String shortened(String text) {
        return text.length() <= 4_000 ? text : text.substring(0, 4_000) + "...";
    }
}
