package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.v1.ValuesGrpc;
import dev.holdall.v1.ValuesGrpc.ValuesFutureStub;
import java.util.concurrent.CompletableFuture;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedValue} whose methods return at once. Calls of one thread reach the manager in the order in which they were made, many in
 * one frame.
 */
public final class AsyncValue<T extends @Nullable Object> {
    private final SharedValue<T> value;
    private final Calls calls;
    private final ValuesFutureStub stub;

    AsyncValue(SharedValue<T> value) {
        this.value = value;
        this.calls = value.handle().calls();
        this.stub = value.handle().background(ValuesGrpc::newFutureStub);
    }

    /** As {@link SharedValue#get}. */
    public CompletableFuture<T> get() {
        return calls.start(stub, value.getting());
    }

    /** As {@link SharedValue#set}. */
    public CompletableFuture<@Nullable Void> set(T newValue) {
        return calls.start(stub, value.setting(newValue));
    }

    /** As {@link SharedValue#getAndSet}. */
    public CompletableFuture<T> getAndSet(T newValue) {
        return calls.start(stub, value.replacing(newValue));
    }

    /** As {@link SharedValue#compareAndSet}. */
    public CompletableFuture<Boolean> compareAndSet(T expected, T newValue) {
        return calls.start(stub, value.comparing(expected, newValue));
    }

    /** As {@link SharedValue#updateAndGet}. The function is called by whichever thread completes the call before. */
    public CompletableFuture<T> updateAndGet(UnaryOperator<T> update) {
        return calls.start(stub, value.reading()).thenCompose(present -> update(present, update));
    }

    /** As {@link SharedValue#accumulateAndGet}. The function is called by whichever thread completes the call before. */
    public CompletableFuture<T> accumulateAndGet(T argument, BinaryOperator<T> accumulator) {
        return updateAndGet(present -> accumulator.apply(present, argument));
    }

    /** As {@link SharedValue#accumulate}. */
    public CompletableFuture<T> accumulate(Accumulation operation, T operand) {
        return calls.start(stub, value.accumulating(operation, operand, false));
    }

    /** As {@link SharedValue#getAndAccumulate(Accumulation, Object)}. */
    public CompletableFuture<T> getAndAccumulate(Accumulation operation, T operand) {
        return calls.start(stub, value.accumulating(operation, operand, true));
    }

    /** As {@link SharedValue#await(Comparison, Object)}. Cancelling the future withdraws the call. */
    public CompletableFuture<T> await(Comparison comparison, T operand) {
        return calls.start(
                calls.parking(stub, Long.MAX_VALUE),
                value.awaiting(comparison, operand, Waits.FOR_EVER, reply -> value.decode(reply.getValue())));
    }

    private CompletableFuture<T> update(Seen<T> before, UnaryOperator<T> update) {
        T made = update.apply(before.value());
        return calls.start(stub, value.comparing(before.bytes(), value.encode(made)))
                .thenCompose(
                        faster -> faster == null ? CompletableFuture.completedFuture(made) : update(faster, update));
    }
}
