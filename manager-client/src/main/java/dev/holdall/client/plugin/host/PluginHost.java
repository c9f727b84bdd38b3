package dev.holdall.client.plugin.host;

import dev.holdall.client.ManagerException;
import dev.holdall.client.Refused;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.client.proxy.Proxies;
import dev.holdall.v1.PluginDoneReply;
import dev.holdall.v1.PluginDoneRequest;
import dev.holdall.v1.PluginFailure.Kind;
import dev.holdall.v1.PluginTakeReply;
import dev.holdall.v1.PluginTakeRequest;
import dev.holdall.v1.PluginsGrpc;
import dev.holdall.v1.PluginsGrpc.PluginsFutureStub;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Takes tasks, runs them and answers them. The manager hands out one task of an object at a time, so all that runs here at a time belongs to
 * different objects, each on a thread of its own. Tasks whose last host ended run one at a time.
 */
final class PluginHost {
    /** How many calls run at a time. More than one object has; calls that wait for calls of other objects count too. */
    private static final int THREADS = 512;
    /** The manager's clock runs first: its word, that the time is over, is what the caller gets. */
    private static final Duration MARGIN = Duration.ofMillis(250);
    /** How long other calls have to end, once one has exceeded its time. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final int EXCEEDED = 70;
    private static final int DISCONNECTED = 71;

    private final Calls calls;
    private final PluginsFutureStub waiting;
    private final PluginsFutureStub ordinary;
    private final Tasks tasks;
    private final long limitNanos;
    private final Semaphore threads = new Semaphore(THREADS);
    private final Set<Run> running = ConcurrentHashMap.newKeySet();

    private final ExecutorService pool = Executors.newCachedThreadPool(task -> daemon(task, "holdall-plugin"));
    private volatile boolean stopping;

    PluginHost(Proxies proxies, PluginTypes types, Duration limit) {
        this.calls = proxies.calls();
        this.ordinary = calls.waiting(PluginsGrpc::newFutureStub);
        this.waiting = calls.parking(ordinary, Long.MAX_VALUE);
        this.tasks = new Tasks(types, proxies);
        this.limitNanos = limit.toNanos();
    }

    /** A task that runs. */
    private static final class Run {
        private final PluginTakeReply task;
        private final long began = System.nanoTime();

        Run(PluginTakeReply task) {
            this.task = task;
        }

        boolean isLongerThan(long nanos) {
            return System.nanoTime() - began > nanos;
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Begins to serve, and returns. */
    void start() {
        daemon(() -> serve(false), "holdall-tasks").start();
        daemon(() -> serve(true), "holdall-suspects").start();
        daemon(this::watch, "holdall-limit").start();
    }

    private void serve(boolean suspects) {
        PluginTakeRequest request = PluginTakeRequest.newBuilder()
                .setSuspects(suspects)
                .setLimitNanos(limitNanos)
                .build();
        try {
            while (true) {
                threads.acquire();
                Run run = calls.runInterruptibly(
                        waiting, Operation.granting(s -> s.take(request), (PluginTakeReply reply) -> begin(reply)));
                if (suspects) {
                    run(run);
                } else {
                    pool.execute(() -> run(run));
                }
            }
        } catch (ManagerException | InterruptedException e) {
            // The manager is gone, or takes this process for gone.
            Runtime.getRuntime().halt(DISCONNECTED);
        }
    }

    private Run begin(PluginTakeReply task) {
        if (stopping) {
            throw new IllegalStateException("this host takes no more tasks"); // which gives the task back
        }
        Run run = new Run(task);
        running.add(run);
        return run;
    }

    private void run(Run run) {
        try {
            answer(run.task, tasks.run(run.task));
        } catch (ManagerException e) {
            Runtime.getRuntime().halt(DISCONNECTED);
        } finally {
            running.remove(run);
            threads.release();
        }
    }

    private void answer(PluginTakeReply task, PluginDoneRequest done) {
        boolean accepted;
        try {
            accepted = answer(done);
        } catch (Refused e) {
            tasks.forget(task);
            if (e.reason() == Refused.Reason.NO_SUCH_OBJECT) {
                return;
            }
            // A result or a state that is too large, for instance.
            accepted = answer(done.toBuilder()
                    .clearState()
                    .setFailure(HostFailures.of(
                            Kind.THROWN, "the result of " + task.getMethod() + " cannot be kept: " + e.getMessage()))
                    .build());
        }
        if (!accepted) {
            tasks.forget(task);
        }
    }

    private boolean answer(PluginDoneRequest done) {
        return calls.run(ordinary, Operation.of(s -> s.done(done), PluginDoneReply::getAccepted));
    }

    // Time -------------------------------------------------------------------------------------------------------

    private void watch() {
        long allowed = limitNanos + MARGIN.toNanos();
        try {
            while (!exceeded(allowed)) {
                Thread.sleep(Math.max(10, Math.min(100, limitNanos / 20_000_000)));
            }
            stopping = true;
            long end = System.nanoTime() + GRACE.toNanos();
            while (System.nanoTime() - end < 0 && othersRun(allowed)) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts it; but then it would be over.
        }
        // A thread cannot be stopped: the process goes, and the manager starts another.
        Runtime.getRuntime().halt(EXCEEDED);
    }

    private boolean exceeded(long allowed) {
        return running.stream().anyMatch(run -> run.isLongerThan(allowed));
    }

    private boolean othersRun(long allowed) {
        return running.stream().anyMatch(run -> !run.isLongerThan(allowed));
    }
}
