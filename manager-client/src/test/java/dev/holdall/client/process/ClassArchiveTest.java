package dev.holdall.client.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassArchiveTest {
    private static final String MAKES = "-XX:ArchiveClassesAtExit=";
    private static final String USES = "-XX:SharedArchiveFile=";

    @TempDir
    Path home;

    private Path directory;
    private ClassArchive archive;
    private Path jar;

    @BeforeEach
    void prepare() throws IOException {
        directory = home.resolve("of/archives");
        archive = new ClassArchive(directory);
        jar = Files.writeString(home.resolve("a.jar"), "a jar");
    }

    private ClassArchive.Part part() {
        return archive.part("manager", jar.toString(), List.of());
    }

    private static Path named(ClassArchive.Part part, String option) {
        String file = part.options().stream()
                .filter(word -> word.startsWith(option))
                .findFirst()
                .orElseThrow();
        return Path.of(file.substring(option.length()));
    }

    /** Leaves an archive behind, as a JVM that ended well does. */
    private Path leave() throws IOException {
        ClassArchive.Part part = part();
        Files.writeString(named(part, MAKES), "an archive");
        part.ended(0);
        return named(part(), USES);
    }

    private long left() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    @Test
    void the_first_leaves_an_archive_behind_and_the_next_uses_it() throws IOException {
        Path left = leave();

        assertThat(left).hasParent(directory).hasContent("an archive");
        assertThat(part().options()).noneMatch(option -> option.startsWith(MAKES));
        assertThat(left()).isOne();
    }

    @Test
    void what_a_jvm_leaves_that_ends_badly_is_not_used() throws IOException {
        ClassArchive.Part part = part();
        Files.writeString(named(part, MAKES), "half an archive");
        assertThat(part().options()).noneMatch(option -> option.startsWith(USES));

        part.ended(134);

        assertThat(left()).isZero();
        assertThat(named(part(), MAKES)).doesNotExist();
    }

    @Test
    void a_jvm_that_leaves_nothing_changes_nothing() throws IOException {
        part().ended(0);

        assertThat(left()).isZero();
    }

    @Test
    void an_archive_with_which_a_jvm_crashes_is_removed() throws IOException {
        Path left = leave();

        // Told off by somebody, or by the kernel for its memory: not the archive's fault.
        part().ended(1);
        part().ended(137);
        assertThat(left).exists();
        part().ended(135);
        assertThat(left).doesNotExist();
    }

    @Test
    void while_others_leave_drafts_that_nobody_takes_no_more_are_left() throws IOException {
        for (int i = 0; i < 3; i++) {
            ClassArchive.Part part = part();
            if (part.draft() != null) {
                // Its program ends before it, and gives it no name.
                Files.writeString(part.draft(), "an archive");
            }
        }

        assertThat(left()).isOne();
    }

    @Test
    void what_was_used_last_stays() throws IOException {
        Path used = leave();
        Files.setLastModifiedTime(used, FileTime.from(Instant.ofEpochSecond(1)));
        for (int i = 0; i < 6; i++) {
            Path other = Files.writeString(directory.resolve("manager-" + i + ".jsa"), "another");
            Files.setLastModifiedTime(other, FileTime.from(Instant.ofEpochSecond(1_000 + i)));
        }
        part();

        archive.part(
                "manager",
                Files.writeString(home.resolve("b.jar"), "another jar").toString(),
                List.of());

        assertThat(used).exists();
        assertThat(left()).isEqualTo(3);
    }

    @Test
    void other_options_of_the_jvm_have_another_archive() throws IOException {
        leave();

        assertThat(archive.part("manager", jar.toString(), List.of("-XX:-UseCompressedOops"))
                        .draft())
                .isNotNull();
        assertThat(archive.part("manager", jar.toString(), List.of("-Xmx1g")).draft())
                .isNull();
    }

    @Test
    void a_jar_that_has_changed_has_another_archive() throws IOException {
        leave();

        Files.setLastModifiedTime(jar, FileTime.from(Instant.ofEpochSecond(1)));

        assertThat(named(part(), MAKES)).doesNotExist();
    }

    @Test
    void classes_outside_of_jars_have_none() throws IOException {
        String classes = Files.createDirectories(home.resolve("classes")).toString();

        assertThat(archive.part("manager", jar + File.pathSeparator + classes, List.of())
                        .options())
                .isEmpty();
        assertThat(archive.part("manager", home.resolve("missing.jar").toString(), List.of())
                        .options())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xshare:off",
                "-XX:SharedArchiveFile=other.jsa",
                "-XX:ArchiveClassesAtExit=other.jsa",
                "-XX:+AutoCreateSharedArchive",
                "-XX:AOTMode=on",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n",
                "-javaagent:agent.jar",
                "--limit-modules=java.base"
            })
    void with_options_that_forbid_archives_there_is_none(String option) {
        assertThat(archive.part("manager", jar.toString(), List.of("-Xmx1g", option))
                        .options())
                .isEmpty();
        assertThat(archive.part("manager", jar.toString(), List.of("-Xmx1g")).options())
                .isNotEmpty();
    }

    @Test
    void a_directory_that_others_can_enter_is_not_used() throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(part().options()).isEmpty();

        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        assertThat(part().options()).isNotEmpty();
    }

    @Test
    void the_oldest_go_when_another_comes() throws IOException {
        part();
        for (int i = 0; i < 6; i++) {
            Path old = Files.writeString(directory.resolve("manager-" + i + ".jsa"), "old");
            Files.setLastModifiedTime(old, FileTime.from(Instant.ofEpochSecond(1_000 + i)));
        }
        Path draft = Files.writeString(directory.resolve("manager-0-x.new"), "half an archive");
        Files.setLastModifiedTime(draft, FileTime.from(Instant.ofEpochSecond(1_000)));

        leave();

        assertThat(left()).isEqualTo(4);
        assertThat(directory.resolve("manager-5.jsa")).exists();
        assertThat(directory.resolve("manager-2.jsa")).doesNotExist();
        assertThat(draft).doesNotExist();
    }
}
