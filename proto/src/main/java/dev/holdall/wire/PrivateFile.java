package dev.holdall.wire;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** The rule for files with secrets: readable by their owner alone, in a directory that their owner alone can enter. */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);
    private static final FileAttribute<?> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private PrivateFile() {}

    /**
     * Refuses a file that is a link or anything else than a regular file, or that others than its owner have any access to.
     *
     * @param what such as {@code key file}
     * @throws IOException saying which file breaks which rule
     */
    public static void check(Path file, String what) throws IOException {
        check(file, what, Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }

    /** As {@link #check}, but of what links lead to: for a file that a person named, where tools keep it behind links. */
    public static void checkTarget(Path file, String what) throws IOException {
        check(file, what, Files.readAttributes(file, PosixFileAttributes.class));
    }

    private static void check(Path file, String what, PosixFileAttributes attributes) throws IOException {
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(file + " must be a regular file, not a link or anything else");
        }
        if (attributes.permissions().stream().anyMatch(OTHERS::contains)) {
            throw new FileSystemException("others than its owner have access to the " + what + " " + file + " ("
                    + PosixFilePermissions.toString(attributes.permissions()) + "): chmod 600 " + file
                    + ", and make a new one if somebody may have read it");
        }
    }

    /** The directory that a file is in. */
    public static Path directoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new FileSystemException(file + " is no file");
        }
        return directory;
    }

    /** Makes a directory, and those above it, that its owner alone can enter; leaves alone what is there. */
    public static void makeDirectory(Path directory) throws IOException {
        Files.createDirectories(directory, DIRECTORY);
    }

    /**
     * Makes a file that nobody has made yet. It is written under another name and then linked: whoever finds the file finds all of it.
     *
     * @throws FileAlreadyExistsException if it is there, or another process was faster
     */
    public static void make(Path file, String text) throws IOException {
        Path draft = draft(file, text);
        try {
            Files.createLink(file, draft);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Makes or replaces a file: whoever reads it finds all of the old or all of the new text. */
    public static void replace(Path file, String text) throws IOException {
        Path draft = draft(file, text);
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static Path draft(Path file, String text) throws IOException {
        Path directory = directoryOf(file);
        makeDirectory(directory);
        Path draft = Files.createTempFile(directory, String.valueOf(file.getFileName()), ".new", FILE);
        Files.writeString(draft, text);
        return draft;
    }
}
