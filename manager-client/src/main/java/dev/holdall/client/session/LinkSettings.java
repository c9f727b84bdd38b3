package dev.holdall.client.session;

import dev.holdall.client.StateChange;
import java.util.function.Consumer;

/**
 * How a {@link SessionLink} behaves.
 *
 * @param client who connects, for people
 * @param graceMillis how long the session is to outlive a broken stream; 0 leaves it to the manager
 * @param reconnects whether to come back when the connection broke; otherwise that is the end
 * @param lost runs when a session is over that this program did not close, on the event loop, before any call of it fails
 * @param listener is told of each change, on the event loop: it must not block
 */
public record LinkSettings(
        String client, long graceMillis, boolean reconnects, Runnable lost, Consumer<StateChange> listener) {}
