package dev.holdall.client.session;

import com.google.protobuf.ByteString;
import dev.holdall.wire.Fingerprint;
import dev.holdall.wire.Pem;
import dev.holdall.wire.PrivateFile;
import dev.holdall.wire.TlsIdentity;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** TLS of one connection to a manager. */
final class ClientTls {
    private ClientTls() {}

    /**
     * What a connection begins with.
     *
     * @throws IOException if a file is missing or cannot be used; the message names it and the rule
     */
    static SslContext context(TlsSettings settings) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        Path certificate = settings.certificate();
        Path privateKey = settings.privateKey();
        if (certificate != null && privateKey != null) {
            TlsIdentity identity = TlsIdentity.read(certificate, privateKey);
            builder.keyManager(identity.key(), identity.chain().toArray(X509Certificate[]::new));
        }
        try {
            return GrpcSslContexts.configure(builder.trustManager(trust(settings)), SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the certificates cannot be used: " + e.getMessage(), e);
        }
    }

    private static ManagerTrust trust(TlsSettings settings) throws IOException, GeneralSecurityException {
        Fingerprint pin = settings.pin();
        if (pin != null) {
            return ManagerTrust.pinned(pin);
        }
        Path trusted = settings.trusted();
        if (trusted != null) {
            return ManagerTrust.signedBy(Pem.certificates(trusted));
        }
        Path own = settings.ownCertificate();
        if (!Files.exists(own, LinkOption.NOFOLLOW_LINKS)) {
            return ManagerTrust.usual(null);
        }
        // It is found and not named, and trusted whatever host shows it.
        PrivateFile.checkUnchanged(own, "certificate");
        List<X509Certificate> certificates = Pem.certificates(own);
        return ManagerTrust.usual(Fingerprint.of(certificates.get(0)));
    }

    /**
     * What ties the proofs of a handshake to the connection: the fingerprint of the certificate that was verified.
     *
     * @param connection what gRPC says of the connection of a call that has one
     */
    static ByteString binding(Attributes connection) {
        SSLSession tls = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        try {
            if (tls != null) {
                Certificate[] verified = tls.getPeerCertificates();
                return Fingerprint.of((X509Certificate) verified[0]).bytes();
            }
        } catch (SSLPeerUnverifiedException e) {
            // Never as if there were no TLS.
        }
        throw new IllegalStateException("a TLS connection has a certificate that was verified");
    }
}
