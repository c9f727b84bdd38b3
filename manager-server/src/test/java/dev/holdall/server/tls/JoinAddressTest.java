package dev.holdall.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.holdall.wire.Address;
import dev.holdall.wire.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinAddressTest {
    @TempDir
    Path directory;

    private final JoinAddress written =
            new JoinAddress(new Address.Tcp("10.0.0.5", 7411), new Fingerprint(ByteString.copyFrom(new byte[32])));

    @Test
    void it_is_read_as_it_was_written() throws IOException {
        written.write(directory.resolve("key"));
        assertThat(JoinAddress.read(directory.resolve("key"))).isEqualTo(written);
    }

    @Test
    void one_that_others_can_change_or_replace_is_not_trusted() throws IOException {
        Path key = directory.resolve("key");
        Path file = directory.resolve("join-address");
        written.write(key);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        assertThatThrownBy(() -> JoinAddress.read(key)).hasMessageContaining("chmod go-w " + file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(JoinAddress.read(key)).isEqualTo(written);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> JoinAddress.read(key)).hasMessageContaining("others can replace the file " + file);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        Files.move(file, directory.resolve("elsewhere"));
        Files.createSymbolicLink(file, directory.resolve("elsewhere"));
        assertThatThrownBy(() -> JoinAddress.read(key)).hasMessageContaining("must be a regular file, not a link");
    }
}
