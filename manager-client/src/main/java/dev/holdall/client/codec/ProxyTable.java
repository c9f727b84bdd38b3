package dev.holdall.client.codec;

import dev.holdall.v1.Reference;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The proxies inside one value of a custom codec, by number. They are listed beside the codec's bytes, where the manager sees which shared
 * objects the value refers to; in the bytes there is a number only. Used by one thread, while the value is encoded or decoded.
 */
public final class ProxyTable {
    private final References references;
    private final Map<Reference, Integer> numbers = new LinkedHashMap<>();
    private final List<Reference> listed = new ArrayList<>();

    ProxyTable(References references) {
        this.references = references;
    }

    /** Whether instances of a class are proxies of shared objects, which have to travel as numbers. */
    public boolean isShared(Class<?> type) {
        return references.isShared(type);
    }

    /** Lists a proxy and returns its number: 0, 1, ... The same object has one number. */
    public int add(Object proxy) {
        return addReference(references.toReference(proxy));
    }

    /** As {@link #add}, of a proxy's reference. */
    public int addReference(Reference reference) {
        Integer number = numbers.putIfAbsent(reference, listed.size());
        if (number != null) {
            return number;
        }
        listed.add(reference);
        return listed.size() - 1;
    }

    /**
     * The proxy with this number, as a proxy of this connection.
     *
     * @param raw what it is read as: a proxy class, or {@code Object} or an interface that proxies implement
     * @param arguments the type arguments of the proxy class, if they are known
     * @throws IllegalArgumentException if no proxy has this number
     * @throws ClassCastException if it stands for an object of another type
     */
    public Object get(int number, Class<?> raw, Type... arguments) {
        Reference reference = listed(number);
        Type type = arguments.length == 0 ? raw : new Parameterized(raw, arguments);
        Object proxy = references.fromReference(reference, type);
        if (!raw.isInstance(proxy)) {
            throw Mismatch.held("a reference to an object of " + reference.getService(), type);
        }
        return proxy;
    }

    /**
     * What keeps the object with this number alive for as long as it is kept itself, for whoever makes no proxy of it yet.
     *
     * @throws IllegalArgumentException if no proxy has this number
     */
    public Object keep(int number) {
        return references.keep(listed(number));
    }

    private Reference listed(int number) {
        if (number < 0 || number >= listed.size()) {
            throw new IllegalArgumentException(
                    "there is no proxy number " + number + ", the value refers to " + listed.size() + " objects");
        }
        return listed.get(number);
    }

    /** A class with type arguments, for {@link #get}. */
    public static Type parameterized(Class<?> raw, Type... arguments) {
        return new Parameterized(raw, arguments);
    }

    /** Takes a reference as it was listed, at the next number. */
    void list(Reference reference) {
        listed.add(reference);
    }

    List<Reference> listed() {
        return listed;
    }
}
