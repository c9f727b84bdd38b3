package dev.holdall.server.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.server.key.NamedKey.Also;
import dev.holdall.server.state.Role;
import dev.holdall.wire.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyWatchTest {
    /** A clock that is set by hand. */
    private static final class Hand extends Clock {
        volatile Instant now = Instant.parse("2030-01-31T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @TempDir
    Path directory;

    private final Hand clock = new Hand();
    private final List<List<String>> told = new CopyOnWriteArrayList<>();
    private KeyFiles files;
    private KeyWatch watch;

    @BeforeEach
    void start() throws IOException {
        files = new KeyFiles(directory.resolve("key"));
        files.readOrCreate();
        files.add(key("ci"));
        watch = new KeyWatch(files, clock);
    }

    @AfterEach
    void stop() {
        watch.close();
    }

    private void listen() {
        watch.start(accepted -> told.add(names(accepted)));
    }

    private static NamedKey key(String name) {
        return new NamedKey(name, Role.READ, List.of(), Key.random(), List.of());
    }

    private static List<String> names(List<Accepted> accepted) {
        return accepted.stream().map(one -> one.permit().key()).toList();
    }

    private void awaitTold(int times) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> told.size() >= times);
    }

    @Test
    void a_change_is_noticed_by_itself_and_told_once() throws IOException {
        assertThat(names(watch.accepted())).containsExactly("main", "ci");
        listen();
        files.add(key("new"));
        awaitTold(1);
        files.remove("ci");
        awaitTold(2);
        assertThat(told).containsExactly(List.of("main", "ci", "new"), List.of("main", "new"));
    }

    @Test
    void a_reload_takes_over_at_once() throws IOException {
        listen();
        files.remove("ci");
        watch.reload();
        assertThat(told).contains(List.of("main"));
    }

    @Test
    void a_reload_without_a_change_disturbs_nobody() {
        listen();
        watch.reload();
        assertThat(told).isEmpty();
    }

    @Test
    void a_former_secret_ends_when_its_time_has_passed() throws IOException {
        NamedKey ci = files.key("ci");
        files.replace(ci.with(Key.random(), List.of(new Also(ci.secret(), clock.now.plusSeconds(60)))));
        listen();
        watch.reload();
        assertThat(told).containsExactly(List.of("main", "ci", "ci"));
        clock.now = clock.now.plusSeconds(60);
        awaitTold(2);
        assertThat(told.get(1)).containsExactly("main", "ci");
    }

    @Test
    void what_breaks_a_rule_changes_nothing_until_it_is_mended() throws IOException {
        listen();
        Path file = files.add(key("new"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        // It may have been noticed in between.
        watch.reload();
        int before = told.size();
        files.add(key("third"));
        NamedKey ci = files.key("ci");
        files.replace(new NamedKey("ci", Role.ADMIN, List.of(), ci.secret(), List.of()));
        assertThat(watch.reload()).isFalse();
        assertThat(told).hasSize(before);
        assertThat(watch.accepted())
                .noneMatch(
                        one -> one.permit().key().equals("ci") && one.permit().role() == Role.ADMIN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        watch.reload();
        assertThat(told.get(told.size() - 1)).containsExactly("main", "ci", "new", "third");
    }

    @Test
    void what_breaks_a_rule_lets_nothing_start() throws IOException {
        Files.setPosixFilePermissions(files.file("ci"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> new KeyWatch(files, clock)).isInstanceOf(IOException.class);
    }
}
