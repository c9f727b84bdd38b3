package dev.holdall.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The number of a method on the wire, in the log and in snapshots: the first 32 bits of the SHA-256 of its full gRPC name.
 *
 * <p>It depends on nothing but the name, so two processes with different sets of types agree on it.
 */
public final class MethodNumber {
    private MethodNumber() {}

    /**
     * The number of a method.
     *
     * @param fullMethodName such as {@code holdall.v1.Lists/Append}
     */
    public static int of(String fullMethodName) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(fullMethodName.getBytes(StandardCharsets.US_ASCII));
            return ByteBuffer.wrap(digest).getInt();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
