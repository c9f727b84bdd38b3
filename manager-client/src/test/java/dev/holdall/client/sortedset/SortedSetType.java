package dev.holdall.client.sortedset;

import com.google.protobuf.ByteString;
import dev.holdall.client.sortedset.v1.OpenSortedSetRequest;
import dev.holdall.client.sortedset.v1.SortedSetAddReply;
import dev.holdall.client.sortedset.v1.SortedSetAddRequest;
import dev.holdall.client.sortedset.v1.SortedSetPopLowestReply;
import dev.holdall.client.sortedset.v1.SortedSetPopLowestRequest;
import dev.holdall.client.sortedset.v1.SortedSetsGrpc;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.page.PagedList;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import java.util.Comparator;

/** Sorted sets: {@code sorted_sets.proto}. The manager's side of the type. */
final class SortedSetType implements ObjectType<SortedSetType.Sorted> {
    private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

    /** One sorted set. */
    static final class Sorted implements StoredObject {
        private final PagedList elements;

        Sorted(PagedList elements) {
            this.elements = elements;
        }

        @Override
        public long elements() {
            return elements.size();
        }

        @Override
        public long bytes() {
            return elements.bytes();
        }

        @Override
        public void watch(Watcher watcher) {
            elements.watch(watcher);
        }

        @Override
        public void save(SnapshotWriter out) {
            elements.save(out);
        }

        /** Where the element is, or would be. */
        private long place(ByteString element) {
            long from = 0;
            long to = elements.size();
            while (from < to) {
                long middle = (from + to) >>> 1;
                if (ORDER.compare(elements.get(middle), element) < 0) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from;
        }
    }

    @Override
    public String service() {
        return SortedSetsGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Sorted> stateClass() {
        return Sorted.class;
    }

    @Override
    public Sorted load(SnapshotReader in, SipHash hash) {
        return new Sorted(PagedList.load(in));
    }

    @Override
    public void bind(Binder<Sorted> binder) {
        binder.open(
                        SortedSetsGrpc.getOpenMethod(),
                        OpenSortedSetRequest::getName,
                        (request, call) -> new Sorted(new PagedList()),
                        (set, request) -> true)
                .on(SortedSetsGrpc.getAddMethod(), SortedSetAddRequest::getSet, this::add)
                .on(SortedSetsGrpc.getPopLowestMethod(), SortedSetPopLowestRequest::getSet, this::popLowest);
    }

    private SortedSetAddReply add(Sorted set, SortedSetAddRequest request, CallContext call) {
        ByteString element = call.element(request.getElement());
        long place = set.place(element);
        if (place < set.elements.size() && set.elements.equalsAt(place, element)) {
            return SortedSetAddReply.getDefaultInstance();
        }
        call.admit(1, element.size());
        set.elements.insert(place, element);
        return SortedSetAddReply.newBuilder().setAdded(true).build();
    }

    private SortedSetPopLowestReply popLowest(Sorted set, SortedSetPopLowestRequest request, CallContext call) {
        return set.elements() == 0
                ? SortedSetPopLowestReply.getDefaultInstance()
                : SortedSetPopLowestReply.newBuilder()
                        .setElement(set.elements.remove(0))
                        .build();
    }
}
