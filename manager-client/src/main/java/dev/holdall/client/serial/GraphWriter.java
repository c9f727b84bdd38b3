package dev.holdall.client.serial;

import dev.holdall.client.codec.ProxyTable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/** Writes what {@link GraphReader} reads and nothing else, so that a class that is not allowed is refused before anybody gets it. */
final class GraphWriter extends ObjectOutputStream {
    private final AllowList allowed;
    private final ProxyTable proxies;

    GraphWriter(OutputStream out, AllowList allowed, ProxyTable proxies) throws IOException {
        super(out);
        this.allowed = allowed;
        this.proxies = proxies;
        enableReplaceObject(true);
    }

    /** Called once for each object, after its own replacement. */
    @Override
    protected Object replaceObject(Object object) throws IOException {
        if (object instanceof SerializedProxy proxy) {
            check(proxy.types());
            return new ListedProxy(proxy.proxy(), proxy.types(), proxies.addReference(proxy.parsed()));
        }
        if (proxies.isShared(object.getClass())) {
            return new ListedProxy(object.getClass(), SerializedType.NONE, proxies.add(object));
        }
        if (object instanceof IOException failure && !allowed.allows(failure.getClass())) {
            // The stream wants to write down why it fails; its caller should learn just that.
            throw failure;
        }
        allowed.check(object instanceof Enum<?> constant ? constant.getDeclaringClass() : object.getClass());
        return object;
    }

    private void check(SerializedType[] types) throws InvalidClassException {
        for (SerializedType type : types) {
            if (!proxies.isShared(type.raw())) {
                allowed.check(type.raw());
            }
            check(type.arguments());
        }
    }
}
