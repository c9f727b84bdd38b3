package dev.holdall.faults.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A manager as users run it: {@code holdall serve} in a JVM of its own. */
final class ManagerJvm implements AutoCloseable {
    static final String MAIN = "dev.holdall.server.cli.Main";

    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final int port;
    private final Path keyFile;

    private ManagerJvm(Process process, int port, Path keyFile) {
        this.process = process;
        this.port = port;
        this.keyFile = keyFile;
    }

    /**
     * Starts a manager and waits until clients can connect.
     *
     * @param directory for its key, its log and its port
     * @param port 0 for a free one
     * @param further words of its command line
     */
    static ManagerJvm start(Path directory, int port, List<String> further) throws IOException, InterruptedException {
        return start(MAIN, directory, port, further);
    }

    /** As {@link #start(Path, int, List)}, another program than the real one. */
    static ManagerJvm start(String main, Path directory, int port, List<String> further)
            throws IOException, InterruptedException {
        Path ports = directory.resolve("port");
        Path key = directory.resolve("key");
        Files.deleteIfExists(ports);
        List<String> arguments = new ArrayList<>(List.of("serve", "--listen", "127.0.0.1:" + port));
        arguments.addAll(List.of("--key-file", key.toString(), "--port-file", ports.toString(), "--log-level", "WARN"));
        arguments.addAll(further);
        Process process = Jvm.start(directory.resolve("manager.log").toFile(), main, arguments);
        Waiting.until(START, () -> Files.exists(ports) || !process.isAlive());
        if (!Files.exists(ports)) {
            Jvm.kill(process);
            throw new IOException("the manager did not start: see manager.log in " + directory);
        }
        return new ManagerJvm(process, Integer.parseInt(Files.readString(ports).trim()), key);
    }

    int port() {
        return port;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    Path keyFile() {
        return keyFile;
    }

    Process process() {
        return process;
    }

    /** {@code kill -9}. */
    @Override
    public void close() throws InterruptedException {
        Jvm.kill(process);
    }
}
