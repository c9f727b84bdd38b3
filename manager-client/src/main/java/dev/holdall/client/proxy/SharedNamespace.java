package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.TypeRef;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.client.codec.Codec;
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
import dev.holdall.v1.NamespacesGrpc.NamespacesFutureStub;
import dev.holdall.v1.OpenNamespaceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Attributes in the manager that all processes see, each of a type of its own: Python's {@code Namespace}.
 *
 * <p>Null is a value. What is read is a copy. Each method is one atomic call and one round trip unless it says otherwise. {@link #as} shows a
 * namespace as an interface with a getter and a setter for each attribute.
 */
public final class SharedNamespace implements Guardable<SharedNamespace> {
    /** The service that serves namespaces. */
    public static final String SERVICE = NamespacesGrpc.SERVICE_NAME;

    private static final int SHOWN = 20;

    private final ObjectHandle handle;
    private final Calls calls;
    private final NamespacesFutureStub stub;

    SharedNamespace(ObjectHandle handle) {
        this.handle = handle;
        this.calls = handle.calls();
        this.stub = handle.waiting(NamespacesGrpc::newFutureStub);
    }

    /** Finds or makes a namespace: see {@link Proxies#open}. */
    public static SharedNamespace open(Proxies proxies, @Nullable String name) {
        return proxies.open(
                name,
                SERVICE,
                NamespacesGrpc::newFutureStub,
                (stub, named) -> stub.open(
                        OpenNamespaceRequest.newBuilder().setName(named).build()),
                List.of(),
                SharedNamespace::new);
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    @Override
    public SharedNamespace withHandle(ObjectHandle other) {
        return new SharedNamespace(other);
    }

    /** The same namespace, with methods that return at once. */
    public AsyncNamespace async() {
        return new AsyncNamespace(this);
    }

    /** Sets an attribute; Python's {@code ns.x = value}. Of which type it is, the value says. */
    public void set(String attribute, @Nullable Object value) {
        calls.run(stub, setting(attribute, encode(value)));
    }

    /**
     * The value of an attribute; Python's {@code ns.x}.
     *
     * @throws NoSuchElementException if there is none, naming it
     * @throws ClassCastException if it is of another type
     */
    public <T> T get(String attribute, Class<T> type) {
        return get(attribute, TypeRef.of(type));
    }

    /** As {@link #get(String, Class)}, for types with arguments. */
    public <T extends @Nullable Object> T get(String attribute, TypeRef<T> type) {
        return calls.run(stub, getting(attribute, handle.codecs().of(type)));
    }

    /** Whether there is an attribute of this name; Python's {@code hasattr}. */
    public boolean has(String attribute) {
        return calls.run(stub, finding(attribute));
    }

    /** Removes an attribute and says whether there was one; Python's {@code del ns.x}. */
    public boolean remove(String attribute) {
        return calls.run(stub, removing(attribute));
    }

    /** The names of all attributes, in the order in which they were first set. One round trip for about 64 KiB. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        NamespacePageReply page = page(0, 0);
        names.addAll(page.getAttributesList());
        while (page.getMore()) {
            page = page(page.getLast(), 0);
            names.addAll(page.getAttributesList());
        }
        return names;
    }

    private NamespacePageReply page(long after, int limit) {
        NamespacePageRequest request = NamespacePageRequest.newBuilder()
                .setNamespace(handle.id())
                .setAfter(after)
                .setLimit(limit)
                .build();
        return calls.run(stub, Operation.of(s -> s.page(request), (NamespacePageReply reply) -> reply));
    }

    /**
     * The namespace as an interface whose methods read and write attributes, one call each: {@code int count()} or {@code int getCount()}
     * reads the attribute {@code count}, {@code void count(int value)} or {@code void setCount(int value)} writes it, {@code boolean
     * isOpen()} reads {@code open}. Default methods are called as they are. Reading an attribute that is not there throws {@link
     * NoSuchElementException}, which names it.
     *
     * @throws IllegalArgumentException if it is no interface, has a method that neither reads nor writes, or a type without an encoding
     */
    public <I> I as(Class<I> view) {
        return NamespaceView.of(this, view);
    }

    // Operations, shared with the asynchronous twin and the views ------------------------------------------------

    ByteString encode(@Nullable Object value) {
        return handle.codecs().of(Object.class).encode(value);
    }

    Operation<NamespacesFutureStub, @Nullable Void> setting(String attribute, ByteString value) {
        NamespaceSetRequest request = NamespaceSetRequest.newBuilder()
                .setNamespace(handle.id())
                .setAttribute(Proxies.checkedName(attribute))
                .setValue(value)
                .build();
        return Operation.of(s -> s.set(request), (NamespaceSetReply reply) -> null);
    }

    <T extends @Nullable Object> Operation<NamespacesFutureStub, T> getting(String attribute, Codec<T> codec) {
        NamespaceGetRequest request = NamespaceGetRequest.newBuilder()
                .setNamespace(handle.id())
                .setAttribute(Proxies.checkedName(attribute))
                .build();
        return Operation.of(s -> s.get(request), (NamespaceGetReply reply) -> {
            if (!reply.hasValue()) {
                throw new NoSuchElementException(
                        handle.describe(SharedNamespace.class) + " has no attribute '" + attribute + "'");
            }
            return codec.decode(reply.getValue());
        });
    }

    Operation<NamespacesFutureStub, Boolean> finding(String attribute) {
        NamespaceHasRequest request = NamespaceHasRequest.newBuilder()
                .setNamespace(handle.id())
                .setAttribute(Proxies.checkedName(attribute))
                .build();
        return Operation.of(s -> s.has(request), NamespaceHasReply::getPresent);
    }

    Operation<NamespacesFutureStub, Boolean> removing(String attribute) {
        NamespaceRemoveRequest request = NamespaceRemoveRequest.newBuilder()
                .setNamespace(handle.id())
                .setAttribute(Proxies.checkedName(attribute))
                .build();
        return Operation.of(s -> s.remove(request), NamespaceRemoveReply::getRemoved);
    }

    <T extends @Nullable Object> T run(Operation<NamespacesFutureStub, T> operation) {
        return calls.run(stub, operation);
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal proxies stand for the same namespace. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedNamespace && handle.isSame(other);
    }

    @Override
    public int hashCode() {
        return handle.hash();
    }

    /** The names of the first attributes, and an ellipsis where there are more. */
    @Override
    public String toString() {
        return Shown.of(handle, SharedNamespace.class, () -> {
            NamespacePageReply page = page(0, SHOWN);
            return Shown.list(page.getAttributesList().stream(), page.getMore());
        });
    }
}
