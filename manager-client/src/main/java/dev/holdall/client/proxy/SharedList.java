package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.TypeRef;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Encoded;
import dev.holdall.client.call.Operation;
import dev.holdall.client.codec.Codec;
import dev.holdall.v1.ListAppendReply;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListClearReply;
import dev.holdall.v1.ListClearRequest;
import dev.holdall.v1.ListCompareAndRemoveReply;
import dev.holdall.v1.ListCompareAndRemoveRequest;
import dev.holdall.v1.ListCompareAndSetReply;
import dev.holdall.v1.ListCompareAndSetRequest;
import dev.holdall.v1.ListGetReply;
import dev.holdall.v1.ListGetRequest;
import dev.holdall.v1.ListInsertReply;
import dev.holdall.v1.ListInsertRequest;
import dev.holdall.v1.ListPageReply;
import dev.holdall.v1.ListPageRequest;
import dev.holdall.v1.ListPermuteReply;
import dev.holdall.v1.ListPermuteRequest;
import dev.holdall.v1.ListRemoveAtReply;
import dev.holdall.v1.ListRemoveAtRequest;
import dev.holdall.v1.ListRemoveRangeReply;
import dev.holdall.v1.ListRemoveRangeRequest;
import dev.holdall.v1.ListRemoveReply;
import dev.holdall.v1.ListRemoveRequest;
import dev.holdall.v1.ListRemoveSliceReply;
import dev.holdall.v1.ListRemoveSliceRequest;
import dev.holdall.v1.ListRepeatReply;
import dev.holdall.v1.ListRepeatRequest;
import dev.holdall.v1.ListReverseReply;
import dev.holdall.v1.ListReverseRequest;
import dev.holdall.v1.ListSearchReply;
import dev.holdall.v1.ListSearchRequest;
import dev.holdall.v1.ListSetReply;
import dev.holdall.v1.ListSetRequest;
import dev.holdall.v1.ListSetSliceReply;
import dev.holdall.v1.ListSetSliceRequest;
import dev.holdall.v1.ListSizeReply;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListSliceReply;
import dev.holdall.v1.ListSliceRequest;
import dev.holdall.v1.ListSortReply;
import dev.holdall.v1.ListSortRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ListsGrpc.ListsFutureStub;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.Slice;
import java.lang.ref.Reference;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A list in the manager that all processes see: Python's {@code list}, as a {@link List} with everything but random access at memory
 * speed.
 *
 * <p>Elements may be null and are compared by what they are (their encoded bytes). What is read is a copy: changing it changes nothing
 * in the manager, so collections inside come back unmodifiable. Each method is one atomic call and one round trip unless it says
 * otherwise. Iterators, sub-lists and what builds on them are weakly consistent and hold one page (about 64 KiB) at a time; they never
 * fail because somebody else changed the list, except where they would overwrite or remove an element that they have not seen: that is a
 * {@link ConcurrentModificationException}, and nothing is changed.
 *
 * @param <E> the type of the elements
 */
public final class SharedList<E extends @Nullable Object> extends AbstractList<E> implements Guardable<SharedList<E>> {
    /** The service that serves lists. */
    public static final String SERVICE = ListsGrpc.SERVICE_NAME;

    private static final int SHOWN = 20;
    private static final int TRIES = 10;

    private final ObjectHandle handle;
    private final Calls calls;
    private final Codec<E> codec;
    private final ListsFutureStub stub;

    SharedList(ObjectHandle handle) {
        this.handle = handle;
        this.calls = handle.calls();
        this.codec = handle.codec(0);
        this.stub = handle.waiting(ListsGrpc::newFutureStub);
    }

