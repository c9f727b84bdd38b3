package dev.holdall.client.codec;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How the components of a record class are read, and how a record is made of them. The class may be private. */
final class RecordComponents {
    private final Class<?> raw;
    private final Method[] accessors;
    private final Constructor<?> constructor;

    RecordComponents(Class<?> raw) {
        this.raw = raw;
        RecordComponent[] components = raw.getRecordComponents();
        accessors = Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            constructor = raw.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new AssertionError("every record has a canonical constructor, " + raw + " too", e);
        }
        open(constructor);
        for (Method accessor : accessors) {
            open(accessor);
        }
    }

    @Nullable
    Object get(int index, Object value) {
        try {
            return accessors[index].invoke(value);
        } catch (InvocationTargetException e) {
            throw thrown("the accessor " + accessors[index].getName() + " of " + raw.getName(), e);
        } catch (IllegalAccessException e) {
            throw new AssertionError("it was made accessible", e);
        }
    }

    Object create(@Nullable Object[] components) {
        try {
            return constructor.newInstance(components);
        } catch (InvocationTargetException e) {
            throw thrown("the constructor of " + raw.getName(), e);
        } catch (InstantiationException | IllegalAccessException e) {
            throw new AssertionError("records are not abstract, and it was made accessible", e);
        }
    }

    private static IllegalArgumentException thrown(String what, InvocationTargetException e) {
        Throwable cause = e.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return new IllegalArgumentException(what + " threw " + cause, cause);
    }

    private void open(AccessibleObject member) {
        try {
            member.setAccessible(true);
        } catch (InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "the record " + raw.getName() + " cannot be read: its module must open the package "
                            + raw.getPackageName(),
                    e);
        }
    }
}
