package dev.holdall.faults.network;

/** One of the two ways of a connection. */
public enum Direction {
    /** From the client to the manager. */
    UP,
    /** From the manager to the client. */
    DOWN
}
