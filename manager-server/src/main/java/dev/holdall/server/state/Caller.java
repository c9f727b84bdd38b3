package dev.holdall.server.state;

/**
 * Who calls, as far as ownership is concerned.
 *
 * @param session the session that the call came on, or {@link CallId#UNARY}
 * @param thread the number that the client gave to the thread that calls; 0 if it said none
 */
public record Caller(long session, int thread) {}