    /** Finds or makes a list: see {@link Proxies#open}. */
    public static <E extends @Nullable Object> SharedList<E> open(
            Proxies proxies, @Nullable String name, TypeRef<E> elements) {
        return proxies.open(
                name,
                SERVICE,
                ListsGrpc::newFutureStub,
                (stub, named) ->
                        stub.open(OpenListRequest.newBuilder().setName(named).build()),
                List.of(elements.type()),
                SharedList::new);
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    @Override
    public SharedList<E> withHandle(ObjectHandle other) {
        return new SharedList<>(other);
    }

    /** The same list, with methods that return at once. */
    public AsyncList<E> async() {
        return new AsyncList<>(this);
    }

    // Adding -----------------------------------------------------------------------------------------------------

    /** Adds an element at the end; Python's {@code append}. */
    @Override
    public boolean add(E element) {
        calls.run(stub, appending(element));
        return true;
    }

    @Override
    public void add(int index, E element) {
        checkIndex(index);
        calls.run(stub, inserting(index, List.of(codec.encode(element))));
    }

    /** Adds elements at the end, in chunks of about 1 MiB; each chunk is atomic. Python's {@code extend}. */
    @Override
    public boolean addAll(Collection<? extends E> elements) {
        try (Chunks<ByteString> chunks = Chunks.of(elements, codec)) {
            for (List<ByteString> chunk : chunks) {
                calls.run(stub, extending(chunk));
            }
            return !chunks.isEmpty();
        }
    }

    /** Inserts elements, in chunks of about 1 MiB; each chunk is atomic. */
    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        checkIndex(index);
        int at = index;
        try (Chunks<ByteString> chunks = Chunks.of(elements, codec)) {
            if (chunks.isEmpty() && index > size()) {
                throw new IndexOutOfBoundsException("the index " + index + " lies beyond the end of the list");
            }
            for (List<ByteString> chunk : chunks) {
                calls.run(stub, inserting(at, chunk));
                at += chunk.size();
            }
            return !chunks.isEmpty();
        }
    }

    // Reading ----------------------------------------------------------------------------------------------------

    @Override
    public E get(int index) {
        checkIndex(index);
        return calls.run(stub, getting(index));
    }

    /**
     * The first element.
     *
     * @throws NoSuchElementException if the list is empty
     */
    public E getFirst() {
        return orNoSuchElement(getting(0));
    }

    /**
     * The last element.
     *
     * @throws NoSuchElementException if the list is empty
     */
    public E getLast() {
        return orNoSuchElement(getting(-1));
    }

    @Override
    public int size() {
        return calls.run(stub, sizing());
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return indexOf(element) >= 0;
    }

    @Override
    public int indexOf(@Nullable Object element) {
        ListSearchReply found = search(element, false, false);
        return found.hasIndex() ? (int) found.getIndex() : -1;
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        ListSearchReply found = search(element, true, false);
        return found.hasIndex() ? (int) found.getIndex() : -1;
    }

    /** How many elements equal this one; Python's {@code count}. */
    public int count(@Nullable Object element) {
        return (int) search(element, false, true).getCount();
    }

    private ListSearchReply search(@Nullable Object element, boolean last, boolean count) {
        return calls.run(stub, searching(element, last, count));
    }

    /** A copy of all elements, read page by page. */
    @Override
    public Object[] toArray() {
        return copy().toArray();
    }

    /** A copy of all elements, read page by page. */
    @Override
    public <T> T[] toArray(T[] array) {
        return copy().toArray(array);
    }

    /** A list of the program's own with all elements, read page by page; Python's {@code copy}. {@link #slice} reads them all of one moment. */
    public List<E> copy() {
        List<E> copy = new ArrayList<>();
        iterator().forEachRemaining(copy::add);
        return copy;
    }

    // Slices -----------------------------------------------------------------------------------------------------

    /**
     * A copy of a range by Python's rules, {@code l[from:to]}: negative indexes count from the end, null stands for the end in question, and
     * what lies outside is left out. See {@link #slice(Integer, Integer, int)}.
     */
    public List<E> slice(@Nullable Integer from, @Nullable Integer to) {
        return slice(from, to, 1);
    }

    /**
     * A copy of a slice, {@code l[from:to:step]}: {@code slice(null, null, -1)} is the list turned round. All of one moment; one round trip for
     * about 64 KiB, and again from the start where the list was changed meanwhile.
     *
     * @throws IllegalArgumentException if the step is 0
     * @throws ConcurrentModificationException if others kept changing the list
     */
    public List<E> slice(@Nullable Integer from, @Nullable Integer to, int step) {
        ListSliceRequest.Builder request =
                ListSliceRequest.newBuilder().setList(handle.id()).setSlice(encode(from, to, step));
        for (int tries = 0; tries < TRIES; tries++) {
            List<E> copy = new ArrayList<>();
            ListSliceReply first = slice(request, 0, copy);
            ListSliceReply last = first;
            while (last.getVersion() == first.getVersion() && copy.size() < first.getCount()) {
                last = slice(request, copy.size(), copy);
            }
            if (last.getVersion() == first.getVersion()) {
                return copy;
            }
        }
        throw new ConcurrentModificationException("others kept changing the list while a slice of it was read");
    }

