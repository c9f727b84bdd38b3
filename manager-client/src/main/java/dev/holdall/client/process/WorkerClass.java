package dev.holdall.client.process;

import com.google.protobuf.ByteString;
import dev.holdall.client.Manager;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.Codecs;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an instance of a worker's class is made: by its one constructor, whose parameters take the arguments. A parameter of type {@link
 * Manager} takes the worker's connection instead.
 */
final class WorkerClass {
    private final Class<?> type;
    private final Constructor<?> constructor;
    private final Codecs codecs;

    /** @throws IllegalArgumentException if it is not clear which constructor to take */
    WorkerClass(Class<?> type, Codecs codecs) {
        this.type = type;
        this.codecs = codecs;
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        if (type.isHidden()) {
            throw new IllegalArgumentException(
                    "a worker has a name by which another process finds it; a lambda has none");
        }
        if (!Runnable.class.isAssignableFrom(type) || type.isInterface() || constructors.length != 1) {
            throw new IllegalArgumentException(
                    "a worker is a class or record that implements Runnable and has one constructor; " + type.getName()
                            + " has " + constructors.length);
        }
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers()) || type.isLocalClass()) {
            throw new IllegalArgumentException(
                    "a worker stands for itself: " + type.getName() + " is an inner class, make it static or a record");
        }
        this.constructor = constructors[0];
    }

    private static boolean isManager(Parameter parameter) {
        return parameter.getType() == Manager.class;
    }

    /** Encodes arguments for their parameters. */
    @SuppressWarnings("unchecked") // an argument of another type is refused by the codec, naming both
    List<ByteString> encode(List<Object> arguments) {
        List<ByteString> encoded = new ArrayList<>();
        for (Parameter parameter : constructor.getParameters()) {
            if (!isManager(parameter) && encoded.size() < arguments.size()) {
                Codec<Object> codec = (Codec<Object>) codecs.of(parameter.getParameterizedType());
                encoded.add(codec.encode(arguments.get(encoded.size())));
            }
        }
        long wanted = List.of(constructor.getParameters()).stream()
                .filter(parameter -> !isManager(parameter))
                .count();
        if (arguments.size() != wanted) {
            throw new IllegalArgumentException("the constructor of " + type.getName() + " takes " + wanted
                    + " arguments beside a manager, " + arguments.size() + " were given");
        }
        return encoded;
    }

    /** An instance, made with the decoded arguments. */
    Runnable make(List<ByteString> encoded, Manager manager) throws Exception {
        List<@Nullable Object> arguments = new ArrayList<>();
        int next = 0;
        for (Parameter parameter : constructor.getParameters()) {
            arguments.add(
                    isManager(parameter)
                            ? manager
                            : codecs.of(parameter.getParameterizedType()).decode(encoded.get(next++)));
        }
        try {
            constructor.setAccessible(true);
            return (Runnable) constructor.newInstance(arguments.toArray());
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
