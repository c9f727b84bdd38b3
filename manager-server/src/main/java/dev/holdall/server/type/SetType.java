package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.page.Entry;
import dev.holdall.server.state.page.PagedDict;
import dev.holdall.server.state.page.PagedLog;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets: {@code sets.proto}. */
public final class SetType implements ObjectType<SetType.Elements> {

    /** One set: the keys of a dict whose values are empty. */
    static final class Elements implements StoredObject {
        private PagedDict dict;
        private @Nullable Watcher watcher;

        Elements(PagedDict dict) {
            this.dict = dict;
        }

        @Override
        public long elements() {
            return dict.size();
        }

        @Override
        public long bytes() {
            return dict.bytes();
        }

        /** Takes other elements in the place of these. */
        private void replace(PagedDict result) {
            if (watcher != null && result != dict) {
                result.watch(watcher);
                PagedLog.Cursor leaving = dict.after(0);
                while (leaving.next()) {
                    watcher.left(leaving.key());
                }
            }
            dict = result;
        }

        @Override
        public void watch(Watcher newWatcher) {
            watcher = newWatcher;
            dict.watch(newWatcher);
        }

        @Override
        public void save(SnapshotWriter out) {
            dict.save(out);
        }

        private boolean containsAll(List<ByteString> elements) {
            return elements.stream().allMatch(dict::containsKey);
        }
    }

