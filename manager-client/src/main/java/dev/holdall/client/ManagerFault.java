package dev.holdall.client;

/**
 * The manager failed while it served the call: a fault of its own. Its stack is the {@linkplain #getCause() cause}. What the call
 * changed is unknown.
 */
public final class ManagerFault extends ManagerException {
    private static final long serialVersionUID = 1;

    public ManagerFault(String message, Throwable remote) {
        super(message, Effect.UNKNOWN, remote);
    }
}
