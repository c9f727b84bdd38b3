package dev.holdall.wire.memory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;

/**
 * That a process lives, for all who share memory with it: a file that it keeps locked, under a number of its own. Numbers are drawn at random,
 * not the system's, which come back. The operating system frees the lock when the process ends, also in another container.
 */
public final class Presence {
    private static final String PREFIX = "process-";
    private static final SecureRandom RANDOM = new SecureRandom();
    /** This process's, in each directory. */
    private static final Map<Path, Presence> OWN = new HashMap<>();

    private final int number;
    /** Held for as long as the process lives: to close it, or any other channel of the file, frees the lock. */
    private final FileChannel channel;

    private Presence(int number, FileChannel channel) {
        this.number = number;
        this.channel = channel;
    }

    /** This process's in a directory; it is made by the first who asks. */
    public static Presence own(Path directory) throws IOException {
        synchronized (OWN) {
            Presence own = OWN.get(directory);
            if (own == null) {
                own = make(directory);
                OWN.put(directory, own);
            }
            return own;
        }
    }

    private static Presence make(Path directory) throws IOException {
        while (true) {
            int number = RANDOM.nextInt() & Integer.MAX_VALUE;
            if (number == 0) {
                continue;
            }
            FileChannel channel;
            try {
                channel = FileChannel.open(
                        file(directory, number),
                        java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException e) {
                continue;
            }
            FileLock lock = channel.tryLock();
            // Whoever tidies up may have come between the two, and removed the file or holds the lock for a moment.
            if (lock != null && Files.exists(file(directory, number))) {
                return new Presence(number, channel);
            }
            channel.close();
        }
    }

    private static Path file(Path directory, int number) {
        return directory.resolve(PREFIX + Integer.toHexString(number));
    }

    /** Which process this is; never 0. */
    public int number() {
        return number;
    }

    /** Whether the process of a number lives. Some system calls, unless it is this one. */
    public static boolean isAlive(Path directory, int number) throws IOException {
        synchronized (OWN) {
            Presence own = OWN.get(directory);
            if (own != null && own.number == number) {
                return own.channel.isOpen();
            }
        }
        try (FileChannel other = FileChannel.open(file(directory, number), StandardOpenOption.WRITE)) {
            try (FileLock free = other.tryLock()) {
                return free == null;
            } catch (OverlappingFileLockException e) {
                // Another thread of this process asks just now, of a process that may live.
                return true;
            }
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whether a file of the directory is some process's. */
    static boolean isPresence(Path file) {
        return file.getFileName().toString().startsWith(PREFIX);
    }

    /** The number of the process whose file it is; 0 if it is none's. */
    static int numberOf(Path file) {
        try {
            return Integer.parseInt(file.getFileName().toString().substring(PREFIX.length()), 16);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
