package dev.holdall.wire;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file that holds a secret: a regular file, not a link, of the user that runs the program or of root, to which nobody else has any access,
 * in a directory in which nobody else can put another one in its place.
 */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** The mode bit of directories such as /tmp, in which everybody may write but only replace what is his. */
    private static final int STICKY = 01000;

    private static final int MOST_BYTES = 64 << 10;
    private static final int ROOT = 0;

    private PrivateFile() {}

    /**
     * Reads the text in a file.
     *
     * @param what what the file is, for people, such as {@code key file}
     * @throws NoSuchFileException if there is none
     * @throws IOException if a rule is broken, if it is no text or if it is too long; the message says which, and nothing of the content
     */
    public static String read(Path file, String what) throws IOException {
        check(file, what);
        return text(file, what);
    }

    /**
     * Refuses a file that breaks one of the rules.
     *
     * @throws NoSuchFileException if there is none
     * @throws IOException saying which file breaks which rule
     */
    public static void check(Path file, String what) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(
                    "the " + what + " " + file + " must be a regular file, not a link or anything else");
        }
        if (attributes.permissions().stream().anyMatch(OTHERS::contains)) {
            throw new FileSystemException("others than its owner have access to the " + what + " " + file + " ("
                    + PosixFilePermissions.toString(attributes.permissions()) + "): chmod 600 " + file
                    + ", and make a new one if somebody may have read it");
        }
        checkOwner(file, what);
        checkParent(file, what);
    }

    /**
     * Refuses a file that others can change or replace, though all may read it: one that says whom to trust.
     *
     * @throws NoSuchFileException if there is none
     * @throws IOException saying which file breaks which rule
     */
    public static void checkUnchanged(Path file, String what) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(
                    "the " + what + " " + file + " must be a regular file, not a link or anything else");
        }
        if (attributes.permissions().stream().anyMatch(OTHERS_WRITE::contains)) {
            throw new FileSystemException("others than its owner can write the " + what + " " + file + " ("
                    + PosixFilePermissions.toString(attributes.permissions()) + "): chmod go-w " + file
                    + ", and make a new one if somebody may have changed it");
        }
        checkOwner(file, what);
        checkParent(file, what);
    }

    /** As {@link #check}, but of what links lead to: for a file that a person named, where tools keep it behind links. */
    public static void checkTarget(Path file, String what) throws IOException {
        check(file.toRealPath(), what);
    }

    private static String text(Path file, String what) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new FileSystemException("the " + what + " " + file + " has more than " + MOST_BYTES + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FileSystemException("the " + what + " " + file + " is no text");
        }
    }

    /** Who can write in the directory can put another file in this one's place. */
    private static void checkParent(Path file, String what) throws IOException {
        Path directory = directoryOf(file);
        PosixFileAttributes attributes = Files.readAttributes(directory, PosixFileAttributes.class);
        boolean sticky = ((int) Files.getAttribute(directory, "unix:mode") & STICKY) != 0;
        if (!sticky && attributes.permissions().stream().anyMatch(OTHERS_WRITE::contains)) {
            throw new FileSystemException("others can replace the " + what + " " + file + ", since they can write in "
                    + directory + " (" + PosixFilePermissions.toString(attributes.permissions()) + "): chmod go-w "
                    + directory);
        }
        if (!isOurs(Files.getAttribute(directory, "unix:uid"))) {
            throw new FileSystemException("others can replace the " + what + " " + file + ": the directory " + directory
                    + " belongs to " + attributes.owner().getName());
        }
    }

    private static void checkOwner(Path file, String what) throws IOException {
        if (!isOurs(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
            throw new FileSystemException("the " + what + " " + file + " belongs to "
                    + Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName()
                    + ": it must belong to the user who runs this, or to root");
        }
    }

    private static boolean isOurs(Object uid) {
        int owner = (int) uid;
        return owner == ROOT || owner == (int) new UnixSystem().getUid();
    }

    /**
     * Checks a directory that holds nothing but private files: a directory, not a link, that its owner alone can enter.
     *
     * @throws IOException if a rule is broken; the message says which
     */
    public static void checkDirectory(Path directory, String what) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isDirectory()) {
            throw new FileSystemException(
                    "the " + what + " " + directory + " must be a directory, not a link or anything else");
        }
        if (attributes.permissions().stream().anyMatch(OTHERS::contains)) {
            throw new FileSystemException("others than its owner have access to the " + what + " " + directory + " ("
                    + PosixFilePermissions.toString(attributes.permissions()) + "): chmod 700 " + directory);
        }
        checkOwner(directory, what);
        checkParent(directory, what);
    }

    /** Makes a directory, and those that it is to be in, for their owner alone. One that is there already stays as it is. */
    public static void makeDirectory(Path directory) throws IOException {
        Files.createDirectories(directory, DIRECTORY);
    }

    /**
     * Makes a file, and the directories that it is to be in. Whoever finds the file finds all of it.
     *
     * @return false if there was one already, which stays as it is
     */
    public static boolean create(Path file, String text) throws IOException {
        Path draft = draft(file, text);
        try {
            Files.createLink(file, draft);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Puts a file in the place of another one, in one step. */
    public static void replace(Path file, String text) throws IOException {
        Path draft = draft(file, text);
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Written under another name, which begins with a dot: no such file is anything to anybody. */
    private static Path draft(Path file, String text) throws IOException {
        Path directory = directoryOf(file);
        makeDirectory(directory);
        Path draft = Files.createTempFile(directory, ".", ".new", FILE);
        try {
            return Files.writeString(draft, text);
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw e;
        }
    }

    /**
     * The directory that a file is in.
     *
     * @throws IllegalArgumentException if it is in none
     */
    public static Path directoryOf(Path file) {
        Path directory = file.toAbsolutePath().normalize().getParent();
        if (directory == null) {
            throw new IllegalArgumentException(file + " is no file");
        }
        return directory;
    }
}
