package dev.holdall.benchmarks.harness;

import dev.holdall.benchmarks.driver.Outcome;
import dev.holdall.benchmarks.peer.Peer;
import dev.holdall.benchmarks.peer.Server;
import dev.holdall.benchmarks.result.Cell;
import dev.holdall.benchmarks.result.Measured;
import dev.holdall.benchmarks.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where the systems take turns: a server for each, all of them there all the time, and their clients. In each round every system has its
 * turn, A B C A B C, so that what happens to the machine meanwhile happens to all.
 */
public final class Arena implements AutoCloseable {
    /** Of many processes each is small. */
    private static final List<String> SMALL = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private final Path directory;
    private final Map<Peer, Server> servers = new LinkedHashMap<>();
    /** A client process of each system alone. */
    private final Map<Peer, Driver> own = new HashMap<>();
    /** Client processes of all systems whose clients are JVMs. */
    private final List<Driver> crowd = new ArrayList<>();
    /** Client processes of systems whose clients are not. */
    private final Map<Peer, List<Driver>> others = new HashMap<>();

    private long seed = 1;

    /** @param directory takes the logs of all processes */
    public Arena(Path directory) {
        this.directory = directory;
    }

    /** Starts a system's server. Systems take turns in the order in which they enter. */
    public void enter(Peer peer) throws Exception {
        servers.put(peer, peer.start(directory));
    }

    /**
     * Measures a cell.
     *
     * @param measured is told of each system's turn
     */
    public void measure(Cell cell, Settings settings, Consumer<Measured> measured) throws Exception {
        List<Crew> crews = new ArrayList<>();
        for (Peer peer : servers.keySet()) {
            if (peer.does(cell.workload(), cell.mode())) {
                crews.add(crew(peer, cell));
            }
        }
        for (Crew crew : crews) {
            crew.prepare(cell);
        }
        // In turns too, each of which begins with a reset: what a compiler concludes from one long turn does not hold
        // for the next.
        for (int warm = 0; warm < settings.warmUpMillis(); warm += settings.millis()) {
            for (Crew crew : crews) {
                crew.turn(cell, Math.min(settings.millis(), settings.warmUpMillis() - warm), seed++);
            }
        }
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Crew crew : crews) {
                Crew.Turn turn = crew.turn(cell, settings.millis(), seed++);
                Outcome outcome = turn.outcome();
                measured.accept(new Measured(
                        cell,
                        crew.peer().name(),
                        round,
                        outcome.perSecond(),
                        outcome.latencies().percentile(50),
                        outcome.latencies().percentile(99),
                        outcome.calls(),
                        turn.served()));
            }
        }
    }

    private Crew crew(Peer peer, Cell cell) throws IOException {
        int processes = cell.workload() == Workload.HANDOVER && peer.keeps()
                ? 2
                : cell.mode().processes();
        // An echo, too, is handed over by one of those: alike in options and in what they have done before.
        boolean alone = processes == 1 && cell.workload() != Workload.HANDOVER;
        return new Crew(peer, servers.get(peer), alone ? List.of(own(peer)) : several(peer, processes));
    }

    private Driver own(Peer peer) throws IOException {
        Driver driver = own.get(peer);
        if (driver == null) {
            driver = Driver.of(peer, peer.name() + "-client", List.of(), directory);
            own.put(peer, driver);
        }
        return driver;
    }

    private List<Driver> several(Peer peer, int count) throws IOException {
        boolean isJvm = peer.clientCommand().isEmpty();
        List<Driver> drivers = isJvm ? crowd : others.computeIfAbsent(peer, any -> new ArrayList<>());
        String name = isJvm ? "client" : peer.name() + "-client";
        while (drivers.size() < count) {
            drivers.add(Driver.of(peer, name + "-" + drivers.size(), SMALL, directory));
        }
        return List.copyOf(drivers.subList(0, count));
    }

    @Override
    public void close() throws Exception {
        for (Driver driver : own.values()) {
            driver.close();
        }
        for (Driver driver : crowd) {
            driver.close();
        }
        for (List<Driver> drivers : others.values()) {
            for (Driver driver : drivers) {
                driver.close();
            }
        }
        for (Server server : servers.values()) {
            server.close();
        }
    }
}
