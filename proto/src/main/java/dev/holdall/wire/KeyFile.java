package dev.holdall.wire;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * The file that a key is kept in: readable by its owner alone, in a directory that its owner alone can enter.
 *
 * <p>Programs of one user find the key by themselves, because they look in the same place.
 */
public final class KeyFile {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private KeyFile() {}

    /**
     * The place where programs of this user look: the system property {@code holdall.key.file}, else the environment's
     * {@code HOLDALL_KEY_FILE}, else {@code .holdall/key} in the home directory.
     */
    public static Path usual() {
        String property = System.getProperty("holdall.key.file");
        if (property != null) {
            return Path.of(property);
        }
        String variable = System.getenv("HOLDALL_KEY_FILE");
        return variable != null && !variable.isEmpty()
                ? Path.of(variable)
                : Path.of(System.getProperty("user.home"), ".holdall", "key");
    }

    /**
     * Reads the key.
     *
     * @throws IOException if there is no such file, if it is not a regular file, if others than its owner have any access
     *     to it, or if it holds no key; the message says which
     */
    public static Key read(Path file) throws IOException {
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                throw new FileSystemException(file + " must be a regular file, not a link or anything else");
            }
            if (attributes.permissions().stream().anyMatch(OTHERS::contains)) {
                throw new FileSystemException("others than its owner have access to the key file " + file + " ("
                        + PosixFilePermissions.toString(attributes.permissions()) + "): chmod 600 " + file
                        + ", and make a new key if somebody may have read it");
            }
            return Key.parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new FileSystemException("there is no key file " + file
                    + ": a manager makes one when it starts; copy it from the manager's host, or name another file");
        } catch (CharacterCodingException e) {
            throw new FileSystemException("the file " + file + " holds no key: it is no text");
        } catch (IllegalArgumentException e) {
            throw new FileSystemException("the file " + file + " holds no key: " + e.getMessage());
        }
    }

    /**
     * Reads the key; makes a file with a new one where there is none. Several processes may do so at once: one file wins,
     * and all get its key.
     *
     * @throws IOException as {@link #read}, or if the file cannot be made
     */
    public static Key readOrCreate(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                create(file);
            } catch (IOException e) {
                throw new IOException("the key file " + file + " cannot be made: " + e, e);
            }
        }
        return read(file);
    }

    private static void create(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        // Written under another name and then linked: whoever finds the file finds the whole key in it.
        Path draft = Files.createTempFile(
                directory,
                "key",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(draft, Key.random().reveal() + "\n");
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster; its key is as good as ours.
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
