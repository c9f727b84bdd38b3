package dev.holdall.benchmarks;

import dev.holdall.benchmarks.inside.Verdicts;
import dev.holdall.benchmarks.limits.Row;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run inside}. */
@Command(
        name = "inside",
        description = "Measures the inside of the manager by JMH: nanoseconds and bytes a call, and how they grow.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class InsideCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATTERN", description = "Only benchmarks whose names match one of these.")
    private List<String> patterns = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ChainedOptionsBuilder options =
                new OptionsBuilder().addProfiler(GCProfiler.class).shouldFailOnError(true);
        patterns.forEach(options::include);
        Collection<RunResult> results;
        try {
            results = new Runner(options.build()).run();
        } catch (NoBenchmarksException e) {
            throw new ParameterException(spec.commandLine(), "no benchmark matches " + String.join(", ", patterns));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Row.HEAD);
        Verdicts.of(results).forEach(out::println);
        out.flush();
        return 0;
    }
}
