package dev.holdall.server.cli;

import dev.holdall.server.HoldallServer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.InitializationException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code holdall}: the manager's command line. */
@Command(
        name = "holdall",
        description = "Holds lists, dicts, queues and values that processes of one host or of many share.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            Serve.class,
            Blocked.class,
            Info.class,
            Sessions.class,
            Keys.class,
            PrintJoinLink.class,
            Token.class,
            Worker.class
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed; standard error says why", "2:the command line is wrong"})
public final class Main {
    private Main() {}

    /** Runs a command line and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        CommandLine line = commandLine();
        if (args.length == 0) {
            line.usage(line.getErr());
            return CommandLine.ExitCode.USAGE;
        }
        return line.execute(args);
    }

    /** The commands, and what is said and returned when one fails. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main()) {
            @Override
            public ParseResult parseArgs(String... words) {
                try {
                    return super.parseArgs(words);
                } catch (InitializationException e) {
                    throw new ParameterException(this, "a file of arguments cannot be read: " + reason(e), e);
                }
            }
        };
        // What follows # in a join link is no remark.
        line.setAtFileCommentChar(null);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("holdall: " + message(failure));
            return CommandLine.ExitCode.SOFTWARE;
        });
        line.setParameterExceptionHandler((failure, words) -> {
            CommandLine command = failure.getCommandLine();
            command.getErr().println("holdall: " + failure.getMessage());
            command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
            return CommandLine.ExitCode.USAGE;
        });
        return line;
    }

    private static String reason(InitializationException failure) {
        Throwable cause = failure.getCause();
        return cause == null || cause.getMessage() == null ? message(failure) : cause.getMessage();
    }

    private static String message(Exception failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"holdall " + HoldallServer.VERSION};
        }
    }
}
