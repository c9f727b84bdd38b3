package dev.holdall.client;

/** What was thrown in the manager, with the manager's stack. */
public final class RemoteFailure extends Exception {
    private static final long serialVersionUID = 1;

    /** @param type the class that was thrown there; this process may not have it */
    public RemoteFailure(String type, StackTraceElement[] stack) {
        super("thrown in the manager: " + type, null, false, true);
        setStackTrace(stack);
    }
}
