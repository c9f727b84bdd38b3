package dev.holdall.client.session;

import dev.holdall.wire.Fingerprint;
import dev.holdall.wire.KeyFile;
import dev.holdall.wire.TlsIdentity;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a program's connections are encrypted, and whom it trusts. Files are named, not held: each connection reads them anew, so that a
 * certificate that was renewed is used.
 *
 * @param mode where there is TLS at all; UNIX sockets never have it
 * @param pin the only certificate that is accepted; host names are not looked at then
 * @param trusted a PEM file: who must have signed the certificate, or that certificate itself
 * @param keyFile beside which a manager of the same user keeps its own certificate, which is trusted too unless one of those is set
 * @param certificate a PEM file with this program's own certificate, if the manager wants one
 * @param privateKey a PEM file with the private key of that
 */
public record TlsSettings(
        Mode mode,
        @Nullable Fingerprint pin,
        @Nullable Path trusted,
        Path keyFile,
        @Nullable Path certificate,
        @Nullable Path privateKey) {

    /** Where there is TLS. */
    public enum Mode {
        /** On the way to other hosts, and wherever something is said of certificates. */
        AUTOMATIC,
        /** On loopback too. */
        ALWAYS,
        /** Nowhere. */
        NEVER
    }

    /** Without any setting. */
    public static TlsSettings usual() {
        return new TlsSettings(Mode.AUTOMATIC, null, null, KeyFile.usual(), null, null);
    }

    boolean encrypts(SocketAddress to) {
        if (!(to instanceof InetSocketAddress socket) || mode == Mode.NEVER) {
            return false;
        }
        return mode == Mode.ALWAYS
                || pin != null
                || trusted != null
                || certificate != null
                || !socket.getAddress().isLoopbackAddress();
    }

    /** Where a manager of the same user keeps its own certificate. */
    Path ownCertificate() {
        return keyFile.resolveSibling(TlsIdentity.CERTIFICATE_FILE);
    }

    /** Tells a child process of this host. */
    public void write(DataOutputStream out) throws IOException {
        out.writeUTF(mode.name());
        out.writeUTF(pin == null ? "" : pin.toString());
        out.writeUTF(text(trusted));
        out.writeUTF(text(keyFile));
        out.writeUTF(text(certificate));
        out.writeUTF(text(privateKey));
    }

    private static String text(@Nullable Path file) {
        return file == null ? "" : file.toAbsolutePath().toString();
    }

    /** What {@link #write} told. */
    public static TlsSettings read(DataInputStream in) throws IOException {
        Mode mode = Mode.valueOf(in.readUTF());
        String pin = in.readUTF();
        Path trusted = path(in.readUTF());
        Path keyFile = Path.of(in.readUTF());
        return new TlsSettings(
                mode,
                pin.isEmpty() ? null : Fingerprint.parse(pin),
                trusted,
                keyFile,
                path(in.readUTF()),
                path(in.readUTF()));
    }

    private static @Nullable Path path(String text) {
        return text.isEmpty() ? null : Path.of(text);
    }
}
