package dev.holdall.server.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.AdminGrpc.AdminBlockingStub;
import dev.holdall.wire.Address;
import dev.holdall.wire.Fingerprint;
import dev.holdall.wire.JoinLink;
import dev.holdall.wire.Key;
import dev.holdall.wire.KeyFile;
import dev.holdall.wire.Pem;
import dev.holdall.wire.PrivateFile;
import dev.holdall.wire.TlsIdentity;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that ask a manager have in common: which manager, with which key, and how the answer is printed. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Asking {
    private static final long SECONDS = 10;
    /** Held, so that its level stays. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    @Option(
            names = "--connect",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1:7411",
            description = {
                "Where the manager is: host:port, [::1]:port, unix:/path, or a join link, which has its key in it. Other users of"
                        + " this host see what stands on a command line: write --connect and the link into a file that only you can"
                        + " read, and say @FILE instead.",
                "Default: ${DEFAULT-VALUE}"
            })
    private String connect;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = {
                "The file with the manager's key.",
                "Default: HOLDALL_KEY_FILE of the environment, or ~/.holdall/key"
            })
    private @Nullable Path keyFile;

    @Option(
            names = "--tls",
            description =
                    "Encrypt on this host too; the manager's certificate is tls-cert.pem beside the key file. To another host it"
                            + " is encrypted wherever there is such a file.")
    private boolean tls;

    @Option(
            names = "--insecure",
            description = "Ask a manager on another host, although nothing on the way is encrypted.")
    private boolean insecure;

    @Option(names = "--json", description = "Print JSON, for tools: the reply of admin.proto.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Asks the manager.
     *
     * @throws IOException saying why there is no answer
     */
    <R> R ask(Function<AdminBlockingStub, R> question) throws IOException {
        beQuiet();
        Path file = keyFile != null ? keyFile : KeyFile.usual();
        Address address;
        Key key;
        Fingerprint pin;
        String source;
        try {
            if (JoinLink.isLink(connect)) {
                JoinLink link = JoinLink.parse(connect);
                address = link.address();
                key = link.key();
                pin = link.certificate();
                source = "the join link";
            } else {
                address = Address.parse(connect);
                key = KeyFile.read(file);
                pin = pin(address, file);
                source = file.toString();
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--connect: " + e.getMessage());
        }
        try (ManagerDoor door = ManagerDoor.to(address, key, pin, insecure)) {
            return question.apply(
                    AdminGrpc.newBlockingStub(door.channel()).withDeadlineAfter(SECONDS, TimeUnit.SECONDS));
        } catch (StatusRuntimeException e) {
            throw new IOException(why(address, source, e.getStatus()), e);
        }
    }

    /** The certificate that the manager must show; null where nothing is encrypted. */
    private @Nullable Fingerprint pin(Address address, Path file) throws IOException {
        Path certificate = file.resolveSibling(TlsIdentity.CERTIFICATE_FILE);
        boolean far = address instanceof Address.Tcp tcp && !isOfThisHost(tcp);
        if (!tls && !(far && !insecure && Files.exists(certificate))) {
            return null;
        }
        if (Files.exists(certificate, LinkOption.NOFOLLOW_LINKS)) {
            // It is found and not named; reading it says so if there is none.
            PrivateFile.checkUnchanged(certificate, "certificate");
        }
        return Fingerprint.of(Pem.certificates(certificate).get(0));
    }

    private static boolean isOfThisHost(Address.Tcp address) {
        InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
        return !socket.isUnresolved() && socket.getAddress().isLoopbackAddress();
    }

    private static String why(Address address, String source, Status status) {
        String told = status.getDescription() == null ? status.getCode().toString() : status.getDescription();
        return switch (status.getCode()) {
            case UNAVAILABLE -> "there is no manager at " + address + ": " + cause(status, told);
            case DEADLINE_EXCEEDED -> "the manager at " + address + " did not answer within " + SECONDS + " seconds";
            case UNAUTHENTICATED -> "the manager at " + address + " has another key than the one in " + source;
            case PERMISSION_DENIED ->
                "the key in " + source + " does not allow this at the manager at " + address + ": " + told;
            case UNIMPLEMENTED -> "what is at " + address + " cannot be asked this; an older manager, perhaps: " + told;
            default -> "the manager at " + address + " did not answer: " + told;
        };
    }

    private static String cause(Status status, String told) {
        Throwable cause = status.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null || cause.getMessage() == null ? told : cause.getMessage();
    }

    /** What goes wrong is said in one line, by who asked. */
    private static void beQuiet() {
        GRPC.setLevel(Level.OFF);
        CommandLogging.use("OFF");
    }

    /** Prints an answer: in words, or as JSON if that was asked for. */
    <R extends Message> void print(R answer, Function<R, String> words) throws IOException {
        command.commandLine().getOut().println(json ? json(answer) : words.apply(answer));
        command.commandLine().getOut().flush();
    }

    private static String json(Message answer) throws IOException {
        try {
            return JsonFormat.printer().alwaysPrintFieldsWithNoPresence().print(answer);
        } catch (InvalidProtocolBufferException e) {
            throw new IOException("the answer cannot be printed as JSON: " + e.getMessage(), e);
        }
    }
}
