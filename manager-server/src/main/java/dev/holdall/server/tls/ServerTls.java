package dev.holdall.server.tls;

import dev.holdall.wire.Fingerprint;
import dev.holdall.wire.Pem;
import dev.holdall.wire.TlsIdentity;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLException;

/** What a manager encrypts with: its certificate, and who its clients' certificates must be signed by. Thread-safe. */
public final class ServerTls {
    private final TlsOptions options;
    private final Path directory;
    private final List<String> names;
    private final SwitchingSslContext context;
    private volatile X509Certificate certificate;

    private ServerTls(TlsOptions options, Path directory, Collection<String> names) throws IOException {
        this.options = options;
        this.directory = directory;
        this.names = List.copyOf(names);
        TlsIdentity identity = identity();
        this.certificate = identity.certificate();
        this.context = new SwitchingSslContext(build(identity));
    }

    /**
     * Reads the files, or makes the certificate.
     *
     * @param directory where the manager's own certificate is kept
     * @param names what the certificate is for, if it is made now
     * @throws IOException if a file is missing, cannot be used or is not private; the message names it and the rule
     */
    public static ServerTls load(TlsOptions options, Path directory, Collection<String> names) throws IOException {
        return new ServerTls(options, directory, names);
    }

    /**
     * Reads the files again, for connections that begin from now on. If one of them cannot be used, all stays as it was.
     *
     * @throws IOException as {@link #load}
     */
    public synchronized void reload() throws IOException {
        TlsIdentity identity = identity();
        // A new context, not new keys for the old one: no connection that begins now rests upon what one before had
        // proved.
        context.become(build(identity));
        certificate = identity.certificate();
    }

    private TlsIdentity identity() throws IOException {
        Path own = options.certificate();
        Path key = options.privateKey();
        return own != null && key != null ? TlsIdentity.read(own, key) : OwnCertificate.readOrMake(directory, names);
    }

    private SslContext build(TlsIdentity identity) throws IOException {
        SslContextBuilder builder =
                SslContextBuilder.forServer(identity.key(), identity.chain().toArray(X509Certificate[]::new));
        Path clientCa = options.clientCa();
        if (clientCa != null) {
            builder.trustManager(Pem.certificates(clientCa).toArray(X509Certificate[]::new))
                    .clientAuth(ClientAuth.REQUIRE);
        }
        try {
            return GrpcSslContexts.configure(builder, SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IOException("the certificate cannot be used: " + e.getMessage(), e);
        }
    }

    /** For the connections of a door. It stays the same; what it encrypts with follows {@link #reload}. */
    public SslContext context() {
        return context;
    }

    public Duration handshakeTimeout() {
        return options.handshakeTimeout();
    }

    /** The certificate that connections that begin now are shown. */
    public X509Certificate certificate() {
        return certificate;
    }

    public Fingerprint fingerprint() {
        return Fingerprint.of(certificate);
    }
}
