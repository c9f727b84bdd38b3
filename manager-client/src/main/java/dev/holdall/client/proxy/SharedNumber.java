package dev.holdall.client.proxy;

import dev.holdall.client.TypeRef;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedValue} that holds a number: what {@link SharedInteger}, {@link SharedLong} and {@link SharedDouble} have in common.
 *
 * @param <N> the number's class
 */
public abstract sealed class SharedNumber<N extends Number> implements SharedObject
        permits SharedInteger, SharedLong, SharedDouble {
    private final SharedValue<N> value;

    /** @param handle of a value, for whichever type */
    SharedNumber(ObjectHandle handle, Class<N> type) {
        this.value = new SharedValue<>(handle.withElementTypes(List.of(type)));
    }

    static <N> ObjectHandle open(Proxies proxies, @Nullable String name, Class<N> type, N initial) {
        return SharedValue.open(proxies, name, TypeRef.of(type), initial).handle();
    }

    /** The same number as a value: all that is not here. */
    public final SharedValue<N> value() {
        return value;
    }

    /** The same number, with methods that return at once. */
    public final AsyncValue<N> async() {
        return value.async();
    }

    @Override
    public final ObjectHandle handle() {
        return value.handle();
    }

    final N add(N delta) {
        return value.accumulate(Accumulation.SUM, delta);
    }

    final N getAndAccumulate(N delta) {
        return value.getAndAccumulate(Accumulation.SUM, delta);
    }

    final N min(N operand) {
        return value.accumulate(Accumulation.MIN, operand);
    }

    final N max(N operand) {
        return value.accumulate(Accumulation.MAX, operand);
    }

    final N awaited(Comparison comparison, N operand) throws InterruptedException {
        return value.await(comparison, operand);
    }

    final boolean awaited(Comparison comparison, N operand, long timeout, TimeUnit unit) throws InterruptedException {
        return value.await(comparison, operand, timeout, unit);
    }

    /** Equal proxies stand for the same number. */
    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof SharedNumber<?> number && value.equals(number.value);
    }

    @Override
    public final int hashCode() {
        return value.hashCode();
    }

    /** Which object, not what it holds: makes no call. */
    @Override
    public final String toString() {
        return handle().describe(getClass());
    }
}