    private ListSliceReply slice(ListSliceRequest.Builder slice, int skip, List<E> into) {
        ListSliceRequest request = slice.setSkip(skip).build();
        ListSliceReply reply = calls.run(stub, Operation.of(s -> s.slice(request), (ListSliceReply r) -> r));
        reply.getElementsList().forEach(element -> into.add(codec.decode(element)));
        return reply;
    }

    /** Removes a slice, {@code del l[from:to:step]}, and says how many elements that were. */
    public int removeSlice(@Nullable Integer from, @Nullable Integer to, int step) {
        return calls.run(stub, removingSlice(from, to, step));
    }

    /**
     * Puts elements, any number of them, in the place of a range by Python's rules: {@code l[from:to] = elements}. All in one atomic call,
     * within what one request may carry (16 MiB unless the manager was told otherwise).
     */
    public void setSlice(@Nullable Integer from, @Nullable Integer to, Collection<? extends E> elements) {
        setSlice(from, to, 1, elements);
    }

    /**
     * As {@link #setSlice(Integer, Integer, Collection)}, {@code l[from:to:step] = elements}.
     *
     * @throws dev.holdall.client.Refused with {@code INVALID_ARGUMENT} if the step is not 1 and there are not as many elements as the slice has
     */
    public void setSlice(@Nullable Integer from, @Nullable Integer to, int step, Collection<? extends E> elements) {
        calls.run(stub, settingSlice(from, to, step, elements));
    }

    private static Slice encode(@Nullable Integer from, @Nullable Integer to, int step) {
        if (step == 0) {
            throw new IllegalArgumentException("the step of a slice is not 0");
        }
        Slice.Builder slice = Slice.newBuilder();
        if (from != null) {
            slice.setFrom(from);
        }
        if (to != null) {
            slice.setTo(to);
        }
        return (step == 1 ? slice : slice.setStep(step)).build();
    }

    @Override
    public Iterator<E> iterator() {
        return new PagedListIterator<>(this, 0);
    }

