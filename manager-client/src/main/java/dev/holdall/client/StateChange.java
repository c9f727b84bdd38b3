package dev.holdall.client;

/**
 * The way to the manager changed.
 *
 * @param state what it is now
 * @param reason why, for people
 * @param restarted after a loss, with {@link ConnectionState#CONNECTED}: the manager there has begun anew, and nothing that it held before is
 *     left; false where it is the same one that only did not keep the session
 */
public record StateChange(ConnectionState state, String reason, boolean restarted) {}
