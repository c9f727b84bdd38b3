package dev.holdall.client.call;

import dev.holdall.client.Indeterminate;
import dev.holdall.client.ManagerException.Effect;
import dev.holdall.client.ManagerFault;
import dev.holdall.client.Refused;
import dev.holdall.client.RemoteFailure;
import dev.holdall.client.SessionLost;
import dev.holdall.client.Unreachable;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.StackFrame;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The one place where failed calls become the exceptions that a program sees. Decides by code, never by text. */
public final class Failures {
    private Failures() {}

    /** The exception for what a future failed with. */
    public static RuntimeException of(@Nullable Throwable failure) {
        if (failure instanceof CancellationException cancelled) {
            return cancelled;
        }
        if (failure instanceof CallFailure call) {
            return of(call);
        }
        Throwable cause = failure;
        if (failure instanceof StatusRuntimeException status) {
            cause = status.getStatus().getCause();
        } else if (failure instanceof StatusException status) {
            cause = status.getStatus().getCause();
        }
        if (cause instanceof CallFailure call) {
            return of(call);
        }
        return new Indeterminate("the call failed on its way: " + failure);
    }

    private static RuntimeException of(CallFailure failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure.kind()) {
            case ANSWERED -> of(failure.error());
            case NOT_SENT -> new Refused(Refused.Reason.OTHER, message);
            case UNREACHABLE -> new Unreachable(message, null);
            case UNANSWERED -> new Indeterminate(message);
            case LOST_BEFORE -> new SessionLost(message, Effect.NONE);
            case LOST_DURING -> new SessionLost(message, Effect.UNKNOWN);
        };
    }

    /** The exception for an error that the manager answered with. */
    public static RuntimeException of(Error error) {
        if (error.getCode() == Code.OUT_OF_RANGE) {
            // The contract of java.util.List.
            return new IndexOutOfBoundsException(error.getMessage());
        }
        if (error.getCode() == Code.INTERNAL) {
            return new ManagerFault(error.getMessage(), remote(error));
        }
        if (error.getCode() == Code.ALREADY_ANSWERED
                || error.getCode() == Code.CODE_UNSPECIFIED
                || error.getCode() == Code.UNRECOGNIZED) {
            return new Indeterminate(error.getMessage());
        }
        return new Refused(reason(error.getCode()), error.getMessage());
    }

    private static RemoteFailure remote(Error error) {
        return new RemoteFailure(error.getException(), stack(error.getStackList()));
    }

    /** A stack of another process. */
    public static StackTraceElement[] stack(List<StackFrame> frames) {
        return frames.stream().map(Failures::frame).toArray(StackTraceElement[]::new);
    }

    private static StackTraceElement frame(StackFrame frame) {
        return new StackTraceElement(
                frame.getType(),
                frame.getMethod(),
                frame.getFile().isEmpty() ? null : frame.getFile(),
                frame.getLine() == 0 ? -1 : frame.getLine());
    }

    private static Refused.Reason reason(Code code) {
        return switch (code) {
            case INVALID_ARGUMENT -> Refused.Reason.INVALID_ARGUMENT;
            case NO_SUCH_OBJECT -> Refused.Reason.NO_SUCH_OBJECT;
            case MISMATCH -> Refused.Reason.MISMATCH;
            case LIMIT_EXCEEDED -> Refused.Reason.LIMIT_EXCEEDED;
            case CANCELLED -> Refused.Reason.CANCELLED;
            case UNIMPLEMENTED -> Refused.Reason.UNIMPLEMENTED;
            case UNAUTHENTICATED -> Refused.Reason.UNAUTHENTICATED;
            case PERMISSION_DENIED -> Refused.Reason.PERMISSION_DENIED;
            case STALE_GUARD -> Refused.Reason.STALE_GUARD;
            default -> Refused.Reason.OTHER;
        };
    }
}
