package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.TypeRef;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.client.codec.Codec;
import dev.holdall.v1.OpenValueRequest;
import dev.holdall.v1.ValueAccumulateReply;
import dev.holdall.v1.ValueAccumulateRequest;
import dev.holdall.v1.ValueAwaitReply;
import dev.holdall.v1.ValueAwaitRequest;
import dev.holdall.v1.ValueCompareAndSetReply;
import dev.holdall.v1.ValueCompareAndSetRequest;
import dev.holdall.v1.ValueGetReply;
import dev.holdall.v1.ValueGetRequest;
import dev.holdall.v1.ValueSetReply;
import dev.holdall.v1.ValueSetRequest;
import dev.holdall.v1.ValuesGrpc;
import dev.holdall.v1.ValuesGrpc.ValuesFutureStub;
import dev.holdall.v1.Wait;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A variable in the manager that all processes see: Python's {@code Value}, with the methods of {@link
 * java.util.concurrent.atomic.AtomicReference}.
 *
 * <p>Values are compared by what they are (their encoded bytes), not by identity. Methods that take a function call it in this
 * process and try again when somebody else was faster, so it may be called several times: one round trip for the first reading and one
 * for each try.
 *
 * @param <T> the type of the value; null is a value
 */
public final class SharedValue<T extends @Nullable Object> implements Guardable<SharedValue<T>> {
    /** The service that serves values. */
    public static final String SERVICE = ValuesGrpc.SERVICE_NAME;

    private final ObjectHandle handle;
    private final Calls calls;
    private final Codec<T> codec;
    private final ValuesFutureStub stub;

    SharedValue(ObjectHandle handle) {
        this.handle = handle;
        this.calls = handle.calls();
        this.codec = handle.codec(0);
        this.stub = handle.waiting(ValuesGrpc::newFutureStub);
    }

