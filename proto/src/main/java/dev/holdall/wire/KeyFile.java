package dev.holdall.wire;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file that a key is kept in: a {@link PrivateFile} whose first line is the key. What further lines say concerns the manager alone.
 *
 * <p>Programs of one user find the key by themselves, because they look in the same place.
 */
public final class KeyFile {
    private static final String WHAT = "key file";

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
     * The directory beside a manager's key file in which it keeps its further keys: {@code keys} beside {@code key}.
     *
     * @throws IllegalArgumentException if the path is not one of a file: {@code /}, an empty one, or one that ends with dots only
     */
    public static Path directory(Path file) {
        Path name = file.getFileName();
        if (name == null || List.of("", ".", "..").contains(name.toString())) {
            throw new IllegalArgumentException("the path '" + file + "' names no file for a key");
        }
        return file.resolveSibling(name + "s");
    }

    /**
     * Reads the key.
     *
     * @throws IOException if there is no such file, if it breaks a rule of private files, or if it holds no key; the message says which
     */
    public static Key read(Path file) throws IOException {
        try {
            return Key.parse(text(file).lines().findFirst().orElse(""));
        } catch (IllegalArgumentException e) {
            throw new FileSystemException("the file " + file + " holds no key: " + e.getMessage());
        }
    }

    /**
     * Reads the file with all its lines.
     *
     * @throws IOException as {@link #read}
     */
    public static String text(Path file) throws IOException {
        try {
            return PrivateFile.read(file, WHAT);
        } catch (NoSuchFileException e) {
            throw new FileSystemException("there is no key file " + file
                    + ": a manager makes one when it starts; copy it from the manager's host, or name another file");
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
                // If another process was faster, its key is as good as ours.
                PrivateFile.create(file, Key.random().reveal() + "\n");
            } catch (IOException e) {
                throw new IOException("the key file " + file + " cannot be made: " + e, e);
            }
        }
        return read(file);
    }
}
