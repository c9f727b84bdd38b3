package dev.holdall.client.serial;

import dev.holdall.client.codec.ProxyTable;
import java.io.Serializable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;

/** A type of elements. Its classes pass the check of the stream that they are read from. */
record SerializedType(Class<?> raw, SerializedType[] arguments) implements Serializable {
    static final SerializedType[] NONE = {};

    static SerializedType[] ofAll(List<Type> types) {
        return types.stream().map(SerializedType::of).toArray(SerializedType[]::new);
    }

    static Type[] toTypes(SerializedType[] types) {
        return Arrays.stream(types).map(SerializedType::toType).toArray(Type[]::new);
    }

    private static SerializedType of(Type type) {
        if (type instanceof Class<?> raw) {
            return new SerializedType(raw, NONE);
        }
        if (type instanceof ParameterizedType parameterized) {
            return new SerializedType(
                    (Class<?>) parameterized.getRawType(), ofAll(List.of(parameterized.getActualTypeArguments())));
        }
        return type instanceof WildcardType wildcard
                ? of(wildcard.getUpperBounds()[0])
                : new SerializedType(Object.class, NONE);
    }

    private Type toType() {
        return arguments.length == 0 ? raw : ProxyTable.parameterized(raw, toTypes(arguments));
    }
}
