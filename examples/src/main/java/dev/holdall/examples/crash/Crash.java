package dev.holdall.examples.crash;

import dev.holdall.client.Manager;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.examples.crash.Workers.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Kills a worker in {@code take}, another one in possession of a lock, and one half way through a leased job, and shows that other workers
 * go on with all three; then shows what becomes of the same with Python's manager, where there is a {@code python3}.
 *
 * <p>Ends with 1 if one of the three is not picked up.
 */
public final class Crash {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Manager manager;
    private final SharedQueue<Report> reports;
    private final List<WorkerProcess> workers = new ArrayList<>();
    private int lost;

    private Crash(Manager manager) {
        this.manager = manager;
        this.reports = manager.queue("reports", Report.class);
    }

    /** Of two workers that wait for a job, the one whose turn it is gets killed. The job goes to the other one. */
    private void killedInTake() throws InterruptedException {
        SharedQueue<String> jobs = manager.queue("jobs", String.class);
        WorkerProcess first = start(Workers.Taker.class, jobs);
        awaitWaiting(1);
        WorkerProcess second = start(Workers.Taker.class, jobs);
        awaitWaiting(2);
        long killed = kill(first);
        jobs.put("the next job");
        say("take", "worker " + first.pid() + " is killed while it is first in line in take()");
        check("take", second, killed, "took the next job");
    }

    /** The lock of a worker that is killed goes to the one that waits for it. */
    private void killedWithALock() throws InterruptedException {
        SharedLock lock = manager.lock("lock");
        WorkerProcess first = start(Workers.Locker.class, lock);
        Report held = report();
        WorkerProcess second = start(Workers.Locker.class, lock);
        awaitWaiting(1);
        long killed = kill(first);
        say("lock", "worker " + first.pid() + " " + held.what() + " and is killed");
        check("lock", second, killed, "has the lock");
    }

    /** A job that was leased and not acknowledged is delivered again. */
    private void killedWithALease() throws InterruptedException {
        SharedQueue<String> jobs = manager.queue("leased jobs", String.class);
        jobs.put("a long job");
        WorkerProcess first = start(Workers.Leaser.class, jobs);
        Report half = report();
        WorkerProcess second = start(Workers.Leaser.class, jobs);
        awaitWaiting(1);
        long killed = kill(first);
        say("lease", "worker " + first.pid() + " " + half.what() + " and is killed");
        check("lease", second, killed, "did a long job, delivery number 2");
    }

    private WorkerProcess start(Class<? extends Runnable> worker, Object shared) {
        WorkerProcess started = manager.worker(worker, shared, reports).start();
        workers.add(started);
        return started;
    }

    /** Until so many calls of workers wait in the manager, which knows of each who makes it and what it waits for. */
    private void awaitWaiting(int calls) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (manager.blocked().calls().size() < calls) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("no worker came so far within " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static long kill(WorkerProcess worker) throws InterruptedException {
        worker.kill();
        worker.join();
        return System.nanoTime();
    }

    private Report report() throws InterruptedException {
        Report report = reports.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return report == null ? new Report(0, "nobody says anything") : report;
    }

    private void check(String scene, WorkerProcess expected, long killed, String what) throws InterruptedException {
        Report report = report();
        Duration after = Duration.ofNanos(System.nanoTime() - killed);
        if (report.pid() == expected.pid() && report.what().startsWith(what)) {
            say(
                    scene,
                    String.format("worker %d %s, %.1f s later", report.pid(), report.what(), after.toMillis() / 1e3));
        } else {
            lost++;
            say(scene, "LOST: " + (report.pid() == 0 ? "" : "worker " + report.pid() + " ") + report.what());
        }
        workers.forEach(WorkerProcess::kill);
        workers.clear();
    }

    private static void say(String scene, String what) {
        System.out.println("holdall: " + scene + ": " + what);
    }

    private int run() throws InterruptedException {
        try {
            killedInTake();
            killedWithALock();
            killedWithALease();
        } finally {
            workers.forEach(WorkerProcess::kill);
        }
        System.out.println("holdall: " + (3 - lost) + " of 3 picked up by others");
        return lost == 0 ? 0 : 1;
    }

    public static void main(String[] args) throws Exception {
        int exitCode;
        try (Manager manager = Manager.start()) {
            exitCode = new Crash(manager).run();
        }
        PythonManager.show(System.out);
        System.exit(exitCode);
    }
}
