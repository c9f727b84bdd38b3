package dev.holdall.server.plugin;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where a manager's plug-ins are, and what their calls may need. Without any setting: on the manager's own class path. */
public final class PluginOptions {
    /** How long a call of a plug-in may run, unless set. */
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

    /** The heap of a plug-in host, unless set. */
    public static final String USUAL_HEAP = "256m";

    private static final String HOST_MAIN = "dev.holdall.client.plugin.host.PluginHostMain";

    /** Beyond it, adding to it in nanoseconds could overflow. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(365);

    private @Nullable Path directory;
    private @Nullable String classPath;
    private Duration timeout = USUAL_TIMEOUT;
    private String heap = USUAL_HEAP;

    /** Adds the jars in a directory, as they are when a host is started. */
    public PluginOptions directory(Path jars) {
        this.directory = jars;
        return this;
    }

    /** Adds a class path, for plug-ins that stand in no jar. */
    public PluginOptions classPath(String entries) {
        this.classPath = entries;
        return this;
    }

    /**
     * How long a call may run, 10 seconds unless set.
     *
     * @throws IllegalArgumentException if it is not positive, or more than a year
     */
    public PluginOptions timeout(Duration limit) {
        if (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("the time-out of plug-ins is positive and at most "
                    + LONGEST_TIMEOUT.toDays() + " days, not " + limit);
        }
        this.timeout = limit;
        return this;
    }

    /**
     * The heap that all plug-ins share, such as {@code 256m}, which it is unless set.
     *
     * @throws IllegalArgumentException if it is no such size
     */
    public PluginOptions heap(String size) {
        if (!size.matches("[1-9][0-9]{0,9}[kKmMgG]?")) {
            throw new IllegalArgumentException(
                    "'" + size + "' is no size of the plug-ins' heap; one is a number with k, m or g, as in 256m");
        }
        this.heap = size;
        return this;
    }

    Duration timeout() {
        return timeout;
    }

    String heap() {
        return heap;
    }

    static String mainClass() {
        return HOST_MAIN;
    }

    /**
     * What a host has on its class path.
     *
     * @throws IOException if the directory cannot be read, or the client library is nowhere; the message says which
     */
    String hostClassPath() throws IOException {
        List<String> entries = new ArrayList<>();
        if (directory != null) {
            entries.addAll(jars(directory));
        }
        if (classPath != null) {
            entries.add(classPath);
        } else {
            entries.add(ClientLibrary.classPath("plug-ins"));
        }
        return String.join(File.pathSeparator, entries);
    }

    private static List<String> jars(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("the directory of plug-ins, " + directory + ", is not there or is no directory");
        }
        TreeSet<String> jars = new TreeSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.jar")) {
            found.forEach(jar -> jars.add(jar.toAbsolutePath().toString()));
        }
        return List.copyOf(jars);
    }
}
