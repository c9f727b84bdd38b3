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

    /**
     * So many bytes are said of what is wrong. The text stands in the trailers twice, once with three bytes for each that is not ASCII, and of
     * trailers of more than 8 KiB a client sees nothing at all.
     */
    static final int MOST_BYTES = 1 << 10;

    private static final String ELLIPSIS = "\u2026";
    private static final int ELLIPSIS_BYTES = 3;

    private Statuses() {}

    static Status of(Error error) {
        return code(error.getCode()).toStatus().withDescription(shortened(error.getMessage()));
    }

    /** The text, or its beginning if it is long. */
    private static String shortened(String text) {
        int bytes = 0;
        int kept = 0;
        int next = 0;
        while (next < text.length()) {
            int character = text.codePointAt(next);
            next += Character.charCount(character);
            bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
            if (bytes <= MOST_BYTES - ELLIPSIS_BYTES) {
                kept = next;
            } else if (bytes > MOST_BYTES) {
                return text.substring(0, kept) + ELLIPSIS;
            }
        }
        return text;
    }

    static Metadata trailers(Error error) {
        Metadata trailers = new Metadata();
        // Trailers are small: a stack would not fit, and stays out of it.
        trailers.put(
                ERROR,
                error.toBuilder()
                        .setMessage(shortened(error.getMessage()))
                        .clearStack()
                        .build());
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
