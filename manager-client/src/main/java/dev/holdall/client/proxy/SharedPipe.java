package dev.holdall.client.proxy;

import dev.holdall.client.TypeRef;
import dev.holdall.v1.OpenPipeRequest;
import dev.holdall.v1.PipeEnd;
import dev.holdall.v1.PipesGrpc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two connected ends in the manager: Python's {@code Pipe}. What is sent from one end is received at the other, in its order and once, on
 * this host or on another.
 *
 * <p>Each end is for one process: keep one and give the other to a worker, as an argument or in another shared object. An end belongs to the
 * first process that uses it, which is where {@link Connection} says more.
 *
 * @param <E> the type of the messages
 */
public final class SharedPipe<E extends @Nullable Object> implements SharedObject {
    /** The service that serves pipes. */
    public static final String SERVICE = PipesGrpc.SERVICE_NAME;

    /** How many messages wait at an end before sending waits, unless the program says otherwise. */
    public static final int CAPACITY = 1_000;

    private final ObjectHandle handle;
    private final Connection<E> first;
    private final Connection<E> second;

    private SharedPipe(ObjectHandle handle, boolean oneWay) {
        this.handle = handle;
        this.first = new Connection<>(handle, PipeEnd.FIRST, oneWay);
        this.second = new Connection<>(handle, PipeEnd.SECOND, oneWay);
    }

    /** As it is read: whether it goes one way is the manager's to say then. */
    SharedPipe(ObjectHandle handle) {
        this(handle, false);
    }

    /**
     * Finds or makes a pipe: see {@link Proxies#open}.
     *
     * @param oneWay whether messages go from the second end to the first only
     * @param capacity how many messages wait at an end at most
     */
    public static <E extends @Nullable Object> SharedPipe<E> open(
            Proxies proxies, @Nullable String name, TypeRef<E> messages, boolean oneWay, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a pipe has room for at least one message, not for " + capacity);
        }
        return proxies.open(
                name,
                SERVICE,
                PipesGrpc::newFutureStub,
                (stub, named) -> stub.open(OpenPipeRequest.newBuilder()
                        .setName(named)
                        .setOneWay(oneWay)
                        .setCapacity(capacity)
                        .build()),
                List.of(messages.type()),
                handle -> new SharedPipe<>(handle, oneWay));
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    /** The first end, the one that receives where messages go one way. The same each time. Makes no call. */
    public Connection<E> first() {
        return first;
    }

    /** The second end, the one that sends where messages go one way. The same each time. Makes no call. */
    public Connection<E> second() {
        return second;
    }

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal proxies stand for the same object. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedPipe && handle.isSame(other);
    }

    @Override
    public int hashCode() {
        return handle.hash();
    }

    /** Which object, not what is in it: makes no call. */
    @Override
    public String toString() {
        return handle.describe(SharedPipe.class);
    }
}
