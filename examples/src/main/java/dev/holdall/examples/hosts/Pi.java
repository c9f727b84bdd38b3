package dev.holdall.examples.hosts;

import dev.holdall.examples.hosts.Network.Host;
import java.io.IOException;
import java.util.List;

/**
 * A sum that a pool computes on two hosts: darts are thrown at a square, and how many hit the circle in it tells pi. A manager runs on one
 * host, {@code holdall worker} on two others, and the program that asks, {@link PiAsker}, beside the manager. It knows the pool's name and not who
 * works there. As root on Linux the hosts are network namespaces; else all share this host's loopback address.
 */
public final class Pi {
    static final String POOL = "pi";

    private Pi() {}

    /** Ends with 0, with 1 if something failed, with 2 if the command line is wrong. */
    public static void main(String[] args) {
        if (args.length > 0) {
            System.err.println("pi: takes no arguments");
            System.exit(2);
        }
        System.exit(run());
    }

    private static int run() {
        try (Cleanup cleanup = new Cleanup()) {
            Network network = Network.open(cleanup);
            System.out.println("Network: " + network.description());
            run(network, Programs.in(cleanup));
            return 0;
        } catch (Exception e) {
            System.err.println("pi: " + e.getMessage());
            return 1;
        }
    }

    private static void run(Network network, Programs programs) throws Exception {
        Host home = network.hosts().get(0);
        Programs.Daemon manager = programs.manager(home);
        String classes =
                Pi.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        for (Host host : List.of(network.hosts().get(1), network.hosts().get(2))) {
            Process worker = programs.worker(
                    host,
                    manager,
                    "--pool",
                    POOL,
                    "--workers",
                    "1",
                    "--class-path",
                    classes,
                    "--libraries",
                    System.getProperty("java.class.path"));
            System.out.println("At " + host.address() + ": " + Programs.firstLine(worker));
        }
        int exit = programs.start(home, PiAsker.class, manager).waitFor();
        if (exit != 0) {
            throw new IOException("the program that asks ended with exit code " + exit);
        }
    }
}
