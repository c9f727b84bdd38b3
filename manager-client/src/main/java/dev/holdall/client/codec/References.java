package dev.holdall.client.codec;

import dev.holdall.v1.Reference;
import java.lang.reflect.Type;

/** How the proxies of shared objects go into elements and come out of them. Whoever makes the proxies provides it. */
public interface References {
    /** Whether instances of a class, or of the classes that implement it, are proxies of shared objects. */
    boolean isShared(Class<?> raw);

    /** The shared object behind a proxy. */
    Reference toReference(Object proxy);

    /**
     * A proxy of a shared object.
     *
     * @param type what it is read as, with its type arguments if they were named: a proxy type, or {@code Object} or an
     *     interface of {@code java.util} that proxies implement
     * @throws ClassCastException if the object is of another type
     */
    Object fromReference(Reference reference, Type type);

    /**
     * What keeps a shared object alive for this process, for as long as it is kept itself. To be asked for while the answer that named the
     * object is read.
     */
    Object keep(Reference reference);
}
