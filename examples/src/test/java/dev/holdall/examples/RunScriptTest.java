package dev.holdall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code examples/run} does itself: it lists, refuses, builds when it must, and hands over to Java. */
class RunScriptTest {
    @Test
    void list_hasALineForEachExample() throws Exception {
        Run list = Run.example().succeeded();

        assertThat(list.err()).isEmpty();
        assertThat(list.out())
                .containsPattern("(?m)^  tour +\\S+")
                .containsPattern("(?m)^  records +\\S+")
                .containsPattern("(?m)^  squares-queue +\\S+")
                .containsPattern("(?m)^  squares-shared +\\S+")
                .containsPattern("(?m)^  wordcount +\\S+")
                .containsPattern("(?m)^  hosts +\\S+")
                .containsPattern("(?m)^  crash +\\S+")
                .containsPattern("(?m)^  plugins +\\S+")
                .contains("HOLDALL_MVN_OPTS");
        assertThat(Run.example("--help").succeeded().out()).isEqualTo(list.out());
    }

    @Test
    void unknownName_isNamedAndTheNamesAreListed() throws Exception {
        Run.example("squares")
                .refused(
                        2,
                        "examples/run: there is no example 'squares'; there are: tour records squares-queue"
                                + " squares-shared squares-shared-memory pipe pool pi wordcount hosts crash plugins");
    }

    /** The script in a checkout of its own, with stand-ins for Maven and Java that say how they were called. */
    @Nested
    class InACheckoutOfItsOwn {
        private static final String JAVA_CALLED =
                "java --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -cp %1$s/examples/target/classes:%1$s/examples/target/lib/*"
                        + " dev.holdall.examples.Records";

        @TempDir
        private Path directory;

        private Path top;
        private Path tools;
        private Path source;
        private Path stamp;

        @BeforeEach
        void checkOut() throws IOException {
            top = Files.createDirectories(directory.resolve("a check out"));
            tools = Files.createDirectories(directory.resolve("to ols"));
            stamp = top.resolve("examples/target/built.stamp");
            for (String module : List.of("proto", "manager-server", "manager-client", "examples")) {
                Files.createDirectories(top.resolve(module).resolve("src/main"));
                Files.writeString(top.resolve(module).resolve("pom.xml"), "");
            }
            Files.writeString(top.resolve("pom.xml"), "");
            source = Files.writeString(top.resolve("proto/src/main/One.java"), "");
            program(top.resolve("examples/run"), Files.readString(Run.SCRIPT));
            program(
                    tools.resolve("mvn"),
                    "#!/bin/sh\n[ -f pom.xml ] || exit 9\necho mvn \"$@\"\ncd examples\n"
                            + "mkdir -p target/lib target/classes\ntouch target/built.stamp\n");
            program(tools.resolve("java"), "#!/bin/sh\necho java \"$@\"\nexit 7\n");
        }

        private void program(Path file, String text) throws IOException {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }

        private Run run(Map<String, String> more, String... words) throws Exception {
            Map<String, String> environment = new HashMap<>(Map.of(
                    "PATH", tools + ":" + System.getenv("PATH"),
                    "JAVA_HOME", "",
                    "HOLDALL_JAVA_OPTS", "",
                    "HOLDALL_MVN_OPTS", ""));
            environment.putAll(more);
            List<String> command =
                    new ArrayList<>(List.of(top.resolve("examples/run").toString()));
            command.addAll(List.of(words));
            return Run.of(command, environment, directory);
        }

        private String javaCalled(String arguments) {
            return JAVA_CALLED.formatted(top) + arguments + "\n";
        }

        /** All sources older than the stamp. */
        private void build() throws Exception {
            run(Map.of(), "records");
            Files.setLastModifiedTime(stamp, FileTime.from(Instant.now().plusSeconds(60)));
        }

        @Test
        void nothingBuilt_isBuiltFirstOnStandardError() throws Exception {
            Run run = run(Map.of("HOLDALL_MVN_OPTS", "-o -Dmaven.repo.local=/x"), "records", "a b", "--help");

            assertThat(run.out()).as(run.toString()).isEqualTo(javaCalled(" a b --help"));
            assertThat(run.err())
                    .isEqualTo("examples/run: building\n"
                            + "mvn -q -pl examples -am package -DskipTests -o -Dmaven.repo.local=/x\n");
            assertThat(run.exitCode()).as("the program's own exit code").isEqualTo(7);
        }

        @Test
        void upToDate_isNotBuiltAgain() throws Exception {
            build();

            Run run = run(Map.of(), "records");

            assertThat(run.err()).isEmpty();
            assertThat(run.out()).isEqualTo(javaCalled(""));
        }

        @Test
        void newerSource_isBuilt() throws Exception {
            build();
            Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(120)));

            assertThat(run(Map.of(), "records").err()).contains("mvn -q -pl examples");
        }

        @Test
        void newerPom_isBuilt() throws Exception {
            build();
            Files.setLastModifiedTime(
                    top.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(120)));

            assertThat(run(Map.of(), "records").err()).contains("mvn -q -pl examples");
        }

        @Test
        void removedSource_isBuilt() throws Exception {
            build();
            Instant before = Instant.now().minusSeconds(120);
            try (Stream<Path> files = Files.walk(top)) {
                for (Path each : files.toList()) {
                    Files.setLastModifiedTime(each, FileTime.from(before));
                }
            }
            Files.setLastModifiedTime(stamp, FileTime.from(before.plusSeconds(60)));
            assertThat(run(Map.of(), "records").err()).isEmpty();

            Files.delete(source);

            assertThat(run(Map.of(), "records").err()).contains("mvn -q -pl examples");
        }

        @Test
        void failedBuild_runsNothing() throws Exception {
            program(tools.resolve("mvn"), "#!/bin/sh\necho no such repository\nexit 3\n");

            run(Map.of(), "records")
                    .refused(
                            1, "examples/run: building\nno such repository\nexamples/run: the build failed: see above");
        }

        @Test
        void javaHome_comesBeforeThePath() throws Exception {
            build();
            Path home = Files.createDirectories(directory.resolve("java home"));
            Files.createDirectories(home.resolve("bin"));
            program(home.resolve("bin/java"), "#!/bin/sh\necho at home \"$@\"\n");

            Run run = run(Map.of("JAVA_HOME", home.toString(), "HOLDALL_JAVA_OPTS", "-Xmx1g -Da=b"), "records");

            assertThat(run.succeeded().out())
                    .startsWith("at home --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx1g -Da=b -cp ");
        }
    }
}
