package dev.holdall.client.process;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.call.Held;
import dev.holdall.client.session.TlsSettings;
import dev.holdall.wire.Fingerprint;
import dev.holdall.wire.Key;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A worker process: reads what it is to do from standard input, connects to the manager, runs, and ends with 0, or with 1 if something was
 * thrown. Ends too when its parent is gone.
 */
public final class WorkerMain {
    /** The manager is there, since the parent is connected to it; many workers that start at once make each other slow. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private WorkerMain() {}

    /** Takes no arguments: nothing of what a worker is told may stand on a command line. */
    public static void main(String[] args) throws Exception {
        DataInputStream in = new DataInputStream(System.in);
        WorkerStart start = WorkerStart.read(in);
        Thread parent = new Thread(() -> exitWithParent(in), "holdall-parent");
        parent.setDaemon(true);
        parent.start();
        try (Manager manager = Manager.connect(start.address(), options(start))) {
            Class<?> type = Class.forName(start.worker());
            // Before the proxies are made, which share what keeps their objects alive.
            List<Held> held =
                    start.references().isEmpty() ? List.of() : manager.proxies().hold(start.references());
            Runnable worker = new WorkerClass(type, manager.proxies().codecs()).make(start.arguments(), manager);
            Reference.reachabilityFence(held);
            worker.run();
        }
    }

    private static ManagerOptions options(WorkerStart start) {
        TlsSettings tls = start.tls();
        ManagerOptions options = new ManagerOptions()
                .key(Key.parse(start.key()))
                .keyFile(tls.keyFile())
                .connectTimeout(PATIENCE);
        if (tls.mode() == TlsSettings.Mode.ALWAYS) {
            options.tls();
        } else if (tls.mode() == TlsSettings.Mode.NEVER) {
            options.insecure();
        }
        Fingerprint pin = tls.pin();
        if (pin != null) {
            options.pin(pin.toString());
        }
        Path trusted = tls.trusted();
        if (trusted != null) {
            options.trust(trusted);
        }
        Path certificate = tls.certificate();
        Path privateKey = tls.privateKey();
        if (certificate != null && privateKey != null) {
            options.certificate(certificate, privateKey);
        }
        return options;
    }

    private static void exitWithParent(DataInputStream in) {
        try {
            while (in.read() >= 0) {
                // A parent says nothing more; it only ends.
            }
        } catch (IOException e) {
            // As good as an end.
        }
        Runtime.getRuntime().halt(1);
    }
}
