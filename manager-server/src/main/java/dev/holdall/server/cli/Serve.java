package dev.holdall.server.cli;

import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.plugin.PluginOptions;
import dev.holdall.server.tls.TlsOptions;
import dev.holdall.wire.Address;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code holdall serve}: runs a manager until it is told to stop. */
@Command(
        name = "serve",
        description = {
            "Runs a manager until SIGTERM or SIGINT; what was answered by then is still sent.",
            "SIGHUP makes it read its keys again, which it also does by itself, and its certificates: new connections get those."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped when told to",
            "1:could not start, a port in use or a file missing; standard error says which",
            "2:the command line is wrong"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Serve implements Callable<Integer> {
    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1:7411",
            description = {
                "Where to listen: host:port, [::1]:port or unix:/path; port 0 takes a free one. May be given several times.",
                "Default: ${DEFAULT-VALUE}"
            })
    private List<String> listen;

    @Option(
            names = "--insecure",
            description =
                    "Encrypt nothing, not even at addresses that other hosts can reach: for networks that one trusts.")
    private boolean insecure;

    @Option(
            names = "--tls",
            description = "Encrypt at loopback addresses too. At others TLS is on anyway; UNIX sockets need none.")
    private boolean tls;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = {
                "The certificate to show, PEM, then those that signed it. With --tls-key.",
                "Default: tls-cert.pem beside the key file; made at the first start"
            })
    private @Nullable Path tlsCert;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The private key of --tls-cert, PEM (PKCS #8), readable by its owner alone.")
    private @Nullable Path tlsKey;

    @Option(
            names = "--client-ca",
            paramLabel = "FILE",
            description = "Let in only clients that show a certificate signed by one of those in this PEM file.")
    private @Nullable Path clientCa;

    @Option(
            names = "--advertise",
            paramLabel = "HOST[:PORT]",
            description =
                    "What other hosts call this one, for 'holdall join-link' and for the certificate when it is made.")
    private @Nullable String advertise;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = {
                "The file with the main key; made if there is none. Further keys: see 'holdall keys'.",
                "Default: HOLDALL_KEY_FILE of the environment, or ~/.holdall/key"
            })
    private @Nullable Path keyFile;

    @Option(
            names = "--port-file",
            paramLabel = "FILE",
            description = "Write the TCP ports here, one a line in the order of --listen, once clients can connect.")
    private @Nullable Path portFile;

    @Option(
            names = "--session-grace",
            paramLabel = "SECONDS",
            description = {
                "How long a client whose connection broke may take to come back before all that it holds is undone, unless it"
                        + " asks for another time.",
                "Default: 10"
            })
    private @Nullable BigDecimal sessionGrace;

    @Option(
            names = "--limit",
            paramLabel = "NAME=VALUE",
            description = {
                "How much of something there may be, such as objects=5000 or element-bytes=64m (k, m and g are powers of 1,024). May be",
                "given several times. 'holdall info' lists all limits, and what is used of them."
            })
    private @Nullable List<String> limits;

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description = "Run the plug-ins in the jars of this directory, in a process beside the manager.")
    private @Nullable Path plugins;

    @Option(
            names = "--plugin-timeout",
            paramLabel = "SECONDS",
            description = "How long a call of a plug-in may run. Default: 10")
    private @Nullable BigDecimal pluginTimeout;

    @Option(
            names = "--plugin-heap",
            paramLabel = "SIZE",
            description = "The memory that all plug-ins share, such as 512m. Default: " + PluginOptions.USUAL_HEAP)
    private @Nullable String pluginHeap;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "INFO",
            description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private LogLevel logLevel;

    @Spec
    private CommandSpec spec;

    enum LogLevel {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    @Override
    public Integer call() throws Exception {
        Daemon.prepare(logLevel.name());
        ServerOptions options = options();
        if (portFile != null) {
            checkPortFile(portFile);
        }
        HoldallServer server = start(options);
        try {
            if (portFile != null) {
                writePorts(portFile, server.addresses());
            }
        } catch (IOException e) {
            server.close();
            throw e;
        }
        new Daemon(server, null).listens(spec.commandLine().getOut());
        server.awaitTermination();
        return 0;
    }

    private ServerOptions options() {
        ServerOptions options = new ServerOptions().insecure(insecure).tls(tlsOptions());
        if (keyFile != null) {
            options.keyFile(keyFile);
        }
        try {
            listen.forEach(options::listen);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--listen: " + e.getMessage());
        }
        if (limits != null) {
            try {
                options.limits(LimitSettings.apply(ServerOptions.usualLimits(), limits));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--limit: " + e.getMessage());
            }
        }
        if (sessionGrace != null) {
            try {
                options.sessionGrace(Seconds.of("--session-grace", sessionGrace.toString()));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage());
            }
        }
        if (plugins != null) {
            options.plugins(pluginOptions());
        } else if (pluginTimeout != null || pluginHeap != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--plugin-timeout and --plugin-heap say something of plug-ins: name their --plugins too");
        }
        return options;
    }

    private TlsOptions tlsOptions() {
        TlsOptions options = new TlsOptions();
        if (tls) {
            options.everywhere();
        }
        if (tlsCert != null && tlsKey != null) {
            options.certificate(tlsCert, tlsKey);
        } else if (tlsCert != null || tlsKey != null) {
            throw new ParameterException(
                    spec.commandLine(), "--tls-cert and --tls-key belong together: name both, or none");
        }
        if (clientCa != null) {
            options.clientCa(clientCa);
        }
        if (advertise != null) {
            try {
                options.advertise(advertise);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--advertise: " + e.getMessage());
            }
        }
        return options;
    }

    private PluginOptions pluginOptions() {
        PluginOptions options = new PluginOptions();
        try {
            options.directory(Objects.requireNonNull(plugins));
            if (pluginTimeout != null) {
                options.timeout(Seconds.of("--plugin-timeout", pluginTimeout.toString()));
            }
            if (pluginHeap != null) {
                options.heap(pluginHeap);
            }
            return options;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private HoldallServer start(ServerOptions options) throws IOException {
        try {
            return HoldallServer.start(options);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /** Written under another name first: whoever sees the file sees all of it. */
    private static void writePorts(Path file, List<Address> addresses) throws IOException {
        String ports = addresses.stream()
                .filter(address -> address instanceof Address.Tcp)
                .map(address -> ((Address.Tcp) address).port() + "\n")
                .collect(Collectors.joining());
        Path draft = draft(file);
        try {
            Files.writeString(draft, ports);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /** Refuses a file that could not be written once the manager listens: then clients would come and be sent away. */
    private static void checkPortFile(Path file) throws IOException {
        if (Files.isDirectory(file) || file.getFileName() == null) {
            throw new IOException("cannot write the port file " + file + ": that is a directory");
        }
        Path draft = draft(file);
        try {
            Files.writeString(draft, "");
            Files.delete(draft);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static Path draft(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private static IOException cannotWrite(Path file, IOException why) {
        String reason = why instanceof NoSuchFileException
                ? "there is no such directory"
                : why instanceof AccessDeniedException ? "permission denied" : why.getMessage();
        return new IOException("cannot write the port file " + file + ": " + reason, why);
    }
}
