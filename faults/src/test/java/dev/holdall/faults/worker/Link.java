package dev.holdall.faults.worker;

import dev.holdall.client.ConnectionState;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.Unreachable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker's connection to the manager, which its threads share. It comes back by itself, with a new session if need be. */
final class Link implements AutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long RETRY_MILLIS = 50;

    private final AtomicInteger losses = new AtomicInteger();
    private final Manager manager;

    Link(String address, Path keyFile) throws InterruptedException {
        this.manager = connect(address, new ManagerOptions().keyFile(keyFile).callTimeout(CALL_TIMEOUT));
        manager.onStateChange(change -> {
            if (change.state() == ConnectionState.LOST) {
                losses.incrementAndGet();
            }
        });
    }

    /** The first connection does not come by itself. */
    private static Manager connect(String address, ManagerOptions options) throws InterruptedException {
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

    @Override
    public void close() {
        manager.close();
    }
}
