/**
 * The client's end of the session stream: a {@link io.grpc.Channel} for the generated stubs, on one bidirectional stream.
 *
 * <p>{@link dev.holdall.client.session.SessionChannel} takes calls from any thread; {@link dev.holdall.client.session.SessionLink} drives
 * the {@link dev.holdall.client.session.ClientSession}, a plain object that numbers, sends, answers and acknowledges, on the
 * connection's event loop.
 */
@NullMarked
package dev.holdall.client.session;

import org.jspecify.annotations.NullMarked;
