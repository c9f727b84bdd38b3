package dev.holdall.server.state.page;

import com.google.protobuf.ByteString;

/**
 * SipHash of byte strings, keyed by 128 secret bits: SipHash-1-3 unless said otherwise.
 *
 * <p>Users choose the keys of dicts; without the secret they cannot choose keys that collide and make a dict slow. The hash
 * is the same on every machine that has the same secret.
 */
public final class SipHash {
    private final long k0;
    private final long k1;
    private final int blockRounds;
    private final int finalRounds;

    public SipHash(long k0, long k1) {
        this(k0, k1, 1, 3);
    }

    /** SipHash-2-4, for what is told to others, who must not learn to go on from it. Slower. */
    public static SipHash strong(long k0, long k1) {
        return new SipHash(k0, k1, 2, 4);
    }

    SipHash(long k0, long k1, int blockRounds, int finalRounds) {
        this.k0 = k0;
        this.k1 = k1;
        this.blockRounds = blockRounds;
        this.finalRounds = finalRounds;
    }

    /** The hash of these bytes. O(length). */
    public long hash(ByteString bytes) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int blocks = bytes.size() / 8;
        for (int block = 0; block <= blocks + 1; block++) {
            // Whole blocks, then the tail, then the end, which absorbs nothing and has rounds of its own.
            boolean end = block > blocks;
            long word = end ? 0 : block < blocks ? word(bytes, 8 * block, 8) : tail(bytes, 8 * blocks);
            v3 ^= word;
            v2 ^= end ? 0xff : 0;
            int rounds = end ? finalRounds : blockRounds;
            for (int round = 0; round < rounds; round++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /** The tail: what is left of the bytes, and the length in the highest byte. */
    private static long tail(ByteString bytes, int at) {
        return word(bytes, at, bytes.size() - at) | ((long) bytes.size() << 56);
    }

    private static long word(ByteString bytes, int at, int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            word |= (bytes.byteAt(at + i) & 0xffL) << (8 * i);
        }
        return word;
    }
}
