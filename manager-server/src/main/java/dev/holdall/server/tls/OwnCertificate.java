package dev.holdall.server.tls;

import dev.holdall.wire.Pem;
import dev.holdall.wire.PrivateFile;
import dev.holdall.wire.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * The certificate that a manager makes for itself where there is none: self-signed, on the curve P-256, for {@value #YEARS} years, as
 * clients pin it. It and its private key stand beside the key file.
 */
final class OwnCertificate {
    static final int YEARS = 20;

    /** How long a process that comes second waits for the certificate of the one that made the private key. */
    private static final long PATIENCE_MILLIS = 5_000;

    private OwnCertificate() {}

    /**
     * Reads certificate and key; makes them where there are none. Several processes may do so at once: one's files win, and all read those.
     *
     * @param names the host names and addresses that the certificate is for, if it is made
     * @throws IOException if it cannot be made, or what is there cannot be used or is not private; the message says which
     */
    static TlsIdentity readOrMake(Path directory, Collection<String> names) throws IOException {
        Path certificate = directory.resolve(TlsIdentity.CERTIFICATE_FILE);
        Path key = directory.resolve(TlsIdentity.PRIVATE_KEY_FILE);
        if (!exists(key) && !exists(certificate)) {
            make(certificate, key, names);
        }
        awaitPair(certificate, key);
        return TlsIdentity.readOwn(certificate, key);
    }

    private static void make(Path certificate, Path key, Collection<String> names) throws IOException {
        try {
            TlsIdentity made = Keytool.selfSigned(names, YEARS);
            // The key first: whoever makes its file makes the certificate's too.
            if (PrivateFile.create(key, Pem.of(made.key()))) {
                PrivateFile.replace(certificate, Pem.of(made.certificate()));
            }
            // Otherwise another process was faster; its certificate is as good as ours.
        } catch (IOException e) {
            throw new IOException(
                    "the certificate " + certificate + " cannot be made: " + e.getMessage()
                            + "; one can be named with --tls-cert and --tls-key",
                    e);
        }
    }

    private static void awaitPair(Path certificate, Path key) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (exists(key) && !exists(certificate) && System.nanoTime() - end < 0) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while another process made the certificate " + certificate, e);
            }
        }
        if (exists(key) != exists(certificate)) {
            Path left = exists(key) ? key : certificate;
            Path missing = exists(key) ? certificate : key;
            throw new IOException("there is " + left + " but no " + missing
                    + ": a certificate and its private key belong together; bring it back, or delete the other one for a new pair"
                    + " (which join links that were given out do not fit)");
        }
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
