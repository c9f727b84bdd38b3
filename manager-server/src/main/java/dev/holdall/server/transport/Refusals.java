package dev.holdall.server.transport;

import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import java.util.function.BooleanSupplier;

/** What becomes of those who are refused: they are written down, and those who may be guessing are slowed down. */
final class Refusals {
    /** The same words whether credentials are missing or wrong, and whatever is wrong about them. */
    static final Error CREDENTIALS = Statuses.error(Code.UNAUTHENTICATED, "the credentials are missing or wrong");

    /** The key came in, and was removed since. */
    static final Error REMOVED = Statuses.error(Code.UNAUTHENTICATED, "the key was removed or changed");

    private static final String TOO_MANY = "too many attempts of this address wait, nothing was decided";

    static final String HANDSHAKE = "handshake";
    private static final String REQUESTS = "requests";

    private final Throttle throttle;
    private final Audit audit;

    Refusals(Throttle throttle, Audit audit) {
        this.throttle = throttle;
        this.audit = audit;
    }

    /**
     * Somebody shows credentials, or none. They are decided at once, or, if somebody guesses at his address, when their turn comes.
     *
     * @param isRight decides, and lets him in; also true if there is nothing to decide any more
     * @param answer says that they are missing or wrong, later
     */
    void decide(
            Peer peer,
            String tried,
            String key,
            String client,
            Throttle.Later later,
            BooleanSupplier isRight,
            Runnable answer) {
        throttle.decide(new Throttle.Attempt(
                peer,
                later,
                () -> {
                    boolean right = isRight.getAsBoolean();
                    if (!right) {
                        audit.refused(peer, tried, key, client, CREDENTIALS.getMessage());
                    }
                    return right;
                },
                answer,
                () -> audit.refused(peer, tried, key, client, TOO_MANY)));
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

    /** A connection is cut off, so that others are served. */
    void cutOff(Peer peer, String key, Error error) {
        audit.refused(peer, REQUESTS, key, "", error.getMessage());
    }

    /** A call was answered with an error. */
    void answered(Peer peer, String tried, String key, String client, Error error) {
        if (error.getCode() == Code.PERMISSION_DENIED) {
            audit.refused(peer, tried, key, client, error.getMessage());
        }
    }
}
