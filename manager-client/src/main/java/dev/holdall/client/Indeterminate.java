package dev.holdall.client;

/** No answer came in time: the call may or may not have had its effect. The session goes on. */
public final class Indeterminate extends ManagerException {
    private static final long serialVersionUID = 1;

    public Indeterminate(String message) {
        super(message, Effect.UNKNOWN, null);
    }
}
