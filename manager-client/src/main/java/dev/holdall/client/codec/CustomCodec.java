package dev.holdall.client.codec;

import java.util.function.Function;

/**
 * How the program itself encodes a class that has no encoding of its own: what it makes is an opaque value, whose bytes the manager
 * compares and keeps and does not understand.
 *
 * <p>A class gets its codec by {@link EncodedWith}, by a {@link CodecProvider}, or by {@link
 * dev.holdall.client.ManagerOptions#codec}. Elements are compared by their bytes, in the manager and everywhere else, so equal values should
 * have equal bytes; where a codec cannot promise that, its elements are of no use as keys, for {@code contains} or for compare-and-set.
 *
 * <p>Safe for use by many threads. Whatever it throws becomes an {@link IllegalArgumentException} that names codec and class; of an element
 * that was being taken from a queue, the queue then still has it.
 *
 * @param <T> the class
 */
public interface CustomCodec<T> {
    /** What its values are marked with, so that no other codec reads them. The same in all programs; at least one character. */
    String name();

    /**
     * The bytes of a value.
     *
     * @param proxies takes the proxies inside the value, and gives each a number to write in its stead
     */
    byte[] encode(T value, ProxyTable proxies) throws Exception;

    /**
     * A new value that equals the one that was encoded.
     *
     * @param bytes what any program that shares the manager may have written: to be checked, and an exception if they are not right
     * @param proxies the proxies inside the value, by the numbers that stand in the bytes
     */
    T decode(byte[] bytes, ProxyTable proxies) throws Exception;

    /** A codec made of two functions, for values without proxies inside. */
    static <T> CustomCodec<T> of(
            String name, Function<? super T, byte[]> encode, Function<byte[], ? extends T> decode) {
        return new CustomCodec<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public byte[] encode(T value, ProxyTable proxies) {
                return encode.apply(value);
            }

            @Override
            public T decode(byte[] bytes, ProxyTable proxies) {
                return decode.apply(bytes);
            }

            @Override
            public String toString() {
                return "the codec " + name;
            }
        };
    }
}
