package dev.holdall.benchmarks.harness;

import dev.holdall.benchmarks.driver.DriverMain;
import dev.holdall.benchmarks.driver.Outcome;
import dev.holdall.benchmarks.driver.Round;
import dev.holdall.benchmarks.peer.Child;
import dev.holdall.benchmarks.peer.Peer;
import dev.holdall.benchmarks.peer.Server;
import dev.holdall.benchmarks.peer.hazelcast.HazelcastPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A client process, told what to do: see {@link DriverMain}. It connects to a system when it first has to do with it. */
final class Driver implements AutoCloseable {
    private final Child child;
    private final Set<String> connected = new HashSet<>();

    private Driver(Child child) {
        this.child = child;
    }

    /**
     * A process that can be a client of this system; if it is a JVM, of all whose clients are JVMs.
     *
     * @param name of its log
     * @param options of the JVM
     */
    static Driver of(Peer peer, String name, List<String> options, Path directory) throws IOException {
        List<String> all = new ArrayList<>(HazelcastPeer.JVM);
        all.addAll(options);
        List<String> command = peer.clientCommand().orElseGet(() -> Child.jvm(all, DriverMain.class));
        return new Driver(Child.start(name, command, directory.resolve(name + ".log")));
    }

    void connect(Peer peer, Server server) throws IOException {
        if (connected.add(peer.name())) {
            child.ask(DriverMain.CONNECT + " " + peer.name() + " " + server.address(), DriverMain.CONNECTED);
        }
    }

    void reset(Peer peer, int bytes) throws IOException {
        child.ask(DriverMain.RESET + " " + peer.name() + " " + bytes, DriverMain.RESET);
    }

    /** Starts a round; {@link #outcome} waits for its end. */
    void run(Peer peer, Round round) {
        child.tell(DriverMain.RUN + " " + peer.name() + " " + round.words());
    }

    Outcome outcome() throws IOException {
        return Outcome.of(child.answer(DriverMain.DONE));
    }

    @Override
    public void close() throws InterruptedException {
        child.close();
    }
}
