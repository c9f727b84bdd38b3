package dev.holdall.client;

import org.jspecify.annotations.Nullable;

/** What was thrown in the manager, or in a plug-in, with the stack of there. */
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

    /** @param what the class that was thrown there, and its message */
    public static RemoteFailure inPlugin(String what, StackTraceElement[] stack, @Nullable Throwable cause) {
        return new RemoteFailure("thrown in a plug-in: " + what, stack, cause);
    }
}
