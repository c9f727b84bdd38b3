package dev.holdall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a person meets it: a process, what it prints, and its exit code. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MainTest {
    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    /** What a finished command left. */
    private record Result(int exitCode, String out, String err) {}

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String... arguments) throws IOException {
        return startMain(Main.class, arguments);
    }

    private Process startMain(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", // as bin/holdall has it
                "-XX:TieredStopAtLevel=1",
                "-Dholdall.key.file=" + directory.resolve("keys/key"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private Result run(String... arguments) throws Exception {
        Process process = start(arguments);
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(err).doesNotContain("\tat ");
        return new Result(process.exitValue(), out, err);
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        return reader.readLine();
    }

    @Test
    void no_command_shows_the_usage_and_fails() throws Exception {
        Result result = run();
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("Usage: holdall").contains("serve");
    }

    @Test
    void an_unknown_flag_is_named() throws Exception {
        Result result = run("serve", "--lisen", "127.0.0.1:0");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--lisen").contains("Try 'holdall serve --help'");
    }

    @Test
    void a_file_of_arguments_that_cannot_be_read_is_named() throws Exception {
        for (String[] words :
                new String[][] {{"info", "@" + directory}, {"serve", "@" + directory}, {"@" + directory}}) {
            Result result = run(words);
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err().lines().toList())
                    .hasSize(2)
                    .first()
                    .asString()
                    .startsWith("holdall: a file of arguments cannot be read: " + directory);
        }
    }

    @Test
    void an_address_that_is_none_is_named_with_the_rule() throws Exception {
        Result result = run("serve", "--listen", "localhost:70000");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("'localhost:70000' is no address").contains("0 to 65535");
    }

    @Test
    void a_port_in_use_is_named() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Result result = run("serve", "--listen", "127.0.0.1:" + taken.getLocalPort());
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err())
                    .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": the port is in use");
        }
    }

    @Test
    void a_port_file_in_a_missing_directory_is_named_and_the_manager_does_not_stay() throws Exception {
        Path file = directory.resolve("missing/port");
        Result result = run("serve", "--listen", "127.0.0.1:0", "--port-file", file.toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains(file.toString()).contains("no such directory");
        assertThat(result.err()).as("it has not even begun").doesNotContain("listens on");
        assertThat(directory.resolve("keys")).doesNotExist();
    }

    @Test
    void a_port_file_that_is_a_directory_is_named_and_the_manager_does_not_listen() throws Exception {
        Result result = run("serve", "--listen", "127.0.0.1:0", "--port-file", directory.toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains(directory.toString())
                .contains("that is a directory")
                .doesNotContain("listens on");
    }

    @Test
    void a_port_file_of_a_manager_that_cannot_start_is_not_touched() throws Exception {
        Path file = Files.writeString(directory.resolve("port"), "1\n");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Result result =
                    run("serve", "--listen", "127.0.0.1:" + taken.getLocalPort(), "--port-file", file.toString());
            assertThat(result.exitCode()).isEqualTo(1);
        }
        assertThat(file).hasContent("1\n");
        assertThat(directory.resolve("port.new")).doesNotExist();
    }

    @Test
    void a_key_file_that_others_can_read_is_refused() throws Exception {
        Path file = directory.resolve("open-key");
        Files.writeString(file, "00".repeat(32));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Result result = run("serve", "--listen", "127.0.0.1:0", "--key-file", file.toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains(file.toString()).contains("chmod 600").doesNotContain("0000");
    }

    @Test
    void serves_until_sigterm_and_writes_the_port_and_a_private_key() throws Exception {
        Path portFile = directory.resolve("port");
        Process process = start("serve", "--listen", "127.0.0.1:0", "--port-file", portFile.toString());

        String line = firstLine(process);

        assertThat(line).startsWith("listening on 127.0.0.1:");
        assertThat(Files.readString(portFile)).isEqualTo(line.substring(line.lastIndexOf(':') + 1) + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("keys/key"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("keys"))))
                .isEqualTo("rwx------");
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void a_child_stops_when_its_parent_says_no_more() throws Exception {
        Process process = startMain(ChildMain.class, "--listen", "unix:" + directory.resolve("m.sock"));
        Writer stdin = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII);
        stdin.write("11".repeat(32) + "\n");
        stdin.flush();
        assertThat(firstLine(process)).isEqualTo("listening on unix:" + directory.resolve("m.sock"));

        stdin.close();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(directory.resolve("m.sock")).doesNotExist();
    }

    @Test
    void a_child_that_is_told_something_wrong_says_what_and_ends() throws Exception {
        for (String[] words : new String[][] {
            {"--listen", "nowhere"},
            {"--plugins"},
            {"--heap"},
            {"--limit", "none"},
            {"--plugin-timeout", "1e99"},
        }) {
            Process process = startMain(ChildMain.class, words);

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(2);
            assertThat(process.errorReader().lines())
                    .singleElement()
                    .asString()
                    .startsWith("holdall: ")
                    .contains(words[words.length - 1]);
        }
    }

    @Test
    void a_child_without_a_key_says_so() throws Exception {
        Process process = startMain(ChildMain.class, "--listen", "unix:" + directory.resolve("m.sock"));
        process.getOutputStream().close();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(process.errorReader().lines()).singleElement().asString().contains("expects the key");
    }

    @Test
    void the_token_is_of_the_key_and_not_the_key() throws Exception {
        Process process = start("serve", "--listen", "127.0.0.1:0");
        firstLine(process);

        Result result = run("token");

        String key = Files.readString(directory.resolve("keys/key")).strip();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out().strip()).hasSize(43).doesNotContain(key);
    }

    @Test
    void a_manager_is_asked_and_nothing_is_logged() throws Exception {
        Process process = start("serve", "--listen", "127.0.0.1:0");
        String address = firstLine(process).substring("listening on ".length());

        Result result = run("info", "--connect", address);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("version").contains("limits:");
        assertThat(result.err()).isEmpty();
        assertThat(run("blocked", "--connect", address).out().strip()).isEqualTo("nobody waits");
    }

    @Test
    void a_manager_is_asked_over_a_unix_socket_and_nothing_is_logged() throws Exception {
        String address = "unix:" + directory.resolve("m.sock");
        firstLine(start("serve", "--listen", address));

        Result result = run("info", "--connect", address);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("version");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void a_limit_is_set_and_shown() throws Exception {
        Process process =
                start("serve", "--listen", "127.0.0.1:0", "--limit", "objects=77", "--limit", "total-bytes=3m");
        String address = firstLine(process).substring("listening on ".length());

        Result result = run("info", "--connect", address);

        assertThat(result.out()).containsPattern("objects +77 +0 used").containsPattern("total-bytes +3145728 +0 used");
    }

    @Test
    void a_limit_that_is_none_is_named_with_those_that_are() throws Exception {
        Result unknown = run("serve", "--listen", "127.0.0.1:0", "--limit", "objcts=5");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("--limit: there is no limit 'objcts'")
                .contains("object-elements");

        Result wrong = run("serve", "--listen", "127.0.0.1:0", "--limit", "objects=many");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("'many' is no value of objects");
    }

    @Test
    void nobody_at_the_usual_address_is_said_in_one_line() throws Exception {
        start("serve", "--listen", "127.0.0.1:0").inputReader().readLine();

        Result result = run("sessions", "--connect", "unix:" + directory.resolve("none"));

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines()).hasSize(1);
    }

    @Test
    void a_missing_key_file_is_named() throws Exception {
        Result result = run("token", "--key-file", directory.resolve("none").toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("there is no key file " + directory.resolve("none"));
    }

    @Test
    void plugins_thatCannotBeRunAreRefusedAtTheStart() throws Exception {
        Result noDirectory = run(
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--plugins",
                directory.resolve("none").toString());
        assertThat(noDirectory.exitCode()).isEqualTo(1);
        assertThat(noDirectory.err()).contains("the directory of plug-ins, " + directory.resolve("none"));

        // This module's class path has no client library.
        Result noLibrary = run("serve", "--listen", "127.0.0.1:0", "--plugins", directory.toString());
        assertThat(noLibrary.exitCode()).isEqualTo(1);
        assertThat(noLibrary.err()).contains("holdall-client.jar");
    }

    @Test
    void optionsOfPlugins_areChecked() throws Exception {
        for (String[] words : new String[][] {
            {"--plugin-timeout", "5"},
            {"--plugins", directory.toString(), "--plugin-timeout", "0"},
            {"--plugins", directory.toString(), "--plugin-timeout", "1e30"},
            {"--plugins", directory.toString(), "--plugin-timeout", "9000000000"},
            {"--plugins", directory.toString(), "--plugin-heap", "much"},
        }) {
            List<String> arguments = new ArrayList<>(List.of("serve", "--listen", "127.0.0.1:0"));
            arguments.addAll(List.of(words));
            Result result = run(arguments.toArray(String[]::new));
            assertThat(result.exitCode()).as(String.join(" ", words)).isEqualTo(2);
            assertThat(result.err()).contains("plug");
        }
    }
}