    /** As the iterator; of unknown size, since others may change it at any time. */
    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.CONCURRENT);
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        checkIndex(index);
        if (index > 0 && index > size()) {
            throw new IndexOutOfBoundsException("the index " + index + " lies beyond the end of the list");
        }
        return new PagedListIterator<>(this, index);
    }

    /**
     * A view of a range of indexes. It follows what is added and removed through itself, not what others add and remove before it, and shows
     * less where the list has become shorter than the range.
     */
    @Override
    public List<E> subList(int from, int to) {
        checkIndex(from);
        if (to > size()) {
            throw new IndexOutOfBoundsException("the index " + to + " lies beyond the end of the list");
        }
        return new ListRange<>(this, null, from, to);
    }

    // Replacing --------------------------------------------------------------------------------------------------

    @Override
    public E set(int index, E element) {
        checkIndex(index);
        return calls.run(stub, setting(index, element));
    }

    /**
     * Replaces the elements page by page, two round trips each. A page that somebody else changes meanwhile is read again, and the operator
     * called again for it; what others insert or remove before it shifts what it meets next.
     */
    @Override
    public void replaceAll(UnaryOperator<E> operator) {
        Objects.requireNonNull(operator, "operator");
        long from = 0;
        while (true) {
            ListPageReply page = page(from, 0);
            if (page.getElementsCount() == 0) {
                return;
            }
            from += replaced(from, page.getElementsList(), operator);
            // Until here it kept alive what its elements refer to.
            Reference.reachabilityFence(page);
        }
    }

    /** Replaces the first elements of a page, as many as fit into one call, and says how many; 0 if they have changed. */
    private int replaced(long from, List<ByteString> page, UnaryOperator<E> operator) {
        List<ByteString> after = new ArrayList<>();
        Encoded kept = new Encoded();
        int bytes = 0;
        for (int i = 0; i < page.size() && bytes < Chunks.BYTES; i++) {
            ByteString element = codec.encode(operator.apply(codec.decode(page.get(i))));
            // Before the operator is called again: a call that it makes would take it along.
            kept.take();
            after.add(element);
            bytes += element.size();
        }
        kept.passOn();
        return compareAndSet(from, page.subList(0, after.size()), after) ? after.size() : 0;
    }

    /**
     * Sorts the list; Python's {@code sort}. Without a comparator, or with {@link Comparator#naturalOrder()} or {@link
     * Comparator#reverseOrder()}, numbers of one class, chars and strings are sorted in the manager: one atomic call, of up to 1,048,576 elements
     * or 64 MiB. Other lists are read page by page and sorted in this process, and the manager rearranges its elements in one atomic step.
     *
     * @throws ConcurrentModificationException if others kept changing the list meanwhile; it is as they left it
     */
    @Override
    public void sort(@Nullable Comparator<? super E> comparator) {
        boolean descending = Collections.reverseOrder().equals(comparator);
        boolean natural = comparator == null || Comparator.naturalOrder().equals(comparator);
        if ((natural || descending) && calls.run(stub, sorting(descending))) {
            return;
        }
        for (int tries = 0; tries < TRIES; tries++) {
            List<E> elements = new ArrayList<>();
            long version = readAll(elements);
            if (version >= 0 && permute(version, SortOrder.of(elements, comparator))) {
                return;
            }
        }
        throw new ConcurrentModificationException("others kept changing the list while it was to be sorted");
    }

    /** Reads all elements; the list's version, or -1 if it changed meanwhile. */
    private long readAll(List<E> into) {
        ListPageReply page = page(0, 0);
        long version = page.getVersion();
        while (page.getElementsCount() > 0) {
            page.getElementsList().forEach(element -> into.add(codec.decode(element)));
            Reference.reachabilityFence(page);
            page = page(into.size(), 0);
            if (page.getVersion() != version) {
                return -1;
            }
        }
        return version;
    }

    private boolean permute(long version, List<Integer> order) {
        ListPermuteRequest request = ListPermuteRequest.newBuilder()
                .setList(handle.id())
                .setVersion(version)
                .addAllFrom(order)
                .build();
        return calls.run(stub, Operation.of(s -> s.permute(request), ListPermuteReply::getDone));
    }

    /** Turns the order round; Python's {@code reverse}. */
    public void reverse() {
        calls.run(stub, reversing());
    }

    /**
     * Makes the list so many times itself, one after the other; Python's {@code l *= times}. 0 clears it.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public void repeat(int times) {
        calls.run(stub, repeating(times));
    }

    // Removing ---------------------------------------------------------------------------------------------------

    @Override
    public E remove(int index) {
        checkIndex(index);
        return calls.run(stub, removing(index));
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return calls.run(stub, removingElement(element));
    }

    /**
     * Removes and returns the first element.
     *
     * @throws NoSuchElementException if the list is empty
     */
    public E removeFirst() {
        return orNoSuchElement(removing(0));
    }

    /**
     * Removes and returns the last element; Python's {@code pop}.
     *
     * @throws NoSuchElementException if the list is empty
     */
    public E removeLast() {
        return orNoSuchElement(removing(-1));
    }

    /**
     * Removes and returns the element at an index, which counts from the end if it is negative; Python's {@code pop(index)}.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public E pop(int index) {
        return calls.run(stub, removing(index));
    }

    private E orNoSuchElement(Operation<ListsFutureStub, E> operation) {
        try {
            return calls.run(stub, operation);
        } catch (IndexOutOfBoundsException e) {
            throw new NoSuchElementException("the list is empty");
        }
    }

    /** Removes a range in one atomic call; sub-lists are cleared with it. */
    @Override
    public void removeRange(int from, int to) {
        checkIndex(from);
        checkIndex(to);
        ListRemoveRangeRequest request = ListRemoveRangeRequest.newBuilder()
                .setList(handle.id())
                .setFrom(from)
                .setTo(to)
                .build();
        calls.run(stub, Operation.of(s -> s.removeRange(request), (ListRemoveRangeReply reply) -> null));
    }

    /** Removes the elements that the filter accepts, page by page, two round trips each. */
    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter, "filter");
        boolean removed = false;
        long from = 0;
        while (true) {
            ListPageReply answer = page(from, 0);
            List<ByteString> page = answer.getElementsList();
            if (page.isEmpty()) {
                return removed;
            }
            List<Long> indexes = new ArrayList<>();
            List<ByteString> expected = new ArrayList<>();
            for (int i = 0; i < page.size(); i++) {
                if (filter.test(codec.decode(page.get(i)))) {
                    indexes.add(from + i);
                    expected.add(page.get(i));
                }
            }
            Reference.reachabilityFence(answer);
            // A page that somebody else changed meanwhile is read again.
            if (indexes.isEmpty() || compareAndRemove(indexes, expected)) {
                removed |= !indexes.isEmpty();
                from += page.size() - indexes.size();
            }
        }
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        Objects.requireNonNull(elements, "elements");
        return removeIf(elements::contains);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        Objects.requireNonNull(elements, "elements");
        return removeIf(element -> !elements.contains(element));
    }

    @Override
    public void clear() {
        calls.run(stub, clearing());
    }

    // Pages ------------------------------------------------------------------------------------------------------

    /** @param limit at most so many elements; 0 leaves it to the manager */
    ListPageReply page(long from, int limit) {
        ListPageRequest request = ListPageRequest.newBuilder()
                .setList(handle.id())
                .setFrom(from)
                .setLimit(limit)
                .build();
        try {
            return calls.run(stub, Operation.of(s -> s.page(request), (ListPageReply reply) -> reply));
        } catch (IndexOutOfBoundsException e) {
            // The list has become shorter than where the reader stands: it has reached the end.
            return ListPageReply.newBuilder().setSize(Math.min(from, size())).build();
        }
    }

    boolean compareAndSet(long index, List<ByteString> expected, List<ByteString> elements) {
        ListCompareAndSetRequest request = ListCompareAndSetRequest.newBuilder()
                .setList(handle.id())
                .setIndex(index)
                .addAllExpected(expected)
                .addAllElements(elements)
                .build();
        return calls.run(stub, Operation.of(s -> s.compareAndSet(request), ListCompareAndSetReply::getDone));
    }

    boolean compareAndRemove(List<Long> indexes, List<ByteString> expected) {
        ListCompareAndRemoveRequest request = ListCompareAndRemoveRequest.newBuilder()
                .setList(handle.id())
                .addAllIndexes(indexes)
                .addAllExpected(expected)
                .build();
        return calls.run(stub, Operation.of(s -> s.compareAndRemove(request), ListCompareAndRemoveReply::getDone));
    }

    void insert(long index, ByteString element) {
        calls.run(stub, inserting(index, List.of(element)));
    }

    E decode(ByteString element) {
        return codec.decode(element);
    }

    @SuppressWarnings({"unchecked", "NullAway"
    }) // another type is refused by the codec, naming both; null is an element
    ByteString encode(@Nullable Object element) {
        return codec.encode((E) element);
    }

    private static void checkIndex(int index) {
        // For the manager a negative index counts from the end; for java.util it is an error.
        if (index < 0) {
            throw new IndexOutOfBoundsException("the index " + index + " is negative");
        }
    }

    // Operations, shared with the asynchronous twin --------------------------------------------------------------

    private Operation<ListsFutureStub, Boolean> sorting(boolean descending) {
        ListSortRequest request = ListSortRequest.newBuilder()
                .setList(handle.id())
                .setDescending(descending)
                .build();
        return Operation.of(s -> s.sort(request), ListSortReply::getDone);
    }

    Operation<ListsFutureStub, Integer> removingSlice(@Nullable Integer from, @Nullable Integer to, int step) {
        ListRemoveSliceRequest request = ListRemoveSliceRequest.newBuilder()
                .setList(handle.id())
                .setSlice(encode(from, to, step))
                .build();
        return Operation.of(s -> s.removeSlice(request), (ListRemoveSliceReply reply) -> (int) reply.getRemoved());
    }

    Operation<ListsFutureStub, @Nullable Void> settingSlice(
            @Nullable Integer from, @Nullable Integer to, int step, Collection<? extends E> elements) {
        ListSetSliceRequest.Builder request =
                ListSetSliceRequest.newBuilder().setList(handle.id()).setSlice(encode(from, to, step));
        request.addAllElements(Chunks.inOne(elements, codec::encode));
        ListSetSliceRequest built = request.build();
        return Operation.of(s -> s.setSlice(built), (ListSetSliceReply reply) -> null);
    }

    Operation<ListsFutureStub, @Nullable Void> repeating(int times) {
        if (times < 0) {
            throw new IllegalArgumentException("a list is not repeated " + times + " times");
        }
        ListRepeatRequest request = ListRepeatRequest.newBuilder()
                .setList(handle.id())
                .setTimes(times)
                .build();
        return Operation.of(s -> s.repeat(request), (ListRepeatReply reply) -> null);
    }

    Operation<ListsFutureStub, @Nullable Void> reversing() {
        ListReverseRequest request =
                ListReverseRequest.newBuilder().setList(handle.id()).build();
        return Operation.of(s -> s.reverse(request), (ListReverseReply reply) -> null);
    }

    Operation<ListsFutureStub, Boolean> removingElement(@Nullable Object element) {
        ListRemoveRequest request = ListRemoveRequest.newBuilder()
                .setList(handle.id())
                .setElement(encode(element))
                .build();
        return Operation.of(s -> s.remove(request), ListRemoveReply::getRemoved);
    }

    Operation<ListsFutureStub, ListSearchReply> searching(@Nullable Object element, boolean last, boolean count) {
        ListSearchRequest request = ListSearchRequest.newBuilder()
                .setList(handle.id())
                .setElement(encode(element))
                .setLast(last)
                .setCount(count)
                .build();
        return Operation.of(s -> s.search(request), (ListSearchReply reply) -> reply);
    }

    Operation<ListsFutureStub, Boolean> appending(E element) {
        ListAppendRequest request = ListAppendRequest.newBuilder()
                .setList(handle.id())
                .setElement(codec.encode(element))
                .build();
        return Operation.of(s -> s.append(request), (ListAppendReply reply) -> true);
    }

    Operation<ListsFutureStub, Boolean> extending(List<ByteString> elements) {
        ListInsertRequest request = ListInsertRequest.newBuilder()
                .setList(handle.id())
                .addAllElements(elements)
                .build();
        return Operation.of(s -> s.insert(request), (ListInsertReply reply) -> !elements.isEmpty());
    }

    Operation<ListsFutureStub, @Nullable Void> inserting(long index, List<ByteString> elements) {
        ListInsertRequest request = ListInsertRequest.newBuilder()
                .setList(handle.id())
                .setIndex(index)
                .addAllElements(elements)
                .build();
        return Operation.of(s -> s.insert(request), (ListInsertReply reply) -> null);
    }

    Operation<ListsFutureStub, E> getting(long index) {
        ListGetRequest request =
                ListGetRequest.newBuilder().setList(handle.id()).setIndex(index).build();
        return Operation.of(s -> s.get(request), (ListGetReply reply) -> codec.decode(reply.getElement()));
    }

    Operation<ListsFutureStub, E> setting(long index, E element) {
        ListSetRequest request = ListSetRequest.newBuilder()
                .setList(handle.id())
                .setIndex(index)
                .setElement(codec.encode(element))
                .build();
        return Operation.of(s -> s.set(request), (ListSetReply reply) -> codec.decode(reply.getPrevious()));
    }

    Operation<ListsFutureStub, E> removing(long index) {
        ListRemoveAtRequest request = ListRemoveAtRequest.newBuilder()
                .setList(handle.id())
                .setIndex(index)
                .build();
        return Operation.of(s -> s.removeAt(request), (ListRemoveAtReply reply) -> codec.decode(reply.getElement()));
    }

    Operation<ListsFutureStub, Integer> sizing() {
        ListSizeRequest request =
                ListSizeRequest.newBuilder().setList(handle.id()).build();
        return Operation.of(
                s -> s.size(request), (ListSizeReply reply) -> (int) Math.min(Integer.MAX_VALUE, reply.getSize()));
    }

    Operation<ListsFutureStub, @Nullable Void> clearing() {
        ListClearRequest request =
                ListClearRequest.newBuilder().setList(handle.id()).build();
        return Operation.of(s -> s.clear(request), (ListClearReply reply) -> null);
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal to any list with equal elements in the same order, as {@link List} has it. Reads page by page. */
    @Override
    public boolean equals(@Nullable Object other) {
        return handle.isSame(other) || super.equals(other);
    }

    /** As {@link List} has it. Reads page by page. */
    @Override
    public int hashCode() {
        return super.hashCode();
    }

    /** The first elements, and an ellipsis where there are more. */
    @Override
    public String toString() {
        return Shown.of(handle, SharedList.class, () -> {
            ListPageReply page = page(0, SHOWN);
            return Shown.list(
                    page.getElementsList().stream().map(codec::decode), page.getSize() > page.getElementsCount());
        });
    }
}
