package dev.holdall.benchmarks;

import dev.holdall.benchmarks.harness.Arena;
import dev.holdall.benchmarks.harness.Settings;
import dev.holdall.benchmarks.peer.Child;
import dev.holdall.benchmarks.peer.Peer;
import dev.holdall.benchmarks.peer.Peers;
import dev.holdall.benchmarks.report.Tables;
import dev.holdall.benchmarks.result.Cell;
import dev.holdall.benchmarks.result.Results;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run peers}. */
@Command(
        name = "peers",
        description = "Lets Holdall and other systems take turns at the same work, and prints what each did.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PeersCommand implements Callable<Integer> {
    private static final int SMALL = 64;
    private static final int LARGE = 1_024;
    private static final int WARM_UP = 5_000;
    private static final int QUICK_WARM_UP = 3_000;
    /** What no target of a quick run is about. */
    private static final Set<String> NOT_QUICK = Set.of(Peers.UNIX, "socket", "grpc");

    @Option(
            names = "--quick",
            description = "64-byte puts and queues only, by 16 threads and asynchronously: some minutes.")
    private boolean quick;

    @Option(
            names = "--systems",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Only these. holdall is what the others are compared to, echo says how restless the machine is.")
    private List<String> systems = List.of();

    @Option(
            names = "--workloads",
            paramLabel = "NAME",
            split = ",",
            description = "Only these: ${COMPLETION-CANDIDATES}")
    private List<Workload> workloads = List.of(Workload.values());

    @Option(names = "--modes", paramLabel = "NAME", split = ",", description = "Only these: ${COMPLETION-CANDIDATES}")
    private List<Mode> modes = List.of(Mode.values());

    @Option(names = "--sizes", paramLabel = "BYTES", split = ",", description = "Only values of these sizes.")
    private List<Integer> sizes = List.of(SMALL, LARGE);

    @Option(names = "--rounds", defaultValue = "5", description = "How many turns each has. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--millis", defaultValue = "1000", description = "How long a turn takes. Default: ${DEFAULT-VALUE}")
    private int millis;

    @Option(
            names = "--warm-up",
            paramLabel = "MILLIS",
            description =
                    "How long each does a workload before it counts, in turns too; twice that for the first. Default: "
                            + WARM_UP + ", or " + QUICK_WARM_UP + " with --quick")
    private Integer warmUp;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description = "Write all that is measured there, tab-separated: what 'report' reads.")
    private Path file;

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description =
                    "A further option of all JVMs, such as -XX:StartFlightRecording:filename=DIRECTORY. May be repeated.")
    private List<String> jvmOptions = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        check();
        PrintWriter out = spec.commandLine().getOut();
        Child.furtherOptions(jvmOptions);
        int warmUpMillis = warmUp != null ? warmUp : quick ? QUICK_WARM_UP : WARM_UP;
        Settings first = new Settings(2 * warmUpMillis, rounds, millis);
        Settings others = new Settings(warmUpMillis, rounds, millis);
        Results results = new Results(Facts.now());
        Path directory = Files.createTempDirectory("holdall-benchmarks-");
        if (file != null) {
            writable(file);
        }
        try (Arena arena = new Arena(directory)) {
            for (Peer peer : wanted()) {
                Optional<String> missing = peer.missing();
                if (missing.isPresent()) {
                    out.println(peer.name() + " is left out: " + missing.get());
                } else {
                    arena.enter(peer);
                }
            }
            for (Cell cell : cells()) {
                // What all cells have in common is compiled in the first one.
                arena.measure(cell, results.all().isEmpty() ? first : others, results::add);
                out.println(Tables.cell(results, cell));
                out.flush();
                if (file != null) {
                    results.write(file);
                }
            }
        } catch (Exception e) {
            out.println("The logs of all processes are in " + directory);
            throw e;
        }
        Scratch.delete(directory);
        out.println(Tables.targets(results));
        String miscounts = Tables.miscounts(results);
        out.print(miscounts);
        out.flush();
        return miscounts.isEmpty() ? 0 : 1;
    }

    private void check() {
        if (quick
                && List.of("--workloads", "--modes", "--sizes").stream()
                        .anyMatch(spec.commandLine().getParseResult()::hasMatchedOption)) {
            throw refused("--quick says which workloads, modes and sizes: leave out the one or the others");
        }
        atLeast("--rounds", rounds, 1);
        atLeast("--millis", millis, 1);
        if (warmUp != null) {
            atLeast("--warm-up", warmUp, 0);
        }
        // A value holds the time at which it was put.
        sizes.forEach(size -> atLeast("--sizes", size, Long.BYTES));
    }

    private void atLeast(String flag, int value, int least) {
        if (value < least) {
            throw refused(flag + ": " + value + " is less than " + least);
        }
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    /** Finds out before anything is measured. */
    private void writable(Path results) {
        try {
            Files.writeString(results, "");
        } catch (IOException e) {
            throw refused("--results: cannot write " + results + ": " + e);
        }
    }

    private List<Peer> wanted() {
        if (systems.isEmpty()) {
            return Peers.all().stream()
                    .filter(peer -> !quick || !NOT_QUICK.contains(peer.name()))
                    .toList();
        }
        try {
            return systems.stream().distinct().map(Peers::of).toList();
        } catch (IllegalArgumentException e) {
            throw refused("--systems: " + e.getMessage());
        }
    }

    /** Those of many processes last: afterwards these stay, and idle. Two of them hand over, and are warm by then. */
    private List<Cell> cells() {
        if (quick) {
            return List.of(
                    new Cell(Workload.PUT, Mode.THREADS, SMALL),
                    new Cell(Workload.QUEUE, Mode.THREADS, SMALL),
                    new Cell(Workload.PUT, Mode.ASYNC, SMALL),
                    new Cell(Workload.QUEUE, Mode.ASYNC, SMALL));
        }
        List<Cell> cells = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            for (Workload workload : Workload.values()) {
                for (int size : sizes) {
                    if (modes.contains(mode) && workloads.contains(workload) && isMeasured(workload, mode)) {
                        cells.add(new Cell(workload, mode, size));
                    }
                }
            }
        }
        cells.sort(Comparator.comparing(
                cell -> cell.workload() == Workload.HANDOVER ? 2 : cell.mode() == Mode.PROCESSES ? 1 : 0));
        return cells;
    }

    private static boolean isMeasured(Workload workload, Mode mode) {
        return switch (workload) {
            case HANDING -> mode == Mode.ONE || mode == Mode.THREADS;
            case HANDOVER -> mode == Mode.ONE;
            default -> true;
        };
    }
}