    @Override
    public String service() {
        return SetsGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Elements> stateClass() {
        return Elements.class;
    }

    @Override
    public Elements load(SnapshotReader in, SipHash hash) {
        return new Elements(PagedDict.load(in, hash));
    }

    @Override
    public void bind(Binder<Elements> binder) {
        binder.open(
                        SetsGrpc.getOpenMethod(),
                        OpenSetRequest::getName,
                        (request, call) -> new Elements(new PagedDict(call.hash())),
                        (set, request) -> true)
                .on(SetsGrpc.getAddMethod(), SetAddRequest::getSet, this::add)
                .on(SetsGrpc.getAddAllMethod(), SetAddAllRequest::getSet, this::addAll)
                .on(SetsGrpc.getContainsMethod(), SetContainsRequest::getSet, this::contains)
                .on(SetsGrpc.getRemoveMethod(), SetRemoveRequest::getSet, this::remove)
                .on(SetsGrpc.getPopMethod(), SetPopRequest::getSet, this::pop)
                .on(SetsGrpc.getPageMethod(), SetPageRequest::getSet, this::page)
                .on(SetsGrpc.getSizeMethod(), SetSizeRequest::getSet, this::size)
                .on(SetsGrpc.getClearMethod(), SetClearRequest::getSet, this::clear)
                .on(SetsGrpc.getUpdateMethod(), SetUpdateRequest::getSet, this::update)
                .on(SetsGrpc.getCombineMethod(), SetCombineRequest::getSet, this::combine)
                .on(SetsGrpc.getCompareMethod(), SetCompareRequest::getSet, this::compare);
    }

    private SetAddReply add(Elements to, SetAddRequest request, CallContext call) {
        ByteString element = element(request.getElement(), call);
        if (to.dict.containsKey(element)) {
            return SetAddReply.getDefaultInstance();
        }
        call.admit(1, element.size());
        to.dict.put(element, ByteString.EMPTY);
        return SetAddReply.newBuilder().setAdded(true).build();
    }

    private SetAddAllReply addAll(Elements to, SetAddAllRequest request, CallContext call) {
        List<ByteString> elements = elements(request.getElementsList(), call);
        long before = to.dict.size();
        // As if each were new. Where that does not fit, a copy tells what does: refused on the way, it is forgotten.
        boolean fits = call.fits(elements.size(), Pages.sum(elements));
        PagedDict result = fits ? to.dict : to.dict.snapshot();
        SetAlgebra.Admission admission = fits ? (size, bytes) -> {} : growth(to, call);
        elements.forEach(element -> SetAlgebra.add(element, result, admission));
        to.replace(result);
        return SetAddAllReply.newBuilder()
                .setAdded((int) (result.size() - before))
                .build();
    }

    private SetContainsReply contains(Elements in, SetContainsRequest request, CallContext call) {
        return SetContainsReply.newBuilder()
                .setAll(in.containsAll(elements(request.getElementsList(), call)))
                .build();
    }

    private SetRemoveReply remove(Elements from, SetRemoveRequest request, CallContext call) {
        int removed = 0;
        for (ByteString element : elements(request.getElementsList(), call)) {
            removed += from.dict.remove(element) == null ? 0 : 1;
        }
        return SetRemoveReply.newBuilder().setRemoved(removed).build();
    }

    private SetPopReply pop(Elements from, SetPopRequest request, CallContext call) {
        Entry first = from.dict.first();
        if (first == null) {
            return SetPopReply.getDefaultInstance();
        }
        from.dict.remove(first.key());
        return SetPopReply.newBuilder().setElement(first.key()).build();
    }

    private SetPageReply page(Elements of, SetPageRequest request, CallContext call) {
        SetPageReply.Builder page = SetPageReply.newBuilder().setLast(request.getAfter());
        PagedLog.Cursor cursor = of.dict.after(Pages.after(request.getAfter()));
        int limit = Pages.limit(request.getLimit());
        int bytes = 0;
        while (cursor.next()) {
            if (page.getElementsCount() == limit || bytes >= Pages.BYTES) {
                return page.setMore(true).build();
            }
            bytes += cursor.keyLength();
            page.addElements(cursor.key()).setLast(cursor.number());
        }
        return page.build();
    }

    private SetSizeReply size(Elements of, SetSizeRequest request, CallContext call) {
        return SetSizeReply.newBuilder().setSize(of.dict.size()).build();
    }

    private SetClearReply clear(Elements all, SetClearRequest request, CallContext call) {
        all.dict.clear();
        return SetClearReply.getDefaultInstance();
    }

    // With other sets --------------------------------------------------------------------------------------------

    private SetUpdateReply update(Elements set, SetUpdateRequest request, CallContext call) {
        List<PagedDict> others = others(request.getOthersList(), call);
        PagedDict result = SetAlgebra.combine(request.getOperation(), set.dict, others, growth(set, call));
        boolean changed = !SetAlgebra.holds(SetRelation.SET_RELATION_EQUAL, set.dict, result);
        set.replace(result);
        return SetUpdateReply.newBuilder().setChanged(changed).build();
    }

    private SetCombineReply combine(Elements set, SetCombineRequest request, CallContext call) {
        List<PagedDict> others = others(request.getOthersList(), call);
        PagedDict result = SetAlgebra.combine(request.getOperation(), set.dict, others, call::admitNew);
        return SetCombineReply.newBuilder()
                .setResult(call.make(this, new Elements(result)))
                .build();
    }

    private SetCompareReply compare(Elements set, SetCompareRequest request, CallContext call) {
        PagedDict other = call.other(request.getOther(), this).dict;
        return SetCompareReply.newBuilder()
                .setHolds(SetAlgebra.holds(request.getRelation(), set.dict, other))
                .build();
    }

    private List<PagedDict> others(List<ObjectId> ids, CallContext call) {
        return ids.stream().map(id -> call.other(id, this).dict).toList();
    }

    // Rules ------------------------------------------------------------------------------------------------------

    private static ByteString element(ByteString encoded, CallContext call) {
        return call.elementNotNull(encoded, "an element of a set");
    }

    private static List<ByteString> elements(List<ByteString> encoded, CallContext call) {
        encoded.forEach(element -> element(element, call));
        return encoded;
    }

    /** Refuses what a set would become, by how much it would grow. */
    private static SetAlgebra.Admission growth(Elements set, CallContext call) {
        long elements = set.elements();
        long bytes = set.bytes();
        return (newElements, newBytes) -> call.admit(newElements - elements, newBytes - bytes);
    }
}
