package dev.holdall.client;

/** What is known of the way to the manager. */
public enum ConnectionState {
    /** Calls are sent. */
    CONNECTED,
    /** The connection broke. Calls wait; nothing is lost if it comes back within the session's grace time. */
    RECONNECTING,
    /**
     * The session is over, and with it all that it held: locks, permits, leases, places in barriers, objects without a name. Calls that
     * were under way failed with {@link SessionLost}. A new session is looked for; until there is one, calls fail with {@link
     * Unreachable}.
     */
    LOST,
    /** This program closed the connection, or its manager process ended, or the manager does not let it in any more. Final. */
    CLOSED
}
