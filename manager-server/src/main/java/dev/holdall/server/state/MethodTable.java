package dev.holdall.server.state;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All types and all methods of a manager: the one table that streams and unary services both look into. */
public final class MethodTable {
    private final Map<String, ObjectType<?>> types = new LinkedHashMap<>();
    private final Map<Integer, Method<?, ?>> methods = new HashMap<>();
    /** The same, each where the lowest bits of its number say or further on, so that no call has to make an object to ask. */
    private @Nullable Method<?, ?>[] places = new Method<?, ?>[0];

    /**
     * Binds the types.
     *
     * @throws IllegalArgumentException if two methods have the same number, or two types the same service
     */
    public MethodTable(List<ObjectType<?>> types) {
        ObjectMethods.bind(this::add);
        AdminMethods.bind(this::add);
        types.forEach(this::bind);
    }

    private <S extends StoredObject> void bind(ObjectType<S> type) {
        if (types.put(type.service(), type) != null) {
            throw new IllegalArgumentException("two types serve " + type.service());
        }
        type.bind(new Binder<>(type, this::add));
    }

    private void add(Method<?, ?> method) {
        if (method.number() == 0) {
            throw new IllegalArgumentException("the method " + method + " has the number 0, which stands for none");
        }
        Method<?, ?> other = methods.put(method.number(), method);
        if (other != null) {
            throw new IllegalArgumentException("the methods " + method + " and " + other + " have the same number");
        }
        if (4 * methods.size() > places.length) {
            places = new Method<?, ?>[16 * Integer.highestOneBit(methods.size())];
            methods.values().forEach(this::place);
        } else {
            place(method);
        }
    }

    private void place(Method<?, ?> method) {
        int place = method.number() & (places.length - 1);
        while (places[place] != null) {
            place = (place + 1) & (places.length - 1);
        }
        places[place] = method;
    }

    @Nullable
    Method<?, ?> method(int number) {
        int place = number & (places.length - 1);
        Method<?, ?> method = places[place];
        while (method != null && method.number() != number) {
            place = (place + 1) & (places.length - 1);
            method = places[place];
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

    public Collection<Method<?, ?>> methods() {
        return Collections.unmodifiableCollection(methods.values());
    }
}
