package dev.holdall.server.state.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Key 00 01 … 0f and the messages "", 00, 00 01, 00 01 02 …, as in the papers and the reference implementation. */
class SipHashTest {
    private static final long K0 = 0x0706050403020100L;
    private static final long K1 = 0x0f0e0d0c0b0a0908L;

    private static final long[] SIP_1_3 = {
        0xabac0158050fc4dcL, 0xc9f49bf37d57ca93L, 0x82cb9b024dc7d44dL, 0x8bf80ab8e7ddf7fbL,
        0xcf75576088d38328L, 0xdef9d52f49533b67L, 0xc50d2b50c59f22a7L, 0xd3927d989bb11140L,
        0x369095118d299a8eL, 0x25a48eb36c063de4L, 0x79de85ee92ff097fL, 0x70c118c1f94dc352L,
        0x78a384b157b4d9a2L, 0x306f760c1229ffa7L, 0x605aa111c0f95d34L, 0xd320d86d2a519956L,
        0xcc4fdd1a7d908b66L, 0x9cf2689063dbd80cL,
    };

    private static final long[] SIP_2_4 = {
        0x726fdb47dd0e0e31L, 0x74f839c593dc67fdL, 0x0d6c8009d9a94f5aL, 0x85676696d7fb7e2dL,
        0xcf2794e0277187b7L, 0x18765564cd99a68dL, 0xcbc9466e58fee3ceL, 0xab0200f58b01d137L,
        0x93f5f5799a932462L, 0x9e0082df0ba9e4b0L, 0x7a5dbbc594ddb9f3L, 0xf4b32f46226bada7L,
        0x751e8fbc860ee5fbL, 0x14ea5627c0843d90L, 0xf723ca908e7af2eeL, 0xa129ca6149be45e5L,
    };

    @Test
    void oneAndThreeRoundsGiveThePublishedHashes() {
        assertThat(hashes(new SipHash(K0, K1), SIP_1_3.length)).isEqualTo(SIP_1_3);
    }

    @Test
    void twoAndFourRoundsGiveThePublishedHashes() {
        assertThat(hashes(new SipHash(K0, K1, 2, 4), SIP_2_4.length)).isEqualTo(SIP_2_4);
    }

    @Test
    void theSecretDecides() {
        ByteString key = Samples.text("key");
        assertThat(new SipHash(1, 2).hash(key)).isEqualTo(new SipHash(1, 2).hash(key));
        assertThat(new SipHash(1, 2).hash(key)).isNotEqualTo(new SipHash(1, 3).hash(key));
        assertThat(new SipHash(1, 2).hash(key)).isNotEqualTo(new SipHash(2, 2).hash(key));
    }

    @Test
    void howTheBytesAreHeldDoesNotMatter() {
        ByteString whole = Samples.sized(3_000, 0x123456789abcdefL);
        ByteString rope = whole.substring(0, 1_501).concat(whole.substring(1_501));
        assertThat(new SipHash(1, 2).hash(rope)).isEqualTo(new SipHash(1, 2).hash(whole));
    }

    private static long[] hashes(SipHash hash, int count) {
        return LongStream.range(0, count)
                .map(length -> hash.hash(counted((int) length)))
                .toArray();
    }

    private static ByteString counted(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return ByteString.copyFrom(bytes);
    }
}
