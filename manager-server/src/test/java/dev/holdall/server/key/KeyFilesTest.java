package dev.holdall.server.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.holdall.server.key.NamedKey.Also;
import dev.holdall.server.state.Role;
import dev.holdall.wire.Key;
import dev.holdall.wire.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {
    private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    Path directory;

    private Path main;
    private KeyFiles files;

    @BeforeEach
    void name() throws IOException {
        main = directory.resolve("key");
        files = new KeyFiles(main);
        files.readOrCreate();
    }

    private static NamedKey named(String name, Role role, String... names) {
        return new NamedKey(name, role, List.of(names), Key.random(), List.of());
    }

    private Path write(String name, String text) throws IOException {
        Files.createDirectories(
                directory.resolve("keys"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = Files.writeString(directory.resolve("keys").resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static List<ByteString> ids(NamedKey key, Instant when) {
        return key.accepted(when).stream()
                .map(accepted -> accepted.secret().id())
                .toList();
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(() -> files.read())
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    @Nested
    class Reading {
        @Test
        void a_main_key_is_made_and_may_do_everything() throws IOException {
            Files.delete(main);
            NamedKey key = files.readOrCreate().get(0);
            assertThat(key.name()).isEqualTo("main");
            assertThat(key.role()).isEqualTo(Role.ADMIN);
            assertThat(key.names()).isEmpty();
            assertThat(key.secret().reveal()).isEqualTo(KeyFile.read(main).reveal());
        }

        @Test
        void none_is_made_where_keys_are_only_read() throws IOException {
            Files.delete(main);
            assertRefused("there is no key file " + main);
            assertThat(main).doesNotExist();
        }

        @Test
        void what_was_added_is_read_back_after_the_main_key_and_its_client_finds_its_secret() throws IOException {
            NamedKey added = named("ci", Role.WRITE, "jobs/*", "a b");
            Path file = files.add(added);
            files.add(named("b", Role.READ));

            List<NamedKey> read = files.read();
            assertThat(read.stream().map(NamedKey::name)).containsExactly("main", "b", "ci");
            assertThat(read.get(2).role()).isEqualTo(Role.WRITE);
            assertThat(read.get(2).names()).containsExactly("jobs/*", "a b");
            assertThat(KeyFile.read(file).reveal()).isEqualTo(added.secret().reveal());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("keys"))))
                    .isEqualTo("rwx------");
        }

        @Test
        void blank_lines_comments_and_hidden_files_say_nothing() throws IOException {
            write("ci", "11".repeat(32) + "\n\n# for the build\nrole  READ\n");
            write(".ci.swp", "whatever");
            assertThat(files.read()).hasSize(2);
            assertThat(files.key("ci").role()).isEqualTo(Role.READ);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "role read",
                    "SECRET",
                    "SECRET\nrole",
                    "SECRET\nrole king",
                    "SECRET\nrole read\nrole write",
                    "SECRET\nrole read\nnames",
                    "SECRET\nrole read\nalso",
                    "SECRET\nrole read\nalso 1234",
                    "SECRET\nrole read\nalso SECRET until tomorrow",
                    "SECRET\nrole read\nalso SECRET till 2030-01-31T12:00:00Z",
                    "SECRET\nrole read\nhello",
                    "SECRET role read"
                })
        void what_is_no_key_is_refused_and_not_repeated(String text) throws IOException {
            String secret = "5ec2e7".repeat(10) + "5ec2";
            Path file = write("ci", text.replace("SECRET", secret));
            assertRefused("the file " + file + " holds no key");
            assertThatThrownBy(() -> files.read())
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("5ec2e7"));
        }

        @Test
        void the_main_key_stays_for_everything() throws IOException {
            files.read();
            Files.writeString(main, "11".repeat(32) + "\nrole read\n");
            assertRefused("the main key is for everything");
        }

        @Test
        void two_keys_with_one_secret_are_refused() throws IOException {
            write("a", "11".repeat(32) + "\nrole read\n");
            write("b", "22".repeat(32) + "\nrole admin\nalso " + "11".repeat(32) + "\n");
            assertRefused("'a' and 'b' have the same secret");
        }

        @Test
        void a_file_that_others_can_read_and_a_link_are_refused() throws IOException {
            Path file = write("ci", "11".repeat(32) + "\nrole read\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            assertRefused("others than its owner have access to the key file " + file, "chmod 600");
            Files.delete(file);
            Path elsewhere = directory.resolve("elsewhere");
            Files.writeString(elsewhere, "11".repeat(32) + "\nrole read\n");
            Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rw-------"));
            Files.createSymbolicLink(file, elsewhere);
            assertRefused("must be a regular file, not a link");
        }

        @Test
        void a_directory_that_others_can_enter_and_a_link_to_one_are_refused() throws IOException {
            write("ci", "11".repeat(32) + "\nrole read\n");
            Path keys = directory.resolve("keys");
            Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxr-x---"));
            assertRefused("the directory of keys " + keys, "chmod 700");
            Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwx------"));
            Files.move(keys, directory.resolve("moved"));
            Files.createSymbolicLink(keys, directory.resolve("moved"));
            assertRefused("must be a directory, not a link");
            assertThatThrownBy(() -> files.key("ci")).hasMessageContaining("must be a directory");
        }

        @Test
        void a_file_whose_name_no_key_can_have_is_refused() throws IOException {
            for (String name : List.of("main", "a b", "-a", "é", "x".repeat(65))) {
                Path file = write(name, "11".repeat(32) + "\nrole read\n");
                assertRefused("whose name no key can have");
                Files.delete(file);
            }
        }
    }

    @Nested
    class Changing {
        @Test
        void a_name_is_taken_once() throws IOException {
            files.add(named("ci", Role.READ));
            assertThatThrownBy(() -> files.add(named("ci", Role.ADMIN)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("there is a key 'ci' already");
            assertThatThrownBy(() -> files.add(named("main", Role.ADMIN)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("already");
            assertThat(files.key("ci").role()).isEqualTo(Role.READ);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ".", "..", "../key", "a/b", "a b", ".hidden", "-x", "a\n"})
        void a_name_that_is_no_file_of_the_directory_is_refused(String name) {
            assertThatThrownBy(() -> named(name, Role.READ)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> files.remove(name)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> files.key(name)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void what_is_removed_is_gone_and_the_main_key_stays() throws IOException {
            files.add(named("ci", Role.READ));
            files.remove("ci");
            assertThat(files.read()).hasSize(1);
            assertThatThrownBy(() -> files.remove("ci")).hasMessageContaining("there is no key 'ci'");
            assertThatThrownBy(() -> files.key("ci")).hasMessageContaining("there is no key 'ci'");
            assertThatThrownBy(() -> files.remove("main")).hasMessageContaining("the main key stays");
            assertThat(main).exists();
        }

        @Test
        void every_change_shows_in_the_stamp() throws IOException {
            List<Object> seen = new ArrayList<>();
            files.read();
            seen.add(files.stamp());
            files.add(named("ci", Role.READ));
            seen.add(files.stamp());
            files.replace(named("ci", Role.READ));
            seen.add(files.stamp());
            Files.setPosixFilePermissions(files.file("ci"), PosixFilePermissions.fromString("rw-r--r--"));
            seen.add(files.stamp());
            files.remove("ci");
            seen.add(files.stamp());
            files.replace(NamedKey.main(Key.random()));
            seen.add(files.stamp());
            assertThat(seen).doesNotHaveDuplicates();
            assertThat(files.stamp()).isEqualTo(seen.get(seen.size() - 1));
        }
    }

    @Nested
    class Rotating {
        @Test
        void the_manager_knows_the_new_secret_before_a_client_finds_it() throws Exception {
            NamedKey before = named("ci", Role.WRITE, "jobs/*");
            files.add(before);
            List<NamedKey> between = new ArrayList<>();
            List<Duration> pauses = new ArrayList<>();

            NamedKey after = Rotation.rotate(files, "ci", Duration.ofDays(1), CLOCK, time -> {
                pauses.add(time);
                try {
                    between.add(files.key("ci"));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });

            assertThat(pauses)
                    .singleElement()
                    .satisfies(time -> assertThat(time).isGreaterThan(Duration.ofMillis(2 * KeyWatch.PERIOD_MILLIS)));
            assertThat(between.get(0).secret().reveal())
                    .isEqualTo(before.secret().reveal());
            assertThat(ids(between.get(0), NOW)).contains(after.secret().id());
            assertThat(files.key("ci").secret().reveal())
                    .isEqualTo(after.secret().reveal())
                    .isNotEqualTo(before.secret().reveal());
            assertThat(files.key("ci").role()).isEqualTo(Role.WRITE);
            assertThat(files.key("ci").names()).containsExactly("jobs/*");
        }

        @Test
        void all_other_lines_of_the_file_stay_as_they_are() throws Exception {
            String first = "11".repeat(32);
            String rest =
                    "# for the build\n\n  # ask Kim before you change it\nrole  READ\nnames jobs/*\n# the log, too\nnames log\n";
            Path file = write("ci", first + "\n" + rest + "also " + "22".repeat(32) + "\n# the end");
            Files.writeString(main, Files.readString(main) + "# of the main key\n");

            NamedKey after = Rotation.rotate(files, "ci", Duration.ZERO, CLOCK, time -> {});
            assertThat(file).hasContent(after.secret().reveal() + "\n" + rest + "# the end\n");

            NamedKey later = Rotation.rotate(files, "ci", Duration.ofDays(1), CLOCK, time -> {});
            assertThat(file)
                    .hasContent(later.secret().reveal() + "\n" + rest + "# the end\nalso "
                            + after.secret().reveal() + " until 2030-02-01T12:00:00Z\n");
            assertThat(files.key("ci").names()).containsExactly("jobs/*", "log");

            NamedKey newMain = Rotation.rotate(files, "main", Duration.ZERO, CLOCK, time -> {});
            assertThat(main).hasContent(newMain.secret().reveal() + "\n# of the main key\n");
        }

        @Test
        void remarks_that_are_written_meanwhile_are_no_other_secrets() throws Exception {
            files.add(named("ci", Role.READ));
            Path file = files.file("ci");
            Rotation.rotate(files, "ci", Duration.ofDays(1), CLOCK, time -> {
                try {
                    Files.writeString(file, Files.readString(file) + "# a remark\n");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(Files.readString(file)).contains("# a remark\n").contains("\nalso ");
        }

        @Test
        void the_old_secret_is_accepted_until_its_time_has_passed() throws Exception {
            NamedKey before = files.read().get(0);
            NamedKey after = Rotation.rotate(files, "main", Duration.ofHours(12), CLOCK, time -> {});
            NamedKey read = files.key("main");
            ByteString old = before.secret().id();
            ByteString fresh = after.secret().id();
            assertThat(ids(read, NOW)).containsExactly(fresh, old);
            assertThat(ids(read, NOW.plus(Duration.ofHours(12)).minusNanos(1))).containsExactly(fresh, old);
            assertThat(ids(read, NOW.plus(Duration.ofHours(12)))).containsExactly(fresh);
        }

        @Test
        void without_time_all_former_secrets_end_at_once() throws Exception {
            files.read();
            Rotation.rotate(files, "main", Duration.ofDays(1), CLOCK, time -> {});
            NamedKey after = Rotation.rotate(files, "main", Duration.ZERO, CLOCK, time -> {
                throw new AssertionError("nobody waits");
            });
            assertThat(ids(files.key("main"), NOW))
                    .containsExactly(after.secret().id());
        }

        @Test
        void a_former_secret_never_lasts_longer_than_was_said() throws Exception {
            NamedKey first = files.read().get(0);
            NamedKey second = Rotation.rotate(files, "main", Duration.ofHours(1), CLOCK, time -> {});
            Rotation.rotate(files, "main", Duration.ofDays(1), CLOCK, time -> {});
            assertThat(untilOf(first)).isEqualTo(NOW.plus(Duration.ofHours(1)));
            assertThat(untilOf(second)).isEqualTo(NOW.plus(Duration.ofDays(1)));
            Rotation.rotate(files, "main", Duration.ofMinutes(1), CLOCK, time -> {});
            assertThat(untilOf(first)).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
        }

        private Instant untilOf(NamedKey former) throws IOException {
            return files.key("main").also().stream()
                    .filter(also -> also.secret().id().equals(former.secret().id()))
                    .map(Also::until)
                    .findFirst()
                    .orElseThrow();
        }

        @Test
        void the_new_secret_has_an_end_until_it_is_the_first() throws Exception {
            List<Also> between = new ArrayList<>();
            Rotation.rotate(files, "main", Duration.ofSeconds(1), CLOCK, time -> between.addAll(also("main")));
            assertThat(between).hasSize(1);
            assertThat(between.get(0).until())
                    .isEqualTo(NOW.plus(Rotation.NOTICE).plusSeconds(1));
        }

        @Test
        void what_else_is_changed_meanwhile_stays_changed() throws Exception {
            files.add(named("ci", Role.ADMIN));
            NamedKey after = Rotation.rotate(
                    files,
                    "ci",
                    Duration.ofDays(1),
                    CLOCK,
                    time -> change(
                            "ci", key -> new NamedKey("ci", Role.READ, List.of("jobs/*"), key.secret(), key.also())));
            assertThat(files.key("ci").role()).isEqualTo(Role.READ);
            assertThat(files.key("ci").names()).containsExactly("jobs/*");
            assertThat(files.key("ci").secret().id()).isEqualTo(after.secret().id());
        }

        @Test
        void a_key_that_is_removed_meanwhile_stays_removed() throws Exception {
            Path file = files.add(named("ci", Role.ADMIN));
            assertThatThrownBy(() -> Rotation.rotate(
                            files,
                            "ci",
                            Duration.ofDays(1),
                            CLOCK,
                            time -> file.toFile().delete()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("there is no key 'ci'");
            assertThat(file).doesNotExist();
        }

        @Test
        void secrets_that_end_meanwhile_do_not_come_back() throws Exception {
            Key emergency = Key.random();
            assertThatThrownBy(() -> Rotation.rotate(
                            files,
                            "main",
                            Duration.ofDays(1),
                            CLOCK,
                            time -> change("main", key -> key.with(emergency, List.of()))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("got other secrets");
            assertThat(ids(files.key("main"), NOW)).containsExactly(emergency.id());
        }

        private void change(String name, UnaryOperator<NamedKey> change) {
            try {
                files.replace(change.apply(files.key(name)));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private List<Also> also(String name) {
            try {
                return files.key(name).also();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void what_has_run_out_leaves_the_file() throws Exception {
            NamedKey first = files.read().get(0);
            files.replace(first.with(Key.random(), List.of(new Also(first.secret(), NOW))));
            Rotation.rotate(files, "main", Duration.ofDays(1), CLOCK, time -> {});
            assertThat(Files.readString(main)).doesNotContain(first.secret().reveal());
        }
    }
}
