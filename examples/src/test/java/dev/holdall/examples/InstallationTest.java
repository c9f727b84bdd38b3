package dev.holdall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that has only the client library on its class path, and an installation that has the manager. */
class InstallationTest {
    private static final Path TOP = Path.of("").toAbsolutePath().getParent();

    @TempDir
    Path home;

    private static String classPathWithoutManager() throws IOException {
        try (Stream<Path> libraries = Files.list(Path.of("target/lib").toAbsolutePath())) {
            return Stream.concat(
                            Stream.of(Path.of("target/classes").toAbsolutePath()),
                            libraries.filter(
                                    jar -> !jar.getFileName().toString().startsWith("manager-server")))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static Run records(Map<String, String> environment, String... options) throws Exception {
        return Run.of(
                Stream.of(
                                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString()),
                                Stream.of(options),
                                Stream.of("-cp", classPathWithoutManager(), Records.class.getName()))
                        .flatMap(words -> words)
                        .toList(),
                environment,
                TOP);
    }

    @Test
    void the_manager_is_found_under_holdall_home() throws Exception {
        Files.createDirectory(home.resolve("lib"));
        Files.copy(TOP.resolve("manager-server/target/holdall.jar"), home.resolve("lib/holdall.jar"));

        for (Run run : List.of(
                records(Map.of("HOLDALL_HOME", home.toString())), records(Map.of(), "-Dholdall.home=" + home))) {
            assertThat(run.succeeded().out()).startsWith("New record added!\nName: Sam\n");
        }
    }

    @Test
    void a_home_without_a_manager_is_named() throws Exception {
        Run run = records(Map.of(), "-Dholdall.home=" + home);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(home.resolve("lib/holdall.jar") + " is missing");
    }

    @Test
    void bin_holdall_runs_the_jar_of_an_installation() throws Exception {
        Files.createDirectories(home.resolve("lib"));
        Files.createDirectories(home.resolve("bin"));
        Files.copy(TOP.resolve("manager-server/target/holdall.jar"), home.resolve("lib/holdall.jar"));
        Files.copy(TOP.resolve("bin/holdall"), home.resolve("bin/holdall"), StandardCopyOption.COPY_ATTRIBUTES);

        Run run = Run.of(List.of(home.resolve("bin/holdall").toString(), "--version"), Map.of(), home);

        assertThat(run.succeeded().out()).startsWith("holdall ");
    }
}
