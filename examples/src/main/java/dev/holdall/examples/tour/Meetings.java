package dev.holdall.examples.tour;

import dev.holdall.client.Manager;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.SharedBarrier;
import dev.holdall.client.proxy.SharedEvent;
import dev.holdall.client.proxy.SharedInteger;
import dev.holdall.client.proxy.SharedLatch;
import dev.holdall.client.proxy.SharedSemaphore;
import dev.holdall.client.proxy.SharedSet;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Semaphore, event, latch and barrier: where processes wait for each other. */
public final class Meetings {
    private Meetings() {}

    /** Takes permits, and ends without giving them back. */
    public record Careless(SharedSemaphore permits, SharedInteger left) implements Runnable {
        @Override
        public void run() {
            permits.acquireUninterruptibly(2);
            left.set(permits.availablePermits());
        }
    }

    static void semaphore(Manager manager, Findings findings) throws InterruptedException {
        SharedSemaphore permits = manager.semaphore(3);
        SharedInteger left = manager.intValue(-1);
        manager.worker(Careless.class, permits, left).start().join();
        findings.expect("left of 3 permits while a worker has 2", 1, left.get());

        permits.acquire(3); // those of the worker came back when it ended
        findings.expect("taken all; is there another?", false, permits.tryAcquire());
        permits.release(3);
        findings.expect("permits when all are released", 3, permits.availablePermits());
    }

    static void event(Manager manager, Findings findings) throws Exception {
        SharedEvent go = manager.event();
        Future<Boolean> first = Party.start(() -> go.await(30, TimeUnit.SECONDS));
        Future<Boolean> second = Party.start(() -> go.await(30, TimeUnit.SECONDS));
        findings.expect("two threads wait; is it set?", false, go.isSet());
        go.set();
        findings.expect("set; have they seen it?", List.of(true, true), List.of(first.get(), second.get()));
    }

    static void latch(Manager manager, Findings findings) throws InterruptedException {
        SharedLatch missing = manager.latch(3);
        SharedSet<Integer> squares = manager.set(Integer.class);
        for (int i = 1; i <= 3; i++) {
            int number = i;
            Party.start(() -> {
                boolean added = squares.add(number * number);
                missing.countDown();
                return added;
            });
        }
        missing.await();
        findings.expect("count when three threads are done", 0L, missing.getCount());
        findings.expect(
                "squares that they left",
                List.of(1, 4, 9),
                squares.stream().sorted().toList());
    }

    /** Meets the other one in each round. */
    public record Walker(SharedBarrier barrier, SharedInteger rounds) implements Runnable {
        @Override
        public void run() {
            try {
                for (int round = 1; round <= 3; round++) {
                    barrier.await(rounds::incrementAndGet); // whoever comes last does that, before both go on
                }
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException("the other one has gone", e);
            }
        }
    }

    static void barrier(Manager manager, Findings findings) throws InterruptedException {
        SharedBarrier barrier = manager.barrier(2);
        SharedInteger rounds = manager.intValue(0);
        WorkerProcess worker = manager.worker(Walker.class, barrier, rounds).start();
        new Walker(barrier, rounds).run();
        findings.expect("rounds in which this process met a worker", 3, rounds.get());
        findings.expect("the worker's exit code", 0, worker.join());
    }
}
