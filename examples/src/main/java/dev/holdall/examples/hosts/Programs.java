package dev.holdall.examples.hosts;

import dev.holdall.examples.hosts.Network.Host;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The programs of an example, each on a host; they end with it. */
final class Programs {
    /** The environment variable with the join link: what a command line has, all users of a host can read. */
    static final String LINK = "HOLDALL_JOIN_LINK";

    private static final String KEY_FILE = "HOLDALL_KEY_FILE";
    private static final String COMMANDS = "dev.holdall.server.cli.Main";
    private static final String READY = "listening on ";
    private static final String WORDS = "words";

    private final Cleanup cleanup;
    private final Path directory;

    private Programs(Cleanup cleanup, Path directory) {
        this.cleanup = cleanup;
        this.directory = directory;
    }

    /** A manager that others can connect to. */
    record Daemon(Process process, String address, String link) {}

    static Programs in(Cleanup cleanup) throws Exception {
        return new Programs(cleanup, cleanup.making(() -> temporaryDirectory(cleanup)));
    }

    private static Path temporaryDirectory(Cleanup cleanup) throws IOException {
        Path directory = Files.createTempDirectory("holdall-hosts-");
        cleanup.later(() -> {
            for (String file : List.of("key", "tls-cert.pem", "tls-key.pem", "join-address", WORDS)) {
                Files.deleteIfExists(directory.resolve(file));
            }
            return Files.deleteIfExists(directory);
        });
        return directory;
    }

    /** Starts a manager on a host. */
    Daemon manager(Host host) throws Exception {
        Process manager = command(host, "serve", "--listen", host.address() + ":0", "--tls", "--log-level", "ERROR");
        String address = firstLine(manager).substring(READY.length());
        return new Daemon(manager, address, firstLine(command(host, "join-link")));
    }

    /** Runs a command of {@code holdall} on a host, which says something first. */
    private Process command(Host host, String... words) throws Exception {
        Map<String, String> environment =
                Map.of(KEY_FILE, directory.resolve("key").toString());
        return start(host, ProcessBuilder.Redirect.PIPE, COMMANDS, List.of(words), environment);
    }

    /** Starts {@code holdall worker} on a host; what it prints is to be read. */
    Process worker(Host host, Daemon daemon, String... words) throws Exception {
        // The link is in a file that nobody else can read.
        Path file = directory.resolve(WORDS);
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, "--connect " + daemon.link());
        }
        List<String> all = new ArrayList<>(List.of("worker", "@" + file));
        all.addAll(List.of(words));
        return command(host, all.toArray(String[]::new));
    }

    /** Starts a program on a host. It gets the manager's address as its argument, and the join link in its environment. */
    Process start(Host host, Class<?> program, Daemon daemon) throws Exception {
        Map<String, String> environment = Map.of(LINK, daemon.link());
        return start(host, ProcessBuilder.Redirect.INHERIT, program.getName(), List.of(daemon.address()), environment);
    }

    private Process start(
            Host host,
            ProcessBuilder.Redirect output,
            String mainClass,
            List<String> arguments,
            Map<String, String> environment)
            throws Exception {
        List<String> command = new ArrayList<>(host.runner());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return cleanup.making(() -> {
            Process process = builder.start();
            cleanup.later(() -> stop(process));
            return process;
        });
    }

    private static Process stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return process;
    }

    /** What a command says first, and those that are run here say no more. */
    static String firstLine(Process command) throws IOException, InterruptedException {
        BufferedReader lines = command.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("it could not start, and ended with exit code " + command.waitFor());
        }
        return line;
    }
}
