package dev.holdall.wire;

import com.google.protobuf.ByteString;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The SHA-256 of a certificate as it is sent (its DER form). No secret: it says which certificate is meant, as the output of
 * {@code openssl x509 -noout -fingerprint -sha256} does.
 */
public record Fingerprint(ByteString bytes) {
    private static final int BYTES = 32;

    public Fingerprint {
        if (bytes.size() != BYTES) {
            throw malformed();
        }
    }

    /** The fingerprint of a certificate. */
    public static Fingerprint of(X509Certificate certificate) {
        try {
            return new Fingerprint(
                    ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read has its bytes, and every Java SHA-256", e);
        }
    }

    /**
     * Reads a text form: 64 hexadecimal digits, with or without colons between the bytes.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Fingerprint parse(String text) {
        try {
            String digits = text.strip().replace(":", "").toLowerCase(Locale.ROOT);
            return new Fingerprint(ByteString.copyFrom(HexFormat.of().parseHex(digits)));
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "the fingerprint of a certificate is its SHA-256, " + 2 * BYTES + " hexadecimal digits");
    }

    /** The short form that stands in links. */
    String base64() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /** 64 hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
