package dev.holdall.examples.hosts;

import dev.holdall.examples.hosts.Network.Host;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A manager that programs on other hosts connect to. Starts a daemon, and two programs that know nothing of each other: each is given the
 * line that {@code holdall join-link} prints on the manager's host, which holds all that is needed and is a secret. As root the three run in
 * network namespaces, which are as good as hosts of their own; else they share this host's loopback address.
 *
 * <p>What is sent is encrypted. To other hosts it always is; {@code --tls} says so for the loopback address as well.
 */
public final class Hosts {
    /** The environment variable with the join link: what a command line has, all users of a host can read. */
    static final String LINK = "HOLDALL_JOIN_LINK";

    private static final String KEY_FILE = "HOLDALL_KEY_FILE";
    private static final String DAEMON = "dev.holdall.server.cli.Main";
    private static final String READY = "listening on ";

    private final Cleanup cleanup;
    private final Path keyFile;

    private Hosts(Cleanup cleanup, Path keyFile) {
        this.cleanup = cleanup;
        this.keyFile = keyFile;
    }

    /** Ends with 0, with 1 if something failed, with 2 if the command line is wrong. */
    public static void main(String[] args) {
        if (args.length > 1
                || args.length == 1 && !List.of("--loopback", "--help").contains(args[0])) {
            System.err.println("hosts: takes no arguments but --loopback; try --help");
            System.exit(2);
        } else if (args.length == 1 && args[0].equals("--help")) {
            System.out.println("Usage: hosts [--loopback]\n\n"
                    + "Starts a manager and two programs that meet by its address, each in a network namespace of its own\n"
                    + "if this is run by root on Linux with iproute2, and takes all away again.\n\n"
                    + "  --loopback  no namespaces, only this host's loopback address");
        } else {
            System.exit(run(args.length == 1));
        }
    }

    private static int run(boolean loopback) {
        try (Cleanup cleanup = new Cleanup()) {
            return run(loopback, cleanup);
        }
    }

    private static int run(boolean loopback, Cleanup cleanup) {
        try {
            Network network = loopback ? Network.loopback("as --loopback says") : Network.open(cleanup);
            System.out.println("Network: " + network.description());
            Path directory = cleanup.making(() -> temporaryDirectory(cleanup));
            new Hosts(cleanup, directory.resolve("key")).run(network);
            return 0;
        } catch (Exception e) {
            if (!cleanup.hasBegun()) { // else it failed because of that, on Ctrl-C
                System.err.println("hosts: " + e.getMessage());
            }
            return 1;
        }
    }

    private void run(Network network) throws Exception {
        Host home = network.hosts().get(0);
        Process manager = daemon(home, "serve", "--listen", home.address() + ":0", "--tls", "--log-level", "ERROR");
        String address = firstLine(manager).substring(READY.length());
        String link = firstLine(daemon(home, "join-link"));
        System.out.println("Manager: " + READY + address);

        Process asker = start(network.hosts().get(1), Asker.class, address, link);
        Process answerer = start(network.hosts().get(2), Answerer.class, address, link);
        while (asker.isAlive() || answerer.isAlive()) {
            check(asker, "the asker");
            check(answerer, "the answerer");
            if (!manager.isAlive()) {
                throw new IOException("the manager ended with exit code " + manager.exitValue());
            }
            Process slower = asker.isAlive() ? asker : answerer;
            slower.waitFor(200, TimeUnit.MILLISECONDS);
        }
        check(asker, "the asker");
        check(answerer, "the answerer");
        System.out.println(
                "Check passed: every job was answered, between programs that share only the manager's join link");
    }

    private static void check(Process process, String name) throws IOException {
        if (!process.isAlive() && process.exitValue() != 0) {
            throw new IOException(name + " ended with exit code " + process.exitValue());
        }
    }

    private Process daemon(Host host, String... words) throws Exception {
        Map<String, String> environment = Map.of(KEY_FILE, keyFile.toString());
        return start(host, ProcessBuilder.Redirect.PIPE, DAEMON, List.of(words), environment);
    }

    private Process start(Host host, Class<?> program, String address, String link) throws Exception {
        Map<String, String> environment = Map.of(LINK, link);
        return start(host, ProcessBuilder.Redirect.INHERIT, program.getName(), List.of(address), environment);
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

    /** Where the manager says that it listens, or its join link. Neither says more, so nobody needs to read on. */
    private static String firstLine(Process daemon) throws IOException, InterruptedException {
        BufferedReader lines = daemon.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("the manager could not start, it ended with exit code " + daemon.waitFor());
        }
        return line;
    }

    private static Path temporaryDirectory(Cleanup cleanup) throws IOException {
        Path directory = Files.createTempDirectory("holdall-hosts-");
        cleanup.later(() -> {
            for (String file : List.of("key", "tls-cert.pem", "tls-key.pem", "join-address")) {
                Files.deleteIfExists(directory.resolve(file));
            }
            return Files.deleteIfExists(directory);
        });
        return directory;
    }

    /** The address by which this host reaches another; nothing is sent. */
    static String addressTowards(String managerAddress) throws IOException {
        int colon = managerAddress.lastIndexOf(':');
        int port = Integer.parseInt(managerAddress.substring(colon + 1));
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(managerAddress.substring(0, colon), port));
            return socket.getLocalAddress().getHostAddress();
        }
    }
}
