package dev.holdall.client.codec;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Says which classes have a codec of the program's own, and makes it.
 *
 * <p>Three ways to be asked: {@link EncodedWith} on a class names a provider for it and its subclasses; a provider that is listed in {@code
 * META-INF/services/dev.holdall.client.codec.CodecProvider} is asked for all classes that have no encoding; and {@link
 * dev.holdall.client.ManagerOptions#codecs} adds one for one connection. The first two need no set-up in each process, so that workers know
 * them too. For these a provider has a constructor without parameters.
 */
@FunctionalInterface
public interface CodecProvider {
    /**
     * The codec of a type, or null if it is another's. Asked once for each type.
     *
     * @param raw the class
     * @param type the class with its type arguments, where it has any
     * @throws IllegalArgumentException if the class has none for a reason that the program should read
     */
    @Nullable
    CustomCodec<?> codec(Class<?> raw, Type type);
}
