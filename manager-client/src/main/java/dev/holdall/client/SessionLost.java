package dev.holdall.client;

/**
 * The session with the manager is over, and with it all that it held. {@link #effect()} says whether this call can have
 * reached the manager.
 */
public final class SessionLost extends ManagerException {
    private static final long serialVersionUID = 1;

    public SessionLost(String message, Effect effect) {
        super(message, effect, null);
    }
}
