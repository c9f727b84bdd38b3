package dev.holdall.client.serial;

import dev.holdall.client.codec.ProxyTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import org.jspecify.annotations.Nullable;

/** Reads instances of allowed classes within limits, and proxies by their numbers. */
final class GraphReader extends ObjectInputStream {
    /** What an empty collection may reserve. */
    private static final int SMALL_ARRAY = 1024;

    private final AllowList allowed;
    private final ProxyTable proxies;
    private final long maxArray;
    private @Nullable String refusal;

    GraphReader(ByteArrayInputStream in, AllowList allowed, ProxyTable proxies) throws IOException {
        super(in);
        this.allowed = allowed;
        this.proxies = proxies;
        // An element of an array takes at least one byte; a hash table has up to three places for each entry of two.
        this.maxArray = SMALL_ARRAY + 2L * in.available();
        setObjectInputFilter(this::check);
        enableResolveObject(true);
    }

    /** Why the last object was refused by the filter, whose own exception does not say it. */
    @Nullable
    String refusal() {
        return refusal;
    }

    private ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
        Class<?> type = info.serialClass();
        if (type != null && !allowed.allows(type)) {
            refusal = AllowList.refusal(type.getTypeName());
        } else if (info.arrayLength() > maxArray) {
            refusal = "an array of " + info.arrayLength() + " elements is more than the bytes can hold";
        } else if (info.depth() > JavaSerialization.MAX_DEPTH) {
            refusal = "objects nest more than " + JavaSerialization.MAX_DEPTH + " deep";
        }
        return refusal == null ? ObjectInputFilter.Status.ALLOWED : ObjectInputFilter.Status.REJECTED;
    }

    /** Comes before the filter, which sees classes only when they are loaded. */
    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
        allowed.check(description.getName());
        return super.resolveClass(description);
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
        throw new InvalidClassException(
                "a dynamic proxy of " + String.join(", ", interfaces) + " is not allowed there");
    }

    @Override
    protected Object resolveObject(Object object) throws IOException {
        if (object instanceof ListedProxy proxy) {
            return proxies.get(proxy.number(), proxy.proxy(), SerializedType.toTypes(proxy.types()));
        }
        if (proxies.isShared(object.getClass())) {
            throw new InvalidObjectException("a proxy stands there itself, not its number");
        }
        return object;
    }
}
