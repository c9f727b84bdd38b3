package dev.holdall.server.plugin;

import dev.holdall.wire.Key;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plug-in host of a manager: a child JVM that is replaced as soon as it ends. What it must know, the key among it, travels through its
 * standard input, whose end tells it to end.
 */
public final class HostProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostProcess.class);

    /** What the host prints before the number of its session. */
    private static final String SESSION = "session ";
    /** A host that does not come up is not tried again at once. */
    private static final long PAUSE_MILLIS = 1_000;

    private static final int STOP_SECONDS = 5;

    private final PluginOptions options;
    private final Supplier<String> manager;
    private final Key key;
    private final LongConsumer admit;
    private final Thread keeper;

    private @Nullable Process process;
    private boolean closed;

    private HostProcess(PluginOptions options, Supplier<String> manager, Key key, LongConsumer admit) {
        this.options = options;
        this.manager = manager;
        this.key = key;
        this.admit = admit;
        this.keeper = new Thread(this::keep, "holdall-plugin-host");
        keeper.setDaemon(true);
    }

    /**
     * Keeps a host running until this is closed. Returns before the first one is there.
     *
     * @param manager where a host that starts now connects to: an address, or a join link if it is encrypted
     * @param admit told the number of a host's session, before the host takes its first task
     * @throws IOException if there is nothing to run; the message says what is missing
     */
    public static HostProcess start(PluginOptions options, Supplier<String> manager, Key key, LongConsumer admit)
            throws IOException {
        options.hostClassPath();
        HostProcess host = new HostProcess(options, manager, key, admit);
        host.keeper.start();
        return host;
    }

    /** The number of the process that runs now; empty while there is none. */
    public synchronized OptionalLong pid() {
        return process == null || !process.isAlive() ? OptionalLong.empty() : OptionalLong.of(process.pid());
    }

    private void keep() {
        while (true) {
            boolean served = false;
            try {
                Process started = launch();
                if (started == null) {
                    return;
                }
                served = serve(started);
                int code = started.waitFor();
                if (!isClosed()) {
                    LOG.warn("the plug-in host ended with exit code {}; another one is started", code);
                }
            } catch (IOException e) {
                LOG.error("the plug-in host cannot be started: {}", e.getMessage());
            } catch (InterruptedException e) {
                return;
            }
            if (isClosed() || !served && !pause()) {
                return;
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Null if this was closed. */
    private synchronized @Nullable Process launch() throws IOException {
        if (closed) {
            return null;
        }
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx" + options.heap(),
                // A host without memory is of no use to any object: it is replaced.
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                options.hostClassPath(),
                PluginOptions.mainClass());
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return process;
    }

    /** @return whether the host has come up */
    private boolean serve(Process started) {
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            // Stays open: its end tells the host to end.
            DataOutputStream out = new DataOutputStream(started.getOutputStream());
            out.writeUTF(manager.get());
            out.writeUTF(key.reveal());
            out.writeLong(options.timeout().toNanos());
            out.flush();
            boolean served = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!served && line.startsWith(SESSION)) {
                    admit.accept(Long.parseLong(line.substring(SESSION.length())));
                    out.write(1);
                    out.flush();
                    served = true;
                } else {
                    // A host says nothing else: it is its JVM that does, of why it cannot start.
                    LOG.warn("the plug-in host says: {}", line);
                }
            }
            return served;
        } catch (IOException | NumberFormatException e) {
            // It ended before it had read all, or does not speak as a host does.
            started.destroyForcibly();
            LOG.debug("the plug-in host cannot be told or heard", e);
            return false;
        }
    }

    /** Ends the host; what it runs is lost. */
    @Override
    public void close() {
        Process last;
        synchronized (this) {
            closed = true;
            last = process;
        }
        keeper.interrupt();
        if (last == null) {
            return;
        }
        // By its handle, at once: it holds nothing that is not in the manager.
        last.destroyForcibly();
        try {
            last.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
