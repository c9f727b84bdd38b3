package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.page.PagedDict;
import dev.holdall.server.state.page.PagedLog;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.NamespaceGetReply;
import dev.holdall.v1.NamespaceGetRequest;
import dev.holdall.v1.NamespaceHasReply;
import dev.holdall.v1.NamespaceHasRequest;
import dev.holdall.v1.NamespacePageReply;
import dev.holdall.v1.NamespacePageRequest;
import dev.holdall.v1.NamespaceRemoveReply;
import dev.holdall.v1.NamespaceRemoveRequest;
import dev.holdall.v1.NamespaceSetReply;
import dev.holdall.v1.NamespaceSetRequest;
import dev.holdall.v1.NamespacesGrpc;
import dev.holdall.v1.OpenNamespaceRequest;
import java.util.Objects;

/** Namespaces: {@code namespaces.proto}. */
public final class NamespaceType implements ObjectType<NamespaceType.Attributes> {

    /** One namespace: values by the UTF-8 of their names. */
    static final class Attributes implements StoredObject {
        private final PagedDict dict;

        Attributes(PagedDict dict) {
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
        return NamespacesGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Attributes> stateClass() {
        return Attributes.class;
    }

    @Override
    public Attributes load(SnapshotReader in, SipHash hash) {
        return new Attributes(PagedDict.load(in, hash));
    }

    @Override
    public void bind(Binder<Attributes> binder) {
        binder.open(
                        NamespacesGrpc.getOpenMethod(),
                        OpenNamespaceRequest::getName,
                        (request, call) -> new Attributes(new PagedDict(call.hash())),
                        (attributes, request) -> true)
                .on(NamespacesGrpc.getSetMethod(), NamespaceSetRequest::getNamespace, this::set)
                .on(NamespacesGrpc.getGetMethod(), NamespaceGetRequest::getNamespace, this::get)
                .on(NamespacesGrpc.getHasMethod(), NamespaceHasRequest::getNamespace, this::has)
                .on(NamespacesGrpc.getRemoveMethod(), NamespaceRemoveRequest::getNamespace, this::remove)
                .on(NamespacesGrpc.getPageMethod(), NamespacePageRequest::getNamespace, this::page);
    }

    private NamespaceSetReply set(Attributes in, NamespaceSetRequest request, CallContext call) {
        ByteString name = name(request.getAttribute(), call);
        ByteString value = call.element(request.getValue());
        if (in.dict.containsKey(name)) {
            call.admitReplacement(
                    value.size(),
                    () -> Objects.requireNonNull(in.dict.get(name)).size());
        } else {
            call.admit(1, (long) name.size() + value.size());
        }
        in.dict.put(name, value);
        return NamespaceSetReply.getDefaultInstance();
    }

    private NamespaceGetReply get(Attributes in, NamespaceGetRequest request, CallContext call) {
        ByteString value = in.dict.get(name(request.getAttribute(), call));
        return value == null
                ? NamespaceGetReply.getDefaultInstance()
                : NamespaceGetReply.newBuilder().setValue(value).build();
    }

    private NamespaceHasReply has(Attributes in, NamespaceHasRequest request, CallContext call) {
        return NamespaceHasReply.newBuilder()
                .setPresent(in.dict.containsKey(name(request.getAttribute(), call)))
                .build();
    }

    private NamespaceRemoveReply remove(Attributes from, NamespaceRemoveRequest request, CallContext call) {
        return NamespaceRemoveReply.newBuilder()
                .setRemoved(from.dict.remove(name(request.getAttribute(), call)) != null)
                .build();
    }

    private NamespacePageReply page(Attributes of, NamespacePageRequest request, CallContext call) {
        NamespacePageReply.Builder page = NamespacePageReply.newBuilder().setLast(request.getAfter());
        PagedLog.Cursor cursor = of.dict.after(Pages.after(request.getAfter()));
        int limit = Pages.limit(request.getLimit());
        int bytes = 0;
        while (cursor.next()) {
            if (page.getAttributesCount() == limit || bytes >= Pages.BYTES) {
                return page.setMore(true).build();
            }
            bytes += cursor.keyLength();
            page.addAttributesBytes(cursor.key()).setLast(cursor.number());
        }
        return page.build();
    }

    private static ByteString name(String attribute, CallContext call) {
        return ByteString.copyFromUtf8(call.name(attribute));
    }
}
