package dev.holdall.client.memory;

import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.Codecs;
import java.lang.reflect.Type;

/** The codecs of what can be in shared memory: all elements of shared objects but proxies. No manager is needed for them. */
public final class ValuesInMemory {
    private static final Codecs CODECS = new Codecs(new NoReferences());

    private ValuesInMemory() {}

    /**
     * The codec of a type.
     *
     * @throws IllegalArgumentException if values of the type, or of one inside it, have no encoding
     */
    @SuppressWarnings("unchecked") // The codec of a type reads and writes its instances.
    public static <E> Codec<E> codec(Type type) {
        return (Codec<E>) CODECS.of(type);
    }
}
