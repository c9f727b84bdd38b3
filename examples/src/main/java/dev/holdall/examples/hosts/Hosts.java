package dev.holdall.examples.hosts;

import dev.holdall.examples.hosts.Network.Host;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A manager that programs on other hosts connect to. Starts a daemon, and two programs that know nothing of each other: each is given the
 * line that {@code holdall join-link} prints on the manager's host, which holds all that is needed and is a secret. As root the three run in
 * network namespaces, which are as good as hosts of their own; else they share this host's loopback address.
 *
 * <p>What is sent is encrypted. To other hosts it always is; {@code --tls} says so for the loopback address as well.
 */
public final class Hosts {
    private final Programs programs;

    private Hosts(Programs programs) {
        this.programs = programs;
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
            new Hosts(Programs.in(cleanup)).run(network);
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
        Programs.Daemon daemon = programs.manager(home);
        Process manager = daemon.process();
        System.out.println("Manager: listening on " + daemon.address());

        Process asker = programs.start(network.hosts().get(1), Asker.class, daemon);
        Process answerer = programs.start(network.hosts().get(2), Answerer.class, daemon);
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
