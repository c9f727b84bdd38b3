package dev.holdall.client.plugin.host;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.wire.Key;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;

/**
 * A plug-in host process. Reads from standard input where the manager is, its key and the time limit; connects, tells the number of its
 * session on standard output, waits for a byte that says that it was admitted, and serves. Ends with its parent.
 */
public final class PluginHostMain {
    private PluginHostMain() {}

    /** Takes no arguments: nothing of what a host is told may stand on a command line. */
    public static void main(String[] args) throws Exception {
        PrintStream parent = System.out;
        // What plug-ins print belongs where people look.
        System.setOut(System.err);
        DataInputStream in = new DataInputStream(System.in);
        String address = in.readUTF();
        Key key = Key.parse(in.readUTF());
        Duration limit = Duration.ofNanos(in.readLong());
        Manager manager = Manager.connect(address, new ManagerOptions().key(key));
        PluginHost host = new PluginHost(manager.proxies(), PluginTypes.load(manager.proxies()), limit);
        parent.println("session " + manager.session());
        parent.flush();
        if (in.read() >= 0) {
            host.start();
        }
        awaitEnd(in);
        Runtime.getRuntime().halt(0);
    }

    private static void awaitEnd(DataInputStream in) {
        try {
            while (in.read() >= 0) {
                // The manager says nothing more; it only ends.
            }
        } catch (IOException e) {
            // As good as an end.
        }
    }
}
