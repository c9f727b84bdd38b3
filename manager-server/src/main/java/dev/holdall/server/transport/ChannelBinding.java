package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import dev.holdall.v1.SessionsGrpc;
import dev.holdall.wire.Fingerprint;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSession;

/**
 * What ties the proofs of a handshake to the connection that they travel on: the fingerprint of the certificate that this very connection was
 * shown, nothing without TLS. A relay with a certificate of its own makes the proofs of both sides wrong.
 */
final class ChannelBinding implements ServerInterceptor {
    private static final Context.Key<ByteString> BINDING = Context.keyWithDefault("channel-binding", ByteString.EMPTY);

    /** Of the connection whose call is being started on this thread. */
    static ByteString current() {
        return BINDING.get();
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        SSLSession tls = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (tls == null
                || !SessionsGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
            return next.startCall(call, headers);
        }
        return Contexts.interceptCall(Context.current().withValue(BINDING, fingerprint(tls)), call, headers, next);
    }

    private static ByteString fingerprint(SSLSession tls) {
        Certificate[] shown = tls.getLocalCertificates();
        if (shown == null || shown.length == 0 || !(shown[0] instanceof X509Certificate certificate)) {
            // Never as if there were no TLS.
            throw new IllegalStateException("a TLS connection to a manager has shown its certificate");
        }
        return Fingerprint.of(certificate).bytes();
    }
}
