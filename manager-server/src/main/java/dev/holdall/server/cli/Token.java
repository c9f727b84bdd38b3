package dev.holdall.server.cli;

import dev.holdall.wire.KeyFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdall token}: what tools such as grpcurl send. */
@Command(
        name = "token",
        description =
                "Prints the token that unary gRPC calls carry, as in: grpcurl -H \"authorization: Bearer $(holdall token)\" ...",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Token implements Callable<Integer> {
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
        Path file = keyFile != null ? keyFile : KeyFile.usual();
        spec.commandLine().getOut().println(KeyFile.read(file).bearerToken());
        return 0;
    }
}
