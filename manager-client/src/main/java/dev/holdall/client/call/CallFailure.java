package dev.holdall.client.call;

import dev.holdall.v1.Error;
import org.jspecify.annotations.Nullable;

/**
 * Why a call has no reply, on its way from the channel to the caller. Has no stack: the exception that the program sees is made
 * from it in the program's own thread.
 */
public final class CallFailure extends Exception {
    private static final long serialVersionUID = 1;

    /** How far the call came. */
    public enum Kind {
        /** The manager answered with an error. */
        ANSWERED,
        /** There is no manager to send the call to. */
        UNREACHABLE,
        /** No answer in time; the call was never sent. */
        NOT_SENT,
        /** No answer in time; the call was sent. */
        UNANSWERED,
        /** The session ended before the call was sent. */
        LOST_BEFORE,
        /** The session ended while the call was under way. */
        LOST_DURING
    }

    private final Kind kind;
    private final transient @Nullable Error error;

    private CallFailure(Kind kind, String message, @Nullable Error error) {
        super(message, null, false, false);
        this.kind = kind;
        this.error = error;
    }

    public static CallFailure answered(Error error) {
        return new CallFailure(Kind.ANSWERED, error.getMessage(), error);
    }

    public static CallFailure of(Kind kind, String message) {
        return new CallFailure(kind, message, null);
    }

    public Kind kind() {
        return kind;
    }

    /** The manager's error, for {@link Kind#ANSWERED} only. */
    public Error error() {
        if (error == null) {
            throw new IllegalStateException(kind + " has no error of the manager's");
        }
        return error;
    }
}
