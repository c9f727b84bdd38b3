package dev.holdall.examples.tour;

import dev.holdall.client.Manager;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.SharedCondition;
import dev.holdall.client.proxy.SharedEvent;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.client.proxy.SharedReadWriteLock;
import dev.holdall.client.proxy.SharedValue;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;

/** Lock, read-write lock and condition. All that a process holds is freed when it ends, however it ends. */
public final class Locks {
    private Locks() {}

    /** Tries the lock while its parent holds it, then waits for it. */
    public record Newcomer(SharedLock lock, SharedEvent tried, SharedList<String> log) implements Runnable {
        @Override
        public void run() {
            log.add("worker may " + (lock.tryLock() ? "enter" : "not enter"));
            tried.set();
            lock.lock();
            try {
                log.add("worker is in");
            } finally {
                lock.unlock();
            }
        }
    }

    static void lock(Manager manager, Findings findings) throws InterruptedException {
        SharedLock lock = manager.lock();
        SharedEvent tried = manager.event();
        SharedList<String> log = manager.list(String.class);
        WorkerProcess worker = manager.worker(Newcomer.class, lock, tried, log);
        lock.lock();
        try {
            worker.start();
            tried.await();
            log.add("parent leaves");
        } finally {
            lock.unlock();
        }
        worker.join();
        findings.expect(
                "held by a process, wanted by another",
                List.of("worker may not enter", "parent leaves", "worker is in"),
                log);
    }

    static void readWriteLock(Manager manager, Findings findings) throws Exception {
        SharedReadWriteLock lock = manager.readWriteLock();
        lock.readLock().lock();
        try {
            findings.expect("one reads; may another read?", true, anotherMay(lock.readLock()));
            findings.expect("one reads; may another write?", false, anotherMay(lock.writeLock()));
        } finally {
            lock.readLock().unlock();
        }
        findings.expect("nobody reads; may another write?", true, anotherMay(lock.writeLock()));
    }

    private static boolean anotherMay(Lock lock) throws Exception {
        return Party.start(() -> {
                    boolean entered = lock.tryLock();
                    if (entered) {
                        lock.unlock();
                    }
                    return entered;
                })
                .get();
    }

    static void condition(Manager manager, Findings findings) throws Exception {
        SharedCondition condition = manager.condition();
        SharedValue<String> ball = manager.value(String.class, "serve");
        Future<String> other = Party.start(() -> answer(condition, ball, "ping", "pong"));
        answer(condition, ball, "serve", "ping");
        answer(condition, ball, "pong", "out");
        findings.expect("two threads that wait for each other's balls; the last ball", "out", ball.get());
        findings.expect("the ball that the other thread got", "ping", other.get());
    }

    /** Waits for a ball, and plays another. Lets go of the lock while it waits. */
    private static String answer(SharedCondition condition, SharedValue<String> ball, String awaited, String played)
            throws InterruptedException {
        condition.lock();
        try {
            condition.waitFor(() -> ball.get().equals(awaited));
            ball.set(played);
            condition.signalAll();
            return awaited;
        } finally {
            condition.unlock();
        }
    }
}
