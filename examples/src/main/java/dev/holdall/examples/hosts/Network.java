package dev.holdall.examples.hosts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Three hosts that reach each other: Linux network namespaces joined by a bridge, each with an address of its own, or this host alone by
 * its loopback address.
 *
 * @param description which of the two, and why
 * @param hosts the manager's and the two programs'
 */
record Network(String description, List<Host> hosts) {
    private static final List<String> NAMES = List.of("manager", "asker", "answerer");

    /**
     * A host.
     *
     * @param address its address
     * @param runner the words before a command that is to run there
     */
    record Host(String address, List<String> runner) {}

    static Network loopback(String why) {
        Host self = new Host("127.0.0.1", List.of());
        return new Network("loopback, " + why, List.of(self, self, self));
    }

    /** Namespaces, or loopback where they cannot be made; they go when the clean-up comes. */
    static Network open(Cleanup cleanup) throws Exception {
        try {
            return cleanup.making(() -> namespaces(cleanup));
        } catch (IOException e) {
            return loopback("as namespaces cannot be made: " + e.getMessage());
        }
    }

    /** All links are inside of the namespaces, so they go with them, and this host's own network never sees them. */
    private static Network namespaces(Cleanup cleanup) throws IOException, InterruptedException {
        String prefix = "holdall-" + ProcessHandle.current().pid() + "-";
        String bridge = prefix + NAMES.get(0);
        List<Host> hosts = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            String namespace = prefix + NAMES.get(i);
            Path made = Path.of("/var/run/netns", namespace);
            cleanup.later(() -> Files.exists(made) ? ip("netns", "del", namespace) : null);
            ip("netns", "add", namespace);
            ip("-n", namespace, "link", "set", "dev", "lo", "up");
            String device = "eth0";
            if (i == 0) {
                device = "br0";
                ip("-n", namespace, "link", "add", "name", device, "type", "bridge");
            } else {
                String port = "port" + i;
                ip(
                        "-n", bridge, "link", "add", "name", port, "type", "veth", "peer", "name", device, "netns",
                        namespace);
                ip("-n", bridge, "link", "set", "dev", port, "master", "br0", "up");
            }
            String address = "10.77.0." + (i + 1);
            ip("-n", namespace, "address", "add", address + "/24", "dev", device);
            ip("-n", namespace, "link", "set", "dev", device, "up");
            ip("netns", "exec", namespace, "true");
            hosts.add(new Host(address, List.of("ip", "netns", "exec", namespace)));
        }
        return new Network("three namespaces joined by a bridge, as 'ip netns' may be used here", hosts);
    }

    private static Void ip(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException("there is no 'ip' command (iproute2)", e);
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("'" + String.join(" ", command) + "' says: " + said.replace('\n', ' '));
        }
        return null;
    }
}
