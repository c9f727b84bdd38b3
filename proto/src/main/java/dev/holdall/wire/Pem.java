package dev.holdall.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes certificates and private keys in the text form that OpenSSL and most servers use. */
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    /**
     * The certificates in a file, in their order; one at least.
     *
     * @throws IOException if there is no such file, or it holds no certificate; the message says which
     */
    public static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text(file, "certificate"));
        while (blocks.find()) {
            if (blocks.group(1).equals("CERTIFICATE")) {
                certificates.add(certificate(file, blocks.group(2)));
            }
        }
        if (certificates.isEmpty()) {
            throw new FileSystemException(
                    "the file " + file + " holds no certificate: it has no '-----BEGIN CERTIFICATE-----'");
        }
        return certificates;
    }

    private static X509Certificate certificate(Path file, String base64) throws IOException {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(base64);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new FileSystemException(
                    "the file " + file + " holds a certificate that cannot be read: " + reason(e));
        }
    }

    /**
     * The private key in a file; access to the file is the caller's to check.
     *
     * @param algorithm of the certificate's public key, such as {@code EC}
     * @throws IOException if there is no such file, or it holds no such key; the message says which, and nothing of the key
     */
    static PrivateKey privateKey(Path file, String algorithm) throws IOException {
        Matcher blocks = BLOCK.matcher(text(file, "private key"));
        while (blocks.find()) {
            String kind = blocks.group(1);
            if (kind.equals("PRIVATE KEY")) {
                try {
                    byte[] bytes = Base64.getMimeDecoder().decode(blocks.group(2));
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
                } catch (GeneralSecurityException | IllegalArgumentException e) {
                    throw new FileSystemException("the private key in " + file
                            + " cannot be read, or is not of the certificate's kind, " + algorithm);
                }
            } else if (kind.endsWith("PRIVATE KEY")) {
                throw new FileSystemException("the private key in " + file + " is in another form, '" + kind
                        + "': convert it with openssl pkcs8 -topk8 -nocrypt -in " + file);
            }
        }
        throw new FileSystemException(
                "the file " + file + " holds no private key: it has no '-----BEGIN PRIVATE KEY-----'");
    }

    private static String text(Path file, String what) throws IOException {
        try {
            // Not UTF-8: what stands around the blocks may be anything.
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new FileSystemException("there is no file " + file + " with a " + what);
        } catch (IOException e) {
            throw new FileSystemException("the file " + file + " with a " + what + " cannot be read: " + reason(e));
        }
    }

    static String reason(Exception failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** The text form of a certificate. */
    public static String of(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read has its bytes", e);
        }
    }

    /** The text form of a private key: a secret. */
    public static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    private static String block(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + LINES.encodeToString(bytes) + "\n-----END " + kind + "-----\n";
    }
}
