package dev.holdall.client.routine;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What another process is to compute: a reference to a static method such as {@code Tiles::render}, or a lambda, as {@link Procedure}, with
 * a result. The result comes back as the type that the static method declares.
 */
public final class Computation {
    private Computation() {}

    /** Takes no argument. */
    @FunctionalInterface
    public interface Of0<R extends @Nullable Object> extends Callable<R>, Serializable {
        @Override
        R call() throws Exception;
    }

    /** Takes one argument. */
    @FunctionalInterface
    public interface Of1<A extends @Nullable Object, R extends @Nullable Object> extends Serializable {
        R call(A a) throws Exception;
    }

    /** Takes two arguments. */
    @FunctionalInterface
    public interface Of2<A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            extends Serializable {
        R call(A a, B b) throws Exception;
    }

    /** Takes three arguments. */
    @FunctionalInterface
    public interface Of3<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            extends Serializable {
        R call(A a, B b, C c) throws Exception;
    }

    /** Takes four arguments. */
    @FunctionalInterface
    public interface Of4<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    R extends @Nullable Object>
            extends Serializable {
        R call(A a, B b, C c, D d) throws Exception;
    }

    /** Takes five arguments. */
    @FunctionalInterface
    public interface Of5<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    R extends @Nullable Object>
            extends Serializable {
        R call(A a, B b, C c, D d, E e) throws Exception;
    }
}
