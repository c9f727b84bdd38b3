package dev.holdall.client.proxy;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An int in the manager that all processes see: Python's {@code Value}, with the methods of {@link java.util.concurrent.atomic.AtomicInteger}. Each method is one atomic call and one round trip; the
 * manager computes.
 *
 * <p>It is a {@link SharedValue} that holds an int: programs that open the name as such a value use the same number.
 */
public final class SharedInteger extends SharedNumber<Integer> implements Guardable<SharedInteger> {
    SharedInteger(ObjectHandle handle) {
        super(handle, Integer.class);
    }

    /** Finds a number, or makes it with an initial one: see {@link Proxies#open}. */
    public static SharedInteger open(Proxies proxies, @Nullable String name, int initial) {
        return new SharedInteger(open(proxies, name, Integer.class, initial));
    }

    @Override
    public SharedInteger withHandle(ObjectHandle other) {
        return new SharedInteger(other);
    }

    /** The number. */
    public int get() {
        return value().get();
    }

    /** Makes it another one. */
    public void set(int number) {
        value().set(number);
    }

    /** Makes it another one and returns the former. */
    public int getAndSet(int number) {
        return value().getAndSet(number);
    }

    /** Makes it another one if it equals the expected, as {@link Integer#equals} has it, and says whether it did. */
    public boolean compareAndSet(int expected, int number) {
        return value().compareAndSet(expected, number);
    }

    /** Adds and returns the former number. It wraps. */
    public int getAndAdd(int delta) {
        return getAndAccumulate(delta);
    }

    /** Adds and returns the sum. It wraps. */
    public int addAndGet(int delta) {
        return add(delta);
    }

    /** Adds 1 and returns the former number. */
    public int getAndIncrement() {
        return getAndAdd(1);
    }

    /** Adds 1 and returns the sum. */
    public int incrementAndGet() {
        return addAndGet(1);
    }

    /** Subtracts 1 and returns the former number. */
    public int getAndDecrement() {
        return getAndAdd(-1);
    }

    /** Subtracts 1 and returns the difference. */
    public int decrementAndGet() {
        return addAndGet(-1);
    }

    /** Makes it the lesser of itself and this one, and returns that. */
    public int minAndGet(int operand) {
        return min(operand);
    }

    /** Makes it the greater of itself and this one, and returns that. */
    public int maxAndGet(int operand) {
        return max(operand);
    }

    /** As {@link SharedValue#await(Comparison, Object)}: {@code done.await(Comparison.GREATER_OR_EQUAL, 10)}. */
    public int await(Comparison comparison, int operand) throws InterruptedException {
        return awaited(comparison, operand);
    }

    /** As {@link SharedValue#await(Comparison, Object, long, TimeUnit)}. */
    public boolean await(Comparison comparison, int operand, long timeout, TimeUnit unit) throws InterruptedException {
        return awaited(comparison, operand, timeout, unit);
    }

    private Object writeReplace() {
        return handle().serialized(this);
    }
}
