package dev.holdall.benchmarks.harness;

import dev.holdall.benchmarks.driver.Outcome;
import dev.holdall.benchmarks.driver.Round;
import dev.holdall.benchmarks.peer.Peer;
import dev.holdall.benchmarks.peer.Server;
import dev.holdall.benchmarks.result.Cell;
import dev.holdall.benchmarks.workload.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The client processes that do one cell with one system together. */
final class Crew {
    private final Peer peer;
    private final Server server;
    private final List<Driver> drivers;

    Crew(Peer peer, Server server, List<Driver> drivers) {
        this.peer = peer;
        this.server = server;
        this.drivers = drivers;
    }

    Peer peer() {
        return peer;
    }

    /** Connects, and puts in place what a cell finds. */
    void prepare(Cell cell) throws IOException {
        for (Driver driver : drivers) {
            driver.connect(peer, server);
        }
        reset(cell);
    }

    private void reset(Cell cell) throws IOException {
        drivers.get(0).reset(peer, cell.bytes());
    }

    /** What all of them did in a round, and how many operations the server counted meanwhile. */
    record Turn(Outcome outcome, long served) {}

    /** Does a round, beginning with nothing that the one before has left. */
    Turn turn(Cell cell, int millis, long seed) throws Exception {
        reset(cell);
        long before = server.served();
        List<Round.Part> parts = parts(cell);
        for (int i = 0; i < parts.size(); i++) {
            long own = seed * drivers.size() * cell.mode().threads()
                    + i * (long) cell.mode().threads();
            drivers.get(i).run(peer, new Round(cell.workload(), cell.mode(), cell.bytes(), millis, own, parts.get(i)));
        }
        // The last one first: if it fails to put, nobody would ever take.
        Outcome all = drivers.get(parts.size() - 1).outcome();
        for (int i = parts.size() - 2; i >= 0; i--) {
            all = all.with(drivers.get(i).outcome());
        }
        return new Turn(all, server.served() - before);
    }

    private List<Round.Part> parts(Cell cell) {
        if (cell.workload() == Workload.HANDOVER && drivers.size() > 1) {
            return List.of(Round.Part.TAKE, Round.Part.PUT);
        }
        List<Round.Part> parts = new ArrayList<>();
        for (int i = 0; i < cell.mode().processes(); i++) {
            parts.add(Round.Part.ALL);
        }
        return parts;
    }
}
