package dev.holdall.client;

/**
 * The call was refused, or withdrawn before it had an effect: it changed nothing. Where a method makes several calls, as {@code addAll}
 * does for more than about 1 MiB, those before the refused one have had their effect.
 */
public final class Refused extends ManagerException {
    private static final long serialVersionUID = 1;

    /** Why a call is refused. */
    public enum Reason {
        /** An argument breaks a rule that holds whatever the state is. */
        INVALID_ARGUMENT,
        /** The object was deleted, or belongs to an earlier life of the manager. */
        NO_SUCH_OBJECT,
        /** The object is of another type, or was made with other options. */
        MISMATCH,
        /** A limit of the manager's would be exceeded; the message names it. */
        LIMIT_EXCEEDED,
        /** The call was withdrawn while it waited. */
        CANCELLED,
        /** The manager has no such method: it is older than this library, or lacks the type. */
        UNIMPLEMENTED,
        /** The key is missing or wrong. */
        UNAUTHENTICATED,
        /** The key does not allow it: another role is needed, or another name. */
        PERMISSION_DENIED,
        /** The lock that guards the call is not held any more as it was when the program acquired it. */
        STALE_GUARD,
        /** Anything else; the message says what. */
        OTHER
    }

    private final Reason reason;

    public Refused(Reason reason, String message) {
        super(message, Effect.NONE, null);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