    /** Finds a value, or makes it with an initial one: see {@link Proxies#open}. */
    public static <T extends @Nullable Object> SharedValue<T> open(
            Proxies proxies, @Nullable String name, TypeRef<T> type, T initial) {
        ByteString encoded = proxies.codecs().of(type).encode(initial);
        return proxies.open(
                name,
                SERVICE,
                ValuesGrpc::newFutureStub,
                (stub, named) -> stub.open(OpenValueRequest.newBuilder()
                        .setName(named)
                        .setInitial(encoded)
                        .build()),
                List.of(type.type()),
                SharedValue::new);
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    @Override
    public SharedValue<T> withHandle(ObjectHandle other) {
        return new SharedValue<>(other);
    }

    /** The same value, with methods that return at once. */
    public AsyncValue<T> async() {
        return new AsyncValue<>(this);
    }

    /** The value. */
    public T get() {
        return calls.run(stub, getting());
    }

    /** Makes it another one. */
    public void set(T value) {
        calls.run(stub, setting(value));
    }

    /** Makes it another one and returns the former. */
    public T getAndSet(T value) {
        return calls.run(stub, replacing(value));
    }

    /**
     * Makes it another one if it equals the expected.
     *
     * @return whether it did
     */
    public boolean compareAndSet(T expected, T value) {
        return calls.run(stub, comparing(expected, value));
    }

    /** Makes it what the function makes of it, and returns that. */
    public T updateAndGet(UnaryOperator<T> update) {
        return update(update, true);
    }

    /** Makes it what the function makes of it, and returns the former. */
    public T getAndUpdate(UnaryOperator<T> update) {
        return update(update, false);
    }

    /** Makes it what the function makes of it and the argument, and returns that. */
    public T accumulateAndGet(T argument, BinaryOperator<T> accumulator) {
        return update(value -> accumulator.apply(value, argument), true);
    }

    /** Makes it what the function makes of it and the argument, and returns the former. */
    public T getAndAccumulate(T argument, BinaryOperator<T> accumulator) {
        return update(value -> accumulator.apply(value, argument), false);
    }

    /**
     * Computes in the manager, in one round trip, and returns what came out: {@code counter.accumulate(Accumulation.SUM, 1L)}. The value is a
     * number, or a boolean for {@code AND}, {@code OR} and {@code XOR}. Integers wrap, as in Java.
     *
     * @throws dev.holdall.client.Refused with {@code MISMATCH} if it holds something of another kind than the operand, such as null; with
     *     {@code INVALID_ARGUMENT} if the kind has no such operation, or a big number is too large to be computed with there
     */
    public T accumulate(Accumulation operation, T operand) {
        return calls.run(stub, accumulating(operation, operand, false));
    }

    /** As {@link #accumulate}, and returns the former value. */
    public T getAndAccumulate(Accumulation operation, T operand) {
        return calls.run(stub, accumulating(operation, operand, true));
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    /**
     * Waits until the value is equal, unequal, less or greater than an operand, parked in the manager; each change is looked at, so a value
     * that lasts for a moment only is not missed. {@code EQUAL} and {@code NOT_EQUAL} are for all values; the others follow Java's order among
     * numbers of one kind, chars and strings, and a value of another kind than the operand's is neither less nor greater.
     *
     * @return the value that compared; it may be another one by now
     * @throws InterruptedException if the thread is interrupted before it does
     * @throws dev.holdall.client.Refused with {@code INVALID_ARGUMENT} if the operand has no order
     */
    public T await(Comparison comparison, T operand) throws InterruptedException {
        return calls.runInterruptibly(
                calls.parking(stub, Long.MAX_VALUE),
                awaiting(comparison, operand, Waits.FOR_EVER, reply -> codec.decode(reply.getValue())));
    }

    /**
     * As {@link #await(Comparison, Object)}, but for so long at most. A time that is not positive does not wait.
     *
     * @return whether it compared
     */
    public boolean await(Comparison comparison, T operand, long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = Waits.nanos(timeout, unit);
        return calls.runInterruptibly(
                calls.parking(stub, nanos),
                awaiting(comparison, operand, Waits.atMost(nanos), ValueAwaitReply::hasValue));
    }

    private T update(UnaryOperator<T> update, boolean returnNew) {
        Seen<T> before = calls.run(stub, reading());
        while (true) {
            T after = update.apply(before.value());
            Seen<T> faster = calls.run(stub, comparing(before.bytes(), codec.encode(after)));
            if (faster == null) {
                return returnNew ? after : before.value();
            }
            before = faster;
        }
    }

    // Operations, shared with the asynchronous twin --------------------------------------------------------------

    Operation<ValuesFutureStub, Seen<T>> reading() {
        ValueGetRequest request =
                ValueGetRequest.newBuilder().setValue(handle.id()).build();
        return Operation.of(stub -> stub.get(request), (ValueGetReply reply) -> seen(reply.getValue()));
    }

    private Seen<T> seen(ByteString bytes) {
        return new Seen<>(bytes, codec.decode(bytes));
    }

    T decode(ByteString value) {
        return codec.decode(value);
    }

    ByteString encode(T value) {
        return codec.encode(value);
    }

    Operation<ValuesFutureStub, T> getting() {
        ValueGetRequest request =
                ValueGetRequest.newBuilder().setValue(handle.id()).build();
        return Operation.of(stub -> stub.get(request), (ValueGetReply reply) -> codec.decode(reply.getValue()));
    }

    Operation<ValuesFutureStub, @Nullable Void> setting(T value) {
        ValueSetRequest request = ValueSetRequest.newBuilder()
                .setValue(handle.id())
                .setNewValue(codec.encode(value))
                .build();
        return Operation.of(stub -> stub.set(request), (ValueSetReply reply) -> null);
    }

    Operation<ValuesFutureStub, T> replacing(T value) {
        ValueSetRequest request = ValueSetRequest.newBuilder()
                .setValue(handle.id())
                .setNewValue(codec.encode(value))
                .setReturnPrevious(true)
                .build();
        return Operation.of(stub -> stub.set(request), (ValueSetReply reply) -> codec.decode(reply.getPrevious()));
    }

    Operation<ValuesFutureStub, Boolean> comparing(T expected, T value) {
        ValueCompareAndSetRequest request = compareAndSet(codec.encode(expected), codec.encode(value));
        return Operation.of(stub -> stub.compareAndSet(request), ValueCompareAndSetReply::getDone);
    }

    /** Null if it was done; otherwise what was there. */
    Operation<ValuesFutureStub, @Nullable Seen<T>> comparing(ByteString expected, ByteString value) {
        ValueCompareAndSetRequest request = compareAndSet(expected, value);
        return Operation.of(
                stub -> stub.compareAndSet(request),
                (ValueCompareAndSetReply reply) -> reply.getDone() ? null : seen(reply.getPresent()));
    }

    private ValueCompareAndSetRequest compareAndSet(ByteString expected, ByteString value) {
        return ValueCompareAndSetRequest.newBuilder()
                .setValue(handle.id())
                .setExpected(expected)
                .setNewValue(value)
                .build();
    }

    Operation<ValuesFutureStub, T> accumulating(Accumulation operation, T operand, boolean returnPrevious) {
        ValueAccumulateRequest request = ValueAccumulateRequest.newBuilder()
                .setValue(handle.id())
                .setOperation(operation.encoded())
                .setOperand(codec.encode(operand))
                .setReturnPrevious(returnPrevious)
                .build();
        return Operation.of(
                stub -> stub.accumulate(request), (ValueAccumulateReply reply) -> codec.decode(reply.getValue()));
    }

    <R extends @Nullable Object> Operation<ValuesFutureStub, R> awaiting(
            Comparison comparison, T operand, Wait wait, Function<ValueAwaitReply, R> read) {
        ValueAwaitRequest request = ValueAwaitRequest.newBuilder()
                .setValue(handle.id())
                .setComparison(comparison.encoded())
                .setOperand(codec.encode(operand))
                .setWait(wait)
                .build();
        return Operation.of(stub -> stub.await(request), read);
    }

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal proxies stand for the same object. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedValue<?> && handle.isSame(other);
    }

    @Override
    public int hashCode() {
        return handle.hash();
    }

    /** Which object, not what it holds: makes no call. */
    @Override
    public String toString() {
        return handle.describe(SharedValue.class);
    }
}
