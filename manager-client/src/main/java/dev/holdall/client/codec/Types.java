package dev.holdall.client.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What has to be known of generic types: which class, with which arguments, and what its variables stand for. */
final class Types {
    private Types() {}

    /** The class of a type, or null if it is a wildcard, a variable or an array of a generic type. */
    static @Nullable Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        return type instanceof ParameterizedType parameterized ? (Class<?>) parameterized.getRawType() : null;
    }

    static List<Type> arguments(Type type) {
        return type instanceof ParameterizedType parameterized
                ? Arrays.asList(parameterized.getActualTypeArguments())
                : List.of();
    }

    /** A generic class with {@code Object} for each variable; another class as it is. */
    static Type ofObjects(Class<?> raw) {
        Type[] objects = Collections.nCopies(raw.getTypeParameters().length, Object.class)
                .toArray(Type[]::new);
        return objects.length == 0 ? raw : new Parameterized(raw, objects);
    }

    /** What a class's variables stand for in a type of that class. */
    static Map<TypeVariable<?>, Type> bindings(Type type, Class<?> raw) {
        Map<TypeVariable<?>, Type> bindings = new HashMap<>();
        List<Type> arguments = arguments(type);
        for (int i = 0; i < arguments.size(); i++) {
            bindings.put(raw.getTypeParameters()[i], arguments.get(i));
        }
        return bindings;
    }

    /** A type with its variables replaced; those without a binding stay. */
    static Type substitute(Type type, Map<TypeVariable<?>, Type> bindings) {
        if (type instanceof TypeVariable<?> variable) {
            return bindings.getOrDefault(variable, variable);
        }
        if (type instanceof WildcardType wildcard) {
            Type bound = bound(wildcard);
            // What is read as an unknown subtype is read as its bound.
            return bound == null ? wildcard : substitute(bound, bindings);
        }
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = arguments(parameterized).stream()
                    .map(argument -> substitute(argument, bindings))
                    .toArray(Type[]::new);
            return new Parameterized((Class<?>) parameterized.getRawType(), arguments);
        }
        return type;
    }

    /** What a wildcard extends, or null if it says nothing. */
    static @Nullable Type bound(WildcardType wildcard) {
        Type bound = wildcard.getUpperBounds()[0];
        return bound == Object.class ? null : bound;
    }

    /**
     * The subtype of a type that a direct subclass of its class stands for, or null if the type does not say what the
     * subclass's variables are.
     */
    static @Nullable Type subtype(Class<?> subclass, Type type, Class<?> raw) {
        Map<TypeVariable<?>, Type> bindings = new HashMap<>();
        Stream.concat(
                        Stream.ofNullable(subclass.getGenericSuperclass()),
                        Arrays.stream(subclass.getGenericInterfaces()))
                .filter(parent -> raw.equals(raw(parent)))
                .forEach(parent -> bind(parent, type, bindings));
        TypeVariable<?>[] variables = subclass.getTypeParameters();
        if (variables.length == 0) {
            return subclass;
        }
        Type[] arguments = new Type[variables.length];
        for (int i = 0; i < variables.length; i++) {
            Type argument = bindings.get(variables[i]);
            if (argument == null) {
                return null;
            }
            arguments[i] = argument;
        }
        return new Parameterized(subclass, arguments);
    }

    /** How deep type arguments nest. */
    static int depth(Type type) {
        return 1 + arguments(type).stream().mapToInt(Types::depth).max().orElse(0);
    }

    private static void bind(Type formal, Type actual, Map<TypeVariable<?>, Type> bindings) {
        if (formal instanceof TypeVariable<?> variable) {
            bindings.putIfAbsent(variable, actual);
        } else if (arguments(formal).size() == arguments(actual).size()) {
            for (int i = 0; i < arguments(formal).size(); i++) {
                bind(arguments(formal).get(i), arguments(actual).get(i), bindings);
            }
        }
    }
}
