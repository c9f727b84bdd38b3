package dev.holdall.wire.memory;

import dev.holdall.wire.PrivateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The segments of shared memory in a directory. Each has a head, of which this class knows, and behind it the bytes that processes share. */
public final class Segments {
    /** Where the bytes of a segment begin in its file. */
    public static final int HEAD = 4096;

    private static final Path IN_MEMORY = Path.of("/dev/shm");
    private static final String SUFFIX = ".segment";
    private static final String DRAFT = ".new";
    private static final String BELL = ".bell";
    private static final String RULE = "1 to 100 letters, digits, '.', '_' and '-', the first of which is no '.'";
    private static final long MAGIC = 0x31_6c_6c_61_64_6c_6f_48L;
    private static final int ZEROS = 1 << 20;
    /** The system property that says how many bytes all segments of the directory may have together; without it, as many as there is room for. */
    private static final String LIMIT = "holdall.memory.limit";

    private final Path directory;

    private Segments(Path directory) {
        this.directory = directory;
    }

    /** What the head of a segment says. */
    private record Head(long size, int owner) {}

    /**
     * A segment that is there.
     *
     * @param size how many bytes it has
     * @param owner the number of the process that made it: see {@link Presence}
     */
    public record Found(String name, long size, int owner) {}

    /** Those of this user: where the system property {@code holdall.memory.directory} says, else in memory. Makes the directory. */
    public static Segments ofUser() throws IOException {
        Path directory = directoryOfUser();
        PrivateFile.makeDirectory(directory);
        return in(directory);
    }

    /** As {@link #sweep}, of this user's, if there are any; one system call if there are none. */
    public static void sweepOfUser() throws IOException {
        Path directory = directoryOfUser();
        if (Files.exists(directory)) {
            in(directory).sweep();
        }
    }

    private static Path directoryOfUser() {
        String told = System.getProperty("holdall.memory.directory");
        if (told != null) {
            return Path.of(told).toAbsolutePath();
        }
        Path parent = Files.isWritable(IN_MEMORY) ? IN_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        return parent.resolve("holdall-" + System.getProperty("user.name")).toAbsolutePath();
    }

    /** Those in a directory that its owner alone can enter. */
    public static Segments in(Path directory) throws IOException {
        PrivateFile.checkDirectory(directory, "directory of shared memory");
        return new Segments(directory);
    }

    public Path directory() {
        return directory;
    }

