package dev.holdall.server.transport;

import dev.holdall.server.state.Permit;
import dev.holdall.v1.SessionsGrpc;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Guards every door but the session stream, which shakes hands by itself: a call, of whatever service, reflection and health
 * included, carries {@code authorization: Bearer TOKEN} with a key's token.
 */
final class Credentials implements ServerInterceptor {
    /** What the call that is being started may do. */
    static final Context.Key<Permit> PERMIT = Context.key("holdall-permit");

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final KeyRing keys;
    private final Refusals refusals;

    Credentials(KeyRing keys, Refusals refusals) {
        this.keys = keys;
        this.refusals = refusals;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Context context = Context.current().withValue(Peer.OF_CALL, Peer.of(call));
        if (!SessionsGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
            Permit permit = keys.ofAuthorization(headers.get(AUTHORIZATION));
            if (permit == null) {
                refuse(call);
                return new ServerCall.Listener<>() {};
            }
            context = context.withValue(PERMIT, permit);
        }
        // Handlers take what they need from it while they start.
        Context before = context.attach();
        try {
            return next.startCall(call, headers);
        } finally {
            context.detach(before);
        }
    }

    private void refuse(ServerCall<?, ?> call) {
        EventExecutor loop = EventLoops.current();
        refusals.credentials(
                Peer.of(call),
                call.getMethodDescriptor().getFullMethodName(),
                "",
                "",
                (what, millis) -> loop.schedule(what, millis, TimeUnit.MILLISECONDS),
                () -> call.close(Statuses.of(Refusals.CREDENTIALS), Statuses.trailers(Refusals.CREDENTIALS)));
    }
}
