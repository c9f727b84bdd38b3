package dev.holdall.faults.harness;

import dev.holdall.faults.network.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** The workers of a run: each has a seat with a network of its own, and spare ones wait to take the place of whoever is killed. */
final class Crew implements AutoCloseable {
    static final int SEATS = 4;
    /** A JVM takes longer to start than the next one may take to be killed. */
    private static final int SPARES = 2;

    private static final Duration PROGRESS = Duration.ofSeconds(10);
    private static final Duration FIRST_PROGRESS = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 40;

    private final Path directory;
    private final ManagerJvm manager;
    private final long seed;
    private final List<FaultProxy> networks = new ArrayList<>();
    private final List<WorkerJvm> seats = new ArrayList<>();
    private final List<WorkerJvm> everybody = new ArrayList<>();
    private final List<Path> histories = new ArrayList<>();
    private final Deque<WorkerJvm> spares = new ArrayDeque<>();

    Crew(Path directory, ManagerJvm manager, long seed) throws IOException, InterruptedException {
        this.directory = directory;
        this.manager = manager;
        this.seed = seed;
        List<WorkerJvm> first = new ArrayList<>();
        for (int seat = 0; seat < SEATS; seat++) {
            networks.add(new FaultProxy(manager.port()));
            first.add(WorkerJvm.start(directory, manager));
        }
        for (int seat = 0; seat < SEATS; seat++) {
            seats.add(first.get(seat));
            seat(seat, first.get(seat));
        }
        for (int i = 0; i < SPARES; i++) {
            spares.add(WorkerJvm.start(directory, manager));
        }
        awaitProgress(FIRST_PROGRESS);
    }

    private void seat(int seat, WorkerJvm worker) throws IOException, InterruptedException {
        String name = "w" + seat + '.' + everybody.size();
        Path history = directory.resolve(name + ".history");
        histories.add(history);
        everybody.add(worker);
        seats.set(seat, worker);
        worker.go(name, networks.get(seat).address(), history, seed * 1_000 + everybody.size());
    }

    /** Puts the spare worker into the seat of one that was killed. */
    void replace(int seat) throws IOException, InterruptedException {
        spares.add(WorkerJvm.start(directory, manager));
        seat(seat, spares.remove());
    }

    WorkerJvm worker(int seat) {
        return seats.get(seat);
    }

    FaultProxy network(int seat) {
        return networks.get(seat);
    }

    ManagerJvm manager() {
        return manager;
    }

    /** All that ever worked. */
    List<WorkerJvm> everybody() {
        return everybody;
    }

    List<Path> histories() {
        return histories;
    }

    long operations() {
        return everybody.stream().mapToLong(WorkerJvm::operations).sum();
    }

    /** Waits until each thread of each worker has an answer more than now, ten seconds at most. */
    void awaitProgress() throws IOException {
        awaitProgress(PROGRESS);
    }

    private void awaitProgress(Duration most) throws IOException {
        List<long[]> before = seats.stream().map(WorkerJvm::answered).toList();
        if (!Waiting.until(most, () -> behind(before).isEmpty())) {
            throw new IOException("no progress of " + behind(before) + " within " + most.toSeconds() + " s");
        }
    }

    /** Those of whom a thread has no answer more than before, for people. */
    private List<String> behind(List<long[]> before) {
        List<String> behind = new ArrayList<>();
        for (int seat = 0; seat < SEATS; seat++) {
            long[] then = before.get(seat);
            long[] now = seats.get(seat).answered();
            if (!isAhead(then, now)) {
                behind.add(seats.get(seat).name() + ": answers " + Arrays.toString(then) + ", then "
                        + Arrays.toString(now));
            }
        }
        return behind;
    }

    private static boolean isAhead(long[] before, long[] now) {
        if (now.length == 0) {
            return false;
        }
        for (int i = 0; i < now.length; i++) {
            if (now[i] <= (i < before.length ? before[i] : 0)) {
                return false;
            }
        }
        return true;
    }

    /** Ends all workers in good order, each with a last operation that succeeds. */
    void stop() throws IOException, InterruptedException {
        for (WorkerJvm worker : seats) {
            worker.tell("stop");
        }
        for (WorkerJvm worker : seats) {
            worker.hear("last ok", STOP_SECONDS);
            worker.hear("bye", STOP_SECONDS);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (WorkerJvm worker : everybody) {
            worker.close();
        }
        for (WorkerJvm spare : spares) {
            spare.close();
        }
        for (FaultProxy network : networks) {
            network.close();
        }
    }
}
