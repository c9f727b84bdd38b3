package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.TypeRef;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.client.codec.Codec;
import dev.holdall.v1.DictClearReply;
import dev.holdall.v1.DictClearRequest;
import dev.holdall.v1.DictCompareAndRemoveReply;
import dev.holdall.v1.DictCompareAndRemoveRequest;
import dev.holdall.v1.DictCompareAndSetReply;
import dev.holdall.v1.DictCompareAndSetRequest;
import dev.holdall.v1.DictContainsKeyReply;
import dev.holdall.v1.DictContainsKeyRequest;
import dev.holdall.v1.DictContainsValueReply;
import dev.holdall.v1.DictContainsValueRequest;
import dev.holdall.v1.DictEntry;
import dev.holdall.v1.DictGetAllReply;
import dev.holdall.v1.DictGetAllRequest;
import dev.holdall.v1.DictGetReply;
import dev.holdall.v1.DictGetRequest;
import dev.holdall.v1.DictPageReply;
import dev.holdall.v1.DictPageRequest;
import dev.holdall.v1.DictPopReply;
import dev.holdall.v1.DictPopRequest;
import dev.holdall.v1.DictPutAllReply;
import dev.holdall.v1.DictPutAllRequest;
import dev.holdall.v1.DictPutIfAbsentReply;
import dev.holdall.v1.DictPutIfAbsentRequest;
import dev.holdall.v1.DictPutReply;
import dev.holdall.v1.DictPutRequest;
import dev.holdall.v1.DictRemoveReply;
import dev.holdall.v1.DictRemoveRequest;
import dev.holdall.v1.DictReplaceReply;
import dev.holdall.v1.DictReplaceRequest;
import dev.holdall.v1.DictSizeReply;
import dev.holdall.v1.DictSizeRequest;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.DictsGrpc.DictsFutureStub;
import dev.holdall.v1.OpenDictRequest;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A dict in the manager that all processes see: Python's {@code dict}, as a {@link ConcurrentMap} in the order of insertion.
 *
 * <p>Neither keys nor values are null. Keys and values are compared by what they are (their encoded bytes). What is read is a copy:
 * changing it changes nothing in the manager, so collections inside come back unmodifiable. Each method is one atomic call and one round
 * trip unless it says otherwise. Methods that take a function call it in this process and try again when somebody else was faster: one
 * round trip for the first reading and one for each try, and the function may be called several times. Views and their iterators are
 * weakly consistent and hold one page (about 64 KiB) at a time.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class SharedDict<K, V> extends AbstractMap<K, V>
        implements ConcurrentMap<K, V>, Guardable<SharedDict<K, V>> {
    /** The service that serves dicts. */
    public static final String SERVICE = DictsGrpc.SERVICE_NAME;

    private static final int SHOWN = 20;

    /** Keys that are asked for in one call: their entries may take several replies, each call carrying the rest of the keys again. */
    private static final int KEYS_BYTES = 64 << 10;

    private final ObjectHandle handle;
    private final Calls calls;
    private final Codec<K> keys;
    private final Codec<V> values;
    private final DictsFutureStub stub;

    SharedDict(ObjectHandle handle) {
        this.handle = handle;
        this.calls = handle.calls();
        this.keys = handle.codec(0);
        this.values = handle.codec(1);
        this.stub = handle.waiting(DictsGrpc::newFutureStub);
    }

    /** Finds or makes a dict: see {@link Proxies#open}. */
    public static <K, V> SharedDict<K, V> open(
            Proxies proxies, @Nullable String name, TypeRef<K> keys, TypeRef<V> values) {
        return proxies.open(
                name,
                SERVICE,
                DictsGrpc::newFutureStub,
                (stub, named) ->
                        stub.open(OpenDictRequest.newBuilder().setName(named).build()),
                List.of(keys.type(), values.type()),
                SharedDict::new);
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    @Override
    public SharedDict<K, V> withHandle(ObjectHandle other) {
        return new SharedDict<>(other);
    }

    /** The same dict, with methods that return at once. */
    public AsyncDict<K, V> async() {
        return new AsyncDict<>(this);
    }

    // Reading ----------------------------------------------------------------------------------------------------

    @Override
    public @Nullable V get(Object key) {
        return calls.run(stub, getting(encodeKey(key)));
    }

    @Override
    public V getOrDefault(Object key, V otherwise) {
        V value = get(key);
        return value == null ? otherwise : value;
    }

    /** The entries of those keys that are present, in the order asked; one round trip for about 64 KiB of them. */
    public Map<K, V> getAll(Collection<? extends K> wanted) {
        Map<K, V> found = new LinkedHashMap<>();
        try (Chunks<ByteString> chunks = Chunks.of(wanted, this::encodeKey, ByteString::size, KEYS_BYTES)) {
            for (List<ByteString> chunk : chunks) {
                List<ByteString> left = chunk;
                while (!left.isEmpty()) {
                    left = left.subList(getAll(left, found), left.size());
                }
            }
        }
        return found;
    }

    /** @return how many of the keys were looked up */
    private int getAll(List<ByteString> wanted, Map<K, V> found) {
        DictGetAllRequest request = DictGetAllRequest.newBuilder()
                .setDict(handle.id())
                .addAllKeys(wanted)
                .build();
        return calls.run(stub, Operation.of(s -> s.getAll(request), (DictGetAllReply reply) -> {
            reply.getEntriesList().forEach(entry -> found.put(key(entry), value(entry)));
            return reply.getLookedUp();
        }));
    }

    /** A map of the program's own with all entries in their order, read page by page; Python's {@code copy}. */
    public Map<K, V> copy() {
        Map<K, V> copy = new LinkedHashMap<>();
        entrySet().forEach(entry -> copy.put(entry.getKey(), entry.getValue()));
        return copy;
    }

    @Override
    public boolean containsKey(Object key) {
        return calls.run(stub, findingKey(key));
    }

    /** Looks through all values, in the manager. */
    @Override
    public boolean containsValue(Object value) {
        return calls.run(stub, findingValue(value));
    }

    @Override
    public int size() {
        return calls.run(stub, sizing());
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    // Putting ----------------------------------------------------------------------------------------------------

    @Override
    public @Nullable V put(K key, V value) {
        return calls.run(stub, putting(key, value, true));
    }

    /** Gives a key a value without bringing the former one back: {@link #put} for large values. */
    public void set(K key, V value) {
        calls.run(stub, putting(key, value, false));
    }

    /** Puts entries in chunks of about 1 MiB; each chunk is atomic. Python's {@code update}. */
    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        try (Chunks<DictEntry> chunks = Chunks.of(entries.entrySet(), this::encode, DictEntry::getSerializedSize)) {
            for (List<DictEntry> chunk : chunks) {
                calls.run(stub, puttingAll(chunk));
            }
        }
    }

    /** Puts unless the key is present; Python's {@code setdefault}. */
    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return calls.run(stub, puttingIfAbsent(key, value));
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return calls.run(stub, replacingPresent(key, value));
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        return calls.run(stub, replacing(key, expected, value));
    }

    // Computing --------------------------------------------------------------------------------------------------

    @Override
    public V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        V present = get(key);
        if (present != null) {
            return present;
        }
        V made = function.apply(key);
        if (made == null) {
            return nothing();
        }
        V faster = putIfAbsent(key, made);
        return faster == null ? made : faster;
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        return compute(key, present -> present == null ? null : function.apply(key, present));
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        return compute(key, present -> function.apply(key, present));
    }

    private @Nullable V compute(K key, DictComputation.Step<V> step) {
        ByteString encoded = encodeKey(key);
        return new DictComputation<>(this, encoded, step).run(calls, stub, calls.run(stub, reading(encoded)));
    }

    /** Takes one round trip where the key is not present, two where it is and nobody else is faster. */
    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        return merging(key, value, function).run(calls, stub, null);
    }

    /** Replaces the values page by page; the round trips of a page are made at the same time. */
    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        Objects.requireNonNull(function, "function");
        DictsFutureStub background = handle.background(DictsGrpc::newFutureStub);
        long after = 0;
        boolean more = true;
        while (more) {
            DictPageReply page = page(after, 0, false);
            List<CompletableFuture<@Nullable V>> replacing = new ArrayList<>();
            for (DictEntry entry : page.getEntriesList()) {
                K key = key(entry);
                DictComputation.Step<V> step = present -> present == null
                        ? null
                        : Objects.requireNonNull(function.apply(key, present), "a value of a dict must not be null");
                replacing.add(new DictComputation<>(this, entry.getKey(), step)
                        .start(calls, background, seen(entry.getValue())));
            }
            replacing.forEach(Calls::join);
            after = page.getLast();
            more = page.getMore();
        }
    }

    DictComputation<V> merging(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(value, "a value of a dict must not be null");
        Objects.requireNonNull(function, "function");
        return new DictComputation<>(
                this, encodeKey(key), present -> present == null ? value : function.apply(present, value));
    }

    @SuppressWarnings("NullAway") // java.util declares no null here and yet specifies it
    private static <T> T nothing() {
        return null;
    }

    // Removing ---------------------------------------------------------------------------------------------------

    @Override
    public @Nullable V remove(Object key) {
        return calls.run(stub, removing(key));
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        return value != null
                && removeAll(List.of(DictEntry.newBuilder()
                                .setKey(encodeKey(key))
                                .setValue(encodeValue(value))
                                .build()))
                        == 1;
    }

    /** Removes and returns the entry that was inserted first; null if the dict is empty. */
    public Map.@Nullable Entry<K, V> pollFirstEntry() {
        return calls.run(stub, popping(true));
    }

    /** Removes and returns the entry that was inserted last; null if the dict is empty. Python's {@code popitem}. */
    public Map.@Nullable Entry<K, V> pollLastEntry() {
        return calls.run(stub, popping(false));
    }

    @Override
    public void clear() {
        calls.run(stub, clearing());
    }

    // Views ------------------------------------------------------------------------------------------------------

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new DictViews.Entries<>(this);
    }

    @Override
    public Set<K> keySet() {
        return new DictViews.Keys<>(this);
    }

    @Override
    public Collection<V> values() {
        return new DictViews.Values<>(this);
    }

    /** @param limit at most so many entries; 0 leaves it to the manager */
    DictPageReply page(long after, int limit, boolean keysOnly) {
        DictPageRequest request = DictPageRequest.newBuilder()
                .setDict(handle.id())
                .setAfter(after)
                .setLimit(limit)
                .setKeysOnly(keysOnly)
                .build();
        return calls.run(stub, Operation.of(s -> s.page(request), (DictPageReply reply) -> reply));
    }

    /** Whether the key has this value, compared by what they are. */
    boolean hasEntry(Object key, Object value) {
        Seen<V> present = calls.run(stub, reading(encodeKey(key)));
        return present != null && present.bytes().equals(encodeValue(value));
    }

    /** Removes a key without bringing its value back, and says whether it was there. */
    boolean removeKey(ByteString key) {
        DictRemoveRequest request =
                DictRemoveRequest.newBuilder().setDict(handle.id()).setKey(key).build();
        return calls.run(stub, Operation.of(s -> s.remove(request), DictRemoveReply::hasPrevious));
    }

    /** Removes those entries that still have the expected value, and says how many did. */
    int removeAll(List<DictEntry> expected) {
        DictCompareAndRemoveRequest request = DictCompareAndRemoveRequest.newBuilder()
                .setDict(handle.id())
                .addAllEntries(expected)
                .build();
        return calls.run(stub, Operation.of(s -> s.compareAndRemove(request), DictCompareAndRemoveReply::getRemoved));
    }

    // Encoding ---------------------------------------------------------------------------------------------------

    K key(DictEntry entry) {
        return Objects.requireNonNull(keys.decode(entry.getKey()));
    }

    V value(DictEntry entry) {
        return decodeValue(entry.getValue());
    }

    V decodeValue(ByteString value) {
        return Objects.requireNonNull(values.decode(value));
    }

    @SuppressWarnings("unchecked") // another type is refused by the codec, naming both
    ByteString encodeKey(Object key) {
        return keys.encode((K) Objects.requireNonNull(key, "a key must not be null"));
    }

    @SuppressWarnings("unchecked") // another type is refused by the codec, naming both
    ByteString encodeValue(Object value) {
        return values.encode((V) Objects.requireNonNull(value, "a value of a dict must not be null"));
    }

    DictEntry encode(Map.Entry<? extends K, ? extends V> entry) {
        return DictEntry.newBuilder()
                .setKey(encodeKey(entry.getKey()))
                .setValue(encodeValue(entry.getValue()))
                .build();
    }

    // Operations, shared with the asynchronous twin --------------------------------------------------------------

    Operation<DictsFutureStub, Map.@Nullable Entry<K, V>> popping(boolean first) {
        DictPopRequest request =
                DictPopRequest.newBuilder().setDict(handle.id()).setFirst(first).build();
        return Operation.of(
                s -> s.pop(request),
                (DictPopReply reply) ->
                        reply.hasEntry() ? Map.entry(key(reply.getEntry()), value(reply.getEntry())) : null);
    }

    Operation<DictsFutureStub, @Nullable Void> clearing() {
        DictClearRequest request =
                DictClearRequest.newBuilder().setDict(handle.id()).build();
        return Operation.of(s -> s.clear(request), (DictClearReply reply) -> null);
    }

    Operation<DictsFutureStub, @Nullable V> replacingPresent(K key, V value) {
        DictReplaceRequest request = DictReplaceRequest.newBuilder()
                .setDict(handle.id())
                .setKey(encodeKey(key))
                .setValue(encodeValue(value))
                .build();
        return Operation.of(
                s -> s.replace(request),
                (DictReplaceReply reply) -> reply.hasPrevious() ? values.decode(reply.getPrevious()) : null);
    }

    Operation<DictsFutureStub, Boolean> findingValue(Object value) {
        DictContainsValueRequest request = DictContainsValueRequest.newBuilder()
                .setDict(handle.id())
                .setValue(encodeValue(value))
                .build();
        return Operation.of(s -> s.containsValue(request), DictContainsValueReply::getPresent);
    }

    Operation<DictsFutureStub, @Nullable V> getting(ByteString key) {
        DictGetRequest request =
                DictGetRequest.newBuilder().setDict(handle.id()).setKey(key).build();
        return Operation.of(
                s -> s.get(request), (DictGetReply reply) -> reply.hasValue() ? values.decode(reply.getValue()) : null);
    }

    Operation<DictsFutureStub, @Nullable Seen<V>> reading(ByteString key) {
        DictGetRequest request =
                DictGetRequest.newBuilder().setDict(handle.id()).setKey(key).build();
        return Operation.of(
                s -> s.get(request), (DictGetReply reply) -> reply.hasValue() ? seen(reply.getValue()) : null);
    }

    private Seen<V> seen(ByteString bytes) {
        return new Seen<>(bytes, decodeValue(bytes));
    }

    Operation<DictsFutureStub, Boolean> findingKey(Object key) {
        DictContainsKeyRequest request = DictContainsKeyRequest.newBuilder()
                .setDict(handle.id())
                .setKey(encodeKey(key))
                .build();
        return Operation.of(s -> s.containsKey(request), DictContainsKeyReply::getPresent);
    }

    Operation<DictsFutureStub, @Nullable V> putting(K key, V value, boolean returnPrevious) {
        DictPutRequest request = DictPutRequest.newBuilder()
                .setDict(handle.id())
                .setKey(encodeKey(key))
                .setValue(encodeValue(value))
                .setReturnPrevious(returnPrevious)
                .build();
        return Operation.of(
                s -> s.put(request),
                (DictPutReply reply) -> reply.hasPrevious() ? values.decode(reply.getPrevious()) : null);
    }

    Operation<DictsFutureStub, @Nullable Void> puttingAll(List<DictEntry> entries) {
        DictPutAllRequest request = DictPutAllRequest.newBuilder()
                .setDict(handle.id())
                .addAllEntries(entries)
                .build();
        return Operation.of(s -> s.putAll(request), (DictPutAllReply reply) -> null);
    }

    Operation<DictsFutureStub, @Nullable V> puttingIfAbsent(K key, V value) {
        DictPutIfAbsentRequest request = DictPutIfAbsentRequest.newBuilder()
                .setDict(handle.id())
                .setKey(encodeKey(key))
                .setValue(encodeValue(value))
                .build();
        return Operation.of(
                s -> s.putIfAbsent(request),
                (DictPutIfAbsentReply reply) -> reply.hasPresent() ? values.decode(reply.getPresent()) : null);
    }

    Operation<DictsFutureStub, Boolean> replacing(K key, V expected, V value) {
        DictCompareAndSetRequest request = compareAndSet(encodeKey(key), encodeValue(expected), encodeValue(value));
        return Operation.of(s -> s.compareAndSet(request), DictCompareAndSetReply::getDone);
    }

    /** Null stands for none. */
    Operation<DictsFutureStub, Compared<V>> comparing(
            ByteString key, @Nullable ByteString expected, @Nullable ByteString value) {
        DictCompareAndSetRequest request = compareAndSet(key, expected, value);
        return Operation.of(
                s -> s.compareAndSet(request),
                (DictCompareAndSetReply reply) ->
                        new Compared<>(reply.getDone(), reply.hasPresent() ? seen(reply.getPresent()) : null));
    }

    private DictCompareAndSetRequest compareAndSet(
            ByteString key, @Nullable ByteString expected, @Nullable ByteString value) {
        DictCompareAndSetRequest.Builder request =
                DictCompareAndSetRequest.newBuilder().setDict(handle.id()).setKey(key);
        if (expected != null) {
            request.setExpected(expected);
        }
        if (value != null) {
            request.setValue(value);
        }
        return request.build();
    }

    Operation<DictsFutureStub, @Nullable V> removing(Object key) {
        DictRemoveRequest request = DictRemoveRequest.newBuilder()
                .setDict(handle.id())
                .setKey(encodeKey(key))
                .build();
        return Operation.of(
                s -> s.remove(request),
                (DictRemoveReply reply) -> reply.hasPrevious() ? values.decode(reply.getPrevious()) : null);
    }

    Operation<DictsFutureStub, Integer> sizing() {
        DictSizeRequest request =
                DictSizeRequest.newBuilder().setDict(handle.id()).build();
        return Operation.of(
                s -> s.size(request), (DictSizeReply reply) -> (int) Math.min(Integer.MAX_VALUE, reply.getSize()));
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal to any map with equal entries, as {@link Map} has it. Reads page by page. */
    @Override
    public boolean equals(@Nullable Object other) {
        return handle.isSame(other) || super.equals(other);
    }

    /** As {@link Map} has it. Reads page by page. */
    @Override
    public int hashCode() {
        return super.hashCode();
    }

    /** The first entries, and an ellipsis where there are more. */
    @Override
    public String toString() {
        return Shown.of(handle, SharedDict.class, () -> {
            DictPageReply page = page(0, SHOWN, false);
            return Shown.join(page.getEntriesList().stream().map(this::show), page.getMore(), "{", "}");
        });
    }

    private String show(DictEntry entry) {
        return Shown.cut(key(entry)) + "=" + Shown.cut(value(entry));
    }
}
