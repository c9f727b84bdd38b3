package dev.holdall.client.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A class with type arguments that were found out; it equals the JDK's own, as the interface wants it. */
final class Parameterized implements ParameterizedType {
    private final Class<?> raw;
    private final List<Type> arguments;

    Parameterized(Class<?> raw, Type... arguments) {
        this.raw = raw;
        this.arguments = List.of(arguments);
    }

    @Override
    public Type[] getActualTypeArguments() {
        return arguments.toArray(Type[]::new);
    }

    @Override
    public Class<?> getRawType() {
        return raw;
    }

    @Override
    public @Nullable Type getOwnerType() {
        return raw.getDeclaringClass();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ParameterizedType type
                && raw.equals(type.getRawType())
                && Objects.equals(getOwnerType(), type.getOwnerType())
                && arguments.equals(Arrays.asList(type.getActualTypeArguments()));
    }

    /** As the JDK's own computes it. */
    @Override
    public int hashCode() {
        return arguments.hashCode() ^ Objects.hashCode(getOwnerType()) ^ raw.hashCode();
    }

    @Override
    public String toString() {
        return raw.getName() + arguments.stream().map(Type::getTypeName).collect(Collectors.joining(", ", "<", ">"));
    }
}
