package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.v1.ArrayAddReply;
import dev.holdall.v1.ArrayAddRequest;
import dev.holdall.v1.ArrayCompareAndSetReply;
import dev.holdall.v1.ArrayCompareAndSetRequest;
import dev.holdall.v1.ArrayDescribeReply;
import dev.holdall.v1.ArrayDescribeRequest;
import dev.holdall.v1.ArrayExtremesReply;
import dev.holdall.v1.ArrayExtremesRequest;
import dev.holdall.v1.ArrayFillReply;
import dev.holdall.v1.ArrayFillRequest;
import dev.holdall.v1.ArrayGetReply;
import dev.holdall.v1.ArrayGetRequest;
import dev.holdall.v1.ArraySetReply;
import dev.holdall.v1.ArraySetRequest;
import dev.holdall.v1.ArraySumReply;
import dev.holdall.v1.ArraySumRequest;
import dev.holdall.v1.ArraysGrpc;
import dev.holdall.v1.ArraysGrpc.ArraysFutureStub;
import dev.holdall.v1.OpenArrayRequest;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of primitives in the manager that all processes see: Python's {@code Array}, with the methods of {@link
 * java.util.concurrent.atomic.AtomicIntegerArray} for single elements and those of {@link java.util.Arrays} for ranges.
 *
 * <p>An array of ints is a {@code SharedArray<Integer, int[]>}: single elements are boxed, which costs nothing beside a round trip, and
 * bulk transfers are primitive arrays, packed on the way. Each method is one atomic call and one round trip unless it says otherwise.
 * Ranges go from an index included to one excluded. An index or range out of bounds is an {@link IndexOutOfBoundsException}. Integers
 * wrap as in Java; floats and doubles are compared by their bits, as {@link Double#equals} does.
 *
 * @param <T> one element: {@code Boolean}, {@code Byte}, {@code Short}, {@code Character}, {@code Integer}, {@code Long}, {@code Float} or
 *     {@code Double}
 * @param <A> the array of primitives that belongs to it
 */
public final class SharedArray<T, A> implements Guardable<SharedArray<T, A>> {
    /** The service that serves arrays. */
    public static final String SERVICE = ArraysGrpc.SERVICE_NAME;

    private static final int SHOWN = 20;

    /** Of what an array is, and how long; neither ever changes. */
    private record Shape<T, A>(ArrayOf<T, A> of, int length) {}

    private final ObjectHandle handle;
    private final Calls calls;
    private final ArraysFutureStub stub;

    /** Null until it is known: a proxy that was read from elsewhere asks the manager once. */
    private volatile @Nullable Shape<T, A> shape;

    SharedArray(ObjectHandle handle) {
        this.handle = handle;
        this.calls = handle.calls();
        this.stub = handle.waiting(ArraysGrpc::newFutureStub);
    }

    /** Finds an array, or makes it of zeros: see {@link Proxies#open}. */
    public static <T, A> SharedArray<T, A> open(Proxies proxies, @Nullable String name, ArrayOf<T, A> of, int length) {
        if (length < 0) {
            throw new IllegalArgumentException("an array has no negative length, such as " + length);
        }
        return open(proxies, name, of, length, null);
    }

    /**
     * Finds an array, or makes it with these elements. Made without a name it takes one round trip more for each MiB; with a name
     * it is made and filled in one atomic call, which takes as much as an element may be large (8 MiB unless the manager was told otherwise).
     */
    public static <T, A> SharedArray<T, A> open(Proxies proxies, @Nullable String name, ArrayOf<T, A> of, A initial) {
        int length = of.lengthOf(initial);
        if (name != null) {
            return open(proxies, name, of, length, of.encode(initial, proxies.codecs()));
        }
        SharedArray<T, A> array = open(proxies, null, of, length, null);
        array.setAll(0, initial);
        return array;
    }

    private static <T, A> SharedArray<T, A> open(
            Proxies proxies, @Nullable String name, ArrayOf<T, A> of, int length, @Nullable ByteString initial) {
        OpenArrayRequest.Builder request =
                OpenArrayRequest.newBuilder().setKind(of.kind()).setLength(length);
        if (initial != null) {
            request.setInitial(initial);
        }
        SharedArray<T, A> array = proxies.open(
                name,
                SERVICE,
                ArraysGrpc::newFutureStub,
                (stub, named) -> stub.open(request.setName(named).build()),
                of.arguments(),
                SharedArray::new);
        array.shape = new Shape<>(of, length);
        return array;
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    @Override
    public SharedArray<T, A> withHandle(ObjectHandle other) {
        SharedArray<T, A> array = new SharedArray<>(other);
        array.shape = shape;
        return array;
    }

    /** The same array, with methods that return at once. */
    public AsyncArray<T, A> async() {
        return new AsyncArray<>(this);
    }

    private Shape<T, A> shape() {
        Shape<T, A> known = shape;
        if (known == null) {
            known = calls.run(stub, describing());
            shape = known;
        }
        return known;
    }

    private ArrayOf<T, A> of() {
        return shape().of;
    }

    /** How many elements it has. No round trip, but for the first use of a proxy that was read out of another object. */
    public int length() {
        return shape().length;
    }

    // Single elements --------------------------------------------------------------------------------------------

    /** The element at an index. */
    public T get(int index) {
        return calls.run(stub, getting(index));
    }

    /** Replaces the element at an index. */
    public void set(int index, T element) {
        calls.run(stub, setting(index, element));
    }

    /** Replaces the element at an index and returns the former. */
    public T getAndSet(int index, T element) {
        return calls.run(stub, replacing(index, element));
    }

    /** Replaces the element at an index if it equals the expected, and says whether it did. */
    public boolean compareAndSet(int index, T expected, T element) {
        return calls.run(stub, comparing(index, expected, element));
    }

    /** Adds to the element at an index and returns the former. {@code INVALID_ARGUMENT} for booleans, as with all that adds. */
    public T getAndAdd(int index, T delta) {
        return calls.run(stub, adding(index, delta));
    }

    // Ranges -----------------------------------------------------------------------------------------------------

    /** A copy of all elements; one round trip for about 256 KiB. */
    public A toArray() {
        return get(0, length());
    }

    /** A copy of a range; one round trip for about 256 KiB. Python's {@code a[from:to]}. */
    public A get(int from, int to) {
        Objects.checkFromToIndex(from, to, length());
        A copy = of().newArray(to - from);
        for (int at = from; at < to; ) {
            A part = calls.run(stub, gettingRange(at, to));
            int read = of().lengthOf(part);
            System.arraycopy(part, 0, copy, at - from, read);
            at += read;
        }
        return copy;
    }

    /** Replaces the elements from an index on, in chunks of about 1 MiB; each chunk is atomic. Python's {@code a[index:...] = elements}. */
    public void setAll(int index, A elements) {
        int count = of().lengthOf(elements);
        Objects.checkFromIndexSize(index, count, length());
        for (int done = 0; done < count; ) {
            int end = (int) Math.min(count, (long) done + of().chunk());
            calls.run(stub, settingRange(index + done, of().part(elements, done, end)));
            done = end;
        }
    }

    /** Makes all elements the same. */
    public void fill(T element) {
        fill(0, length(), element);
    }

    /** Makes all elements of a range the same. */
    public void fill(int from, int to, T element) {
        calls.run(stub, filling(from, to, element));
    }

    /** Adds to each element of a range. */
    public void add(int from, int to, T delta) {
        calls.run(stub, addingRange(from, to, delta));
    }

    /** The sum of a range of integers, as a long that wraps; of booleans, how many are true. Computed in the manager. */
    public long sum(int from, int to) {
        if (of() == ArrayOf.FLOAT || of() == ArrayOf.DOUBLE) {
            throw new UnsupportedOperationException("the sum of an array of " + of() + " is no long: see doubleSum");
        }
        return calls.run(stub, summing(from, to)).getInteger();
    }

    /** The sum of a range as a double, of floats and doubles added from the first to the last. Computed in the manager. */
    public double doubleSum(int from, int to) {
        ArraySumReply sum = calls.run(stub, summing(from, to));
        return of() == ArrayOf.FLOAT || of() == ArrayOf.DOUBLE ? sum.getFloating() : sum.getInteger();
    }

    /**
     * The least element of a range, as {@link Math#min(double, double)} has it; false is less than true. Computed in the manager.
     *
     * @throws NoSuchElementException if the range is empty
     */
    public T min(int from, int to) {
        return of().decodeOne(extremes(from, to).getLeast(), handle.codecs());
    }

    /**
     * The greatest element of a range, as {@link Math#max(double, double)} has it. Computed in the manager.
     *
     * @throws NoSuchElementException if the range is empty
     */
    public T max(int from, int to) {
        return of().decodeOne(extremes(from, to).getGreatest(), handle.codecs());
    }

    private ArrayExtremesReply extremes(int from, int to) {
        Objects.checkFromToIndex(from, to, length());
        if (from == to) {
            throw new NoSuchElementException("an empty range has neither a least nor a greatest element");
        }
        ArrayExtremesRequest request = ArrayExtremesRequest.newBuilder()
                .setArray(handle.id())
                .setFrom(from)
                .setTo(to)
                .build();
        return calls.run(stub, Operation.of(s -> s.extremes(request), (ArrayExtremesReply reply) -> reply));
    }

    /** A view as a list of fixed size, whose {@code set} writes through. Its iterator reads about 256 KiB at a time. */
    public List<T> asList() {
        return new View<>(this);
    }

    // Operations, shared with the asynchronous twin --------------------------------------------------------------

    private Operation<ArraysFutureStub, Shape<T, A>> describing() {
        ArrayDescribeRequest request =
                ArrayDescribeRequest.newBuilder().setArray(handle.id()).build();
        return Operation.of(
                s -> s.describe(request),
                (ArrayDescribeReply reply) ->
                        new Shape<>(checked(ArrayOf.kind(reply.getKind())), (int) reply.getLength()));
    }

    @SuppressWarnings("unchecked") // checked where the program named the type
    private ArrayOf<T, A> checked(ArrayOf<?, ?> of) {
        if (!handle.elementTypes().isEmpty() && !handle.elementTypes().equals(of.arguments())) {
            throw new ClassCastException(handle.describe(SharedArray.class) + " is an array of " + of + ", not one of "
                    + handle.elementTypes().get(0).getTypeName());
        }
        return (ArrayOf<T, A>) of;
    }

    Operation<ArraysFutureStub, T> getting(int index) {
        Objects.checkIndex(index, length());
        ArrayGetRequest request = part(index, index + 1);
        return Operation.of(s -> s.get(request), (ArrayGetReply reply) -> decodeOne(reply.getElements()));
    }

    /** As much of a range as comes with one call. */
    Operation<ArraysFutureStub, A> gettingRange(int from, int to) {
        Objects.checkFromToIndex(from, to, length());
        ArrayGetRequest request = part(from, to);
        return Operation.of(
                s -> s.get(request), (ArrayGetReply reply) -> of().decode(reply.getElements(), handle.codecs()));
    }

    private ArrayGetRequest part(int from, int to) {
        return ArrayGetRequest.newBuilder()
                .setArray(handle.id())
                .setFrom(from)
                .setTo(to)
                .build();
    }

    Operation<ArraysFutureStub, @Nullable Void> setting(int index, T element) {
        return setting(index, encodeOne(element));
    }

    Operation<ArraysFutureStub, @Nullable Void> settingRange(int index, A elements) {
        return setting(index, of().encode(elements, handle.codecs()));
    }

    private Operation<ArraysFutureStub, @Nullable Void> setting(int index, ByteString elements) {
        Objects.checkIndex(index, length());
        ArraySetRequest request = ArraySetRequest.newBuilder()
                .setArray(handle.id())
                .setIndex(index)
                .setElements(elements)
                .build();
        return Operation.of(s -> s.set(request), (ArraySetReply reply) -> null);
    }

    Operation<ArraysFutureStub, T> replacing(int index, T element) {
        Objects.checkIndex(index, length());
        ArraySetRequest request = ArraySetRequest.newBuilder()
                .setArray(handle.id())
                .setIndex(index)
                .setElements(encodeOne(element))
                .setReturnPrevious(true)
                .build();
        return Operation.of(s -> s.set(request), (ArraySetReply reply) -> decodeOne(reply.getPrevious()));
    }

    Operation<ArraysFutureStub, Boolean> comparing(int index, T expected, T element) {
        Objects.checkIndex(index, length());
        ArrayCompareAndSetRequest request = ArrayCompareAndSetRequest.newBuilder()
                .setArray(handle.id())
                .setIndex(index)
                .setExpected(encodeOne(expected))
                .setElements(encodeOne(element))
                .build();
        return Operation.of(s -> s.compareAndSet(request), ArrayCompareAndSetReply::getDone);
    }

    Operation<ArraysFutureStub, T> adding(int index, T delta) {
        Objects.checkIndex(index, length());
        ArrayAddRequest request =
                addition(index, index + 1, delta).setReturnPrevious(true).build();
        return Operation.of(s -> s.add(request), (ArrayAddReply reply) -> decodeOne(reply.getPrevious()));
    }

    Operation<ArraysFutureStub, @Nullable Void> addingRange(int from, int to, T delta) {
        Objects.checkFromToIndex(from, to, length());
        ArrayAddRequest request = addition(from, to, delta).build();
        return Operation.of(s -> s.add(request), (ArrayAddReply reply) -> null);
    }

    private ArrayAddRequest.Builder addition(int from, int to, T delta) {
        return ArrayAddRequest.newBuilder()
                .setArray(handle.id())
                .setFrom(from)
                .setTo(to)
                .setDelta(encodeOne(delta));
    }

    Operation<ArraysFutureStub, @Nullable Void> filling(int from, int to, T element) {
        Objects.checkFromToIndex(from, to, length());
        ArrayFillRequest request = ArrayFillRequest.newBuilder()
                .setArray(handle.id())
                .setFrom(from)
                .setTo(to)
                .setElement(encodeOne(element))
                .build();
        return Operation.of(s -> s.fill(request), (ArrayFillReply reply) -> null);
    }

    private Operation<ArraysFutureStub, ArraySumReply> summing(int from, int to) {
        Objects.checkFromToIndex(from, to, length());
        ArraySumRequest request = ArraySumRequest.newBuilder()
                .setArray(handle.id())
                .setFrom(from)
                .setTo(to)
                .build();
        return Operation.of(s -> s.sum(request), (ArraySumReply reply) -> reply);
    }

    private ByteString encodeOne(T element) {
        return of().encodeOne(element, handle.codecs());
    }

    private T decodeOne(ByteString element) {
        return of().decodeOne(element, handle.codecs());
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal proxies stand for the same array. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedArray<?, ?> && handle.isSame(other);
    }

    @Override
    public int hashCode() {
        return handle.hash();
    }

    /** The first elements, and an ellipsis where there are more. */
    @Override
    public String toString() {
        return Shown.of(handle, SharedArray.class, () -> {
            A first = get(0, Math.min(SHOWN, length()));
            return Shown.list(
                    IntStream.range(0, of().lengthOf(first)).mapToObj(i -> of().get(first, i)), length() > SHOWN);
        });
    }

    /** {@link #asList}. Not {@code RandomAccess}, so that whoever reads all of it uses the iterator. */
    private static final class View<T, A> extends AbstractList<T> {
        private final SharedArray<T, A> array;

        View(SharedArray<T, A> array) {
            this.array = array;
        }

        @Override
        public T get(int index) {
            return array.get(index);
        }

        @Override
        public T set(int index, T element) {
            return array.getAndSet(index, element);
        }

        @Override
        public int size() {
            return array.length();
        }

        @Override
        public Iterator<T> iterator() {
            return new Iterator<>() {
                private A page = array.of().newArray(0);
                private int first;
                private int next;

                @Override
                public boolean hasNext() {
                    return next < array.length();
                }

                @Override
                public T next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    if (next - first == array.of().lengthOf(page)) {
                        page = array.calls.run(array.stub, array.gettingRange(next, array.length()));
                        first = next;
                    }
                    return array.of().get(page, next++ - first);
                }
            };
        }
    }
}
