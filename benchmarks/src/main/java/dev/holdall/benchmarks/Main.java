package dev.holdall.benchmarks;

import dev.holdall.benchmarks.limits.LimitsCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of {@code benchmarks/run}. */
@Command(
        name = "benchmarks/run",
        description = "Measures Holdall beside other systems, and against the limits of the machine.",
        mixinStandardHelpOptions = true,
        subcommands = {PeersCommand.class, LimitsCommand.class, InsideCommand.class, ReportCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
