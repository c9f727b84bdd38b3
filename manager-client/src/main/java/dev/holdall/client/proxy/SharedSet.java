package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.TypeRef;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Held;
import dev.holdall.client.call.Holds;
import dev.holdall.client.call.Operation;
import dev.holdall.client.codec.Codec;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenSetRequest;
import dev.holdall.v1.SetAddAllReply;
import dev.holdall.v1.SetAddAllRequest;
import dev.holdall.v1.SetAddReply;
import dev.holdall.v1.SetAddRequest;
import dev.holdall.v1.SetClearReply;
import dev.holdall.v1.SetClearRequest;
import dev.holdall.v1.SetCombineReply;
import dev.holdall.v1.SetCombineRequest;
import dev.holdall.v1.SetCompareReply;
import dev.holdall.v1.SetCompareRequest;
import dev.holdall.v1.SetContainsReply;
import dev.holdall.v1.SetContainsRequest;
import dev.holdall.v1.SetOperation;
import dev.holdall.v1.SetPageReply;
import dev.holdall.v1.SetPageRequest;
import dev.holdall.v1.SetPopReply;
import dev.holdall.v1.SetPopRequest;
import dev.holdall.v1.SetRelation;
import dev.holdall.v1.SetRemoveReply;
import dev.holdall.v1.SetRemoveRequest;
import dev.holdall.v1.SetSizeReply;
import dev.holdall.v1.SetSizeRequest;
import dev.holdall.v1.SetUpdateReply;
import dev.holdall.v1.SetUpdateRequest;
import dev.holdall.v1.SetsGrpc;
import dev.holdall.v1.SetsGrpc.SetsFutureStub;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A set in the manager that all processes see: Python's {@code set}, as a {@link Set} in the order of insertion.
 *
 * <p>Elements are not null, as keys of a {@link SharedDict} are not, and are compared by what they are (their encoded bytes). What is
 * read is a copy: changing it changes nothing in the manager, so collections inside come back unmodifiable. Each method is one atomic
 * call and one round trip unless it says otherwise. Iterators are weakly consistent and hold one page (about 64 KiB) at a time.
 *
 * <p>What is done with other shared sets of the same manager is done there, in one atomic call, and no element travels: {@link
 * #unionUpdate} and its like, {@link #union} and its like, and also {@link #addAll}, {@link #retainAll}, {@link #removeAll}, {@link
 * #containsAll} and {@link #equals} where the argument is such a set. A set of another manager, or one that was deleted, is refused with
 * {@code NO_SUCH_OBJECT}.
 *
 * @param <E> the type of the elements
 */
public final class SharedSet<E> extends AbstractSet<E> implements Guardable<SharedSet<E>> {
    /** The service that serves sets. */
    public static final String SERVICE = SetsGrpc.SERVICE_NAME;

    private static final int SHOWN = 20;

    private final ObjectHandle handle;
    private final Calls calls;
    private final Codec<E> codec;
    private final SetsFutureStub stub;

    SharedSet(ObjectHandle handle) {
        this.handle = handle;
        this.calls = handle.calls();
        this.codec = handle.codec(0);
        this.stub = handle.waiting(SetsGrpc::newFutureStub);
    }

    /** Finds or makes a set: see {@link Proxies#open}. */
    public static <E> SharedSet<E> open(Proxies proxies, @Nullable String name, TypeRef<E> elements) {
        return proxies.open(
                name,
                SERVICE,
                SetsGrpc::newFutureStub,
                (stub, named) ->
                        stub.open(OpenSetRequest.newBuilder().setName(named).build()),
                List.of(elements.type()),
                SharedSet::new);
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    @Override
    public SharedSet<E> withHandle(ObjectHandle other) {
        return new SharedSet<>(other);
    }

    /** The same set, with methods that return at once. */
    public AsyncSet<E> async() {
        return new AsyncSet<>(this);
    }

    // Reading ----------------------------------------------------------------------------------------------------

    @Override
    public int size() {
        return calls.run(stub, sizing());
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public boolean contains(Object element) {
        return calls.run(stub, finding(List.of(encode(element))));
    }

    /** Asks in chunks of about 1 MiB, or in one atomic call where it is another shared set. */
    @Override
    public boolean containsAll(Collection<?> elements) {
        SharedSet<?> other = shared(elements);
        if (other != null) {
            return isSupersetOf(other);
        }
        try (Chunks<ByteString> chunks = chunks(elements)) {
            for (List<ByteString> chunk : chunks) {
                if (!calls.run(stub, finding(chunk))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A copy of all elements in their order, read page by page; Python's {@code copy}. */
    public Set<E> copy() {
        Set<E> copy = new LinkedHashSet<>();
        iterator().forEachRemaining(copy::add);
        return copy;
    }

    @Override
    public Iterator<E> iterator() {
        return new SetIterator<>(this);
    }

    /** As the iterator; of unknown size, since others may change it at any time. */
    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(
                iterator(), Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.CONCURRENT);
    }

    /** @param limit at most so many elements; 0 leaves it to the manager */
    SetPageReply page(long after, int limit) {
        SetPageRequest request = SetPageRequest.newBuilder()
                .setSet(handle.id())
                .setAfter(after)
                .setLimit(limit)
                .build();
        return calls.run(stub, Operation.of(s -> s.page(request), (SetPageReply reply) -> reply));
    }

    // Adding and removing ----------------------------------------------------------------------------------------

    /** Adds an element at the end unless it is there. */
    @Override
    public boolean add(E element) {
        return calls.run(stub, adding(element));
    }

    /** Adds elements in chunks of about 1 MiB, each atomic, or all at once where it is another shared set. */
    @Override
    public boolean addAll(Collection<? extends E> elements) {
        SharedSet<?> other = shared(elements);
        if (other != null) {
            return update(SetOperation.SET_OPERATION_UNION, other);
        }
        boolean added = false;
        try (Chunks<ByteString> chunks = chunks(elements)) {
            for (List<ByteString> chunk : chunks) {
                added |= calls.run(stub, addingAll(chunk));
            }
        }
        return added;
    }

    /** Removes an element; Python's {@code discard}. */
    @Override
    public boolean remove(Object element) {
        return calls.run(stub, removing(List.of(encode(element))));
    }

    /** Removes elements in chunks of about 1 MiB, each atomic, or all at once where it is another shared set. */
    @Override
    public boolean removeAll(Collection<?> elements) {
        SharedSet<?> other = shared(elements);
        if (other != null) {
            return update(SetOperation.SET_OPERATION_DIFFERENCE, other);
        }
        boolean removed = false;
        try (Chunks<ByteString> chunks = chunks(elements)) {
            for (List<ByteString> chunk : chunks) {
                removed |= calls.run(stub, removing(chunk));
            }
        }
        return removed;
    }

    /** Removes the others page by page, two round trips each, or all at once where it is another shared set. */
    @Override
    public boolean retainAll(Collection<?> elements) {
        SharedSet<?> other = shared(elements);
        return other != null
                ? update(SetOperation.SET_OPERATION_INTERSECTION, other)
                : removeIf(element -> !elements.contains(element));
    }

    /** Removes the elements that the filter accepts, page by page, two round trips each. */
    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter, "filter");
        boolean removed = false;
        long after = 0;
        boolean more = true;
        while (more) {
            SetPageReply page = page(after, 0);
            List<ByteString> matching = new ArrayList<>();
            for (ByteString element : page.getElementsList()) {
                if (filter.test(decode(element))) {
                    matching.add(element);
                }
            }
            removed |= !matching.isEmpty() && calls.run(stub, removing(matching));
            after = page.getLast();
            more = page.getMore();
        }
        return removed;
    }

    /**
     * Removes an element and returns it: the first. Python's {@code pop}.
     *
     * @throws NoSuchElementException if the set is empty
     */
    public E pop() {
        E element = poll();
        if (element == null) {
            throw new NoSuchElementException("the set is empty");
        }
        return element;
    }

    /** Removes the first element and returns it; null if the set is empty. */
    public @Nullable E poll() {
        return calls.run(stub, popping());
    }

    @Override
    public void clear() {
        calls.run(stub, clearing());
    }

    // With other shared sets -------------------------------------------------------------------------------------

    /**
     * Adds what is in any of the others; Python's {@code update} and {@code |=}.
     *
     * @return whether the set has changed
     */
    @SafeVarargs
    public final boolean unionUpdate(SharedSet<? extends E>... others) {
        return update(SetOperation.SET_OPERATION_UNION, others);
    }

    /** Keeps what is in all of the others; Python's {@code intersection_update} and {@code &=}. */
    public boolean intersectionUpdate(SharedSet<?>... others) {
        return update(SetOperation.SET_OPERATION_INTERSECTION, others);
    }

    /** Removes what is in any of the others; Python's {@code difference_update} and {@code -=}. */
    public boolean differenceUpdate(SharedSet<?>... others) {
        return update(SetOperation.SET_OPERATION_DIFFERENCE, others);
    }

    /**
     * Removes what is in both and adds what is in the other one only; Python's {@code symmetric_difference_update} and {@code ^=}.
     */
    public boolean symmetricDifferenceUpdate(SharedSet<? extends E> other) {
        return update(SetOperation.SET_OPERATION_SYMMETRIC_DIFFERENCE, other);
    }

    private boolean update(SetOperation operation, SharedSet<?>... others) {
        return calls.run(stub, updating(operation, others));
    }

    /** A new shared set without a name of what is in this one or in any of the others; Python's {@code union} and {@code |}. */
    @SafeVarargs
    public final SharedSet<E> union(SharedSet<? extends E>... others) {
        return combine(SetOperation.SET_OPERATION_UNION, others);
    }

    /** A new shared set without a name of what is in this one and in all of the others; Python's {@code intersection} and {@code &}. */
    public SharedSet<E> intersection(SharedSet<?>... others) {
        return combine(SetOperation.SET_OPERATION_INTERSECTION, others);
    }

    /** A new shared set without a name of what is in this one and in none of the others; Python's {@code difference} and {@code -}. */
    public SharedSet<E> difference(SharedSet<?>... others) {
        return combine(SetOperation.SET_OPERATION_DIFFERENCE, others);
    }

    /** A new shared set without a name of what is in one of the two only; Python's {@code symmetric_difference} and {@code ^}. */
    public SharedSet<E> symmetricDifference(SharedSet<? extends E> other) {
        return combine(SetOperation.SET_OPERATION_SYMMETRIC_DIFFERENCE, other);
    }

    private SharedSet<E> combine(SetOperation operation, SharedSet<?>... others) {
        return calls.run(stub, combining(operation, others));
    }

    /** Whether they have no element in common; Python's {@code isdisjoint}. */
    public boolean isDisjoint(SharedSet<?> other) {
        return calls.run(stub, comparing(SetRelation.SET_RELATION_DISJOINT, other));
    }

    /** Whether the other one has all elements of this; Python's {@code issubset} and {@code <=}. */
    public boolean isSubsetOf(SharedSet<?> other) {
        return calls.run(stub, comparing(SetRelation.SET_RELATION_SUBSET, other));
    }

    /** Whether this has all elements of the other one; Python's {@code issuperset} and {@code >=}. */
    public boolean isSupersetOf(SharedSet<?> other) {
        return calls.run(stub, comparing(SetRelation.SET_RELATION_SUPERSET, other));
    }

    /** The argument if it is a shared set of the same manager's life, over whichever connection. */
    private @Nullable SharedSet<?> shared(@Nullable Object argument) {
        return argument instanceof SharedSet<?> set
                        && set.handle.id().getEpoch() == handle.id().getEpoch()
                        && set.handle.id().getShard() == handle.id().getShard()
                ? set
                : null;
    }

    // Encoding ---------------------------------------------------------------------------------------------------

    @SuppressWarnings("unchecked") // another type is refused by the codec, naming both
    ByteString encode(Object element) {
        return codec.encode((E) Objects.requireNonNull(element, "an element of a set must not be null"));
    }

    E decode(ByteString element) {
        return Objects.requireNonNull(codec.decode(element));
    }

    private Chunks<ByteString> chunks(Iterable<?> elements) {
        return Chunks.of(elements, this::encode, ByteString::size);
    }

    // Operations, shared with the asynchronous twin --------------------------------------------------------------

    Operation<SetsFutureStub, Boolean> adding(E element) {
        SetAddRequest request = SetAddRequest.newBuilder()
                .setSet(handle.id())
                .setElement(encode(element))
                .build();
        return Operation.of(s -> s.add(request), SetAddReply::getAdded);
    }

    Operation<SetsFutureStub, Boolean> addingAll(List<ByteString> elements) {
        SetAddAllRequest request = SetAddAllRequest.newBuilder()
                .setSet(handle.id())
                .addAllElements(elements)
                .build();
        return Operation.of(s -> s.addAll(request), (SetAddAllReply reply) -> reply.getAdded() > 0);
    }

    Operation<SetsFutureStub, Boolean> finding(List<ByteString> elements) {
        SetContainsRequest request = SetContainsRequest.newBuilder()
                .setSet(handle.id())
                .addAllElements(elements)
                .build();
        return Operation.of(s -> s.contains(request), SetContainsReply::getAll);
    }

    Operation<SetsFutureStub, Boolean> removing(List<ByteString> elements) {
        SetRemoveRequest request = SetRemoveRequest.newBuilder()
                .setSet(handle.id())
                .addAllElements(elements)
                .build();
        return Operation.of(s -> s.remove(request), (SetRemoveReply reply) -> reply.getRemoved() > 0);
    }

    Operation<SetsFutureStub, @Nullable E> popping() {
        SetPopRequest request = SetPopRequest.newBuilder().setSet(handle.id()).build();
        return Operation.of(
                s -> s.pop(request), (SetPopReply reply) -> reply.hasElement() ? decode(reply.getElement()) : null);
    }

    Operation<SetsFutureStub, Integer> sizing() {
        SetSizeRequest request = SetSizeRequest.newBuilder().setSet(handle.id()).build();
        return Operation.of(
                s -> s.size(request), (SetSizeReply reply) -> (int) Math.min(Integer.MAX_VALUE, reply.getSize()));
    }

    Operation<SetsFutureStub, @Nullable Void> clearing() {
        SetClearRequest request =
                SetClearRequest.newBuilder().setSet(handle.id()).build();
        return Operation.of(s -> s.clear(request), (SetClearReply reply) -> null);
    }

    Operation<SetsFutureStub, Boolean> updating(SetOperation operation, SharedSet<?>... others) {
        SetUpdateRequest request = SetUpdateRequest.newBuilder()
                .setSet(handle.id())
                .setOperation(operation)
                .addAllOthers(ids(others))
                .build();
        return Operation.of(s -> s.update(request), SetUpdateReply::getChanged);
    }

    Operation<SetsFutureStub, SharedSet<E>> combining(SetOperation operation, SharedSet<?>... others) {
        SetCombineRequest request = SetCombineRequest.newBuilder()
                .setSet(handle.id())
                .setOperation(operation)
                .addAllOthers(ids(others))
                .build();
        return Operation.of(
                s -> s.combine(request), (SetCombineReply reply) -> new SharedSet<>(handle.unnamed(reply.getResult())));
    }

    Operation<SetsFutureStub, Boolean> comparing(SetRelation relation, SharedSet<?> other) {
        SetCompareRequest request = SetCompareRequest.newBuilder()
                .setSet(handle.id())
                .setRelation(relation)
                .setOther(named(other))
                .build();
        return Operation.of(s -> s.compare(request), SetCompareReply::getHolds);
    }

    private static List<ObjectId> ids(SharedSet<?>... sets) {
        return Arrays.stream(sets).map(SharedSet::named).toList();
    }

    /** Its handle.id(), for a request: the call keeps the set alive, as it does what an element refers to. */
    private static ObjectId named(SharedSet<?> set) {
        Held held = set.handle.held();
        if (held != null) {
            Holds.encoded(held);
        }
        return set.handle.id();
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal to any set with equal elements, as {@link Set} has it. One round trip for a shared set, else by chunks. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (handle.isSame(other)) {
            return true;
        }
        SharedSet<?> set = shared(other);
        return set != null ? calls.run(stub, comparing(SetRelation.SET_RELATION_EQUAL, set)) : super.equals(other);
    }

    /** As {@link Set} has it. Reads page by page. */
    @Override
    public int hashCode() {
        return super.hashCode();
    }

    /** The first elements, and an ellipsis where there are more. */
    @Override
    public String toString() {
        return Shown.of(handle, SharedSet.class, () -> {
            SetPageReply page = page(0, SHOWN);
            return Shown.list(page.getElementsList().stream().map(this::decode), page.getMore());
        });
    }
}
