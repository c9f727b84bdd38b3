package dev.holdall.server.transport;

import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;

/** The one place where the manager's errors become gRPC statuses. The error itself travels beside, in the trailers. */
final class Statuses {
    /** Where the error travels, for whoever wants more than the status. */
    static final Metadata.Key<Error> ERROR =
            Metadata.Key.of("holdall-error-bin", ProtoUtils.metadataMarshaller(Error.getDefaultInstance()));

    private Statuses() {}

    static Status of(Error error) {
        return code(error.getCode()).toStatus().withDescription(error.getMessage());
    }

    static Metadata trailers(Error error) {
        Metadata trailers = new Metadata();
        // Trailers are small: a stack would not fit, and stays out of it.
        trailers.put(ERROR, error.toBuilder().clearStack().build());
        return trailers;
    }

    static StatusRuntimeException exception(Error error) {
        return of(error).asRuntimeException(trailers(error));
    }

    static Error error(Code code, String message) {
        return Error.newBuilder().setCode(code).setMessage(message).build();
    }

    private static Status.Code code(Code code) {
        return switch (code) {
            case INVALID_ARGUMENT -> Status.Code.INVALID_ARGUMENT;
            case OUT_OF_RANGE -> Status.Code.OUT_OF_RANGE;
            case NO_SUCH_OBJECT, NO_SUCH_SESSION -> Status.Code.NOT_FOUND;
            case MISMATCH, SESSION_REQUIRED, ALREADY_ANSWERED, STALE_GUARD -> Status.Code.FAILED_PRECONDITION;
            case PERMISSION_DENIED -> Status.Code.PERMISSION_DENIED;
            case LIMIT_EXCEEDED -> Status.Code.RESOURCE_EXHAUSTED;
            case CANCELLED -> Status.Code.CANCELLED;
            case UNIMPLEMENTED -> Status.Code.UNIMPLEMENTED;
            case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case INTERNAL -> Status.Code.INTERNAL;
            case CODE_UNSPECIFIED, UNRECOGNIZED -> Status.Code.UNKNOWN;
        };
    }
}
