/**
 * The manager's doors: the session stream and the unary services, and the sockets that they listen on.
 *
 * <p>Frames come in at {@link dev.holdall.server.transport.SessionService}, go through the stream's {@link
 * dev.holdall.server.transport.Attachment} (handshake and rules, a plain object) to the engine; effects come back to {@link
 * dev.holdall.server.transport.Deliveries}, which gives each to the stream or the unary call concerned. Nothing in here knows what
 * a method does.
 */
@NullMarked
package dev.holdall.server.transport;

import org.jspecify.annotations.NullMarked;
