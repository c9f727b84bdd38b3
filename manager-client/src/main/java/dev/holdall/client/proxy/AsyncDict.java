package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.call.Calls;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.DictsGrpc.DictsFutureStub;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedDict} whose methods return at once. Calls of one thread reach the manager in the order in which they were made, many in
 * one frame.
 */
public final class AsyncDict<K, V> {
    private final SharedDict<K, V> dict;
    private final Calls calls;
    private final DictsFutureStub stub;

    AsyncDict(SharedDict<K, V> dict) {
        this.dict = dict;
        this.calls = dict.handle().calls();
        this.stub = dict.handle().background(DictsGrpc::newFutureStub);
    }

    /** As {@link SharedDict#get}; completes with null if the key is not present. */
    public CompletableFuture<@Nullable V> get(K key) {
        return calls.start(stub, dict.getting(dict.encodeKey(key)));
    }

    /** As {@link SharedDict#containsKey}. */
    public CompletableFuture<Boolean> containsKey(K key) {
        return calls.start(stub, dict.findingKey(key));
    }

    /** As {@link SharedDict#put}; completes with the former value, or null if there was none. */
    public CompletableFuture<@Nullable V> put(K key, V value) {
        return calls.start(stub, dict.putting(key, value, true));
    }

    /** As {@link SharedDict#set}: the fastest way to write much. */
    public CompletableFuture<@Nullable V> set(K key, V value) {
        return calls.start(stub, dict.putting(key, value, false));
    }

    /** As {@link SharedDict#putIfAbsent}. */
    public CompletableFuture<@Nullable V> putIfAbsent(K key, V value) {
        return calls.start(stub, dict.puttingIfAbsent(key, value));
    }

    /** As {@link SharedDict#replace(Object, Object, Object)}. */
    public CompletableFuture<Boolean> replace(K key, V expected, V value) {
        return calls.start(stub, dict.replacing(key, expected, value));
    }

    /**
     * As {@link SharedDict#merge}: many at a time take hardly longer than one. The function is called by whichever thread completes the
     * call before; cancelling the future does not undo what was merged.
     */
    public CompletableFuture<@Nullable V> merge(
            K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        return dict.merging(key, value, function).start(calls, stub, null);
    }

    /** As {@link SharedDict#remove(Object)}. */
    public CompletableFuture<@Nullable V> remove(K key) {
        return calls.start(stub, dict.removing(key));
    }

    /** As {@link SharedDict#replace(Object, Object)}. */
    public CompletableFuture<@Nullable V> replace(K key, V value) {
        return calls.start(stub, dict.replacingPresent(key, value));
    }

    /** As {@link SharedDict#compute}: a round trip to read and one for each try. The function is called as in {@link #merge}. */
    public CompletableFuture<@Nullable V> compute(
            K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        ByteString encoded = dict.encodeKey(key);
        DictComputation<V> computation = new DictComputation<>(dict, encoded, present -> function.apply(key, present));
        return calls.start(stub, dict.reading(encoded)).thenCompose(present -> computation.start(calls, stub, present));
    }

    /** Puts entries in one atomic call. */
    public CompletableFuture<@Nullable Void> putAll(Map<? extends K, ? extends V> entries) {
        return calls.start(stub, dict.puttingAll(Chunks.inOne(entries.entrySet(), dict::encode)));
    }

    /** As {@link SharedDict#containsValue}. */
    public CompletableFuture<Boolean> containsValue(V value) {
        return calls.start(stub, dict.findingValue(value));
    }

    /** As {@link SharedDict#pollFirstEntry}. */
    public CompletableFuture<Map.@Nullable Entry<K, V>> pollFirstEntry() {
        return calls.start(stub, dict.popping(true));
    }

    /** As {@link SharedDict#pollLastEntry}. */
    public CompletableFuture<Map.@Nullable Entry<K, V>> pollLastEntry() {
        return calls.start(stub, dict.popping(false));
    }

    /** As {@link SharedDict#clear}. */
    public CompletableFuture<@Nullable Void> clear() {
        return calls.start(stub, dict.clearing());
    }

    /** As {@link SharedDict#size}. */
    public CompletableFuture<Integer> size() {
        return calls.start(stub, dict.sizing());
    }
}
