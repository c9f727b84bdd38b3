package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.page.PagedList;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.server.state.value.ValueOrder;
import dev.holdall.v1.Code;
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
import dev.holdall.v1.OpenListRequest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Lists: {@code lists.proto}. */
public final class ListType implements ObjectType<ListType.Elements> {
    /** More would keep everybody else waiting for too long. */
    private static final long SORTED_ELEMENTS = 1 << 20;

    private static final long SORTED_BYTES = 64 << 20;

    /** One list. */
    static final class Elements implements StoredObject {
        private final PagedList list;
        private long version;

        Elements(PagedList list, long version) {
            this.list = list;
            this.version = version;
        }

        @Override
        public long elements() {
            return list.size();
        }

        @Override
        public long bytes() {
            return list.bytes();
        }

        @Override
        public void watch(Watcher watcher) {
            list.watch(watcher);
        }

        @Override
        public void save(SnapshotWriter out) {
            out.number(version);
            list.save(out);
        }

        private boolean areAt(List<Long> indexes, List<ByteString> expected) {
            for (int i = 0; i < indexes.size(); i++) {
                if (!holds(indexes.get(i)) || !list.equalsAt(indexes.get(i), expected.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** Whether an index off the wire, which has no sign, is one of this list. */
        private boolean holds(long index) {
            return 0 <= index && index < list.size();
        }

        private boolean runsFrom(long index, List<ByteString> expected) {
            if (index < 0 || index > list.size() - expected.size()) {
                return false;
            }
            for (int i = 0; i < expected.size(); i++) {
                if (!list.equalsAt(index + i, expected.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** By which the elements are ordered, one each; null if they have no order among each other. */
        private @Nullable List<Comparable<?>> keys() {
            List<Comparable<?>> keys = new ArrayList<>((int) list.size());
            PagedList.Cursor cursor = list.cursor(0);
            while (cursor.next()) {
                Comparable<?> key = ValueOrder.key(cursor.element());
                if (key == null || !keys.isEmpty() && !ValueOrder.areComparable(key, keys.get(0))) {
                    return null;
                }
                keys.add(key);
            }
            return keys;
        }
    }

    @Override
    public String service() {
        return ListsGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Elements> stateClass() {
        return Elements.class;
    }

    @Override
    public Elements load(SnapshotReader in, SipHash hash) {
        long version = in.number();
        return new Elements(PagedList.load(in), version);
    }

    @Override
    public void bind(Binder<Elements> binder) {
        binder.open(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest::getName,
                        (request, call) -> new Elements(new PagedList(), 0),
                        (list, request) -> true)
                .on(ListsGrpc.getAppendMethod(), ListAppendRequest::getList, this::append)
                .on(ListsGrpc.getInsertMethod(), ListInsertRequest::getList, this::insert)
                .on(ListsGrpc.getGetMethod(), ListGetRequest::getList, this::get)
                .on(ListsGrpc.getPageMethod(), ListPageRequest::getList, this::page)
                .on(ListsGrpc.getSetMethod(), ListSetRequest::getList, this::set)
                .on(ListsGrpc.getCompareAndSetMethod(), ListCompareAndSetRequest::getList, this::compareAndSet)
                .on(ListsGrpc.getRemoveAtMethod(), ListRemoveAtRequest::getList, this::removeAt)
                .on(ListsGrpc.getRemoveMethod(), ListRemoveRequest::getList, this::remove)
                .on(ListsGrpc.getCompareAndRemoveMethod(), ListCompareAndRemoveRequest::getList, this::compareAndRemove)
                .on(ListsGrpc.getRemoveRangeMethod(), ListRemoveRangeRequest::getList, this::removeRange)
                .on(ListsGrpc.getSearchMethod(), ListSearchRequest::getList, this::search)
                .on(ListsGrpc.getSizeMethod(), ListSizeRequest::getList, this::size)
                .on(ListsGrpc.getClearMethod(), ListClearRequest::getList, this::clear)
                .on(ListsGrpc.getReverseMethod(), ListReverseRequest::getList, this::reverse)
                .on(ListsGrpc.getSortMethod(), ListSortRequest::getList, this::sort)
                .on(ListsGrpc.getSliceMethod(), ListSliceRequest::getList, this::slice)
                .on(ListsGrpc.getRemoveSliceMethod(), ListRemoveSliceRequest::getList, this::removeSlice)
                .on(ListsGrpc.getSetSliceMethod(), ListSetSliceRequest::getList, this::setSlice)
                .on(ListsGrpc.getRepeatMethod(), ListRepeatRequest::getList, this::repeat)
                .on(ListsGrpc.getPermuteMethod(), ListPermuteRequest::getList, this::permute);
    }

    private ListAppendReply append(Elements to, ListAppendRequest request, CallContext call) {
        ByteString element = call.element(request.getElement());
        call.admit(1, element.size());
        to.list.add(element);
        to.version++;
        return ListAppendReply.getDefaultInstance();
    }

    private ListInsertReply insert(Elements into, ListInsertRequest request, CallContext call) {
        List<ByteString> elements = call.elements(request.getElementsList());
        long size = into.list.size();
        long index = request.hasIndex() ? position(request.getIndex(), size) : size;
        call.admit(elements.size(), Pages.sum(elements));
        for (ByteString element : elements) {
            into.list.insert(index++, element);
        }
        if (!elements.isEmpty()) {
            into.version++;
        }
        return ListInsertReply.getDefaultInstance();
    }

    private ListGetReply get(Elements of, ListGetRequest request, CallContext call) {
        long index = index(request.getIndex(), of.list.size());
        return ListGetReply.newBuilder().setElement(of.list.get(index)).build();
    }

    private ListPageReply page(Elements of, ListPageRequest request, CallContext call) {
        long size = of.list.size();
        ListPageReply.Builder page = ListPageReply.newBuilder().setSize(size).setVersion(of.version);
        PagedList.Cursor cursor = of.list.cursor(position(request.getFrom(), size));
        int limit = Pages.limit(request.getLimit());
        int bytes = 0;
        while (page.getElementsCount() < limit && bytes < Pages.BYTES && cursor.next()) {
            bytes += cursor.length();
            page.addElements(cursor.element());
        }
        return page.build();
    }

    private ListSetReply set(Elements in, ListSetRequest request, CallContext call) {
        ByteString element = call.element(request.getElement());
        long index = index(request.getIndex(), in.list.size());
        call.admitReplacement(element.size(), () -> in.list.get(index).size());
        in.version++;
        return ListSetReply.newBuilder()
                .setPrevious(in.list.set(index, element))
                .build();
    }

    private ListCompareAndSetReply compareAndSet(Elements in, ListCompareAndSetRequest request, CallContext call) {
        List<ByteString> expected = call.elements(request.getExpectedList());
        List<ByteString> elements = call.elements(request.getElementsList());
        oneEach(elements.size(), expected.size(), "elements for the expected ones");
        if (!in.runsFrom(request.getIndex(), expected)) {
            return ListCompareAndSetReply.getDefaultInstance();
        }
        call.admitBytes(Pages.sum(elements) - Pages.sum(expected));
        for (int i = 0; i < elements.size(); i++) {
            in.list.set(request.getIndex() + i, elements.get(i));
        }
        if (!elements.isEmpty()) {
            in.version++;
        }
        return ListCompareAndSetReply.newBuilder().setDone(true).build();
    }

    private ListRemoveAtReply removeAt(Elements from, ListRemoveAtRequest request, CallContext call) {
        long index = index(request.getIndex(), from.list.size());
        from.version++;
        return ListRemoveAtReply.newBuilder()
                .setElement(from.list.remove(index))
                .build();
    }

    private ListRemoveReply remove(Elements from, ListRemoveRequest request, CallContext call) {
        long index = from.list.indexOf(call.element(request.getElement()));
        if (index < 0) {
            return ListRemoveReply.getDefaultInstance();
        }
        from.list.remove(index);
        from.version++;
        return ListRemoveReply.newBuilder().setRemoved(true).build();
    }

    private ListCompareAndRemoveReply compareAndRemove(
            Elements from, ListCompareAndRemoveRequest request, CallContext call) {
        List<Long> indexes = request.getIndexesList();
        List<ByteString> expected = call.elements(request.getExpectedList());
        oneEach(expected.size(), indexes.size(), "expected elements for the indexes");
        ascending(indexes);
        if (!from.areAt(indexes, expected)) {
            return ListCompareAndRemoveReply.getDefaultInstance();
        }
        // From the last on, so that those before keep their indexes.
        for (int i = indexes.size() - 1; i >= 0; i--) {
            from.list.remove(indexes.get(i));
        }
        if (!indexes.isEmpty()) {
            from.version++;
        }
        return ListCompareAndRemoveReply.newBuilder().setDone(true).build();
    }

    private ListRemoveRangeReply removeRange(Elements from, ListRemoveRangeRequest request, CallContext call) {
        long size = from.list.size();
        if (request.getFrom() < 0 || request.getFrom() > request.getTo() || request.getTo() > size) {
            throw outOfRange("the range from " + Long.toUnsignedString(request.getFrom()) + " to "
                    + Long.toUnsignedString(request.getTo()) + " does not lie within a list of " + size + " elements");
        }
        if (request.getFrom() < request.getTo()) {
            from.list.removeRange(request.getFrom(), request.getTo());
            from.version++;
        }
        return ListRemoveRangeReply.getDefaultInstance();
    }

    private ListSearchReply search(Elements in, ListSearchRequest request, CallContext call) {
        ByteString element = call.element(request.getElement());
        long index = request.getLast() ? in.list.lastIndexOf(element) : in.list.indexOf(element);
        ListSearchReply.Builder reply = ListSearchReply.newBuilder();
        if (index >= 0) {
            reply.setIndex(index);
            if (request.getCount()) {
                reply.setCount(in.list.count(element));
            }
        }
        return reply.build();
    }

    private ListSizeReply size(Elements of, ListSizeRequest request, CallContext call) {
        return ListSizeReply.newBuilder().setSize(of.list.size()).build();
    }

    private ListClearReply clear(Elements all, ListClearRequest request, CallContext call) {
        all.list.clear();
        all.version++;
        return ListClearReply.getDefaultInstance();
    }

    private ListReverseReply reverse(Elements of, ListReverseRequest request, CallContext call) {
        of.list.reverse();
        of.version++;
        return ListReverseReply.getDefaultInstance();
    }

    private ListPermuteReply permute(Elements of, ListPermuteRequest request, CallContext call) {
        if (request.getVersion() != of.version) {
            return ListPermuteReply.getDefaultInstance();
        }
        eachOnce(request.getFromList(), of.list.size());
        of.list.permute(request.getFromList());
        of.version++;
        return ListPermuteReply.newBuilder().setDone(true).build();
    }

    private ListSortReply sort(Elements of, ListSortRequest request, CallContext call) {
        List<Comparable<?>> keys =
                of.list.size() > SORTED_ELEMENTS || of.list.bytes() > SORTED_BYTES ? null : of.keys();
        if (keys == null) {
            return ListSortReply.getDefaultInstance();
        }
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, keys.size()).boxed().toList());
        Comparator<Integer> comparator = (left, right) -> ValueOrder.compare(keys.get(left), keys.get(right));
        order.sort(request.getDescending() ? comparator.reversed() : comparator);
        of.list.permute(order);
        of.version++;
        return ListSortReply.newBuilder().setDone(true).build();
    }

    // Slices -----------------------------------------------------------------------------------------------------

    private ListSliceReply slice(Elements of, ListSliceRequest request, CallContext call) {
        SliceIndexes slice = SliceIndexes.of(request.getSlice(), of.list.size());
        ListSliceReply.Builder reply =
                ListSliceReply.newBuilder().setCount(slice.count()).setVersion(of.version);
        int bytes = 0;
        int limit = Pages.limit(0);
        long skip = Pages.after(request.getSkip());
        for (long i = skip; i < slice.count() && reply.getElementsCount() < limit && bytes < Pages.BYTES; i++) {
            ByteString element = of.list.get(slice.at(i));
            reply.addElements(element);
            bytes += element.size();
        }
        return reply.build();
    }

    private ListRemoveSliceReply removeSlice(Elements from, ListRemoveSliceRequest request, CallContext call) {
        SliceIndexes slice =
                SliceIndexes.of(request.getSlice(), from.list.size()).ascending();
        remove(slice, from);
        return ListRemoveSliceReply.newBuilder().setRemoved(slice.count()).build();
    }

    private static void remove(SliceIndexes slice, Elements from) {
        if (slice.count() == 0) {
            return;
        }
        if (slice.step() == 1) {
            from.list.removeRange(slice.first(), slice.first() + slice.count());
        } else {
            // From the last on, so that those before keep their indexes.
            for (long i = slice.count() - 1; i >= 0; i--) {
                from.list.remove(slice.at(i));
            }
        }
        from.version++;
    }

    private ListSetSliceReply setSlice(Elements in, ListSetSliceRequest request, CallContext call) {
        List<ByteString> elements = call.elements(request.getElementsList());
        SliceIndexes slice = SliceIndexes.of(request.getSlice(), in.list.size());
        boolean isRange = !request.getSlice().hasStep() || request.getSlice().getStep() == 1;
        if (!isRange && elements.size() != slice.count()) {
            throw Refusal.invalid(
                    elements.size() + " elements for a slice of " + slice.count() + ", whose step is not 1");
        }
        long removed = 0;
        for (long i = 0; i < slice.count(); i++) {
            removed += in.list.get(slice.at(i)).size();
        }
        call.admit(elements.size() - slice.count(), Pages.sum(elements) - removed);
        if (isRange) {
            remove(slice, in);
            for (int i = 0; i < elements.size(); i++) {
                in.list.insert(slice.first() + i, elements.get(i));
            }
        } else {
            for (int i = 0; i < elements.size(); i++) {
                in.list.set(slice.at(i), elements.get(i));
            }
        }
        if (!elements.isEmpty()) {
            in.version++;
        }
        return ListSetSliceReply.getDefaultInstance();
    }

    private ListRepeatReply repeat(Elements of, ListRepeatRequest request, CallContext call) {
        long times = Integer.toUnsignedLong(request.getTimes());
        if (times == 0) {
            of.list.clear();
            of.version++;
            return ListRepeatReply.getDefaultInstance();
        }
        call.admit(product(times - 1, of.list.size()), product(times - 1, of.list.bytes()));
        PagedList once = of.list.snapshot();
        for (long i = once.size() == 0 ? times : 1; i < times; i++) {
            PagedList.Cursor cursor = once.cursor(0);
            while (cursor.next()) {
                of.list.add(cursor.element());
            }
        }
        of.version++;
        return ListRepeatReply.getDefaultInstance();
    }

    /** Of two numbers that are not negative; beyond every limit, and no more than can be added to, where it is that large. */
    private static long product(long left, long right) {
        boolean fits = Math.multiplyHigh(left, right) == 0 && left * right >= 0;
        return fits ? Math.min(left * right, Long.MAX_VALUE / 2) : Long.MAX_VALUE / 2;
    }

    // Rules ------------------------------------------------------------------------------------------------------

    /** The index of an element; a negative one counts from the end. */
    private static long index(long index, long size) {
        long counted = index < 0 ? size + index : index;
        if (counted < 0 || counted >= size) {
            throw outOfRange("there is no element " + index + " in a list of " + size + " elements");
        }
        return counted;
    }

    /** An index at which an element may be inserted, the end included. */
    private static long position(long index, long size) {
        if (index < 0 || index > size) {
            throw outOfRange("the index " + Long.toUnsignedString(index) + " lies beyond the end of a list of " + size
                    + " elements");
        }
        return index;
    }

    private static Refusal outOfRange(String message) {
        return new Refusal(Code.OUT_OF_RANGE, message);
    }

    private static void oneEach(int given, int wanted, String what) {
        if (given != wanted) {
            throw Refusal.invalid(given + " " + what + ", of which there are " + wanted);
        }
    }

    private static void ascending(List<Long> indexes) {
        for (int i = 1; i < indexes.size(); i++) {
            if (Long.compareUnsigned(indexes.get(i), indexes.get(i - 1)) <= 0) {
                throw Refusal.invalid("indexes ascend, but " + Long.toUnsignedString(indexes.get(i)) + " follows "
                        + Long.toUnsignedString(indexes.get(i - 1)));
            }
        }
    }

    private static void eachOnce(List<Integer> indexes, long size) {
        if (indexes.size() != size) {
            throw Refusal.invalid(
                    "an order of " + indexes.size() + " indexes does not fit a list of " + size + " elements");
        }
        BitSet seen = new BitSet(indexes.size());
        for (int index : indexes) {
            if (index < 0 || index >= size || seen.get(index)) {
                throw Refusal.invalid("an order has each index once, but " + Integer.toUnsignedString(index)
                        + " occurs twice or is none");
            }
            seen.set(index);
        }
    }
}
