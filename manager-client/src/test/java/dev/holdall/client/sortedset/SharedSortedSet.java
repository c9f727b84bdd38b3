package dev.holdall.client.sortedset;

import dev.holdall.client.TypeRef;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.proxy.Guardable;
import dev.holdall.client.proxy.ObjectHandle;
import dev.holdall.client.proxy.Proxies;
import dev.holdall.client.sortedset.v1.OpenSortedSetRequest;
import dev.holdall.client.sortedset.v1.SortedSetAddReply;
import dev.holdall.client.sortedset.v1.SortedSetAddRequest;
import dev.holdall.client.sortedset.v1.SortedSetPopLowestReply;
import dev.holdall.client.sortedset.v1.SortedSetPopLowestRequest;
import dev.holdall.client.sortedset.v1.SortedSetsGrpc;
import dev.holdall.client.sortedset.v1.SortedSetsGrpc.SortedSetsFutureStub;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A set in the manager, sorted. The program's side of the type. */
final class SharedSortedSet<E> implements Guardable<SharedSortedSet<E>> {
    private final ObjectHandle handle;
    private final Calls calls;
    private final Codec<E> codec;
    private final SortedSetsFutureStub stub;

    SharedSortedSet(ObjectHandle handle) {
        this.handle = handle;
        this.calls = handle.calls();
        this.codec = handle.codec(0);
        this.stub = handle.waiting(SortedSetsGrpc::newFutureStub);
    }

    static <E> SharedSortedSet<E> open(Proxies proxies, @Nullable String name, TypeRef<E> elements) {
        return proxies.open(
                name,
                SortedSetsGrpc.SERVICE_NAME,
                SortedSetsGrpc::newFutureStub,
                (stub, named) -> stub.open(
                        OpenSortedSetRequest.newBuilder().setName(named).build()),
                List.of(elements.type()),
                SharedSortedSet::new);
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    @Override
    public SharedSortedSet<E> withHandle(ObjectHandle other) {
        return new SharedSortedSet<>(other);
    }

    boolean add(E element) {
        SortedSetAddRequest request = SortedSetAddRequest.newBuilder()
                .setSet(handle.id())
                .setElement(codec.encode(element))
                .build();
        return calls.run(stub, Operation.of(s -> s.add(request), SortedSetAddReply::getAdded));
    }

    @Nullable
    E popLowest() {
        SortedSetPopLowestRequest request =
                SortedSetPopLowestRequest.newBuilder().setSet(handle.id()).build();
        return calls.run(
                stub,
                Operation.of(
                        s -> s.popLowest(request),
                        (SortedSetPopLowestReply reply) ->
                                reply.hasElement() ? codec.decode(reply.getElement()) : null));
    }
}
