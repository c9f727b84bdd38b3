package dev.holdall.server.transport;

import io.grpc.ServerCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what happens to a call until it is known who listens to it. All on the call's event loop. */
final class LateListener<Q> extends ServerCall.Listener<Q> {
    private final List<Consumer<ServerCall.Listener<Q>>> before = new ArrayList<>();
    private ServerCall.@Nullable Listener<Q> listener;
    private boolean cancelled;

    /** From now on this one listens. */
    void is(ServerCall.Listener<Q> known) {
        listener = known;
        before.forEach(event -> event.accept(known));
        before.clear();
    }

    boolean isCancelled() {
        return cancelled;
    }

    private void tell(Consumer<ServerCall.Listener<Q>> event) {
        if (listener != null) {
            event.accept(listener);
        } else {
            // Nothing was asked for, so no message comes: these are few.
            before.add(event);
        }
    }

    @Override
    public void onMessage(Q message) {
        tell(known -> known.onMessage(message));
    }

    @Override
    public void onHalfClose() {
        tell(ServerCall.Listener::onHalfClose);
    }

    @Override
    public void onCancel() {
        cancelled = true;
        tell(ServerCall.Listener::onCancel);
    }

    @Override
    public void onComplete() {
        tell(ServerCall.Listener::onComplete);
    }

    @Override
    public void onReady() {
        tell(ServerCall.Listener::onReady);
    }
}
