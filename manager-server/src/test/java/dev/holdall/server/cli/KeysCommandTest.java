package dev.holdall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.wire.KeyFile;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdall keys}, as a person types it. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeysCommandTest {
    @TempDir
    Path directory;

    /** What a command left. */
    private record Result(int exitCode, String out, String err) {}

    private Path main() {
        return directory.resolve("key");
    }

    private Result run(String... arguments) {
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return new Result(
                    Main.run(arguments), out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    private Result keys(String... arguments) {
        List<String> line = new ArrayList<>(List.of("keys"));
        line.addAll(List.of(arguments));
        line.add("--key-file");
        line.add(main().toString());
        return run(line.toArray(String[]::new));
    }

    @Test
    void a_key_is_added_listed_and_removed_and_its_secret_is_never_shown() throws Exception {
        KeyFile.readOrCreate(main());
        Result added = keys("add", "ci", "--role", "write", "--names", "jobs/*", "--names", "log");
        Path file = directory.resolve("keys/ci");
        assertThat(added).isEqualTo(new Result(0, file + System.lineSeparator(), ""));
        String secret = KeyFile.read(file).reveal();

        Result list = keys("list");
        assertThat(list.exitCode()).isZero();
        assertThat(list.out().lines().toList()).hasSize(3);
        assertThat(list.out().lines().toList().get(1))
                .startsWith("main")
                .contains("admin")
                .contains("all");
        assertThat(list.out().lines().toList().get(2))
                .startsWith("ci")
                .contains("write")
                .contains("jobs/* log");
        assertThat(list.out() + added.out())
                .doesNotContain(secret)
                .doesNotContain(KeyFile.read(main()).reveal());

        assertThat(keys("remove", "ci")).isEqualTo(new Result(0, "", ""));
        assertThat(file).doesNotExist();
        Result again = keys("remove", "ci");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("there is no key 'ci'");
    }

    @Test
    void a_removal_works_and_warns_though_something_is_wrong_with_another_key() throws Exception {
        KeyFile.readOrCreate(main());
        keys("add", "leaked", "--role", "admin");
        keys("add", "other", "--role", "read");
        Path other = directory.resolve("keys/other");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r-----"));
        Result removed = keys("remove", "leaked");
        assertThat(removed.exitCode()).isZero();
        assertThat(directory.resolve("keys/leaked")).doesNotExist();
        assertThat(removed.err()).contains("'leaked' is removed").contains("chmod 600 " + other);
    }

    @Test
    void what_is_wrong_is_named() throws Exception {
        KeyFile.readOrCreate(main());
        assertThat(run("keys").exitCode()).isEqualTo(2);
        assertThat(keys("add", "ci").err()).contains("--role");
        Result role = keys("add", "ci", "--role", "king");
        assertThat(role.exitCode()).isEqualTo(2);
        assertThat(role.err()).contains("'king'").contains("read, write or admin");
        Result name = keys("add", "../ci", "--role", "read");
        assertThat(name.exitCode()).isEqualTo(2);
        assertThat(name.err()).contains("a key's name has");
        Result pattern = keys("add", "ci", "--role", "read", "--names", "");
        assertThat(pattern.exitCode()).isEqualTo(2);
        assertThat(pattern.err()).contains("a pattern of names");
        Result keep = keys("rotate", "--keep", "soon");
        assertThat(keep.exitCode()).isEqualTo(2);
        assertThat(keep.err()).contains("'soon'").contains("12h");
        Result twice = keys("remove", "main");
        assertThat(twice.exitCode()).isEqualTo(1);
        assertThat(twice.err()).contains("keys rotate");
    }

    @Test
    void a_key_is_added_where_a_manager_looks_for_it_and_nowhere_else() throws Exception {
        Result noManager = keys("add", "ci", "--role", "read");
        assertThat(noManager.exitCode()).isEqualTo(1);
        assertThat(noManager.out()).isEmpty();
        assertThat(noManager.err())
                .contains("there is no main key file " + main())
                .contains("'holdall serve' makes it");

        Path typo = directory.resolve("typo/dir/kye");
        assertThat(run("keys", "add", "ci", "--role", "read", "--key-file", typo.toString())
                        .exitCode())
                .isEqualTo(1);
        Result ofDirectory = run("keys", "add", "ci", "--role", "read", "--key-file", directory.toString());
        assertThat(ofDirectory.exitCode()).isEqualTo(1);
        assertThat(ofDirectory.err()).contains("must be a regular file");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
        assertThat(directory.resolveSibling(directory.getFileName() + "s")).doesNotExist();
    }

    @Test
    void a_path_that_names_no_file_is_a_wrong_command_line() {
        for (String path : new String[] {"", "/", ".", "..", directory + "/.."}) {
            for (String[] words : new String[][] {
                {"keys", "add", "ci", "--role", "read"},
                {"keys", "list"},
                {"keys", "remove", "ci"},
                {"keys", "rotate"},
                {"serve", "--listen", "127.0.0.1:0"}
            }) {
                List<String> line = new ArrayList<>(List.of(words));
                line.addAll(List.of("--key-file", path));
                Result result = run(line.toArray(String[]::new));
                assertThat(result.exitCode()).as(String.join(" ", line)).isEqualTo(2);
                assertThat(result.err()).contains("the path '" + path + "' names no file");
            }
        }
    }

    @Test
    void what_cannot_be_listed_prints_no_table() {
        Result list = keys("list");
        assertThat(list.exitCode()).isEqualTo(1);
        assertThat(list.out()).isEmpty();
        assertThat(list.err()).contains("there is no key file " + main());
    }

    @Test
    void rotate_gives_a_new_secret_and_says_until_when_the_old_one_is_accepted() throws Exception {
        String before = KeyFile.readOrCreate(main()).reveal();
        assertThat(keys("rotate", "--keep", "12h")).isEqualTo(new Result(0, main() + System.lineSeparator(), ""));
        String after = KeyFile.read(main()).reveal();
        assertThat(after).isNotEqualTo(before);
        assertThat(keys("list").out())
                .contains("another secret is accepted until ")
                .doesNotContain(before);

        assertThat(keys("rotate", "main", "--keep", "0").exitCode()).isZero();
        assertThat(Files.readString(main())).doesNotContain(before).doesNotContain(after);
        assertThat(keys("list").out()).doesNotContain("another secret");
    }

    @Test
    void the_help_says_how_clients_move_over() {
        Result help = run("keys", "rotate", "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out().replaceAll("\\s+", " "))
                .contains("The old one is accepted for another day, or as --keep says");
    }

    @Test
    void sighup_makes_a_manager_read_its_keys_and_serve_on() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", // as bin/holdall has it
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--listen",
                        "127.0.0.1:0",
                        "--key-file",
                        main().toString())
                .start();
        try {
            assertThat(process.inputReader().readLine()).startsWith("listening on");
            keys("add", "ci", "--role", "read");
            assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            BufferedReader err = process.errorReader();
            String line = err.readLine();
            while (!line.contains("keys: main, ci")) {
                line = err.readLine();
            }
            assertThat(process.isAlive()).isTrue();
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
