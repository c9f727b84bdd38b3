package dev.holdall.server.cli;

import dev.holdall.v1.BlockedReply;
import dev.holdall.v1.BlockedRequest;
import dev.holdall.wire.AdminWords;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdall blocked}: who waits for what. */
@Command(
        name = "blocked",
        description =
                "Prints which calls wait, for what and who has it; first of all who waits for each other for ever.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Blocked implements Callable<Integer> {
    @Mixin
    private Asking asking;

    @Option(
            names = "--fail-on-deadlock",
            description =
                    "Exit with 1 if somebody certainly waits for each other; deadlocks that are only possible do not count.")
    private boolean failOnDeadlock;

    @Override
    public Integer call() throws IOException {
        BlockedReply blocked = asking.ask(admin -> admin.blocked(BlockedRequest.getDefaultInstance()));
        asking.print(blocked, AdminWords::of);
        long certain = blocked.getDeadlocksList().stream()
                .filter(deadlock -> !deadlock.getPossible())
                .count();
        if (failOnDeadlock && certain > 0) {
            throw new IOException(certain == 1 ? "there is a deadlock" : "there are " + certain + " deadlocks");
        }
        return 0;
    }
}
