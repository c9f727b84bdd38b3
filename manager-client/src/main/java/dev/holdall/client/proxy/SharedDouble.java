package dev.holdall.client.proxy;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A double in the manager that all processes see: Python's {@code Value}, with methods like those of {@link java.util.concurrent.atomic.AtomicLong}. Each method is one atomic call and one round trip; the
 * manager computes.
 *
 * <p>It is a {@link SharedValue} that holds a double: programs that open the name as such a value use the same number.
 */
public final class SharedDouble extends SharedNumber<Double> implements Guardable<SharedDouble> {
    SharedDouble(ObjectHandle handle) {
        super(handle, Double.class);
    }

    /** Finds a number, or makes it with an initial one: see {@link Proxies#open}. */
    public static SharedDouble open(Proxies proxies, @Nullable String name, double initial) {
        return new SharedDouble(open(proxies, name, Double.class, initial));
    }

    @Override
    public SharedDouble withHandle(ObjectHandle other) {
        return new SharedDouble(other);
    }

    /** The number. */
    public double get() {
        return value().get();
    }

    /** Makes it another one. */
    public void set(double number) {
        value().set(number);
    }

    /** Makes it another one and returns the former. */
    public double getAndSet(double number) {
        return value().getAndSet(number);
    }

    /** Makes it another one if it equals the expected, as {@link Double#equals} has it, and says whether it did. */
    public boolean compareAndSet(double expected, double number) {
        return value().compareAndSet(expected, number);
    }

    /** Adds and returns the former number. */
    public double getAndAdd(double delta) {
        return getAndAccumulate(delta);
    }

    /** Adds and returns the sum. */
    public double addAndGet(double delta) {
        return add(delta);
    }

    /** Makes it the lesser of itself and this one, and returns that. */
    public double minAndGet(double operand) {
        return min(operand);
    }

    /** Makes it the greater of itself and this one, and returns that. */
    public double maxAndGet(double operand) {
        return max(operand);
    }

    /** As {@link SharedValue#await(Comparison, Object)}: {@code done.await(Comparison.GREATER_OR_EQUAL, 10)}. */
    public double await(Comparison comparison, double operand) throws InterruptedException {
        return awaited(comparison, operand);
    }

    /** As {@link SharedValue#await(Comparison, Object, long, TimeUnit)}. */
    public boolean await(Comparison comparison, double operand, long timeout, TimeUnit unit)
            throws InterruptedException {
        return awaited(comparison, operand, timeout, unit);
    }

    private Object writeReplace() {
        return handle().serialized(this);
    }
}
