package dev.holdall.benchmarks.peer;

import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A system that is compared. */
public interface Peer {
    /** One word that names it. */
    String name();

    /** What it is, for people. */
    String title();

    /** What is missing to run it, and how it is installed; empty if nothing is. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** Whether it can do this. */
    boolean does(Workload workload, Mode mode);

    /** Whether it keeps what is put in, for others to take. */
    default boolean keeps() {
        return true;
    }

    /**
     * Starts its server, bound to loopback, in a process of its own.
     *
     * @param directory where it may leave files
     */
    Server start(Path directory) throws Exception;

    /** Connects to a server at an address; called in a client process. */
    Client connect(String address) throws Exception;

    /** The command of a client process, where it is not a JVM; empty if it is one. */
    default Optional<List<String>> clientCommand() {
        return Optional.empty();
    }
}
