package dev.holdall.client.pool;

import org.jspecify.annotations.Nullable;

/**
 * The workers that were given a task ended while they had it, or no worker can run it: it may have run to any point, and has no result. See
 * {@link PoolOptions#retries}.
 */
public final class WorkerLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    WorkerLost(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
