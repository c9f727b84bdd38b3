package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.v1.SetOperation;
import dev.holdall.v1.SetRelation;
import dev.holdall.v1.SetsGrpc;
import dev.holdall.v1.SetsGrpc.SetsFutureStub;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedSet} whose methods return at once. Calls of one thread reach the manager in the order in which they were made, many in
 * one frame.
 */
public final class AsyncSet<E> {
    private final SharedSet<E> set;
    private final Calls calls;
    private final SetsFutureStub stub;

    AsyncSet(SharedSet<E> set) {
        this.set = set;
        this.calls = set.handle().calls();
        this.stub = set.handle().background(SetsGrpc::newFutureStub);
    }

    /** As {@link SharedSet#add}. */
    public CompletableFuture<Boolean> add(E element) {
        return calls.start(stub, set.adding(element));
    }

    /** Adds elements in one atomic call. */
    public CompletableFuture<Boolean> addAll(Collection<? extends E> elements) {
        return calls.start(stub, set.addingAll(Chunks.inOne(elements, set::encode)));
    }

    /** As {@link SharedSet#contains}. */
    public CompletableFuture<Boolean> contains(E element) {
        return calls.start(stub, set.finding(List.of(set.encode(element))));
    }

    /** As {@link SharedSet#remove}. */
    public CompletableFuture<Boolean> remove(E element) {
        return calls.start(stub, set.removing(List.of(set.encode(element))));
    }

    /** As {@link SharedSet#poll}; completes with null if the set is empty. */
    public CompletableFuture<@Nullable E> poll() {
        return calls.start(stub, set.popping());
    }

    /** As {@link SharedSet#unionUpdate}. */
    @SafeVarargs
    public final CompletableFuture<Boolean> unionUpdate(SharedSet<? extends E>... others) {
        return calls.start(stub, set.updating(SetOperation.SET_OPERATION_UNION, others));
    }

    /** As {@link SharedSet#intersectionUpdate}. */
    public CompletableFuture<Boolean> intersectionUpdate(SharedSet<?>... others) {
        return calls.start(stub, set.updating(SetOperation.SET_OPERATION_INTERSECTION, others));
    }

    /** As {@link SharedSet#differenceUpdate}. */
    public CompletableFuture<Boolean> differenceUpdate(SharedSet<?>... others) {
        return calls.start(stub, set.updating(SetOperation.SET_OPERATION_DIFFERENCE, others));
    }

    /** As {@link SharedSet#symmetricDifferenceUpdate}. */
    public CompletableFuture<Boolean> symmetricDifferenceUpdate(SharedSet<? extends E> other) {
        return calls.start(stub, set.updating(SetOperation.SET_OPERATION_SYMMETRIC_DIFFERENCE, other));
    }

    /** As {@link SharedSet#union}. */
    @SafeVarargs
    public final CompletableFuture<SharedSet<E>> union(SharedSet<? extends E>... others) {
        return calls.start(stub, set.combining(SetOperation.SET_OPERATION_UNION, others));
    }

    /** As {@link SharedSet#intersection}. */
    public CompletableFuture<SharedSet<E>> intersection(SharedSet<?>... others) {
        return calls.start(stub, set.combining(SetOperation.SET_OPERATION_INTERSECTION, others));
    }

    /** As {@link SharedSet#difference}. */
    public CompletableFuture<SharedSet<E>> difference(SharedSet<?>... others) {
        return calls.start(stub, set.combining(SetOperation.SET_OPERATION_DIFFERENCE, others));
    }

    /** As {@link SharedSet#symmetricDifference}. */
    public CompletableFuture<SharedSet<E>> symmetricDifference(SharedSet<? extends E> other) {
        return calls.start(stub, set.combining(SetOperation.SET_OPERATION_SYMMETRIC_DIFFERENCE, other));
    }

    /** As {@link SharedSet#isDisjoint}. */
    public CompletableFuture<Boolean> isDisjoint(SharedSet<?> other) {
        return calls.start(stub, set.comparing(SetRelation.SET_RELATION_DISJOINT, other));
    }

    /** As {@link SharedSet#isSubsetOf}. */
    public CompletableFuture<Boolean> isSubsetOf(SharedSet<?> other) {
        return calls.start(stub, set.comparing(SetRelation.SET_RELATION_SUBSET, other));
    }

    /** As {@link SharedSet#isSupersetOf}. */
    public CompletableFuture<Boolean> isSupersetOf(SharedSet<?> other) {
        return calls.start(stub, set.comparing(SetRelation.SET_RELATION_SUPERSET, other));
    }

    /** As {@link SharedSet#size}. */
    public CompletableFuture<Integer> size() {
        return calls.start(stub, set.sizing());
    }

    /** As {@link SharedSet#clear}. */
    public CompletableFuture<@Nullable Void> clear() {
        return calls.start(stub, set.clearing());
    }
}
