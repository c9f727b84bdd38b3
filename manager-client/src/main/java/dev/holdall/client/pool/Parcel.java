package dev.holdall.client.pool;

import dev.holdall.client.codec.CodecProvider;
import dev.holdall.client.codec.CustomCodec;
import dev.holdall.client.codec.EncodedWith;
import dev.holdall.client.codec.ProxyTable;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.v1.Reference;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of {@code pool.proto} as an element of a queue, with the shared objects that the values inside refer to: the manager keeps them
 * alive on the way, and whoever has the parcel does after that.
 *
 * @param bytes the message
 * @param answers where the answer goes; null for what needs none
 * @param references the objects that the values inside refer to; of a parcel to send
 * @param kept what keeps them alive; of a parcel that was received
 */
@EncodedWith(Parcel.Provider.class)
record Parcel(byte[] bytes, @Nullable SharedQueue<Parcel> answers, List<Reference> references, List<Object> kept) {

    /** A parcel to send. */
    static Parcel of(byte[] bytes, @Nullable SharedQueue<Parcel> answers, List<Reference> references) {
        return new Parcel(bytes, answers, references, List.of());
    }

    /** Makes the codec. */
    static final class Provider implements CodecProvider {
        @Override
        public CustomCodec<?> codec(Class<?> raw, Type type) {
            return new Codec();
        }
    }

    /** Says first which of the references is the queue for the answer, and how many there are; the message follows. */
    private static final class Codec implements CustomCodec<Parcel> {
        private static final int NO_ANSWER = -1;
        private static final int HEAD = 2 * Integer.BYTES;

        @Override
        public String name() {
            return "holdall.parcel";
        }

        @Override
        public byte[] encode(Parcel parcel, ProxyTable proxies) {
            int answers = parcel.answers() == null ? NO_ANSWER : proxies.add(parcel.answers());
            int count = answers + 1;
            for (Reference reference : parcel.references()) {
                count = Math.max(count, proxies.addReference(reference) + 1);
            }
            return ByteBuffer.allocate(HEAD + parcel.bytes().length)
                    .putInt(answers)
                    .putInt(count)
                    .put(parcel.bytes())
                    .array();
        }

        @Override
        @SuppressWarnings("unchecked") // who made the parcel put a queue of parcels there
        public Parcel decode(byte[] encoded, ProxyTable proxies) {
            if (encoded.length < HEAD) {
                throw new IllegalArgumentException("a parcel has at least " + HEAD + " bytes, not " + encoded.length);
            }
            ByteBuffer in = ByteBuffer.wrap(encoded);
            int answers = in.getInt();
            int count = in.getInt();
            List<Object> kept = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                kept.add(proxies.keep(i));
            }
            return new Parcel(
                    Arrays.copyOfRange(encoded, HEAD, encoded.length),
                    answers == NO_ANSWER
                            ? null
                            : (SharedQueue<Parcel>) proxies.get(answers, SharedQueue.class, Parcel.class),
                    List.of(),
                    kept);
        }
    }
}
