package dev.holdall.wire;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate and its private key, with which one side of a TLS connection shows who it is.
 *
 * @param chain the certificate, and those that signed it, each by the next
 */
public record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
    /** What a manager's own certificate is called, beside its key file. */
    public static final String CERTIFICATE_FILE = "tls-cert.pem";
    /** What the private key of a manager's own certificate is called, beside its key file. */
    public static final String PRIVATE_KEY_FILE = "tls-key.pem";

    private static final byte[] SAMPLE = {'h', 'o', 'l', 'd', 'a', 'l', 'l'};

    /** The certificate itself. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    public Fingerprint fingerprint() {
        return Fingerprint.of(certificate());
    }

    /**
     * Reads both from PEM files.
     *
     * @param keyFile may be behind links, where tools that renew certificates keep it, but others than its owner must have no access to it
     * @throws IOException if a file is missing, the key's is open to others, one of them does not hold what it should, the key is not the
     *     certificate's, or the certificate is not valid now; the message says which
     */
    public static TlsIdentity read(Path certificateFile, Path keyFile) throws IOException {
        try {
            PrivateFile.checkTarget(keyFile, "private key");
        } catch (NoSuchFileException e) {
            throw new FileSystemException("there is no file " + keyFile + " with a private key");
        }
        return readChecked(certificateFile, keyFile);
    }

    /** As {@link #read}, and both are files that others can neither change nor replace, not links. */
    public static TlsIdentity readOwn(Path certificateFile, Path keyFile) throws IOException {
        try {
            PrivateFile.check(keyFile, "private key");
        } catch (NoSuchFileException e) {
            throw new FileSystemException("there is no file " + keyFile + " with a private key");
        }
        PrivateFile.checkUnchanged(certificateFile, "certificate");
        return readChecked(certificateFile, keyFile);
    }

    private static TlsIdentity readChecked(Path certificateFile, Path keyFile) throws IOException {
        List<X509Certificate> chain = Pem.certificates(certificateFile);
        X509Certificate certificate = chain.get(0);
        PublicKey publicKey = certificate.getPublicKey();
        PrivateKey key = Pem.privateKey(keyFile, publicKey.getAlgorithm());
        if (!belongTogether(key, publicKey)) {
            throw new FileSystemException(
                    "the private key in " + keyFile + " is not that of the certificate in " + certificateFile);
        }
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new FileSystemException("the certificate in " + certificateFile + " expired on "
                    + certificate.getNotAfter().toInstant());
        } catch (CertificateNotYetValidException e) {
            throw new FileSystemException("the certificate in " + certificateFile + " is not valid before "
                    + certificate.getNotBefore().toInstant());
        }
        return new TlsIdentity(chain, key);
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(SAMPLE);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(publicKey);
            verifying.update(SAMPLE);
            return verifying.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "TlsIdentity[" + certificate().getSubjectX500Principal() + "]";
    }
}
