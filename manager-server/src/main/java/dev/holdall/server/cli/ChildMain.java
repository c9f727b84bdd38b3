package dev.holdall.server.cli;

import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.plugin.PluginOptions;
import dev.holdall.server.tls.TlsOptions;
import dev.holdall.wire.Key;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The manager of a program, which starts it for itself: the key comes on standard input, and the manager stops when that ends.
 *
 * <p>Its words are the client library's, not a person's, and few of those of {@code holdall serve}. Without a library for command lines it
 * starts in two thirds of the time.
 */
public final class ChildMain {
    private final ServerOptions options = new ServerOptions();
    private final TlsOptions tls = new TlsOptions();
    private final List<String> limits = new ArrayList<>();
    private @Nullable PluginOptions plugins;
    private @Nullable Path temporaryDirectory;

    private ChildMain() {}

    /** Runs a manager until standard input ends. Exit codes are those of {@code holdall serve}. */
    public static void main(String[] arguments) {
        Daemon.prepare("WARN");
        try {
            ChildMain child = new ChildMain();
            child.read(List.of(arguments).iterator());
            child.run(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)));
            System.exit(0);
        } catch (IllegalArgumentException e) {
            failed(e, 2);
        } catch (IOException | RuntimeException | InterruptedException e) {
            failed(e, 1);
        }
    }

    private static void failed(Exception failure, int exit) {
        System.err.println("holdall: " + (failure.getMessage() == null ? failure : failure.getMessage()));
        System.exit(exit);
    }

    private void read(Iterator<String> words) {
        options.tls(tls);
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--tls" -> tls.everywhere();
                case "--insecure" -> options.insecure(true);
                default -> read(word, value(word, words));
            }
        }
        if (plugins != null) {
            options.plugins(plugins);
        }
        if (!limits.isEmpty()) {
            options.limits(LimitSettings.apply(ServerOptions.usualLimits(), limits));
        }
    }

    private static String value(String word, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException("'" + word + "' is no word of a program's manager, or lacks its value");
        }
        return words.next();
    }

    private void read(String word, String value) {
        switch (word) {
            case "--listen" -> options.listen(value);
            case "--key-file" -> options.keyFile(Path.of(value));
            case "--limit" -> limits.add(value);
            case "--temporary-directory" -> temporaryDirectory = Path.of(value);
            case "--plugin-class-path" -> plugins().classPath(value);
            case "--plugins" -> plugins().directory(Path.of(value));
            case "--plugin-timeout" -> plugins().timeout(Seconds.of(word, value));
            case "--plugin-heap" -> plugins().heap(value);
            default -> throw new IllegalArgumentException("'" + word + "' is no word of a program's manager");
        }
    }

    private PluginOptions plugins() {
        if (plugins == null) {
            plugins = new PluginOptions();
        }
        return plugins;
    }

    private void run(BufferedReader parent) throws IOException, InterruptedException {
        String key = parent.readLine();
        if (key == null) {
            throw new IOException("a program's manager expects the key on standard input");
        }
        options.key(Key.parse(key));
        // A Ctrl-C reaches all processes of a terminal; this one goes when its parent goes.
        Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        HoldallServer server = HoldallServer.start(options);
        Daemon daemon = new Daemon(server, temporaryDirectory);
        daemon.listens(new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)));
        while (parent.readLine() != null) {
            // The parent says nothing more; it only ends.
        }
        daemon.stop();
        server.awaitTermination();
    }
}
