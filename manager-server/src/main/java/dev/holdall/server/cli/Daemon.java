package dev.holdall.server.cli;

import dev.holdall.server.HoldallServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** A manager as a process: what it says when it listens, and what signals do to it. */
final class Daemon {
    private static final long DRAIN_MILLIS = 5_000;

    /** gRPC logs what strangers send to the port, with a stack, through here; held so that its level stays. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    private final HoldallServer server;
    private final @Nullable Path temporaryDirectory;

    /** @param temporaryDirectory was made for this manager alone and goes with it, once it is empty; null for none */
    Daemon(HoldallServer server, @Nullable Path temporaryDirectory) {
        this.server = server;
        this.temporaryDirectory = temporaryDirectory;
    }

    /** Before anything logs. */
    static void prepare(String logLevel) {
        GRPC.setLevel(Level.SEVERE);
        // Nobody has a use for it here but to keep the manager busy.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        CommandLogging.use(logLevel);
    }

    /** Stops and reads its files again when it is told to by signals, and says where clients can connect. */
    void listens(PrintWriter out) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop();
                            // Stopped as it was told to: that is no failure, whatever the signal.
                            Runtime.getRuntime().halt(0);
                        },
                        "holdall-stop"));
        reloadOnSignal();
        server.addresses().forEach(address -> out.println("listening on " + address));
        out.flush();
    }

    void stop() {
        server.stop(DRAIN_MILLIS);
        if (temporaryDirectory != null) {
            try {
                Files.deleteIfExists(temporaryDirectory);
            } catch (IOException e) {
                // It holds something else, or the parent was faster.
            }
        }
    }

    private void reloadOnSignal() {
        try {
            Signal.handle(new Signal("HUP"), signal -> server.reload());
        } catch (IllegalArgumentException e) {
            LoggerFactory.getLogger(Daemon.class)
                    .warn("this Java leaves no signals to programs: files are read again by a restart only");
        }
    }
}
