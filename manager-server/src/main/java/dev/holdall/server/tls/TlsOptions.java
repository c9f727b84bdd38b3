package dev.holdall.server.tls;

import dev.holdall.wire.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a manager encrypts. Without any setting: at TCP addresses that other hosts can reach, with a certificate of its own that is made beside
 * the key file where there is none.
 */
public final class TlsOptions {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]+");

    private boolean everywhere;
    private @Nullable Path certificate;
    private @Nullable Path privateKey;
    private @Nullable Path clientCa;
    private @Nullable String advertisedHost;
    private int advertisedPort;
    private Duration handshakeTimeout = Duration.ofSeconds(10);

    /** Encrypts at loopback TCP addresses too. UNIX sockets stay as they are: nothing of them is on a network. */
    public TlsOptions everywhere() {
        this.everywhere = true;
        return this;
    }

    /**
     * Shows this certificate instead of one of its own.
     *
     * @param certificateFile PEM; the certificate first, then those that signed it
     * @param privateKeyFile PEM, PKCS #8 without a password; others than its owner must have no access to it
     */
    public TlsOptions certificate(Path certificateFile, Path privateKeyFile) {
        this.certificate = certificateFile;
        this.privateKey = privateKeyFile;
        return this;
    }

    /** Wants a certificate of each client too, signed by one of those in this PEM file. */
    public TlsOptions clientCa(Path file) {
        this.clientCa = file;
        return this;
    }

    /**
     * What other hosts call this one, for join links and for the certificate when it is made.
     *
     * @param host {@code host}, {@code host:port} or {@code [::1]:port}; without a port that of the address that is listened on
     * @throws IllegalArgumentException if it is none of them
     */
    public TlsOptions advertise(String host) {
        Address.Tcp address = advertised(host);
        this.advertisedHost = address.host();
        this.advertisedPort = address.port();
        return this;
    }

    /** Reads {@code host[:port]}; port 0 if there is none. */
    public static Address.Tcp advertised(String text) {
        boolean hasPort = text.lastIndexOf(':') > text.lastIndexOf(']');
        if (!(Address.parse(hasPort ? text : text + ":0") instanceof Address.Tcp address)
                || !HOST.matcher(address.host()).matches()
                || hasPort && address.port() == 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' cannot be advertised: other hosts know this one as host or host:port");
        }
        return address;
    }

    /** How long a client may take to shake hands, 10 seconds unless set. */
    public TlsOptions handshakeTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a time-out of handshakes is positive, not " + timeout);
        }
        this.handshakeTimeout = timeout;
        return this;
    }

    public boolean isEverywhere() {
        return everywhere;
    }

    /** Whether something was said that would be of no effect without TLS. */
    public boolean isMeant() {
        return certificate != null || clientCa != null || advertisedHost != null;
    }

    public boolean wantsClientCertificates() {
        return clientCa != null;
    }

    public Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /** Null if none was named. */
    public @Nullable String advertisedHost() {
        return advertisedHost;
    }

    /** 0 if none was named. */
    public int advertisedPort() {
        return advertisedPort;
    }

    @Nullable
    Path certificate() {
        return certificate;
    }

    @Nullable
    Path privateKey() {
        return privateKey;
    }

    @Nullable
    Path clientCa() {
        return clientCa;
    }
}
