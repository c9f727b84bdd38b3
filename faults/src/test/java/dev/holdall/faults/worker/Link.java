package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerException;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.Unreachable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker's connection to the manager, which its threads share, and what comes after a lost session. */
final class Link implements AutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long RETRY_MILLIS = 50;

    private final String address;
    private final ManagerOptions options;
    private final AtomicInteger losses = new AtomicInteger();
    private volatile Manager manager;

    Link(String address, Path keyFile) throws InterruptedException {
        this.address = address;
        this.options = new ManagerOptions().keyFile(keyFile).callTimeout(CALL_TIMEOUT);
        this.manager = connect();
    }

    private Manager connect() throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            try {
                return Manager.connect(address, options);
            } catch (Unreachable e) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw e;
                }
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    Manager manager() {
        return manager;
    }

    /** How often a session was lost. */
    int losses() {
        return losses.get();
    }

    /** A thread was told that the session is lost: the first one connects anew, if the connection does not go on by itself. */
    synchronized void lost(Manager lost) throws InterruptedException {
        if (lost != manager) {
            return;
        }
        losses.incrementAndGet();
        try {
            lost.exists("anything");
        } catch (ManagerException e) {
            lost.close();
            manager = connect();
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
