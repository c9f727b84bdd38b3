package dev.holdall.wire.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentsTest {
    @TempDir
    Path home;

    private Path directory;
    private Segments segments;

    @BeforeEach
    void prepare() throws IOException {
        directory = Files.createDirectory(
                home.resolve("memory"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        segments = Segments.in(directory);
    }

    /** Makes a segment, and ends at once without a word to anybody. */
    public static final class Maker {
        public static void main(String[] args) throws IOException {
            make(Segments.in(Path.of(args[0])), "of-another", 10);
            if (args.length > 1) {
                System.out.println("made");
                System.in.read();
            }
            Runtime.getRuntime().halt(0);
        }
    }

    private Process maker(String... further) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Maker.class.getName(),
                                directory.toString()),
                        Stream.of(further))
                .toList();
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void make(Segments segments, String name, long size) throws IOException {
        try (Segments.Draft draft = segments.draft(size)) {
            draft.publish(name);
        }
    }

    private List<String> names() throws IOException {
        return segments.list().stream().map(Segments.Found::name).sorted().toList();
    }

    @Test
    void aSegment_isFoundByItsName_whole() throws IOException {
        try (Segments.Draft made = segments.draft(5_000_000)) {
            assertThat(Segments.size(made.channel())).isEqualTo(5_000_000);
            assertThat(segments.list()).isEmpty();
            assertThatThrownBy(() -> segments.open("a")).isInstanceOf(NoSuchFileException.class);
            made.publish("a");
        }
        try (FileChannel found = segments.open("a")) {
            assertThat(Segments.size(found)).isEqualTo(5_000_000);
        }
        assertThat(Files.getPosixFilePermissions(directory.resolve("a.segment")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(segments.list())
                .containsExactly(new Segments.Found(
                        "a", 5_000_000, Presence.own(directory).number()));
        assertThat(segments.remove("a")).isTrue();
        assertThat(segments.remove("a")).isFalse();
        assertThatThrownBy(() -> segments.open("a")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void ofTwoOfOneName_theSecondIsRefused_andNothingIsLeft() throws IOException {
        make(segments, "a", 10);
        assertThatThrownBy(() -> make(segments, "a", 20)).isInstanceOf(FileAlreadyExistsException.class);
        try (Stream<Path> files = Files.list(directory)) {
            // The segment, and this process's presence.
            assertThat(files).hasSize(2);
        }
        assertThat(segments.list().get(0).size()).isEqualTo(10);
    }

    @Test
    void whatDoesNotFit_isRefused() {
        assertThatThrownBy(() -> make(segments, "a", Long.MAX_VALUE - Segments.HEAD))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no room")
                .hasMessageContaining("free");
        assertThat(directory.resolve("a.segment")).doesNotExist();
    }

    @Test
    void whatGoesBeyondTheLimitOfAll_isRefused() throws IOException {
        make(segments, "a", 600);
        System.setProperty("holdall.memory.limit", "1000");
        try {
            assertThatThrownBy(() -> make(segments, "b", 401))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("600")
                    .hasMessageContaining("1000");
            make(segments, "b", 400);
        } finally {
            System.clearProperty("holdall.memory.limit");
        }
        assertThat(names()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".hidden", "a/b", "..", "a b", "ä"})
    void namesThatCannotBe_areRefused(String name) {
        assertThatThrownBy(() -> make(segments, name, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void whatIsNoSegment_isNotOpenedAndNotListed() throws IOException {
        Files.writeString(directory.resolve("b.segment"), "no segment");
        assertThatThrownBy(() -> segments.open("b")).hasMessageContaining("'b'");
        assertThat(names()).isEmpty();
    }

    @Test
    void aDirectoryThatOthersCanEnter_isNotUsed() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
        assertThatThrownBy(() -> Segments.in(directory)).isInstanceOf(IOException.class);
    }

    @Test
    void whatAProcessLeavesThatEnds_isSweptAway_andNothingElse() throws Exception {
        make(segments, "own", 10);
        assertThat(maker().waitFor()).isZero();
        assertThat(names()).containsExactly("of-another", "own");

        segments.sweep();

        assertThat(names()).containsExactly("own");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void whatAProcessHasThatLives_stays_untilItIsKilled() throws Exception {
        Process maker = maker("and wait");
        try {
            assertThat(maker.inputReader().readLine()).isEqualTo("made");
            int number = segments.list().get(0).owner();
            segments.sweep();
            assertThat(names()).containsExactly("of-another");
            assertThat(Presence.isAlive(directory, number)).isTrue();
            segments.removeOwn("of-another");
            assertThat(names()).containsExactly("of-another");

            maker.destroyForcibly().waitFor();

            assertThat(Presence.isAlive(directory, number)).isFalse();
            segments.sweep();
            assertThat(names()).isEmpty();
        } finally {
            maker.destroyForcibly();
        }
    }

    @Test
    void aProcessThatTidiesUp_leavesNoSegment_andStillLives() throws IOException {
        make(segments, "a", 10);
        make(segments, "b", 10);

        segments.removeAllOwn();

        assertThat(names()).isEmpty();
        assertThat(Presence.isAlive(directory, Presence.own(directory).number()))
                .isTrue();
        segments.sweep();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }
}
