package dev.holdall.server.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the client library is, with which the manager's own child processes run. The manager itself does not know its classes. */
public final class ClientLibrary {
    private static final String A_CLASS = "dev.holdall.client.Manager";

    private ClientLibrary() {}

    /**
     * A class path with the client library: the manager's own, or what {@code bin/holdall} has found.
     *
     * @param who runs with it, for people
     * @throws IOException if it is nowhere
     */
    public static String classPath(String who) throws IOException {
        try {
            Class.forName(A_CLASS, false, ClientLibrary.class.getClassLoader());
            return System.getProperty("java.class.path");
        } catch (ClassNotFoundException e) {
            String jar = System.getProperty("holdall.client.jar");
            if (jar == null || !Files.isRegularFile(Path.of(jar))) {
                throw new IOException(
                        who + " run with the client library, and there is none: " + (jar == null ? "" : jar + ", ")
                                + "holdall-client.jar stands beside holdall.jar in an installation",
                        e);
            }
            return jar;
        }
    }
}
