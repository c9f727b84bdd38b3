package dev.holdall.client.routine;

import com.google.protobuf.ByteString;
import dev.holdall.client.Manager;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.Codecs;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What a process runs for another one: a class of which it makes an instance, or a static method. The parameters of the constructor or method
 * take the arguments; one of type {@link Manager} takes the process's own connection instead.
 */
public final class Routine {
    private final Executable executable;

    private Routine(Executable executable) {
        this.executable = executable;
    }

    /**
     * A class whose instances run.
     *
     * @throws IllegalArgumentException if its instances do not run, or it is not clear how they are made
     */
    public static Routine of(Class<?> type) {
        if (type.isHidden()) {
            throw new IllegalArgumentException(
                    "a worker has a name by which another process finds it; a lambda has one only"
                            + " as a Procedure or Computation, not as a class");
        }
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        boolean runs = Runnable.class.isAssignableFrom(type) || Callable.class.isAssignableFrom(type);
        if (!runs || type.isInterface() || constructors.length != 1) {
            throw new IllegalArgumentException(
                    "a worker is a class or record that implements Runnable or Callable and has one constructor; "
                            + type.getName() + (runs ? " has " + constructors.length : " implements neither"));
        }
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers()) || type.isLocalClass()) {
            throw new IllegalArgumentException(
                    "a worker stands for itself: " + type.getName() + " is an inner class, make it static or a record");
        }
        return new Routine(constructors[0]);
    }

    /** A static method. */
    public static Routine of(MethodReference reference) {
        return new Routine(reference.method());
    }

    /**
     * The routine of a name that another process gave.
     *
     * @throws ClassNotFoundException if the class is not among those of the loader
     * @throws NoSuchMethodException if the class has no such constructor or static method: it is another version of it
     */
    public static Routine find(RoutineName name, ClassLoader loader)
            throws ClassNotFoundException, NoSuchMethodException {
        Class<?> type = Class.forName(name.type(), true, loader);
        Executable[] all = name.method().isEmpty() ? type.getDeclaredConstructors() : type.getDeclaredMethods();
        return Arrays.stream(all)
                .map(Routine::new)
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException("this process has another " + name.type()
                        + ", without what it was asked to run: " + name.method() + name.parameters()));
    }

    /** The names under which another process finds it. */
    public RoutineName name() {
        String method = executable instanceof Method ? executable.getName() : "";
        Class<?> result = executable instanceof Method declared ? declared.getReturnType() : void.class;
        return new RoutineName(
                executable.getDeclaringClass().getName(),
                method,
                MethodType.methodType(result, executable.getParameterTypes()).toMethodDescriptorString());
    }

    /** The type of what it returns; {@code void} if it returns nothing. */
    public Type result() {
        if (executable instanceof Method method) {
            return method.getGenericReturnType();
        }
        for (Type implemented : executable.getDeclaringClass().getGenericInterfaces()) {
            if (implemented instanceof java.lang.reflect.ParameterizedType parameterized
                    && parameterized.getRawType() == Callable.class) {
                return parameterized.getActualTypeArguments()[0];
            }
        }
        return Callable.class.isAssignableFrom(executable.getDeclaringClass()) ? Object.class : void.class;
    }

    private static boolean isManager(Parameter parameter) {
        return parameter.getType() == Manager.class;
    }

    /**
     * Encodes arguments for its parameters.
     *
     * @throws IllegalArgumentException if they are too many or too few, or one has no encoding
     * @throws ClassCastException if one is not of its parameter's type
     */
    @SuppressWarnings("unchecked") // an argument of another type is refused by the codec, naming both
    public List<ByteString> encode(List<? extends @Nullable Object> arguments, Codecs codecs) {
        List<Parameter> taking = Arrays.stream(executable.getParameters())
                .filter(parameter -> !isManager(parameter))
                .toList();
        List<ByteString> encoded = new ArrayList<>();
        for (int i = 0; i < Math.min(taking.size(), arguments.size()); i++) {
            Codec<@Nullable Object> codec =
                    (Codec<@Nullable Object>) codecs.of(taking.get(i).getParameterizedType());
            encoded.add(codec.encode(arguments.get(i)));
        }
        if (arguments.size() != taking.size()) {
            throw new IllegalArgumentException((executable instanceof Method ? "" : "the constructor of ") + name()
                    + " takes " + taking.size() + " arguments beside a manager, " + arguments.size() + " were given");
        }
        return encoded;
    }

    /**
     * Runs it.
     *
     * @param arguments as {@link #decode} gives them
     * @return what it returned; null if it returns nothing
     * @throws Exception what it threw
     */
    public @Nullable Object run(@Nullable Object[] arguments) throws Exception {
        try {
            executable.setAccessible(true);
            if (executable instanceof Method method) {
                return method.invoke(null, arguments);
            }
            Object made = ((Constructor<?>) executable).newInstance(arguments);
            if (made instanceof Callable<?> callable) {
                return callable.call();
            }
            ((Runnable) made).run();
            return null;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /**
     * What its parameters take.
     *
     * @throws ClassCastException if an argument is of another type than its parameter
     */
    public @Nullable Object[] decode(List<ByteString> encoded, Manager manager) {
        List<@Nullable Object> arguments = new ArrayList<>();
        Codecs codecs = manager.proxies().codecs();
        int next = 0;
        for (Parameter parameter : executable.getParameters()) {
            arguments.add(
                    isManager(parameter)
                            ? manager
                            : codecs.of(parameter.getParameterizedType()).decode(encoded.get(next++)));
        }
        return arguments.toArray();
    }

    @Override
    public String toString() {
        return name().toString();
    }
}
