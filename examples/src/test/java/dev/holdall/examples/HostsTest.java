package dev.holdall.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsTest {
    private static final Path NAMESPACES = Path.of("/var/run/netns");
    private static final String LOOPBACK = """
            Manager: listening on 127\\.0\\.0\\.1:\\d+
            Asker at 127\\.0\\.0\\.1: put 100 jobs
            Asker at 127\\.0\\.0\\.1: got 100 answers from 127\\.0\\.0\\.1; their sum is 338350
            Answerer at 127\\.0\\.0\\.1: answered 100 jobs
            """;
    private static final String THREE_NAMESPACES = """
            Manager: listening on 10\\.77\\.0\\.1:\\d+
            Asker at 10\\.77\\.0\\.2: put 100 jobs
            Asker at 10\\.77\\.0\\.2: got 100 answers from 10\\.77\\.0\\.3; their sum is 338350
            Answerer at 10\\.77\\.0\\.3: answered 100 jobs
            """;
    private static final String PASSED =
            "Check passed: every job was answered, between programs that share only the manager's join link\n";

    /** The program's temporary files; none may stay behind. */
    @TempDir
    private Path temporary;

    @TempDir
    private Path tools;

    private long pid;

    private Run hosts(Map<String, String> environment, Consumer<Process> meanwhile, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(Run.SCRIPT.toString(), "hosts"));
        command.addAll(List.of(words));
        Map<String, String> all = new HashMap<>(environment);
        all.put("HOLDALL_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
        return Run.of(command, all, tools, process -> {
            pid = process.pid();
            meanwhile.accept(process);
        });
    }

    private void nothingIsLeft() throws IOException {
        assertThat(temporary).isEmptyDirectory();
        assertThat(namespaces()).isEmpty();
    }

    private List<String> namespaces() {
        if (!Files.isDirectory(NAMESPACES)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(NAMESPACES)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("holdall-" + pid + "-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void programsMeet_byTheManagersAddress() throws Exception {
        Run run = hosts(Map.of(), process -> {}).succeeded();

        assertThat(run.out())
                .as(run.toString())
                .matches("Network: (three namespaces joined by a bridge, as .*\n" + THREE_NAMESPACES
                        + "|loopback, as namespaces cannot be made: .*\n" + LOOPBACK + ")" + PASSED);
        nothingIsLeft();
    }

    @Test
    void withoutNamespaces_programsMeetOnLoopbackAndTheOutputSaysWhy() throws Exception {
        Path ip = Files.writeString(tools.resolve("ip"), "#!/bin/sh\necho Operation not permitted >&2\nexit 1\n");
        Files.setPosixFilePermissions(ip, PosixFilePermissions.fromString("rwx------"));

        Run run = hosts(Map.of("PATH", tools + ":" + System.getenv("PATH")), process -> {})
                .succeeded();

        assertThat(run.out())
                .as(run.toString())
                .matches("Network: loopback, as namespaces cannot be made: 'ip netns add holdall-\\d+-manager' says:"
                        + " Operation not permitted\n" + LOOPBACK + PASSED);
        nothingIsLeft();
    }

    @Test
    void stopped_everythingGoes() throws Exception {
        List<ProcessHandle> children = new ArrayList<>();

        Run run = hosts(Map.of(), process -> {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> process.descendants()
                            .anyMatch(child -> child.info().command().orElse("").endsWith("java")));
            process.descendants().forEach(children::add);
            process.destroy();
        });

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(128 + 15);
        assertThat(run.err()).as(run.toString()).isEmpty();
        assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        nothingIsLeft();
    }

    @Test
    void wrongCommandLine_isRefusedInALine() throws Exception {
        Run.example("hosts", "there").refused(2, "hosts: takes no arguments but --loopback; try --help");
    }
}
