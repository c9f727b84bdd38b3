package dev.holdall.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.holdall.v1.Effect;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.SessionsGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    @Nested
    class Methods {
        @Test
        void the_number_is_the_beginning_of_the_sha_256_of_the_name() {
            // printf holdall.v1.Lists/Append | sha256sum
            assertThat(MethodNumber.of("holdall.v1.Lists/Append")).isEqualTo(0x99a43323);
        }

        @Test
        void traits_are_what_the_proto_file_declares() {
            assertThat(MethodTraits.of(ListsGrpc.getPageMethod()).getEffect()).isEqualTo(Effect.READ);
            assertThat(MethodTraits.of(QueuesGrpc.getTakeMethod()).getMayPark()).isTrue();
            assertThat(MethodTraits.of(QueuesGrpc.getTakeMethod()).getGrants()).isTrue();
            assertThat(MethodTraits.of(QueuesGrpc.getPutMethod()).getEffect()).isEqualTo(Effect.GROW);
        }

        @Test
        void a_method_that_declares_nothing_is_refused_by_name() {
            assertThatThrownBy(() -> MethodTraits.of(SessionsGrpc.getAttachMethod()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("holdall.v1.Sessions/Attach");
        }
    }

    @Nested
    class Addresses {
        @ParameterizedTest
        @CsvSource({
            "localhost:7411, localhost:7411",
            "holdall://10.0.0.5:7411, 10.0.0.5:7411",
            "[::1]:0, [::1]:0",
            "unix:/run/holdall/socket, unix:/run/holdall/socket",
            "holdall://unix:/tmp/s, unix:/tmp/s"
        })
        void are_read_and_written(String text, String written) {
            assertThat(Address.parse(text)).hasToString(written);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "localhost",
                    ":7411",
                    "localhost:",
                    "localhost:65536",
                    "localhost:-1",
                    "localhost:x",
                    "::1:7411",
                    "unix:"
                })
        void that_are_none_are_named_and_told_what_one_looks_like(String text) {
            assertThatThrownBy(() -> Address.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + text + "' is no address")
                    .hasMessageContaining("host:port");
        }

        @Test
        void of_unix_sockets_have_the_kernels_length() {
            assertThatThrownBy(() -> Address.parse("unix:/tmp/" + "x".repeat(200)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("107");
        }
    }

    @Nested
    class Keys {
        private final ByteString mine = Key.nonce();
        private final ByteString theirs = Key.nonce();

        @Test
        void prove_themselves_to_each_other() {
            Key key = Key.random();
            Key same = Key.parse(key.reveal() + "\n");
            ByteString proof = key.proof(Key.Side.CLIENT, mine, theirs, ByteString.EMPTY);
            assertThat(same.proves(proof, Key.Side.CLIENT, mine, theirs, ByteString.EMPTY))
                    .isTrue();
        }

        @Test
        void prove_nothing_with_another_key_side_nonce_or_binding() {
            Key key = Key.random();
            ByteString proof = key.proof(Key.Side.CLIENT, mine, theirs, ByteString.EMPTY);
            assertThat(Key.random().proves(proof, Key.Side.CLIENT, mine, theirs, ByteString.EMPTY))
                    .isFalse();
            assertThat(key.proves(proof, Key.Side.MANAGER, mine, theirs, ByteString.EMPTY))
                    .isFalse();
            assertThat(key.proves(proof, Key.Side.CLIENT, theirs, mine, ByteString.EMPTY))
                    .isFalse();
            assertThat(key.proves(proof, Key.Side.CLIENT, mine, theirs, ByteString.copyFromUtf8("tls")))
                    .isFalse();
            assertThat(key.proves(ByteString.EMPTY, Key.Side.CLIENT, mine, theirs, ByteString.EMPTY))
                    .isFalse();
        }

        @Test
        void do_not_show_themselves() {
            Key key = Key.random();
            assertThat(key.toString()).doesNotContain(key.reveal());
            assertThat(key.bearerToken()).doesNotContain(key.reveal());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "abc", "zz"})
        void that_are_none_are_refused_without_being_repeated(String text) {
            String secret = text.repeat(32);
            assertThatThrownBy(() -> Key.parse(secret))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("hexadecimal")
                    .satisfies(
                            e -> assertThat(secret.isEmpty() || !e.getMessage().contains(secret))
                                    .isTrue());
        }
    }

    @Nested
    class KeyIds {
        @Test
        void tell_keys_apart_and_nothing_else() throws Exception {
            Key key = Key.parse("0b".repeat(32));
            javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
            mac.init(new javax.crypto.spec.SecretKeySpec(
                    java.util.HexFormat.of().parseHex("0b".repeat(32)), "HmacSHA256"));
            byte[] whole = mac.doFinal("holdall-v1-key-id".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

            assertThat(key.id().toByteArray()).isEqualTo(java.util.Arrays.copyOf(whole, 8));
            assertThat(Key.random().id()).isNotEqualTo(Key.random().id());
        }
    }

    @Nested
    class PrivateDirectories {
        @TempDir
        Path directory;

        @Test
        void are_entered_by_their_owner_alone() throws IOException {
            Path keys = directory.resolve("keys");
            PrivateFile.create(keys.resolve("one"), "text");
            PrivateFile.checkDirectory(keys, "directory of keys");

            Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxr-x---"));
            assertThatThrownBy(() -> PrivateFile.checkDirectory(keys, "directory of keys"))
                    .hasMessageContaining("chmod 700 " + keys);
        }

        @Test
        void are_no_links_and_no_files() throws IOException {
            Path real = Files.createDirectory(
                    directory.resolve("real"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path link = Files.createSymbolicLink(directory.resolve("keys"), real);
            assertThatThrownBy(() -> PrivateFile.checkDirectory(link, "directory of keys"))
                    .hasMessageContaining("the directory of keys " + link + " must be a directory, not a link");
        }

        @Test
        void files_are_replaced_in_one_step_and_made_once() throws IOException {
            Path file = directory.resolve("a/b/one");
            assertThat(PrivateFile.create(file, "first")).isTrue();
            assertThat(PrivateFile.create(file, "second")).isFalse();
            assertThat(PrivateFile.read(file, "file")).isEqualTo("first");
            PrivateFile.replace(file, "third");
            assertThat(PrivateFile.read(file, "file")).isEqualTo("third");
            try (var files = Files.list(file.getParent())) {
                assertThat(files).containsExactly(file);
            }
        }
    }

    @Nested
    class KeyFiles {
        @TempDir
        Path directory;

        @Test
        void are_made_private_and_read_again() throws IOException {
            Path file = directory.resolve("new/key");
            Key made = KeyFile.readOrCreate(file);
            assertThat(KeyFile.readOrCreate(file).reveal()).isEqualTo(made.reveal());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
            assertThat(file.getParent()).isDirectoryContaining(path -> path.equals(file));
        }

        @Test
        void made_by_many_at_once_hold_one_key() throws Exception {
            Path file = directory.resolve("key");
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                Callable<String> make = () -> KeyFile.readOrCreate(file).reveal();
                List<Future<String>> made = threads.invokeAll(Collections.nCopies(32, make));
                String first = made.get(0).get();
                for (Future<String> key : made) {
                    assertThat(key.get()).isEqualTo(first);
                }
            } finally {
                threads.shutdownNow();
            }
            try (var files = Files.list(directory)) {
                assertThat(files).containsExactly(file);
            }
        }

        @Test
        void that_others_can_read_are_refused() throws IOException {
            Path file = directory.resolve("key");
            KeyFile.readOrCreate(file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            assertThatThrownBy(() -> KeyFile.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("chmod 600 " + file);
        }

        @Test
        void that_cannot_be_made_are_named() throws IOException {
            Path file = Files.writeString(directory.resolve("file"), "").resolve("key");
            assertThatThrownBy(() -> KeyFile.readOrCreate(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the key file " + file + " cannot be made");
        }

        @Test
        void that_are_links_are_refused() throws IOException {
            Path file = directory.resolve("key");
            KeyFile.readOrCreate(directory.resolve("real"));
            Files.createSymbolicLink(file, directory.resolve("real"));
            assertThatThrownBy(() -> KeyFile.readOrCreate(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("link");
        }

        @Test
        void in_a_directory_where_others_can_write_are_refused() throws IOException {
            Path file = directory.resolve("open/key");
            KeyFile.readOrCreate(file);
            for (String open : List.of("rwxrwx---", "rwx----w-")) {
                Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString(open));
                assertThatThrownBy(() -> KeyFile.read(file))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("others can replace the key file " + file)
                        .hasMessageContaining("chmod go-w " + file.getParent());
            }
            // Who can only look, or can only replace what is his own, does no harm.
            Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
            KeyFile.read(file);
            Files.setAttribute(file.getParent(), "unix:mode", 01777);
            KeyFile.read(file);
        }

        @Test
        void of_others_are_refused() throws IOException {
            Path file = directory.resolve("key");
            KeyFile.readOrCreate(file);
            int nobody = 65534;
            try {
                Files.setAttribute(file, "unix:uid", nobody);
            } catch (IOException e) {
                assumeTrue(false, "only root can give a file away");
            }
            assumeTrue(new com.sun.security.auth.module.UnixSystem().getUid() != nobody);
            assertThatThrownBy(() -> KeyFile.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the key file " + file + " belongs to");
            Files.setAttribute(file, "unix:uid", 0);
            Files.setAttribute(directory, "unix:uid", nobody);
            assertThatThrownBy(() -> KeyFile.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("others can replace the key file " + file);
            Files.setAttribute(directory, "unix:uid", 0);
        }

        @Test
        void that_are_no_files_or_too_long_are_refused() throws IOException {
            Path file = directory.resolve("key");
            Files.createDirectory(file);
            assertThatThrownBy(() -> KeyFile.readOrCreate(file)).hasMessageContaining("must be a regular file");
            Files.delete(file);
            KeyFile.readOrCreate(file);
            Files.writeString(file, "0".repeat(100_000));
            assertThatThrownBy(() -> KeyFile.read(file)).hasMessageContaining("more than");
        }

        @Test
        void may_have_lines_that_concern_the_manager_alone() throws IOException {
            Path file = directory.resolve("key");
            Key key = KeyFile.readOrCreate(file);
            Files.writeString(file, key.reveal() + "\nrole read\n");
            assertThat(KeyFile.read(file).reveal()).isEqualTo(key.reveal());
            assertThat(KeyFile.text(file)).isEqualTo(key.reveal() + "\nrole read\n");
        }

        @Test
        void that_are_missing_or_hold_no_key_are_named() throws IOException {
            Path file = directory.resolve("key");
            assertThatThrownBy(() -> KeyFile.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("there is no key file " + file);
            Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            assertThatThrownBy(() -> KeyFile.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file + " is no text");
            Files.writeString(file, "hello");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            assertThatThrownBy(() -> KeyFile.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file + " holds no key")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hello"));
        }
    }
}
