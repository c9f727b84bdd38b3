package dev.holdall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs whose classes all stand in jars, as an installed program's do: their managers leave archives of classes behind, and use them. */
class ClassArchiveTest {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    /** Behind its header, and far from its end. */
    private static final int CUT = 5_000_000;

    @TempDir
    Path home;

    private String classPath;

    @BeforeEach
    void findJar() throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            Path jar = files.filter(file -> file.getFileName().toString().matches("examples-[^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow();
            classPath = jar + File.pathSeparator + TARGET.resolve("lib") + File.separator + "*";
        }
    }

    private Run run(Map<String, String> environment) throws Exception {
        return Run.of(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Duser.home=" + home,
                        "-cp",
                        classPath,
                        "dev.holdall.examples.SquaresShared"),
                environment,
                home);
    }

    private List<Path> archives() throws IOException {
        Path directory = home.resolve(".holdall/archives");
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void a_program_leaves_an_archive_and_does_well_with_it_and_without_it_when_it_is_broken() throws Exception {
        String printed = run(Map.of()).succeeded().out();

        assertThat(archives()).singleElement().asString().endsWith(".jsa");
        assertThat(run(Map.of()).succeeded().out()).isEqualTo(printed);
        assertThat(archives()).hasSize(1);

        Path archive = archives().get(0);
        assertThat(archive.toFile().setWritable(true)).isTrue();
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            file.truncate(CUT);
        }
        // The JVM that loads it crashes; another one is started without.
        assertThat(run(Map.of()).succeeded().out()).isEqualTo(printed);
        assertThat(archives()).doesNotContain(archive);
    }

    @Test
    void a_jvm_with_an_agent_writes_no_archive_and_starts() throws Exception {
        String agent = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

        run(Map.of("JAVA_TOOL_OPTIONS", agent)).succeeded();

        assertThat(archives()).isEmpty();
    }
}
