package dev.holdall.client.proxy;

import dev.holdall.client.TypeRef;
import dev.holdall.client.call.Calls;
import dev.holdall.v1.NamespacesGrpc;
import dev.holdall.v1.NamespacesGrpc.NamespacesFutureStub;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedNamespace} whose methods return at once. Calls of one thread reach the manager in the order in which they were made,
 * many in one frame.
 */
public final class AsyncNamespace {
    private final SharedNamespace namespace;
    private final Calls calls;
    private final NamespacesFutureStub stub;

    AsyncNamespace(SharedNamespace namespace) {
        this.namespace = namespace;
        this.calls = namespace.handle().calls();
        this.stub = namespace.handle().background(NamespacesGrpc::newFutureStub);
    }

    /** As {@link SharedNamespace#set}. */
    public CompletableFuture<@Nullable Void> set(String attribute, @Nullable Object value) {
        return calls.start(stub, namespace.setting(attribute, namespace.encode(value)));
    }

    /** As {@link SharedNamespace#get(String, Class)}. */
    public <T> CompletableFuture<T> get(String attribute, Class<T> type) {
        return get(attribute, TypeRef.of(type));
    }

    /** As {@link SharedNamespace#get(String, TypeRef)}. */
    public <T extends @Nullable Object> CompletableFuture<T> get(String attribute, TypeRef<T> type) {
        return calls.start(
                stub, namespace.getting(attribute, namespace.handle().codecs().of(type)));
    }

    /** As {@link SharedNamespace#has}. */
    public CompletableFuture<Boolean> has(String attribute) {
        return calls.start(stub, namespace.finding(attribute));
    }

    /** As {@link SharedNamespace#remove}. */
    public CompletableFuture<Boolean> remove(String attribute) {
        return calls.start(stub, namespace.removing(attribute));
    }
}
