package dev.holdall.benchmarks.limits;

import dev.holdall.benchmarks.peer.Child;
import dev.holdall.benchmarks.peer.ServerProcess;
import dev.holdall.benchmarks.result.Spread;
import dev.holdall.client.Manager;
import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.InfoRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From {@code Manager.start()} to the first answer, beside a bare gRPC child; in turns, by a client that has done it before. */
final class Start {
    private static final int ROUNDS = 9;
    private static final double BOUND = 1.3;

    private final Path directory;

    Start(Path directory) {
        this.directory = directory;
    }

    List<Row> measure() throws Exception {
        manager();
        bare();
        double[] managers = new double[ROUNDS];
        double[] bares = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            managers[i] = manager();
            bares[i] = bare();
            ratios[i] = managers[i] / bares[i];
        }
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(
                "Manager.start() to the first answer, as a multiple of a bare gRPC child's",
                Spread.of(ratios).median(),
                BOUND,
                String.format(
                        Locale.ROOT,
                        "%.0f ms beside %.0f ms",
                        Spread.of(managers).median(),
                        Spread.of(bares).median())));
        return rows;
    }

    /** Milliseconds. */
    private static double manager() {
        long start = System.nanoTime();
        try (Manager manager = Manager.start()) {
            manager.list("list", String.class).add("x");
            return (System.nanoTime() - start) / 1e6;
        }
    }

    private double bare() throws Exception {
        long start = System.nanoTime();
        try (ServerProcess child = ServerProcess.start("bare", Child.jvm(List.of(), BareChild.class), directory)) {
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
