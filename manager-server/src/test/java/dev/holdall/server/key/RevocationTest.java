package dev.holdall.server.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Role;
import dev.holdall.wire.Key;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that its owner has removed lets nobody in, whatever is wrong with another one. */
class RevocationTest {
    @TempDir
    Path directory;

    @Test
    void a_key_is_revoked_though_another_file_breaks_a_rule() throws Exception {
        KeyFiles files = new KeyFiles(directory.resolve("key"));
        files.readOrCreate();
        files.add(new NamedKey("leaked", Role.ADMIN, List.of(), Key.random(), List.of()));
        files.add(new NamedKey("other", Role.READ, List.of(), Key.random(), List.of()));
        try (KeyWatch watch = new KeyWatch(files, Clock.systemUTC())) {
            Files.setPosixFilePermissions(files.file("other"), PosixFilePermissions.fromString("rw-r-----"));
            files.remove("leaked");
            assertThat(watch.reload()).isFalse();
            assertThat(names(watch)).containsExactly("main", "other");
        }
    }

    @Test
    void what_cannot_be_looked_at_is_not_gone() throws Exception {
        KeyFiles files = new KeyFiles(directory.resolve("key"));
        files.readOrCreate();
        Path file = files.add(new NamedKey("ci", Role.READ, List.of(), Key.random(), List.of()));
        try (KeyWatch watch = new KeyWatch(files, Clock.systemUTC())) {
            Files.writeString(file, "nonsense");
            assertThat(watch.reload()).isFalse();
            assertThat(names(watch)).containsExactly("main", "ci");
            Files.delete(directory.resolve("key"));
            assertThat(watch.reload()).isFalse();
            assertThat(names(watch))
                    .as("the main key is not removed but missing")
                    .containsExactly("main", "ci");
        }
    }

    private static List<String> names(KeyWatch watch) {
        return watch.accepted().stream().map(one -> one.permit().key()).toList();
    }
}
