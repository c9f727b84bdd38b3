package dev.holdall.client.plugin.host;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.wire.JoinLink;
import dev.holdall.wire.Key;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

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
        // Before any code of a plug-in's runs: however long that takes, this process ends with its parent.
        CountDownLatch admitted = new CountDownLatch(1);
        Thread listener = new Thread(() -> listen(in, admitted), "holdall-parent");
        listener.setDaemon(true);
        listener.start();
        System.setIn(InputStream.nullInputStream());
        ManagerOptions options = new ManagerOptions().key(key).reconnect(false);
        if (!JoinLink.isLink(address)) {
            // A manager's own host: an address that has no link is one where nothing is encrypted, whoever can reach
            // it.
            options.insecure();
        }
        Manager manager = Manager.connect(address, options);
        PluginHost host = new PluginHost(manager.proxies(), PluginTypes.load(manager.proxies()), limit);
        parent.println("session " + manager.session());
        parent.flush();
        admitted.await();
        host.start();
        listener.join();
    }

    private static void listen(DataInputStream in, CountDownLatch admitted) {
        try {
            if (in.read() >= 0) {
                admitted.countDown();
            }
            while (in.read() >= 0) {
                // The manager says nothing more; it only ends.
            }
        } catch (IOException e) {
            // As good as an end.
        }
        Runtime.getRuntime().halt(0);
    }
}
