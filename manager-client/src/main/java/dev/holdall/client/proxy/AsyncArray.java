package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.v1.ArraysGrpc;
import dev.holdall.v1.ArraysGrpc.ArraysFutureStub;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedArray} whose methods return at once. Calls of one thread reach the manager in the order in which they were made, many in
 * one frame.
 */
public final class AsyncArray<T, A> {
    private final SharedArray<T, A> array;
    private final Calls calls;
    private final ArraysFutureStub stub;

    AsyncArray(SharedArray<T, A> array) {
        this.array = array;
        this.calls = array.handle().calls();
        this.stub = array.handle().background(ArraysGrpc::newFutureStub);
    }

    /** As {@link SharedArray#get(int)}. */
    public CompletableFuture<T> get(int index) {
        return calls.start(stub, array.getting(index));
    }

    /** As {@link SharedArray#set}. */
    public CompletableFuture<@Nullable Void> set(int index, T element) {
        return calls.start(stub, array.setting(index, element));
    }

    /** Replaces the elements from an index on in one atomic call. */
    public CompletableFuture<@Nullable Void> setAll(int index, A elements) {
        return calls.start(stub, array.settingRange(index, elements));
    }

    /** As {@link SharedArray#getAndSet}. */
    public CompletableFuture<T> getAndSet(int index, T element) {
        return calls.start(stub, array.replacing(index, element));
    }

    /** As {@link SharedArray#compareAndSet}. */
    public CompletableFuture<Boolean> compareAndSet(int index, T expected, T element) {
        return calls.start(stub, array.comparing(index, expected, element));
    }

    /** As {@link SharedArray#getAndAdd}. */
    public CompletableFuture<T> getAndAdd(int index, T delta) {
        return calls.start(stub, array.adding(index, delta));
    }

    /** As {@link SharedArray#add}. */
    public CompletableFuture<@Nullable Void> add(int from, int to, T delta) {
        return calls.start(stub, array.addingRange(from, to, delta));
    }

    /** As {@link SharedArray#fill(int, int, Object)}. */
    public CompletableFuture<@Nullable Void> fill(int from, int to, T element) {
        return calls.start(stub, array.filling(from, to, element));
    }
}
