package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.codec.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Cuts what is sent in bulk into requests of a bearable size. All is encoded before anything is sent: a bad element sends none. */
final class Chunks {
    /** A chunk ends behind the element that brings it here. */
    static final int BYTES = 1 << 20;

    private Chunks() {}

    /**
     * Chunks of encoded elements.
     *
     * @param notNull what an element is called when it is null and must not be
     */
    static <E> List<List<ByteString>> of(Iterable<? extends E> elements, Codec<E> codec, String notNull) {
        return of(
                elements,
                element -> codec.encode(Objects.requireNonNull(element, notNull + " must not be null")),
                ByteString::size);
    }

    /** Chunks of encoded elements, null among them. */
    static <E extends @Nullable Object> List<List<ByteString>> of(Iterable<? extends E> elements, Codec<E> codec) {
        return of(elements, codec::encode, ByteString::size);
    }

    static <E extends @Nullable Object, B> List<List<B>> of(
            Iterable<? extends E> elements, Function<E, B> encode, Function<B, Integer> size) {
        return of(elements, encode, size, BYTES);
    }

    /** @param most a chunk ends behind the element that brings it here */
    static <E extends @Nullable Object, B> List<List<B>> of(
            Iterable<? extends E> elements, Function<E, B> encode, Function<B, Integer> size, int most) {
        List<List<B>> chunks = new ArrayList<>();
        List<B> chunk = new ArrayList<>();
        int bytes = 0;
        for (E element : elements) {
            B encoded = encode.apply(element);
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
        return chunks;
    }
}
