package dev.holdall.client.process;

import dev.holdall.wire.PrivateFile;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Archives of the manager's classes (the JVM's class data sharing), with which it starts in about half of the time. The first manager of a
 * class path leaves one behind when it is closed; those that come later use it.
 *
 * <p>The JVM loads what stands there as it stands, and a broken archive ends it. So the directory is private like a key's, and one that is not
 * is not used; an archive gets its name when it is known to be whole; and one with which a JVM crashed is removed. There is another one for
 * each Java, for each change of a jar and for other options of the JVM's own.
 */
public final class ClassArchive {
    /** What the JVM has to say of classes that it cannot archive is of no use to anybody. */
    private static final List<String> QUIET = List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off");

    private static final String SUFFIX = ".jsa";
    /** Of one that a JVM may be writing. */
    private static final String DRAFT = ".new";

    /** The exit codes of JVMs that crash: SIGABRT, which the JVM ends itself with, SIGBUS and SIGSEGV. */
    private static final Set<Integer> CRASHES = Set.of(134, 135, 139);
    /** Of each kind. Each has some 35 MB. */
    private static final int MOST_KEPT = 4;
    /** A draft that is older is nobody's: whoever was to give it its name has gone. */
    private static final long DRAFT_MILLIS = TimeUnit.MINUTES.toMillis(10);

    /** Beginnings of options with which a JVM writes no archive, or has one of somebody else's. */
    private static final List<String> FORBIDDING = List.of(
            "-Xshare",
            "-XX:SharedArchiveFile",
            "-XX:ArchiveClassesAtExit",
            "-XX:+AutoCreateSharedArchive",
            "-XX:-AutoCreateSharedArchive",
            "-XX:AOT",
            "-agentlib",
            "-agentpath",
            "-javaagent",
            "-Xrun",
            "-Xdebug",
            "--limit-modules",
            "--patch-module",
            "--upgrade-module-path");
    /** Where a JVM finds options that no program has given it. */
    private static final List<String> VARIABLES = List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

    private final Path directory;

    /** @param directory where the archives are; it is made when the first one is */
    ClassArchive(Path directory) {
        this.directory = directory;
    }

    /** Where a user's archives are. */
    public static ClassArchive ofUser() {
        return new ClassArchive(Path.of(System.getProperty("user.home"), ".holdall", "archives"));
    }

    /**
     * What one JVM has to do with archives.
     *
     * @param options the JVM's
     * @param archive the one that it uses, or is to leave behind; null for none
     * @param draft where it leaves it; null if it uses one
     */
    record Part(
            List<String> options,
            @Nullable Path archive,
            @Nullable Path draft) {
        static final Part NONE = new Part(List.of(), null, null);

        /** The JVM has ended: what it left behind is for those to come if it ended well, and what it crashed with is for nobody. */
        void ended(int exit) {
            try {
                if (archive != null && draft == null && CRASHES.contains(exit)) {
                    Files.deleteIfExists(archive);
                } else if (archive != null && draft != null) {
                    publish(archive, draft, exit);
                }
            } catch (IOException e) {
                // The next one tries again.
            }
        }

        private static void publish(Path archive, Path draft, int exit) throws IOException {
            try (FileChannel written = FileChannel.open(draft, StandardOpenOption.READ)) {
                if (exit == 0) {
                    // Otherwise the name may be there after a crash of the machine, and the classes not.
                    written.force(true);
                    Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
            } finally {
                Files.deleteIfExists(draft);
            }
        }
    }

    /**
     * The part of a JVM with this class path: to use its archive, or to leave one behind.
     *
     * @param kind what runs there, which has its own archives, such as {@code manager}
     * @param given its other options, which may say something of archives themselves: then they are right
     * @return no part where there can be no archive: if classes do not all stand in jars, the directory cannot be had, or the JVM has an
     *     option with which it writes none
     */
    Part part(String kind, String classPath, List<String> given) {
        if (Stream.concat(given.stream(), fromEnvironment()).anyMatch(ClassArchive::forbids)) {
            return Part.NONE;
        }
        try {
            return part(kind, kind + "-" + version(classPath, given));
        } catch (IOException | UnsupportedOperationException e) {
            // Without one it starts all the same.
            return Part.NONE;
        }
    }

    private Part part(String kind, String name) throws IOException {
        PrivateFile.makeDirectory(directory);
        PrivateFile.checkDirectory(directory, "directory of class archives");
        Path archive = directory.resolve(name + SUFFIX);
        List<String> options = new ArrayList<>(QUIET);
        if (Files.exists(archive)) {
            // The last ones used are those that stay.
            Files.setLastModifiedTime(archive, FileTime.from(Instant.now()));
            options.add("-XX:SharedArchiveFile=" + archive);
            return new Part(options, archive, null);
        }
        if (tidy(kind)) {
            return Part.NONE;
        }
        Path draft = directory.resolve(name + "-" + UUID.randomUUID() + DRAFT);
        options.add("-XX:ArchiveClassesAtExit=" + draft);
        return new Part(options, archive, draft);
    }

    private static Stream<String> fromEnvironment() {
        return VARIABLES.stream()
                .map(System.getenv()::get)
                .filter(Objects::nonNull)
                .flatMap(options -> Stream.of(options.split("\\s+")));
    }

    private static boolean forbids(String option) {
        return FORBIDDING.stream().anyMatch(option::startsWith);
    }

    /** Names the Java, how its objects are laid out, and the state of each jar. */
    private static String version(String classPath, List<String> given) throws IOException {
        StringBuilder all = new StringBuilder(System.getProperty("java.home"))
                .append('\n')
                .append(System.getProperty("java.vm.version"));
        given.stream()
                .filter(option -> option.startsWith("-XX:"))
                .forEach(option -> all.append('\n').append(option));
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            BasicFileAttributes jar = Files.readAttributes(Path.of(entry), BasicFileAttributes.class);
            if (!jar.isRegularFile()) {
                throw new IOException(entry + " is no jar");
            }
            all.append('\n')
                    .append(entry)
                    .append(' ')
                    .append(jar.size())
                    .append(' ')
                    .append(jar.lastModifiedTime().toMillis());
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Makes room for one more: those of versions that are not used any more would stay for ever, as would drafts of programs that ended
     * before their manager did.
     *
     * @return whether others have left drafts just now, which is enough for this moment
     */
    private boolean tidy(String kind) throws IOException {
        for (Path old : beyond(MOST_KEPT - 1, kind, SUFFIX)) {
            Files.deleteIfExists(old);
        }
        boolean fresh = false;
        long nobodys = System.currentTimeMillis() - DRAFT_MILLIS;
        for (Path draft : beyond(0, kind, DRAFT)) {
            if (draft.toFile().lastModified() < nobodys) {
                Files.deleteIfExists(draft);
            } else {
                fresh = true;
            }
        }
        return fresh;
    }

    /** The files of such a kind but for the latest ones. */
    private List<Path> beyond(int latest, String kind, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(kind + "-")
                            && file.toString().endsWith(suffix))
                    .sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().lastModified())
                            .reversed())
                    .skip(latest)
                    .toList();
        }
    }
}
