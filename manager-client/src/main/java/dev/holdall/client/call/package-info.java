/**
 * Between proxies and channel: how a proxy makes a call through a generated stub, waits for it, and what a failure becomes.
 *
 * <p>Proxies come from above with requests and take decoded replies; below is any {@link io.grpc.Channel}, which learns what it must
 * know of a call from the {@link dev.holdall.client.call.CallSettings}. Knows no session and no socket.
 */
@NullMarked
package dev.holdall.client.call;

import org.jspecify.annotations.NullMarked;
