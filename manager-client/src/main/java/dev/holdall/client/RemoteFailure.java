package dev.holdall.client;

import org.jspecify.annotations.Nullable;

/** What was thrown in another process, with the stack of there: in the manager, in a plug-in, in a worker. */
public final class RemoteFailure extends Exception {
    private static final long serialVersionUID = 1;

    /** @param type the class that was thrown there; this process may not have it */
    public RemoteFailure(String type, StackTraceElement[] stack) {
        this("thrown in the manager: " + type, stack, null);
    }

    private RemoteFailure(String message, StackTraceElement[] stack, @Nullable Throwable cause) {
        super(message, cause, false, true);
        setStackTrace(stack);
    }

    /**
     * @param where such as "a plug-in"
     * @param what the class that was thrown there, and its message
     */
    public static RemoteFailure in(String where, String what, StackTraceElement[] stack, @Nullable Throwable cause) {
        return new RemoteFailure("thrown in " + where + ": " + what, stack, cause);
    }
}
