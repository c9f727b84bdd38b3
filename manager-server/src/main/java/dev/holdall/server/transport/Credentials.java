package dev.holdall.server.transport;

import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.SessionsGrpc;
import dev.holdall.wire.Key;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Guards every door but the session stream, which shakes hands by itself: a call, of whatever service, reflection and health
 * included, carries {@code authorization: Bearer TOKEN} with the key's token.
 */
final class Credentials implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Error REFUSED = Statuses.error(Code.UNAUTHENTICATED, "the credentials are missing or wrong");

    private final byte[] expected;

    Credentials(Key key) {
        this.expected = ("Bearer " + key.bearerToken()).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (SessionsGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
            return next.startCall(call, headers);
        }
        String given = headers.get(AUTHORIZATION);
        byte[] presented = given == null ? new byte[0] : given.getBytes(StandardCharsets.US_ASCII);
        if (MessageDigest.isEqual(presented, expected)) {
            return next.startCall(call, headers);
        }
        call.close(Statuses.of(REFUSED), Statuses.trailers(REFUSED));
        return new ServerCall.Listener<>() {};
    }
}
