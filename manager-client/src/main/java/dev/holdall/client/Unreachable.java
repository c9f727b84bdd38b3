package dev.holdall.client;

import org.jspecify.annotations.Nullable;

/** No manager could be reached or started; nothing was changed. */
public final class Unreachable extends ManagerException {
    private static final long serialVersionUID = 1;

    public Unreachable(String message, @Nullable Throwable cause) {
        super(message, Effect.NONE, cause);
    }
}
