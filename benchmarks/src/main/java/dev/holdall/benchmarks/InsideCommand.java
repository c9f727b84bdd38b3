package dev.holdall.benchmarks;

import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code benchmarks/run inside}. */
@Command(
        name = "inside",
        description = "Measures the inside of the manager by JMH: nanoseconds and bytes a call, and how they grow.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class InsideCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATTERN", description = "Only benchmarks whose names match one of these.")
    private List<String> patterns = List.of();

    @Override
    public Integer call() throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder().addProfiler(GCProfiler.class);
        patterns.forEach(options::include);
        new Runner(options.build()).run();
        return 0;
    }
}
