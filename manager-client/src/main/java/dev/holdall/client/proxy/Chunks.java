package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.call.Encoded;
import dev.holdall.client.codec.Codec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is sent in bulk, cut into requests of a bearable size. All is encoded before anything is sent: a bad element sends none. The
 * objects that the elements refer to stay alive until it is closed: it is to be open until the last request is answered.
 *
 * @param <B> an encoded element
 */
final class Chunks<B> implements Iterable<List<B>>, AutoCloseable {
    /** A chunk ends behind the element that brings it here. */
    static final int BYTES = 1 << 20;

    private final List<List<B>> chunks;
    private final Encoded encoded;

    private Chunks(List<List<B>> chunks, Encoded encoded) {
        this.chunks = chunks;
        this.encoded = encoded;
    }

    /** Chunks of encoded elements, null among them. */
    static <E extends @Nullable Object> Chunks<ByteString> of(Iterable<? extends E> elements, Codec<E> codec) {
        return of(elements, codec::encode, ByteString::size);
    }

    static <E extends @Nullable Object, B> Chunks<B> of(
            Iterable<? extends E> elements, Function<E, B> encode, Function<B, Integer> size) {
        return of(elements, encode, size, BYTES);
    }

    /** @param most a chunk ends behind the element that brings it here */
    static <E extends @Nullable Object, B> Chunks<B> of(
            Iterable<? extends E> elements, Function<E, B> encode, Function<B, Integer> size, int most) {
        List<List<B>> chunks = new ArrayList<>();
        Encoded kept = new Encoded();
        List<B> chunk = new ArrayList<>();
        int bytes = 0;
        for (E element : elements) {
            B encoded = encode(element, encode, kept);
            chunk.add(encoded);
            bytes += size.apply(encoded);
            if (bytes >= most) {
                chunks.add(chunk);
                chunk = new ArrayList<>();
                bytes = 0;
            }
        }
        if (!chunk.isEmpty()) {
            chunks.add(chunk);
        }
        return new Chunks<>(chunks, kept);
    }

    /** All encoded elements, for one request: this thread's next call, which keeps alive what they refer to. */
    static <E extends @Nullable Object, B> List<B> inOne(Iterable<? extends E> elements, Function<E, B> encode) {
        List<B> all = new ArrayList<>();
        Encoded kept = new Encoded();
        for (E element : elements) {
            all.add(encode(element, encode, kept));
        }
        kept.passOn();
        return all;
    }

    private static <E extends @Nullable Object, B> B encode(E element, Function<E, B> encode, Encoded kept) {
        try {
            return encode.apply(element);
        } finally {
            // At once: to get at the next element the collection may make a call, which would take it along. And if
            // this
            // one is refused, no call comes that takes what was encoded of it.
            kept.take();
        }
    }

    @Override
    public Iterator<List<B>> iterator() {
        return chunks.iterator();
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    /** How many elements there are in all. */
    int count() {
        return chunks.stream().mapToInt(List::size).sum();
    }

    /** The same chunks, cut into ones of at most so many elements. */
    List<List<B>> cut(long most) {
        List<List<B>> cut = new ArrayList<>();
        for (List<B> chunk : chunks) {
            int step = (int) Math.min(most, chunk.size());
            for (int from = 0; from < chunk.size(); from += step) {
                cut.add(chunk.subList(from, Math.min(from + step, chunk.size())));
            }
        }
        return cut;
    }

    @Override
    public void close() {
        encoded.close();
    }
}
