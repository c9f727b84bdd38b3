package dev.holdall.server.transport;

import dev.holdall.v1.Code;
import dev.holdall.v1.Error;

/** What becomes of those who are refused: they are written down, and those who may be guessing are slowed down. */
final class Refusals {
    /** The same words whether credentials are missing or wrong, and whatever is wrong about them. */
    static final Error CREDENTIALS = Statuses.error(Code.UNAUTHENTICATED, "the credentials are missing or wrong");

    /** The key came in, and was removed since. */
    static final Error REMOVED = Statuses.error(Code.UNAUTHENTICATED, "the key was removed or changed");

    static final String HANDSHAKE = "handshake";

    private final Throttle throttle;
    private final Audit audit;

    Refusals(Throttle throttle, Audit audit) {
        this.throttle = throttle;
        this.audit = audit;
    }

    /**
     * The credentials are missing or wrong.
     *
     * @param answer says so, later
     */
    void credentials(Peer peer, String tried, String key, String client, Throttle.Later later, Runnable answer) {
        audit.refused(peer, tried, key, client, CREDENTIALS.getMessage());
        throttle.failed(peer, later, answer);
    }

    /** Something else ended a stream or a call. Written down if it is a refusal of what somebody is not allowed. */
    void ended(Peer peer, String tried, String key, String client, Error error) {
        switch (error.getCode()) {
            case UNAUTHENTICATED, PERMISSION_DENIED, NO_SUCH_SESSION ->
                audit.refused(peer, tried, key, client, error.getMessage());
            default -> {
                // The caller's own affair.
            }
        }
    }

    /** A call was answered with an error. */
    void answered(Peer peer, String tried, String key, String client, Error error) {
        if (error.getCode() == Code.PERMISSION_DENIED) {
            audit.refused(peer, tried, key, client, error.getMessage());
        }
    }
}
