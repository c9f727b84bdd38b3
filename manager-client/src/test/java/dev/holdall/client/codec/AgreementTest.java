package dev.holdall.client.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.client.codec.Samples.Boxes;
import dev.holdall.client.codec.Samples.Parcel;
import dev.holdall.server.state.value.CanonicalValue;
import dev.holdall.server.state.value.NotCanonicalException;
import dev.holdall.v1.Value.KindCase;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The codec, the manager's scan and a second implementation agree on random values. */
class AgreementTest {
    private static final int VALUES = 10_000;
    private static final Codec<Object> ANY = Samples.CODECS.of(Object.class);

    @Test
    void codec_twin_and_scan_agree_on_every_value() {
        RandomValues values = new RandomValues(1, false);
        Set<KindCase> seen = EnumSet.noneOf(KindCase.class);
        for (int i = 0; i < VALUES; i++) {
            Object value = values.next();
            ByteString bytes = ANY.encode(value);

            assertSame(bytes, Twin.encode(value), i);
            CanonicalValue scanned = CanonicalValue.scan(bytes);
            assertThat(scanned.isNull()).isEqualTo(value == null);
            seen.add(scanned.kind());
        }
        assertThat(EnumSet.complementOf(EnumSet.copyOf(seen)))
                .as("kinds that were not met")
                .containsExactly(KindCase.KIND_NOT_SET);
    }

    @Test
    void what_is_read_is_what_was_written() {
        RandomValues values = new RandomValues(2, true);
        for (int i = 0; i < VALUES; i++) {
            Object value = values.next();
            ByteString bytes = ANY.encode(value);
            Object decoded = ANY.decode(bytes);

            // Arrays have no equals, so values are compared by the twin's bytes.
            assertSame(Twin.encode(decoded), bytes, i);
            assertSame(Twin.encode(Twin.decode(bytes)), bytes, i);
            assertSame(ANY.encode(decoded), bytes, i);
        }
    }

    @Test
    void bytes_that_the_scan_accepts_are_the_only_ones_of_their_value() {
        RandomValues values = new RandomValues(3, false);
        Random random = new Random(4);
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < VALUES; i++) {
            ByteString bytes = ANY.encode(values.next());
            for (int n = 0; n < 10; n++) {
                ByteString mutant = mutate(bytes, random);
                try {
                    CanonicalValue.scan(mutant);
                } catch (NotCanonicalException e) {
                    refused++;
                    continue;
                }
                accepted++;
                assertSame(Canonical.of(Twin.parse(mutant)).toByteString(), mutant, i);
            }
        }
        assertThat(accepted).isGreaterThan(VALUES);
        assertThat(refused).isGreaterThan(VALUES);
    }

    @Test
    void every_byte_of_small_values_may_be_another() {
        RandomValues values = new RandomValues(5, false);
        for (int i = 0; i < 80; i++) {
            byte[] bytes = ANY.encode(values.next(1)).toByteArray();
            for (int at = 0; at < Math.min(bytes.length, 60); at++) {
                byte original = bytes[at];
                for (int b = 0; b < 256; b++) {
                    bytes[at] = (byte) b;
                    ByteString mutant = ByteString.copyFrom(bytes);
                    if (accepted(mutant)) {
                        assertSame(Canonical.of(Twin.parse(mutant)).toByteString(), mutant, i);
                    }
                }
                bytes[at] = original;
            }
        }
    }

    @Test
    void no_value_is_the_beginning_of_another() {
        RandomValues values = new RandomValues(6, false);
        for (int i = 0; i < 2_000; i++) {
            ByteString bytes = ANY.encode(values.next());
            for (int end = 0; end < Math.min(bytes.size(), 100); end++) {
                assertThat(accepted(bytes.substring(0, end))).isFalse();
            }
            assertThat(accepted(bytes.concat(bytes))).isFalse();
        }
    }

    @Test
    void reader_of_any_bytes_fails_cleanly_if_at_all() {
        RandomValues values = new RandomValues(7, false);
        Random random = new Random(8);
        Codec<Boxes> boxes = Samples.CODECS.of(Boxes.class);
        Codec<Parcel> parcels = Samples.CODECS.of(Parcel.class);
        for (int i = 0; i < VALUES; i++) {
            byte[] noise = new byte[random.nextInt(30)];
            random.nextBytes(noise);
            ByteString bytes = i % 4 == 0 ? ByteString.copyFrom(noise) : mutate(ANY.encode(values.next()), random);
            for (Codec<?> codec : new Codec<?>[] {ANY, boxes, parcels}) {
                try {
                    Object decoded = codec.decode(bytes);
                    // Two numbers of one proxy are another spelling of it: that is the codec's own affair.
                    if (accepted(bytes) && !(decoded instanceof Parcel)) {
                        assertSame(ANY.encode(decoded), bytes, i);
                    }
                } catch (ClassCastException | IllegalArgumentException e) {
                    assertThat(e)
                            .hasMessageMatching(
                                    "(?s)(the value holds|these bytes hold no value|two (items|keys)|the codec parcel could not read).*");
                }
            }
        }
    }

    /** Not AssertJ's: that takes bytes for a collection, which is slow for a hundred thousand of them. */
    private static void assertSame(ByteString actual, ByteString expected, int round) {
        if (!actual.equals(expected)) {
            throw new AssertionError(String.format(
                    "value %d has the bytes%n%s, not%n%s",
                    round,
                    HexFormat.of().formatHex(actual.toByteArray()),
                    HexFormat.of().formatHex(expected.toByteArray())));
        }
    }

    private static boolean accepted(ByteString bytes) {
        try {
            CanonicalValue.scan(bytes);
            return true;
        } catch (NotCanonicalException e) {
            return false;
        }
    }

    private static ByteString mutate(ByteString original, Random random) {
        byte[] bytes = original.toByteArray();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] = (byte) random.nextInt();
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
            case 3 -> {
                return original.substring(0, at);
            }
            case 4 -> {
                return original.substring(0, at)
                        .concat(ByteString.copyFrom(new byte[] {(byte) random.nextInt()}))
                        .concat(original.substring(at));
            }
            default -> {
                return original.substring(0, at).concat(original.substring(at + 1));
            }
        }
        return ByteString.copyFrom(bytes);
    }
}
