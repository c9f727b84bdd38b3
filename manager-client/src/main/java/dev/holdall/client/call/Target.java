package dev.holdall.client.call;

/**
 * What a call is made on: something that was found in one of this process's sessions with the manager, or in a later one again. Asked when the
 * call is sent, not when it is prepared.
 */
public interface Target {
    /** In which session, see {@link Holds#session}: a later one is not to be called in its place. */
    int session();
}
