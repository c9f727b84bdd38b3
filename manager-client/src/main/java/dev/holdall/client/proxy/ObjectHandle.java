package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.Codecs;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Reference;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every proxy holds: which object, the types of its elements, and the way to the manager.
 *
 * @param calls the way to the manager
 * @param codecs values to bytes and back
 * @param service the full name of the gRPC service that serves the object
 * @param id which object
 * @param name null if it has none
 * @param elementTypes the proxy's type arguments, as the program named them
 */
public record ObjectHandle(
        Calls calls,
        Codecs codecs,
        String service,
        ObjectId id,
        @Nullable String name,
        List<Type> elementTypes) {

    /** The codec of one of the proxy's type arguments; of {@code Object} where the program named none. */
    @SuppressWarnings("unchecked") // the codec of the type that the proxy was asked for with
    public <T extends @Nullable Object> Codec<T> codec(int argument) {
        Type type = argument < elementTypes.size() ? elementTypes.get(argument) : Object.class;
        return (Codec<T>) codecs.of(type);
    }

    Reference reference() {
        return Reference.newBuilder().setId(id).setService(service).build();
    }

    /** Whether both stand for the same object of the same manager's life. */
    boolean isSame(@Nullable Object other) {
        return other instanceof SharedObject shared && shared.handle().id.equals(id);
    }

    /** For people: the type, and which. */
    String describe(Class<?> proxy) {
        return proxy.getSimpleName() + "[" + (name == null ? "#" + id.getNumber() : name) + "]";
    }
}
