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
        Peer peer = Peer.of(call);
        Context context = Context.current().withValue(Peer.OF_CALL, peer);
        if (!SessionsGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
            String authorization = headers.get(AUTHORIZATION);
            Permit permit = peer.hasProved(authorization) ? keys.ofAuthorization(authorization) : null;
            if (permit == null) {
                return decided(call, headers, next, context, peer);
            }
            context = permitted(context, permit);
        }
        return start(call, headers, next, context);
    }

    private static Context permitted(Context context, Permit permit) {
        Inbound.OF_CALL.get(context).trust(permit.key());
        return context.withValue(PERMIT, permit);
    }

    private static <Q, R> ServerCall.Listener<Q> start(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next, Context context) {
        // Handlers take what they need from it while they start.
        Context before = context.attach();
        try {
            return next.startCall(call, headers);
        } finally {
            context.detach(before);
        }
    }

    /** The call begins when its credentials are found right, which may not be at once. */
    private <Q, R> ServerCall.Listener<Q> decided(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next, Context context, Peer peer) {
        EventExecutor loop = EventLoops.current();
        String authorization = headers.get(AUTHORIZATION);
        LateListener<Q> late = new LateListener<>();
        refusals.decide(
                peer,
                call.getMethodDescriptor().getFullMethodName(),
                "",
                "",
                (what, millis) -> loop.schedule(what, millis, TimeUnit.MILLISECONDS),
                () -> {
                    if (late.isCancelled()) {
                        return true;
                    }
                    Permit permit = keys.ofAuthorization(authorization);
                    if (permit == null || authorization == null) {
                        return false;
                    }
                    peer.proved(authorization);
                    late.is(start(call, headers, next, permitted(context, permit)));
                    return true;
                },
                () -> call.close(Statuses.of(Refusals.CREDENTIALS), Statuses.trailers(Refusals.CREDENTIALS)));
        return late;
    }
}
