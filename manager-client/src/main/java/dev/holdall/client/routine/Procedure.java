package dev.holdall.client.routine;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What another process is to run for its effects: a reference to a static method such as {@code Jobs::index}, or a lambda.
 *
 * <p>Only the name travels, and the other process finds the method on its class path. What a lambda captures travels as arguments do; its
 * parameters and captured variables have no type arguments any more when they arrive, so a {@code SharedList<Job>} gives elements of the
 * kinds that need no type (numbers, strings, collections of these) and no records: a static method's parameters keep theirs.
 */
public final class Procedure {
    private Procedure() {}

    /** Takes no argument. */
    @FunctionalInterface
    public interface Of0 extends Runnable, Serializable {}

    /** Takes one argument. */
    @FunctionalInterface
    public interface Of1<A extends @Nullable Object> extends Serializable {
        void run(A a) throws Exception;
    }

    /** Takes two arguments. */
    @FunctionalInterface
    public interface Of2<A extends @Nullable Object, B extends @Nullable Object> extends Serializable {
        void run(A a, B b) throws Exception;
    }

    /** Takes three arguments. */
    @FunctionalInterface
    public interface Of3<A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
            extends Serializable {
        void run(A a, B b, C c) throws Exception;
    }

    /** Takes four arguments. */
    @FunctionalInterface
    public interface Of4<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>
            extends Serializable {
        void run(A a, B b, C c, D d) throws Exception;
    }

    /** Takes five arguments. */
    @FunctionalInterface
    public interface Of5<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>
            extends Serializable {
        void run(A a, B b, C c, D d, E e) throws Exception;
    }
}
