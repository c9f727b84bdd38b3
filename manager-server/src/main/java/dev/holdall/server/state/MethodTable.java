package dev.holdall.server.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All types and all methods of a manager: the one table that streams and unary services both look into.
 *
 * <p>A type's methods are bound when they are needed, since a manager that starts would spend half of its time on classes that it may never
 * use. For use by many threads.
 */
public final class MethodTable {
    private final Map<String, ObjectType<?>> types = new LinkedHashMap<>();
    private final List<Method<?, ?>> methods = new ArrayList<>();
    /** What is still to be done until all are bound. */
    private final ArrayDeque<Runnable> unbound = new ArrayDeque<>();
    /**
     * The methods, each where the lowest bits of its number say or further on, so that no call has to make an object to ask. Never changed:
     * another array takes its place.
     */
    private volatile @Nullable Method<?, ?>[] places = new Method<?, ?>[1];

    private volatile boolean complete;

    private MethodTable(List<ObjectType<?>> types) {
        unbound.add(() -> ObjectMethods.bind(this::add));
        for (ObjectType<?> type : types) {
            if (this.types.put(type.service(), type) != null) {
                throw new IllegalArgumentException("two types serve " + type.service());
            }
            unbound.add(() -> bind(type));
        }
        unbound.add(() -> AdminMethods.bind(this::add));
    }

    /**
     * A table of these types, all of them bound.
     *
     * @throws IllegalArgumentException if two methods have the same number, or two types the same service
     */
    public static MethodTable of(List<ObjectType<?>> types) {
        MethodTable table = new MethodTable(types);
        table.bindAll();
        return table;
    }

    /** A table of types that are known to go together; they are bound when they are needed, or by {@link #bindAll}. */
    public static MethodTable lazily(List<ObjectType<?>> types) {
        return new MethodTable(types);
    }

    /** Binds all types that are not bound yet. Others may use the table meanwhile. */
    public void bindAll() {
        while (!complete) {
            bindNext();
        }
    }

    /** Binds one more. What fails has bound nothing, and is tried again: a type that goes missing would be missing for ever. */
    private synchronized void bindNext() {
        Runnable next = unbound.peek();
        if (next == null) {
            complete = true;
            return;
        }
        int before = methods.size();
        try {
            next.run();
            places = placed(methods);
        } catch (Throwable e) { // an Error too: a jar that was exchanged, or no memory left
            methods.subList(before, methods.size()).clear();
            throw e;
        }
        unbound.remove();
    }

    private <S extends StoredObject> void bind(ObjectType<S> type) {
        type.bind(new Binder<>(type, this::add));
    }

    private void add(Method<?, ?> method) {
        if (method.number() == 0) {
            throw new IllegalArgumentException("the method " + method + " has the number 0, which stands for none");
        }
        methods.add(method);
    }

    private static @Nullable Method<?, ?>[] placed(List<Method<?, ?>> methods) {
        @Nullable Method<?, ?>[] places = new Method<?, ?>[8 * Integer.highestOneBit(methods.size())];
        for (Method<?, ?> method : methods) {
            int place = method.number() & (places.length - 1);
            for (Method<?, ?> other = places[place]; other != null; other = places[place]) {
                if (other.number() == method.number()) {
                    throw new IllegalArgumentException(
                            "the methods " + other + " and " + method + " have the same number");
                }
                place = (place + 1) & (places.length - 1);
            }
            places[place] = method;
        }
        return places;
    }

    /** The method of this number; null if there is none. */
    @Nullable
    public Method<?, ?> method(int number) {
        // Asked before each look: a table that is complete by then lacks nothing that could still come.
        boolean all = complete;
        Method<?, ?> method = find(number);
        while (method == null && !all) {
            bindNext();
            all = complete;
            method = find(number);
        }
        return method;
    }

    private @Nullable Method<?, ?> find(int number) {
        @Nullable Method<?, ?>[] table = places;
        int place = number & (table.length - 1);
        Method<?, ?> method = table[place];
        while (method != null && method.number() != number) {
            place = (place + 1) & (table.length - 1);
            method = table[place];
        }
        return method;
    }

    ObjectType<?> type(String service) {
        ObjectType<?> type = types.get(service);
        if (type == null) {
            throw new IllegalStateException("the snapshot has objects of " + service + ", which this manager lacks");
        }
        return type;
    }

    /** All methods of all types, which are bound for it. */
    public Collection<Method<?, ?>> methods() {
        bindAll();
        synchronized (this) {
            return List.copyOf(methods);
        }
    }
}
