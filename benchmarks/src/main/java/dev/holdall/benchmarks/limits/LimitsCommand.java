package dev.holdall.benchmarks.limits;

import dev.holdall.benchmarks.Scratch;
import dev.holdall.benchmarks.peer.redis.RedisServer;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run limits}. */
@Command(
        name = "limits",
        description =
                "Measures how much memory a manager takes for elements, clients and calls that wait, how fast whole collections go there and back, and how fast it starts.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class LimitsCommand implements Callable<Integer> {
    /** What can be measured. */
    enum What {
        MEMORY,
        SCALE,
        FLOW,
        START
    }

    @Parameters(paramLabel = "WHAT", description = "Only these: ${COMPLETION-CANDIDATES}")
    private List<What> wanted = List.of(What.values());

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Path directory = Files.createTempDirectory("holdall-limits-");
        out.println(Row.HEAD);
        for (What what : wanted) {
            if (what == What.MEMORY && RedisServer.missing().isPresent()) {
                out.println("| memory | | | left out: " + RedisServer.missing().get() + " | |");
                continue;
            }
            List<Row> rows = switch (what) {
                case MEMORY -> new Memory(directory).measure();
                case SCALE -> new Scale(directory).measure();
                case FLOW -> new Flow(directory).measure();
                case START -> new Start(directory).measure();
            };
            rows.forEach(out::println);
            out.flush();
        }
        Scratch.delete(directory);
        return 0;
    }
}
