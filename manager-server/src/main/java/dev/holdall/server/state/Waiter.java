package dev.holdall.server.state;

import com.google.protobuf.ByteString;

/**
 * A parked call: a plain record, no thread and no connection.
 *
 * @param number counts the parked calls of the store; lower came first
 * @param id who waits
 * @param method what runs when it is tried again
 * @param request the encoded request
 * @param place where it waits
 * @param deadline the state's time at which it has waited long enough; {@link Long#MAX_VALUE} for never
 */
record Waiter(long number, CallId id, Method<?, ?> method, ByteString request, Place place, long deadline) {}
