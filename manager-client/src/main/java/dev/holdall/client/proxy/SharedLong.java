package dev.holdall.client.proxy;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A long in the manager that all processes see: Python's {@code Value}, with the methods of {@link java.util.concurrent.atomic.AtomicLong}. Each method is one atomic call and one round trip; the
 * manager computes.
 *
 * <p>It is a {@link SharedValue} that holds a long: programs that open the name as such a value use the same number.
 */
public final class SharedLong extends SharedNumber<Long> implements Guardable<SharedLong> {
    SharedLong(ObjectHandle handle) {
        super(handle, Long.class);
    }

    /** Finds a number, or makes it with an initial one: see {@link Proxies#open}. */
    public static SharedLong open(Proxies proxies, @Nullable String name, long initial) {
        return new SharedLong(open(proxies, name, Long.class, initial));
    }

    @Override
    public SharedLong withHandle(ObjectHandle other) {
        return new SharedLong(other);
    }

    /** The number. */
    public long get() {
        return value().get();
    }

    /** Makes it another one. */
    public void set(long number) {
        value().set(number);
    }

    /** Makes it another one and returns the former. */
    public long getAndSet(long number) {
        return value().getAndSet(number);
    }

    /** Makes it another one if it equals the expected, as {@link Long#equals} has it, and says whether it did. */
    public boolean compareAndSet(long expected, long number) {
        return value().compareAndSet(expected, number);
    }

    /** Adds and returns the former number. It wraps. */
    public long getAndAdd(long delta) {
        return getAndAccumulate(delta);
    }

    /** Adds and returns the sum. It wraps. */
    public long addAndGet(long delta) {
        return add(delta);
    }

    /** Adds 1 and returns the former number. */
    public long getAndIncrement() {
        return getAndAdd(1);
    }

    /** Adds 1 and returns the sum. */
    public long incrementAndGet() {
        return addAndGet(1);
    }

    /** Subtracts 1 and returns the former number. */
    public long getAndDecrement() {
        return getAndAdd(-1);
    }

    /** Subtracts 1 and returns the difference. */
    public long decrementAndGet() {
        return addAndGet(-1);
    }

    /** Makes it the lesser of itself and this one, and returns that. */
    public long minAndGet(long operand) {
        return min(operand);
    }

    /** Makes it the greater of itself and this one, and returns that. */
    public long maxAndGet(long operand) {
        return max(operand);
    }

    /** As {@link SharedValue#await(Comparison, Object)}: {@code done.await(Comparison.GREATER_OR_EQUAL, 10)}. */
    public long await(Comparison comparison, long operand) throws InterruptedException {
        return awaited(comparison, operand);
    }

    /** As {@link SharedValue#await(Comparison, Object, long, TimeUnit)}. */
    public boolean await(Comparison comparison, long operand, long timeout, TimeUnit unit) throws InterruptedException {
        return awaited(comparison, operand, timeout, unit);
    }

    private Object writeReplace() {
        return handle().serialized(this);
    }
}
