package dev.holdall.client;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A type with its type arguments, which a class literal cannot carry: {@code new TypeRef<List<Score>>() {}}.
 *
 * <p>Elements are decoded as the type that the program names here, never as one that is named on the wire.
 *
 * @param <T> the type
 */
public abstract class TypeRef<T extends @Nullable Object> {
    private final Type type;

    /** Reads the type from the anonymous subclass that the program writes. */
    protected TypeRef() {
        Type superclass = getClass().getGenericSuperclass();
        if (!(superclass instanceof ParameterizedType parameterized) || parameterized.getRawType() != TypeRef.class) {
            throw new IllegalArgumentException(
                    "a TypeRef names its type, as in new TypeRef<List<String>>() {}; " + getClass() + " names none");
        }
        type = parameterized.getActualTypeArguments()[0];
    }

    private TypeRef(Type type) {
        this.type = type;
    }

    /** The type of a class without type arguments. */
    public static <T> TypeRef<T> of(Class<T> type) {
        return new TypeRef<T>(type) {};
    }

    public final Type type() {
        return type;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof TypeRef<?> ref && type.equals(ref.type);
    }

    @Override
    public final int hashCode() {
        return type.hashCode();
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
