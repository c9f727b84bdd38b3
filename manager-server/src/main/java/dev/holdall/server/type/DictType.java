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
import dev.holdall.v1.OpenDictRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Dicts: {@code dicts.proto}. */
public final class DictType implements ObjectType<DictType.Entries> {

    /** One dict. */
    static final class Entries implements StoredObject {
        private final PagedDict dict;

        Entries(PagedDict dict) {
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

        @Override
        public void watch(Watcher watcher) {
            dict.watch(watcher);
        }

        @Override
        public void save(SnapshotWriter out) {
            dict.save(out);
        }
    }

    @Override
    public String service() {
        return DictsGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Entries> stateClass() {
        return Entries.class;
    }

    @Override
    public Entries load(SnapshotReader in, SipHash hash) {
        return new Entries(PagedDict.load(in, hash));
    }

    @Override
    public void bind(Binder<Entries> binder) {
        binder.open(
                        DictsGrpc.getOpenMethod(),
                        OpenDictRequest::getName,
                        (request, call) -> new Entries(new PagedDict(call.hash())),
                        (dict, request) -> true)
                .on(DictsGrpc.getPutMethod(), DictPutRequest::getDict, this::put)
                .on(DictsGrpc.getPutAllMethod(), DictPutAllRequest::getDict, this::putAll)
                .on(DictsGrpc.getPutIfAbsentMethod(), DictPutIfAbsentRequest::getDict, this::putIfAbsent)
                .on(DictsGrpc.getReplaceMethod(), DictReplaceRequest::getDict, this::replace)
                .on(DictsGrpc.getCompareAndSetMethod(), DictCompareAndSetRequest::getDict, this::compareAndSet)
                .on(DictsGrpc.getGetMethod(), DictGetRequest::getDict, this::get)
                .on(DictsGrpc.getGetAllMethod(), DictGetAllRequest::getDict, this::getAll)
                .on(DictsGrpc.getContainsKeyMethod(), DictContainsKeyRequest::getDict, this::containsKey)
                .on(DictsGrpc.getContainsValueMethod(), DictContainsValueRequest::getDict, this::containsValue)
                .on(DictsGrpc.getRemoveMethod(), DictRemoveRequest::getDict, this::remove)
                .on(DictsGrpc.getCompareAndRemoveMethod(), DictCompareAndRemoveRequest::getDict, this::compareAndRemove)
                .on(DictsGrpc.getPopMethod(), DictPopRequest::getDict, this::pop)
                .on(DictsGrpc.getPageMethod(), DictPageRequest::getDict, this::page)
                .on(DictsGrpc.getSizeMethod(), DictSizeRequest::getDict, this::size)
                .on(DictsGrpc.getClearMethod(), DictClearRequest::getDict, this::clear);
    }

    private DictPutReply put(Entries in, DictPutRequest request, CallContext call) {
        ByteString key = key(request.getKey(), call);
        ByteString value = value(request.getValue(), call);
        admit(in, key, value, call);
        if (!request.getReturnPrevious()) {
            in.dict.set(key, value);
            return DictPutReply.getDefaultInstance();
        }
        ByteString previous = in.dict.put(key, value);
        return previous == null
                ? DictPutReply.getDefaultInstance()
                : DictPutReply.newBuilder().setPrevious(previous).build();
    }

    private DictPutAllReply putAll(Entries in, DictPutAllRequest request, CallContext call) {
        long bytes = 0;
        for (DictEntry entry : request.getEntriesList()) {
            bytes += key(entry.getKey(), call).size()
                    + value(entry.getValue(), call).size();
        }
        // As if every key were new; only where that decides is it looked at more closely.
        if (!call.fits(request.getEntriesCount(), bytes)) {
            admit(in, request.getEntriesList(), call);
        }
        for (DictEntry entry : request.getEntriesList()) {
            in.dict.set(entry.getKey(), entry.getValue());
        }
        return DictPutAllReply.getDefaultInstance();
    }

    private DictPutIfAbsentReply putIfAbsent(Entries in, DictPutIfAbsentRequest request, CallContext call) {
        ByteString key = key(request.getKey(), call);
        ByteString value = value(request.getValue(), call);
        ByteString present = in.dict.get(key);
        if (present != null) {
            return DictPutIfAbsentReply.newBuilder().setPresent(present).build();
        }
        call.admit(1, key.size() + value.size());
        in.dict.put(key, value);
        return DictPutIfAbsentReply.getDefaultInstance();
    }

    private DictReplaceReply replace(Entries in, DictReplaceRequest request, CallContext call) {
        ByteString key = key(request.getKey(), call);
        ByteString value = value(request.getValue(), call);
        if (!in.dict.containsKey(key)) {
            return DictReplaceReply.getDefaultInstance();
        }
        admit(in, key, value, call);
        return DictReplaceReply.newBuilder()
                .setPrevious(Objects.requireNonNull(in.dict.put(key, value)))
                .build();
    }

    private DictCompareAndSetReply compareAndSet(Entries in, DictCompareAndSetRequest request, CallContext call) {
        ByteString key = key(request.getKey(), call);
        @Nullable ByteString expected = request.hasExpected() ? call.element(request.getExpected()) : null;
        @Nullable ByteString value = request.hasValue() ? value(request.getValue(), call) : null;
        ByteString present = in.dict.get(key);
        if (!Objects.equals(expected, present)) {
            DictCompareAndSetReply.Builder reply = DictCompareAndSetReply.newBuilder();
            return (present == null ? reply : reply.setPresent(present)).build();
        }
        if (value != null) {
            admit(in, key, value, call);
            in.dict.put(key, value);
        } else {
            in.dict.remove(key);
        }
        return DictCompareAndSetReply.newBuilder().setDone(true).build();
    }

    private DictGetReply get(Entries in, DictGetRequest request, CallContext call) {
        ByteString value = in.dict.get(key(request.getKey(), call));
        return value == null
                ? DictGetReply.getDefaultInstance()
                : DictGetReply.newBuilder().setValue(value).build();
    }

    private DictGetAllReply getAll(Entries in, DictGetAllRequest request, CallContext call) {
        DictGetAllReply.Builder reply = DictGetAllReply.newBuilder();
        int bytes = 0;
        int lookedUp = 0;
        for (ByteString key : request.getKeysList()) {
            if (bytes >= Pages.BYTES) {
                break;
            }
            ByteString value = in.dict.get(key(key, call));
            if (value != null) {
                reply.addEntries(DictEntry.newBuilder().setKey(key).setValue(value));
                bytes += key.size() + value.size();
            }
            lookedUp++;
        }
        return reply.setLookedUp(lookedUp).build();
    }

    private DictContainsKeyReply containsKey(Entries in, DictContainsKeyRequest request, CallContext call) {
        return DictContainsKeyReply.newBuilder()
                .setPresent(in.dict.containsKey(key(request.getKey(), call)))
                .build();
    }

    private DictContainsValueReply containsValue(Entries in, DictContainsValueRequest request, CallContext call) {
        return DictContainsValueReply.newBuilder()
                .setPresent(in.dict.containsValue(call.element(request.getValue())))
                .build();
    }

    private DictRemoveReply remove(Entries from, DictRemoveRequest request, CallContext call) {
        ByteString previous = from.dict.remove(key(request.getKey(), call));
        return previous == null
                ? DictRemoveReply.getDefaultInstance()
                : DictRemoveReply.newBuilder().setPrevious(previous).build();
    }

    private DictCompareAndRemoveReply compareAndRemove(
            Entries from, DictCompareAndRemoveRequest request, CallContext call) {
        for (DictEntry entry : request.getEntriesList()) {
            key(entry.getKey(), call);
            call.element(entry.getValue());
        }
        int removed = 0;
        for (DictEntry entry : request.getEntriesList()) {
            if (from.dict.valueEquals(entry.getKey(), entry.getValue())) {
                from.dict.remove(entry.getKey());
                removed++;
            }
        }
        return DictCompareAndRemoveReply.newBuilder().setRemoved(removed).build();
    }

    private DictPopReply pop(Entries from, DictPopRequest request, CallContext call) {
        Entry entry = request.getFirst() ? from.dict.first() : from.dict.last();
        if (entry == null) {
            return DictPopReply.getDefaultInstance();
        }
        from.dict.remove(entry.key());
        return DictPopReply.newBuilder()
                .setEntry(DictEntry.newBuilder().setKey(entry.key()).setValue(entry.value()))
                .build();
    }

    private DictPageReply page(Entries of, DictPageRequest request, CallContext call) {
        DictPageReply.Builder page = DictPageReply.newBuilder().setLast(request.getAfter());
        PagedLog.Cursor cursor = of.dict.after(Pages.after(request.getAfter()));
        int limit = Pages.limit(request.getLimit());
        int bytes = 0;
        while (cursor.next()) {
            if (page.getEntriesCount() == limit || bytes >= Pages.BYTES) {
                return page.setMore(true).build();
            }
            DictEntry.Builder entry = DictEntry.newBuilder().setKey(cursor.key());
            if (!request.getKeysOnly()) {
                entry.setValue(cursor.value());
            }
            page.addEntries(entry).setLast(cursor.number());
            bytes += entry.getKey().size() + entry.getValue().size();
        }
        return page.build();
    }

    private DictSizeReply size(Entries of, DictSizeRequest request, CallContext call) {
        return DictSizeReply.newBuilder().setSize(of.dict.size()).build();
    }

    private DictClearReply clear(Entries all, DictClearRequest request, CallContext call) {
        all.dict.clear();
        return DictClearReply.getDefaultInstance();
    }

    // Rules ------------------------------------------------------------------------------------------------------

    private static ByteString key(ByteString encoded, CallContext call) {
        return call.elementNotNull(encoded, "a key");
    }

    private static ByteString value(ByteString encoded, CallContext call) {
        return call.elementNotNull(encoded, "a value of a dict");
    }

    private static void admit(Entries in, ByteString key, ByteString value, CallContext call) {
        // As if the key were new; only where that decides is it looked for.
        if (call.fits(1, key.size() + value.size())) {
            return;
        }
        if (in.dict.containsKey(key)) {
            call.admitReplacement(
                    value.size(), () -> Objects.requireNonNull(in.dict.get(key)).size());
        } else {
            call.admit(1, key.size() + value.size());
        }
    }

    private static void admit(Entries in, List<DictEntry> entries, CallContext call) {
        // Sorted by bytes: nobody chooses keys that a hash takes for the same.
        Map<ByteString, ByteString> last = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
        entries.forEach(entry -> last.put(entry.getKey(), entry.getValue()));
        long newKeys = 0;
        long bytes = 0;
        for (Map.Entry<ByteString, ByteString> entry : last.entrySet()) {
            ByteString present = in.dict.get(entry.getKey());
            newKeys += present == null ? 1 : 0;
            bytes += entry.getValue().size() + (present == null ? entry.getKey().size() : -present.size());
        }
        call.admit(newKeys, bytes);
    }
}
