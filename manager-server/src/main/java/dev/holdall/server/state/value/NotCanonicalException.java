package dev.holdall.server.state.value;

/** Bytes that are no element: they break one of the rules at the top of {@code value.proto}. */
public final class NotCanonicalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotCanonicalException(String message) {
        // Whoever sends such bytes can send many: the message says all, a stack trace would only cost.
        super(message, null, false, false);
    }
}
