package dev.holdall.benchmarks;

import dev.holdall.benchmarks.peer.Peer;
import dev.holdall.benchmarks.peer.Peers;
import dev.holdall.benchmarks.report.Chart;
import dev.holdall.benchmarks.report.Tables;
import dev.holdall.benchmarks.result.Cell;
import dev.holdall.benchmarks.result.Results;
import dev.holdall.benchmarks.workload.Mode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run report}. */
@Command(
        name = "report",
        description = "Prints the tables of what was measured before, in Markdown, and draws its chart.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "What 'peers --results' wrote.")
    private Path file;

    @Option(names = "--chart", paramLabel = "FILE", description = "Draw bars of the operations a second there, as SVG.")
    private Path chart;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Results results;
        try {
            results = Results.read(file);
        } catch (IOException | RuntimeException e) {
            throw new ParameterException(spec.commandLine(), "cannot read results from " + file + ": " + e);
        }
        PrintWriter out = spec.commandLine().getOut();
        results.facts().forEach(fact -> out.println("- " + fact));
        out.println();
        out.println(Tables.targets(results));
        for (Peer peer : Peers.all()) {
            out.println("- " + peer.name() + ": " + peer.title());
        }
        out.println();
        out.print(Tables.cells(results));
        out.flush();
        if (chart != null) {
            List<Cell> drawn = results.cells().stream()
                    .filter(cell -> cell.mode() == Mode.THREADS || cell.mode() == Mode.ASYNC)
                    .toList();
            Files.writeString(chart, Chart.svg(results, drawn));
        }
        return 0;
    }
}
