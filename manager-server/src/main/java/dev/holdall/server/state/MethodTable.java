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
        Method<?, ?> other = methods.put(method.number(), method);
        if (other != null) {
            throw new IllegalArgumentException("the methods " + method + " and " + other + " have the same number");
        }
    }

    @Nullable
    Method<?, ?> method(int number) {
        return methods.get(number);
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
