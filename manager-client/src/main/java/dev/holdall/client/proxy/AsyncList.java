package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.v1.ListSearchReply;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ListsGrpc.ListsFutureStub;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedList} whose methods return at once. Calls of one thread reach the manager in the order in which they were made, many in
 * one frame.
 */
public final class AsyncList<E extends @Nullable Object> {
    private final SharedList<E> list;
    private final Calls calls;
    private final ListsFutureStub stub;

    AsyncList(SharedList<E> list) {
        this.list = list;
        this.calls = list.handle().calls();
        this.stub = list.handle().background(ListsGrpc::newFutureStub);
    }

    /** As {@link SharedList#add(Object)}. */
    public CompletableFuture<Boolean> add(E element) {
        return calls.start(stub, list.appending(element));
    }

    /** Adds elements at the end in one atomic call. */
    public CompletableFuture<Boolean> addAll(List<? extends E> elements) {
        return calls.start(stub, list.extending(Chunks.inOne(elements, list::encode)));
    }

    /** As {@link SharedList#get}; a negative index counts from the end, as in Python. */
    public CompletableFuture<E> get(int index) {
        return calls.start(stub, list.getting(index));
    }

    /** As {@link SharedList#set}; a negative index counts from the end, as in Python. */
    public CompletableFuture<E> set(int index, E element) {
        return calls.start(stub, list.setting(index, element));
    }

    /** As {@link SharedList#remove(int)}; a negative index counts from the end, as in Python. */
    public CompletableFuture<E> remove(int index) {
        return calls.start(stub, list.removing(index));
    }

    /** As {@link SharedList#add(int, Object)}. */
    public CompletableFuture<@Nullable Void> add(int index, E element) {
        return calls.start(stub, list.inserting(index, List.of(list.encode(element))));
    }

    /** As {@link SharedList#remove(Object)}. */
    public CompletableFuture<Boolean> removeElement(E element) {
        return calls.start(stub, list.removingElement(element));
    }

    /** As {@link SharedList#contains}. */
    public CompletableFuture<Boolean> contains(E element) {
        return calls.start(stub, list.searching(element, false, false)).thenApply(ListSearchReply::hasIndex);
    }

    /** As {@link SharedList#indexOf}. */
    public CompletableFuture<Integer> indexOf(E element) {
        return index(element, false);
    }

    /** As {@link SharedList#lastIndexOf}. */
    public CompletableFuture<Integer> lastIndexOf(E element) {
        return index(element, true);
    }

    private CompletableFuture<Integer> index(E element, boolean last) {
        return calls.start(stub, list.searching(element, last, false))
                .thenApply(found -> found.hasIndex() ? (int) found.getIndex() : -1);
    }

    /** As {@link SharedList#count}. */
    public CompletableFuture<Integer> count(E element) {
        return calls.start(stub, list.searching(element, false, true)).thenApply(found -> (int) found.getCount());
    }

    /** As {@link SharedList#reverse}. */
    public CompletableFuture<@Nullable Void> reverse() {
        return calls.start(stub, list.reversing());
    }

    /** As {@link SharedList#removeSlice}. */
    public CompletableFuture<Integer> removeSlice(@Nullable Integer from, @Nullable Integer to, int step) {
        return calls.start(stub, list.removingSlice(from, to, step));
    }

    /** As {@link SharedList#setSlice(Integer, Integer, int, java.util.Collection)}. */
    public CompletableFuture<@Nullable Void> setSlice(
            @Nullable Integer from, @Nullable Integer to, int step, List<? extends E> elements) {
        return calls.start(stub, list.settingSlice(from, to, step, elements));
    }

    /** As {@link SharedList#repeat}. */
    public CompletableFuture<@Nullable Void> repeat(int times) {
        return calls.start(stub, list.repeating(times));
    }

    /** As {@link SharedList#size}. */
    public CompletableFuture<Integer> size() {
        return calls.start(stub, list.sizing());
    }

    /** As {@link SharedList#clear}. */
    public CompletableFuture<@Nullable Void> clear() {
        return calls.start(stub, list.clearing());
    }
}
