package dev.holdall.benchmarks.peer;

import dev.holdall.benchmarks.peer.echo.EchoPeer;
import dev.holdall.benchmarks.peer.hazelcast.HazelcastPeer;
import dev.holdall.benchmarks.peer.holdall.HoldallPeer;
import dev.holdall.benchmarks.peer.python.PythonPeer;
import dev.holdall.benchmarks.peer.redis.JedisPeer;
import dev.holdall.benchmarks.peer.redis.LettucePeer;
import dev.holdall.benchmarks.peer.redis.RedissonPeer;
import dev.holdall.benchmarks.peer.rmi.RmiPeer;
import java.util.List;

/** All systems, in the order in which they take turns. */
public final class Peers {
    /** What the others are compared to. */
    public static final String SUBJECT = "holdall";
    /** The same over the UNIX socket. */
    public static final String UNIX = "holdall-unix";
    /** What says how noisy the machine is. */
    public static final String CONTROL = "echo";

    private static final List<Peer> ALL = List.of(
            EchoPeer.byNetty(CONTROL),
            new HoldallPeer(SUBJECT, false),
            new JedisPeer(),
            new LettucePeer(),
            new RedissonPeer(),
            new HazelcastPeer(),
            new RmiPeer(),
            new PythonPeer(),
            EchoPeer.bySockets("socket"),
            EchoPeer.byGrpc("grpc"),
            new HoldallPeer(UNIX, true));

    private Peers() {}

    public static List<Peer> all() {
        return ALL;
    }

    /**
     * The system of this name.
     *
     * @throws IllegalArgumentException naming those that there are
     */
    public static Peer of(String name) {
        return ALL.stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no system '" + name + "'; there are "
                        + String.join(", ", ALL.stream().map(Peer::name).toList())));
    }
}
