package dev.holdall.client.codec;

import com.google.protobuf.ByteString;
import dev.holdall.client.codec.Samples.Boxes;
import dev.holdall.client.codec.Samples.Parcel;
import dev.holdall.server.state.value.CanonicalValue;
import dev.holdall.server.state.value.NotCanonicalException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Any bytes where an element should be. The manager's scan accepts or refuses them and does nothing else; those that it accepts are the only
 * ones of their value, by protobuf's own reading; and the client's codecs read those, or anything else, or fail in plain words.
 */
final class ValuesTarget {
    private static final Codec<Object> ANY = Samples.CODECS.of(Object.class);
    private static final List<Codec<?>> CODECS =
            List.of(ANY, Samples.CODECS.of(Boxes.class), Samples.CODECS.of(Parcel.class));
    private static final Pattern PLAIN = Pattern.compile(
            "(the value holds|these bytes hold no value|two (items|keys)|the codec parcel could not read).*",
            Pattern.DOTALL);

    private ValuesTarget() {}

    static void run(byte[] input) {
        ByteString bytes = ByteString.copyFrom(input);
        boolean accepted = accepted(bytes);
        if (accepted) {
            assertSame(Canonical.of(Twin.parse(bytes)).toByteString(), bytes);
        }
        for (Codec<?> codec : CODECS) {
            try {
                Object decoded = codec.decode(bytes);
                // Two numbers of one proxy are another spelling of it: that is the codec's own affair.
                if (accepted && !(decoded instanceof Parcel)) {
                    assertSame(ANY.encode(decoded), bytes);
                }
            } catch (ClassCastException | IllegalArgumentException e) {
                if (!PLAIN.matcher(String.valueOf(e.getMessage())).matches()) {
                    throw new AssertionError("not in plain words", e);
                }
            }
        }
    }

    static List<byte[]> samples() {
        RandomValues values = new RandomValues(11, false);
        List<byte[]> samples = new ArrayList<>();
        while (samples.size() < 60) {
            byte[] sample = ANY.encode(values.next()).toByteArray();
            if (sample.length < 200) {
                samples.add(sample);
            }
        }
        return samples;
    }

    private static boolean accepted(ByteString bytes) {
        try {
            CanonicalValue.scan(bytes);
            return true;
        } catch (NotCanonicalException e) {
            return false;
        }
    }

    private static void assertSame(ByteString actual, ByteString expected) {
        if (!actual.equals(expected)) {
            throw new AssertionError("the bytes are " + HexFormat.of().formatHex(actual.toByteArray()) + ", not "
                    + HexFormat.of().formatHex(expected.toByteArray()));
        }
    }
}
