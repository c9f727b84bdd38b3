package dev.holdall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.examples.plugins.Counter;
import java.io.BufferedReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Types of the user's own, in a program and in the daemon of an installation. */
class PluginsTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path home;

    @Test
    void plugins_areUsedByAProgramAndItsWorkers() throws Exception {
        Run.example("plugins")
                .printed(
                        "Counted by two workers: 1200",
                        "Matrix: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]",
                        "Transposed: [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]",
                        "Multiplied: [[14.0, 32.0], [32.0, 77.0]]",
                        "Failed: the plug-in threw java.lang.IllegalArgumentException: a matrix with 3 columns cannot be"
                                + " multiplied by one with 2 rows");
    }

    @Test
    @Timeout(120)
    void daemon_takesPluginsFromJarsOfADirectory() throws Exception {
        Path lib = Files.createDirectories(home.resolve("lib"));
        Path bin = Files.createDirectories(home.resolve("bin"));
        Path jars = Files.createDirectories(home.resolve("plug ins"));
        Files.copy(TOP.resolve("manager-server/target/holdall.jar"), lib.resolve("holdall.jar"));
        Files.copy(TOP.resolve("manager-client/target/holdall-client.jar"), lib.resolve("holdall-client.jar"));
        Files.copy(TOP.resolve("bin/holdall"), bin.resolve("holdall"), StandardCopyOption.COPY_ATTRIBUTES);
        try (var built = Files.newDirectoryStream(Path.of("target").toAbsolutePath(), "examples-*.jar")) {
            Files.copy(built.iterator().next(), jars.resolve("counters.jar"));
        }
        Path key = home.resolve("key");
        Process daemon = new ProcessBuilder(List.of(
                        bin.resolve("holdall").toString(),
                        "serve",
                        "--listen",
                        "127.0.0.1:0",
                        "--key-file",
                        key.toString(),
                        "--log-level",
                        "ERROR",
                        "--plugins",
                        jars.toString()))
                .redirectError(Redirect.INHERIT)
                .start();
        try {
            BufferedReader lines = daemon.inputReader(StandardCharsets.UTF_8);
            String address = lines.readLine().substring("listening on ".length());
            ManagerOptions options = new ManagerOptions().keyFile(key).connectTimeout(Duration.ofSeconds(60));
            try (Manager manager = Manager.connect(address, options)) {
                Counter hits = manager.plugin("hits", Counter.class, 5L);
                assertThat(hits.add(2)).isEqualTo(7);
            }
            ProcessHandle host = daemon.children().findFirst().orElseThrow();
            assertThat(host.info().arguments().map(List::of).orElse(List.of()))
                    .as("the key is on no command line")
                    .doesNotContain(Files.readString(key).strip());
            daemon.destroy();
            assertThat(daemon.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(daemon.exitValue()).isZero();
            assertThat(host.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
        } finally {
            daemon.descendants().forEach(ProcessHandle::destroyForcibly);
            daemon.destroyForcibly();
        }
    }
}
