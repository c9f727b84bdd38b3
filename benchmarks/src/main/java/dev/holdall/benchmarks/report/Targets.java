package dev.holdall.benchmarks.report;

import dev.holdall.benchmarks.peer.Peers;
import dev.holdall.benchmarks.report.Target.Figure;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What Holdall is to reach: medians of ratios within one run, on a machine of two cores. */
final class Targets {
    private static final int SMALL = 64;

    private static final Set<Workload> EACH = EnumSet.complementOf(EnumSet.of(Workload.HANDOVER));
    private static final Set<Workload> PUT = EnumSet.of(Workload.PUT);
    private static final Set<Workload> QUEUE = EnumSet.of(Workload.QUEUE);

    static final List<Target> ALL = List.of(
            rate(PUT, Mode.ASYNC, "jedis", 1.5),
            rate(PUT, Mode.ASYNC, "lettuce", 5),
            rate(PUT, Mode.ASYNC, "redisson", 15),
            rate(EACH, Mode.THREADS, "jedis", 1.1),
            rate(EACH, Mode.THREADS, "lettuce", 1.3),
            rate(EACH, Mode.THREADS, "rmi", 1.3),
            rate(EACH, Mode.THREADS, "redisson", 3),
            rate(EACH, Mode.THREADS, "hazelcast", 1.6),
            rate(QUEUE, Mode.THREADS, "redisson", 2),
            rate(QUEUE, Mode.THREADS, "hazelcast", 2),
            rate(QUEUE, Mode.THREADS, "python", 2),
            rate(EACH, Mode.THREADS, "python", 4),
            time(PUT, Peers.SUBJECT, Peers.CONTROL, 1.3),
            time(PUT, Peers.UNIX, Peers.SUBJECT, 1.0),
            time(EnumSet.of(Workload.HANDOVER), Peers.SUBJECT, Peers.CONTROL, 1.5));

    private Targets() {}

    private static Target rate(Set<Workload> workloads, Mode mode, String peer, double bound) {
        return new Target(workloads, mode, SMALL, Peers.SUBJECT, peer, Figure.RATE, bound);
    }

    private static Target time(Set<Workload> workloads, String subject, String peer, double bound) {
        return new Target(workloads, Mode.ONE, SMALL, subject, peer, Figure.MEDIAN_TIME, bound);
    }
}
