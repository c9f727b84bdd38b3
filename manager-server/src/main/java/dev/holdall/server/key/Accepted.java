package dev.holdall.server.key;

import dev.holdall.server.state.Permit;
import dev.holdall.wire.Key;

/**
 * A secret that opens the doors now.
 *
 * @param permit what it allows
 */
public record Accepted(Key secret, Permit permit) {}
