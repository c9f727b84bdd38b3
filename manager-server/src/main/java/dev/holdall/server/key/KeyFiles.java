package dev.holdall.server.key;

import com.google.protobuf.ByteString;
import dev.holdall.wire.KeyFile;
import dev.holdall.wire.PrivateFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A manager's keys in files: the main one, and beside it a directory with the further ones, each in a file of its name. All are {@link
 * PrivateFile}s; so is the directory for its owner alone. Files whose names begin with a dot are not looked at.
 */
public final class KeyFiles implements KeySource {
    private static final String WHAT = "directory of keys";
    private static final int MOST_KEYS = 1_000;

    private final Path main;
    private final Path directory;

    /**
     * @param main the file of the main key
     * @throws IllegalArgumentException if that is the path of no file
     */
    public KeyFiles(Path main) {
        this.main = main;
        this.directory = KeyFile.directory(main);
    }

    /** As {@link #read}; makes a main key where there is none. */
    @Override
    public List<NamedKey> readOrCreate() throws IOException {
        KeyFile.readOrCreate(main);
        return read();
    }

    @Override
    public List<NamedKey> read() throws IOException {
        List<NamedKey> keys = new ArrayList<>();
        keys.add(key(NamedKey.MAIN));
        for (String name : names()) {
            keys.add(key(name));
        }
        refuseTwins(keys);
        return keys;
    }

    private List<String> names() throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        PrivateFile.checkDirectory(directory, WHAT);
        List<String> names;
        try (Stream<Path> files = Files.list(directory)) {
            names = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
        for (String name : names) {
            if (!NamedKey.isName(name)) {
                throw new FileSystemException("in the " + WHAT + " " + directory
                        + " is a file whose name no key can have: remove it, or begin its name with a dot");
            }
        }
        if (names.size() > MOST_KEYS) {
            throw new FileSystemException(
                    "in the " + WHAT + " " + directory + " are more than " + MOST_KEYS + " keys: " + names.size());
        }
        return names;
    }

    /** The key of a connection is found by its secret's id. */
    private static void refuseTwins(List<NamedKey> keys) throws IOException {
        Map<ByteString, String> seen = new HashMap<>();
        for (NamedKey key : keys) {
            List<ByteString> ids = new ArrayList<>();
            ids.add(key.secret().id());
            key.also().forEach(further -> ids.add(further.secret().id()));
            for (ByteString id : ids) {
                String other = seen.put(id, key.name());
                if (other != null) {
                    throw new FileSystemException(
                            "the keys '" + other + "' and '" + key.name() + "' have the same secret: make a new one");
                }
            }
        }
    }

    /**
     * One key.
     *
     * @throws IOException if there is none of this name, or its file breaks a rule
     */
    public NamedKey key(String name) throws IOException {
        Path file = file(name);
        if (!name.equals(NamedKey.MAIN)) {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException("there is no key '" + name + "': " + file + " would be its file");
            }
            PrivateFile.checkDirectory(directory, WHAT);
        }
        try {
            return NamedKey.parse(name, KeyFile.text(file));
        } catch (IllegalArgumentException e) {
            throw new FileSystemException("the file " + file + " holds no key: " + e.getMessage());
        }
    }

    /** Where a key is, or would be. */
    public Path file(String name) {
        NamedKey.checkName(name);
        return name.equals(NamedKey.MAIN) ? main : directory.resolve(name);
    }

    /**
     * Adds a key.
     *
     * @return its file
     * @throws IOException if there is one of this name, or no main key: no manager would read it
     */
    public Path add(NamedKey key) throws IOException {
        if (Files.notExists(main, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException("there is no main key file " + main
                    + ", and only beside one would a manager look for other keys: 'holdall serve' makes it at its first start;"
                    + " or name the file of the manager that you mean");
        }
        PrivateFile.check(main, "key file");
        names();
        Path file = file(key.name());
        if (key.name().equals(NamedKey.MAIN) || !PrivateFile.create(file, key.text())) {
            throw new FileSystemException("there is a key '" + key.name() + "' already");
        }
        return file;
    }

    /** Writes a key that is there anew. */
    void replace(NamedKey key) throws IOException {
        PrivateFile.replace(file(key.name()), key.text());
    }

    /**
     * Removes a key.
     *
     * @throws IOException if there is none of this name, or it is the main one
     */
    public void remove(String name) throws IOException {
        if (name.equals(NamedKey.MAIN)) {
            throw new FileSystemException("the main key stays: give it a new secret with 'keys rotate' instead");
        }
        try {
            Files.delete(file(name));
        } catch (NoSuchFileException e) {
            throw new FileSystemException("there is no key '" + name + "'");
        }
    }

    @Override
    public boolean isGone(String name) {
        return !name.equals(NamedKey.MAIN) && Files.notExists(file(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** Files are replaced and not written, so that another one shows by its identity even within one tick of the clock. */
    @Override
    public Object stamp() {
        List<Object> stamp = new ArrayList<>();
        stamp.add(stamp(main));
        stamp.add(stamp(directory));
        try (Stream<Path> files = Files.list(directory)) {
            files.sorted().forEach(file -> stamp.add(stamp(file)));
        } catch (IOException | java.io.UncheckedIOException e) {
            // There is none, or it cannot be looked into: reading it says so.
        }
        return stamp;
    }

    private static Object stamp(Path file) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return List.of(
                    file,
                    String.valueOf(attributes.fileKey()),
                    attributes.lastModifiedTime(),
                    attributes.size(),
                    // Rights and owners leave the other marks as they were.
                    Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return file;
        }
    }
}
