package dev.holdall.client;

import org.jspecify.annotations.Nullable;

/**
 * A call to the manager failed. Each kind says what is known of the call's effect, which is what decides whether it may be
 * made again.
 */
public abstract sealed class ManagerException extends RuntimeException
        permits Refused, Indeterminate, SessionLost, Unreachable, ManagerFault, PluginFault {
    private static final long serialVersionUID = 1;

    /** What is known of a failed call. */
    public enum Effect {
        /** The call changed nothing. */
        NONE,
        /** The call may or may not have changed something. */
        UNKNOWN
    }

    private final Effect effect;

    ManagerException(String message, Effect effect, @Nullable Throwable cause) {
        super(message, cause);
        this.effect = effect;
    }

    /** What is known of the effect. */
    public final Effect effect() {
        return effect;
    }
}
