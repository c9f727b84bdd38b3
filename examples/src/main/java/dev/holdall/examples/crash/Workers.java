package dev.holdall.examples.crash;

import dev.holdall.client.proxy.Lease;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.client.proxy.SharedQueue;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** What the worker processes do. Each says on a queue how far it has come. */
final class Workers {
    private Workers() {}

    /** Takes one job, whenever there is one. */
    record Taker(SharedQueue<String> jobs, SharedQueue<Report> reports) implements Runnable {
        @Override
        public void run() {
            unless(() -> {
                String job = jobs.take();
                reports.put(new Report(pid(), "took " + job));
            });
        }
    }

    /** Acquires a lock and does not release it by itself. */
    record Locker(SharedLock lock, SharedQueue<Report> reports) implements Runnable {
        @Override
        public void run() {
            unless(() -> {
                lock.lock();
                reports.put(new Report(pid(), "has the lock"));
                forEver();
            });
        }
    }

    /** Takes one job for as long as it works on it. The first who gets it comes half way only. */
    record Leaser(SharedQueue<String> jobs, SharedQueue<Report> reports) implements Runnable {
        @Override
        public void run() {
            unless(() -> {
                try (Lease<String> lease = jobs.takeLeased(Duration.ofMinutes(5))) {
                    if (lease.deliveries() == 1) {
                        reports.put(new Report(pid(), "is half way through " + lease.element()));
                        forEver();
                    }
                    lease.ack();
                    reports.put(
                            new Report(pid(), "did " + lease.element() + ", delivery number " + lease.deliveries()));
                }
            });
        }
    }

    /** What a worker says. */
    record Report(long pid, String what) {}

    private interface Body {
        void run() throws InterruptedException;
    }

    private static void unless(Body body) {
        try {
            body.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until somebody kills the process. */
    private static void forEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }
}
