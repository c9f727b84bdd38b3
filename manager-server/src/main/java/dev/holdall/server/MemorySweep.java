package dev.holdall.server;

import dev.holdall.wire.memory.Segments;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what programs of this user and host have left in shared memory when they were killed. Looks every two seconds, which is a system call
 * where there is nothing; no state of the manager's is concerned.
 */
final class MemorySweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemorySweep.class);
    private static final int SECONDS = 2;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "holdall-memory-sweep");
        thread.setDaemon(true);
        return thread;
    });
    /** That something cannot be swept is told once. */
    private boolean told;

    private MemorySweep() {}

    static MemorySweep start() {
        MemorySweep sweep = new MemorySweep();
        sweep.timer.scheduleWithFixedDelay(sweep::sweep, SECONDS, SECONDS, TimeUnit.SECONDS);
        return sweep;
    }

    private void sweep() {
        try {
            Segments.sweepOfUser();
        } catch (IOException | RuntimeException e) {
            if (!told) {
                told = true;
                LOG.warn("shared memory that programs have left cannot be removed: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
