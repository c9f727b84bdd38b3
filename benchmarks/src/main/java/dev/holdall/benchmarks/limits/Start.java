package dev.holdall.benchmarks.limits;

import dev.holdall.benchmarks.peer.Child;
import dev.holdall.benchmarks.peer.ServerProcess;
import dev.holdall.benchmarks.result.Spread;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.InfoRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From {@code Manager.start()} to the first answer, beside a bare gRPC child, without archives of classes and with them; in turns, by a
 * client that has done it before.
 */
final class Start {
    /** The options that a program's manager has unless it is given others. */
    private static final List<String> MANAGERS = List.of("-XX:+UseSerialGC");

    private static final int ROUNDS = 9;
    private static final double BOUND = 1.3;
    private static final double BOUND_OF_ARCHIVE = 0.65;

    private final Path directory;

    /** Milliseconds of each round. */
    private record Times(double[] managers, double[] bares, double[] archived, double[] archivedBares) {
        Times() {
            this(new double[ROUNDS], new double[ROUNDS], new double[ROUNDS], new double[ROUNDS]);
        }
    }

    Start(Path directory) {
        this.directory = directory;
    }

    List<Row> measure() throws Exception {
        Path archive = directory.resolve("bare.jsa");
        List<String> leaving = List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
        List<String> using = List.of("-XX:SharedArchiveFile=" + archive);
        // The first ones leave archives behind.
        manager(true);
        bare(leaving);
        Times times = new Times();
        for (int i = 0; i < ROUNDS; i++) {
            times.managers[i] = manager(false);
            times.bares[i] = bare(List.of());
            times.archived[i] = manager(true);
            times.archivedBares[i] = bare(using);
        }
        return List.of(
                row(
                        "Manager.start() to the first answer, as a multiple of a bare gRPC child's",
                        times.managers,
                        times.bares,
                        BOUND),
                row("the same, both with archives of classes", times.archived, times.archivedBares, BOUND),
                row(
                        "Manager.start() with an archive, as a part of that without",
                        times.archived,
                        times.managers,
                        BOUND_OF_ARCHIVE));
    }

    private static Row row(String what, double[] these, double[] those, double bound) {
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            ratios[i] = these[i] / those[i];
        }
        String detail = String.format(
                Locale.ROOT,
                "%.0f ms beside %.0f ms",
                Spread.of(these).median(),
                Spread.of(those).median());
        return new Row(what, Spread.of(ratios).median(), bound, detail).controlledBy(Spread.of(those));
    }

    private static double manager(boolean archive) {
        long start = System.nanoTime();
        try (Manager manager = Manager.start(new ManagerOptions().classArchive(archive))) {
            manager.list("list", String.class).add("x");
            return (System.nanoTime() - start) / 1e6;
        }
    }

    private double bare(List<String> options) throws Exception {
        long start = System.nanoTime();
        List<String> all = new ArrayList<>(MANAGERS);
        all.addAll(options);
        try (ServerProcess child = ServerProcess.start("bare", Child.jvm(all, BareChild.class), directory)) {
            ManagedChannel channel = NettyChannelBuilder.forTarget(child.address())
                    .usePlaintext()
                    .build();
            try {
                AdminGrpc.newBlockingStub(channel).info(InfoRequest.getDefaultInstance());
                return (System.nanoTime() - start) / 1e6;
            } finally {
                channel.shutdownNow();
            }
        }
    }
}
