package dev.holdall.client;

import org.jspecify.annotations.Nullable;

/**
 * A plug-in failed while it served the call. The object is in the state of before; what the plug-in had done to other shared objects by
 * then stays done. If the call was to create the object, there is none.
 */
public final class PluginFault extends ManagerException {
    private static final long serialVersionUID = 1;

    /** What became of the call. */
    public enum Reason {
        /** It threw something, which is the {@linkplain #getCause() cause}, or its result or state was too large. */
        THROWN,
        /** It ran for longer than the manager lets a call of a plug-in run. */
        TIME_LIMIT,
        /** The process that ran it ended, as it does when it runs out of memory, and the next one too. */
        HOST_LOST
    }

    private final Reason reason;

    public PluginFault(Reason reason, String message, @Nullable Throwable remote) {
        super(message, Effect.UNKNOWN, remote);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