    /**
     * The same name.
     *
     * @throws IllegalArgumentException if no segment can have it
     */
    public static String checkedName(String name) {
        if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")) {
            throw new IllegalArgumentException("'" + name + "' is no name of shared memory; one has " + RULE);
        }
        return name;
    }

    private Path file(String name) {
        return directory.resolve(checkedName(name) + SUFFIX);
    }

    /**
     * Begins a segment of zeros, which is this process's. All its memory is there when this returns: none is missing later.
     *
     * @return what is no segment yet: to be filled, and then {@linkplain Draft#publish published} under its name, or closed
     * @throws IOException if there is no room for it; then there is none
     */
    public Draft draft(long size) throws IOException {
        Presence own = Presence.own(directory);
        Path file = directory.resolve(own.number() + "-" + UUID.randomUUID() + DRAFT);
        Draft draft = new Draft(file, openNew(file));
        try {
            allocate(draft.channel, size);
            draft.channel.write(head(size, own.number()), 0);
            return draft;
        } catch (IOException | RuntimeException e) {
            draft.close();
            throw e;
        }
    }

    private static FileChannel openNew(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** A segment that has no name yet. */
    public final class Draft implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;

        private Draft(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        public FileChannel channel() {
            return channel;
        }

        /**
         * Gives it its name: whoever finds that finds all that was written before.
         *
         * @throws FileAlreadyExistsException if there is a segment of this name
         */
        public void publish(String name) throws IOException {
            Files.createLink(file(name), file);
        }

        /** Closes the file. What was not published is gone. */
        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(file);
        }
    }

    /** Writes all of it: a page that is not there when it is used, because the memory is full, would end the process. */
    private void allocate(FileChannel channel, long size) throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        if (size > free - HEAD) {
            throw new IOException(
                    "there is no room for " + size + " bytes of shared memory: " + free + " are free in " + directory);
        }
        Long limit = Long.getLong(LIMIT);
        if (limit != null) {
            checkLimit(size, limit);
        }
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
        long end = HEAD + size;
        for (long at = 0; at < end; ) {
            zeros.position(0).limit((int) Math.min(ZEROS, end - at));
            at += channel.write(zeros, at);
        }
    }

    private void checkLimit(long size, long limit) throws IOException {
        long taken = list().stream().mapToLong(Found::size).sum();
        if (size > limit - taken) {
            throw new IOException("there is no room for " + size + " bytes of shared memory: " + taken
                    + " are taken of the " + limit + " that " + LIMIT + " allows");
        }
    }

    private static ByteBuffer head(long size, int owner) {
        return ByteBuffer.allocate(3 * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(MAGIC)
                .putLong(size)
                .putInt(owner)
                .flip();
    }

    /**
     * Opens a segment that is there.
     *
     * @throws NoSuchFileException if there is none of this name
     * @throws IOException if it is no segment
     */
    public FileChannel open(String name) throws IOException {
        FileChannel channel = FileChannel.open(file(name), StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            readHead(channel, name);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Head readHead(FileChannel channel, String name) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(3 * Long.BYTES).order(ByteOrder.nativeOrder());
        channel.read(head, 0);
        head.flip();
        if (head.remaining() < 2 * Long.BYTES + Integer.BYTES
                || head.getLong() != MAGIC
                || head.getLong(Long.BYTES) != channel.size() - HEAD) {
            throw new IOException("'" + name + "' is no segment of shared memory, or a broken one");
        }
        return new Head(head.getLong(), head.getInt());
    }

    /** How many bytes an open segment has. */
    public static long size(FileChannel channel) throws IOException {
        return channel.size() - HEAD;
    }

    /** All that are there, in no order. Those that go meanwhile may be among them or not. */
    public List<Found> list() throws IOException {
        List<Found> found = new ArrayList<>();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (!name.endsWith(SUFFIX)) {
                continue;
            }
            name = name.substring(0, name.length() - SUFFIX.length());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                Head head = readHead(channel, name);
                found.add(new Found(name, head.size(), head.owner()));
            } catch (IOException e) {
                // It has just gone, or is somebody else's idea of a segment.
            }
        }
        return found;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** Takes the name away; says whether there was such a segment. Those who have it open go on with it. */
    public boolean remove(String name) throws IOException {
        return Files.deleteIfExists(file(name));
    }

    /** Removes the segment of this name if this process made it, and not what another one has made after that was gone. */
    public void removeOwn(String name) throws IOException {
        int owner;
        try (FileChannel channel = FileChannel.open(file(name), StandardOpenOption.READ)) {
            owner = readHead(channel, name).owner();
        } catch (NoSuchFileException e) {
            return;
        }
        if (owner == Presence.own(directory).number()) {
            remove(name);
        }
    }

    /**
     * Removes the segments that this process has made. That it lives stays to be seen: until it has ended, its threads may go on and hold locks.
     */
    public void removeAllOwn() throws IOException {
        int own = Presence.own(directory).number();
        for (Found segment : list()) {
            if (segment.owner() == own) {
                remove(segment.name());
            }
        }
    }

    /** Removes the segments of processes that have ended, and what else they have left. */
    public void sweep() throws IOException {
        Set<Integer> dead = new HashSet<>();
        List<Path> files = files();
        for (Path file : files) {
            if (Presence.isPresence(file) && !Presence.isAlive(directory, Presence.numberOf(file))) {
                dead.add(Presence.numberOf(file));
            }
        }
        for (Found segment : list()) {
            if (dead.contains(segment.owner()) || !Presence.isAlive(directory, segment.owner())) {
                remove(segment.name());
            }
        }
        for (Path file : files) {
            if ((file.toString().endsWith(DRAFT) || file.toString().endsWith(BELL))
                    && !Presence.isAlive(directory, makerOf(file))) {
                Files.deleteIfExists(file);
            }
        }
        // Last: until then whoever comes next finds what is left to do.
        for (Path file : files) {
            if (Presence.isPresence(file) && dead.contains(Presence.numberOf(file))) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Where a process has a socket by which others wake it; swept away as all that it leaves. */
    public Path bell(int process, int number) {
        return directory.resolve(process + "-" + Integer.toHexString(number) + BELL);
    }

    private static int makerOf(Path draft) {
        String name = draft.getFileName().toString();
        try {
            return Integer.parseInt(name.substring(0, Math.max(0, name.indexOf('-'))));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
