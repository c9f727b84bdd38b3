package dev.holdall.client.serial;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdall.client.codec.ProxyTable;
import dev.holdall.client.codec.References;
import dev.holdall.v1.Reference;
import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy is replaced with when it is serialized: its class, its type arguments, and the reference to its object. Whoever reads it needs
 * a connection of its own to make a proxy of it.
 */
public final class SerializedProxy implements Serializable {
    private static final long serialVersionUID = 1;

    private static final ThreadLocal<@Nullable References> READER = new ThreadLocal<>();

    private final Class<?> proxy;
    private final SerializedType[] types;
    private final byte[] reference;

    /**
     * @param types the proxy's type arguments, as many as are known
     * @param reference which object
     */
    public SerializedProxy(Class<?> proxy, List<Type> types, Reference reference) {
        this.proxy = proxy;
        this.types = SerializedType.ofAll(types);
        this.reference = reference.toByteArray();
    }

    /** Runs code that deserializes; the proxies that it reads in this thread are made by these references. */
    public static <T extends @Nullable Object> T reading(References references, Callable<T> deserialize)
            throws Exception {
        References outer = READER.get();
        READER.set(references);
        try {
            return deserialize.call();
        } finally {
            if (outer == null) {
                READER.remove();
            } else {
                READER.set(outer);
            }
        }
    }

    Class<?> proxy() {
        return proxy;
    }

    SerializedType[] types() {
        return types;
    }

    Reference parsed() throws InvalidObjectException {
        try {
            return Reference.parseFrom(reference);
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidObjectException("these bytes hold no reference: " + e.getMessage());
        }
    }

    private Object readResolve() throws ObjectStreamException {
        References references = READER.get();
        if (references == null) {
            throw new InvalidObjectException("a " + proxy.getSimpleName() + " needs a connection to the manager to be"
                    + " read: manager.proxies().reading(() -> in.readObject())");
        }
        Type[] arguments = SerializedType.toTypes(types);
        return references.fromReference(
                parsed(), arguments.length == 0 ? proxy : ProxyTable.parameterized(proxy, arguments));
    }
}
