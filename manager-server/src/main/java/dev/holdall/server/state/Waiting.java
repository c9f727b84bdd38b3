package dev.holdall.server.state;

import com.google.protobuf.ByteString;

/**
 * A call that waits, as another call sees it.
 *
 * @param caller who waits
 * @param request its encoded request
 */
public record Waiting(Caller caller, ByteString request) {}
