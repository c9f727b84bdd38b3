package dev.holdall.server.cli;

import dev.holdall.server.tls.JoinAddress;
import dev.holdall.server.tls.TlsOptions;
import dev.holdall.wire.Address;
import dev.holdall.wire.JoinLink;
import dev.holdall.wire.KeyFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code holdall join-link}: what another host needs to join. */
@Command(
        name = "join-link",
        description = {
            "Prints the line by which programs on other hosts connect: Manager.connect(\"holdall://...\").",
            "It names the address, pins the manager's certificate and holds the key: whoever has the line is let in. Hand it over as you"
                    + " would a password.",
            "Of several managers with one key file, the line is that of the one that started last."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PrintJoinLink implements Callable<Integer> {
    @Option(
            names = "--advertise",
            paramLabel = "HOST[:PORT]",
            description = "What other hosts call this one. Default: as the manager was told, or where it listens")
    private @Nullable String advertise;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = {
                "The file with the manager's key.",
                "Default: HOLDALL_KEY_FILE of the environment, or ~/.holdall/key"
            })
    private @Nullable Path keyFile;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Address.Tcp advertised = advertised();
        Path file = (keyFile != null ? keyFile : KeyFile.usual()).toAbsolutePath();
        JoinAddress join = JoinAddress.read(file);
        Address.Tcp address = advertised == null
                ? join.address()
                : new Address.Tcp(
                        advertised.host(),
                        advertised.port() != 0
                                ? advertised.port()
                                : join.address().port());
        JoinLink link = new JoinLink(address, join.certificate(), KeyFile.read(file));
        spec.commandLine().getOut().println(link.reveal());
        return 0;
    }

    private Address.@Nullable Tcp advertised() {
        try {
            return advertise == null ? null : TlsOptions.advertised(advertise);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--advertise: " + e.getMessage());
        }
    }
}
