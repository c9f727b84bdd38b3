package dev.holdall.client.pool;

import dev.holdall.client.RemoteFailure;

/** A task of a pool threw something, which is the {@linkplain #getCause() cause}, with its stack of there. The worker goes on. */
public final class TaskFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String exception;

    TaskFailed(String exception, RemoteFailure cause) {
        super(cause.getMessage(), cause);
        this.exception = exception;
    }

    /** The name of the class that was thrown there. */
    public String exception() {
        return exception;
    }
}
