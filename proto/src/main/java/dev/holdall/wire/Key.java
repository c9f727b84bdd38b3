package dev.holdall.wire;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The 256-bit secret that manager and clients share. It never travels: each side proves that it has it.
 *
 * <p>The text form is 64 hexadecimal digits; {@link #toString()} does not show it.
 */
public final class Key {
    private static final int BYTES = 32;
    private static final int ID_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] secret;

    private Key(byte[] secret) {
        this.secret = secret;
    }

    /** A new key, drawn at random. */
    public static Key random() {
        byte[] secret = new byte[BYTES];
        RANDOM.nextBytes(secret);
        return new Key(secret);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is not 64 hexadecimal digits; the message does not repeat the text
     */
    public static Key parse(String text) {
        String digits = text.strip();
        if (digits.length() != 2 * BYTES) {
            throw new IllegalArgumentException(
                    "a key has " + 2 * BYTES + " hexadecimal digits, this one has " + digits.length());
        }
        try {
            return new Key(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a key has hexadecimal digits only");
        }
    }

    /** The key of these 32 bytes. */
    static Key of(ByteString secret) {
        if (secret.size() != BYTES) {
            throw new IllegalArgumentException("a key has " + BYTES + " bytes, this one has " + secret.size());
        }
        return new Key(secret.toByteArray());
    }

    /** The short form that stands in links. */
    String base64() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** The text form, for a key file or a child's standard input. */
    public String reveal() {
        return HexFormat.of().formatHex(secret);
    }

    /** How many bytes a nonce has. */
    public static final int NONCE_BYTES = 32;

    /** A nonce for one handshake: {@link #NONCE_BYTES} random bytes. */
    public static ByteString nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return ByteString.copyFrom(nonce);
    }

    /** Says which key this is, and nothing else about it: see {@code Hello.key_id} of {@code session.proto}. */
    public ByteString id() {
        return ByteString.copyFrom(sign("holdall-v1-key-id".getBytes(StandardCharsets.US_ASCII)), 0, ID_BYTES);
    }

    /** Which side a proof is of; part of what is signed, so that neither can be reflected. */
    public enum Side {
        MANAGER("holdall-v1-manager"),
        CLIENT("holdall-v1-client");

        private final byte[] label;

        Side(String label) {
            this.label = label.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /**
     * The proof of one side: see {@code session.proto}.
     *
     * @param binding what ties the proof to this connection; empty without TLS
     */
    public ByteString proof(Side side, ByteString clientNonce, ByteString managerNonce, ByteString binding) {
        return ByteString.copyFrom(sign(
                withLengths(side.label, clientNonce.toByteArray(), managerNonce.toByteArray(), binding.toByteArray())));
    }

    /** Whether a proof is right, in a time that does not depend on where it is wrong. */
    public boolean proves(
            ByteString proof, Side side, ByteString clientNonce, ByteString managerNonce, ByteString binding) {
        return MessageDigest.isEqual(
                proof.toByteArray(),
                proof(side, clientNonce, managerNonce, binding).toByteArray());
    }

    /**
     * The token that unary calls carry in their {@code authorization} metadata after {@code Bearer }. It is derived from
     * the key, which it does not give away.
     */
    public String bearerToken() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(sign("holdall-v1-bearer".getBytes(StandardCharsets.US_ASCII)));
    }

    /** The parts, each behind its length: no other parts give the same. */
    private static byte[] withLengths(byte[]... parts) {
        ByteBuffer joined = ByteBuffer.allocate(Arrays.stream(parts)
                .mapToInt(part -> Integer.BYTES + part.length)
                .sum());
        for (byte[] part : parts) {
            joined.putInt(part.length).put(part);
        }
        return joined.array();
    }

    private byte[] sign(byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "Key[hidden]";
    }
}
