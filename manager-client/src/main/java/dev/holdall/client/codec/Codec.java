package dev.holdall.client.codec;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Elements of one Java type, to bytes and back. Equal values have equal bytes. Safe for use by many threads.
 *
 * @param <T> the type; nullable, unless whoever uses the codec knows that there is no null
 */
public interface Codec<T extends @Nullable Object> {
    /**
     * The canonical bytes of a value, which share nothing with it.
     *
     * @throws ClassCastException if the value, or one inside it, is not of the type that was named for it
     * @throws IllegalArgumentException if it has no encoding: a class of no known kind, a string with half a surrogate
     *     pair, equal items of a set or keys of a map, or values nested more than 32 deep, as in a collection that holds
     *     itself
     */
    ByteString encode(T value);

    /**
     * A copy of the value that these bytes hold. Collections in it are unmodifiable: what is changed in a copy would
     * change nothing in the manager.
     *
     * @throws ClassCastException if they hold a value of another type
     * @throws IllegalArgumentException if they hold no value at all, or if a record's constructor refuses its fields
     */
    T decode(ByteString bytes);
}
