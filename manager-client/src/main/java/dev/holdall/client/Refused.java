package dev.holdall.client;

/**
 * The manager understood the call and refused it; nothing was changed. The same call will be refused again until something
 * else changes.
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
