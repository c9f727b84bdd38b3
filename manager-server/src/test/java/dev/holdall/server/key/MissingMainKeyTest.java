package dev.holdall.server.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slip of the pen locks nobody out: neither does a file that is away for a moment. */
class MissingMainKeyTest {
    @TempDir
    Path directory;

    @Test
    void a_main_key_file_that_is_away_for_a_moment_changes_nothing() throws Exception {
        Path file = directory.resolve("key");
        try (KeyWatch watch = new KeyWatch(new KeyFiles(file), Clock.systemUTC())) {
            List<List<Accepted>> told = new CopyOnWriteArrayList<>();
            watch.start(told::add);
            // As editors and 'mv key key.bak' do it.
            Files.move(file, directory.resolve("key.bak"));
            assertThat(watch.reload()).as("a key that is missing is an error").isFalse();
            assertThat(told).as("all sessions under the main key end").isEmpty();
            assertThat(file).doesNotExist();
            Files.move(directory.resolve("key.bak"), file);
            assertThat(watch.reload()).isTrue();
            assertThat(told).isEmpty();
        }
    }
}
