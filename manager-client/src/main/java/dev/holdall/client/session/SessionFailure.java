package dev.holdall.client.session;

import dev.holdall.v1.Error;

/** A session could not be opened. */
public final class SessionFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Error error;

    SessionFailure(Error error) {
        super(error.getMessage());
        this.error = error;
    }

    public Error error() {
        return error;
    }
}
