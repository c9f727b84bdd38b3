package dev.holdall.client.proxy;

import dev.holdall.client.call.CallGuard;
import dev.holdall.client.call.CallSettings;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Held;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.Codecs;
import dev.holdall.client.serial.SerializedProxy;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Reference;
import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What every proxy holds: which object, the types of its elements, and the way to the manager.
 *
 * @param calls the way to the manager
 * @param codecs values to bytes and back
 * @param service the full name of the gRPC service that serves the object
 * @param location which object, and what keeps it alive
 * @param elementTypes the proxy's type arguments, as the program named them
 * @param guard the lock that guards its calls; null if none does
 */
public record ObjectHandle(
        Calls calls,
        Codecs codecs,
        String service,
        Location location,
        List<Type> elementTypes,
        @Nullable CallGuard guard) {

    /** Which object. Makes a call where the session was lost since the last time: see {@link Location}. */
    public ObjectId id() {
        return location.id();
    }

    /**
     * Which object, as the target of calls that belong to a session: they are made in the one in which it was found, or not at all. Of any
     * other call the target is {@link #location}: it may be found in a later session before the call is sent. Makes a call as {@link #id} does.
     */
    Location.Found found() {
        return location.found();
    }

    /** Which object it was when it was found last. Makes no call. */
    ObjectId lastId() {
        return location.lastId();
    }

    /** Null if it has none. */
    public @Nullable String name() {
        return location.name();
    }

    /** What keeps an object without a name alive; null if it has one. */
    public @Nullable Held held() {
        return location.held();
    }

    /** The handle of another object of the same type, which has no name: what an answer named, while that is being read. */
    ObjectHandle unnamed(ObjectId other) {
        return new ObjectHandle(calls, codecs, service, location.unnamed(calls, other), elementTypes, null);
    }

    /** The handle of the same object, of elements of these types. */
    ObjectHandle withElementTypes(List<Type> types) {
        return new ObjectHandle(calls, codecs, service, location, types, guard);
    }

    /** The handle of the same object, whose calls a lock guards: see {@link Guardable}. */
    public ObjectHandle guardedBy(OwnedLock lock) {
        return guardedBy(lock.guard());
    }

    /** As {@link #guardedBy(OwnedLock)}, under a token that the program names. */
    public ObjectHandle guardedBy(OwnedLock lock, long token) {
        return guardedBy(lock.guard(token));
    }

    private ObjectHandle guardedBy(CallGuard other) {
        return new ObjectHandle(calls, codecs, service, location, elementTypes, other);
    }

    /** The stub for callers that wait in their own thread. Its calls keep the object alive and are guarded. */
    public <S extends AbstractStub<S>> S waiting(Function<Channel, S> newStub) {
        return with(calls.waiting(newStub));
    }

    /** The stub for callers that go on and leave a continuation. Its calls keep the object alive and are guarded. */
    public <S extends AbstractStub<S>> S background(Function<Channel, S> newStub) {
        return with(calls.background(newStub));
    }

    private <S extends AbstractStub<S>> S with(S stub) {
        S holding = CallSettings.on(stub, location);
        return guard == null ? holding : CallSettings.guarded(holding, guard);
    }

    /** The codec of one of the proxy's type arguments; of {@code Object} where the program named none. */
    @SuppressWarnings("unchecked") // the codec of the type that the proxy was asked for with
    public <T extends @Nullable Object> Codec<T> codec(int argument) {
        Type type = argument < elementTypes.size() ? elementTypes.get(argument) : Object.class;
        return (Codec<T>) codecs.of(type);
    }

    Reference reference() {
        return Reference.newBuilder().setId(id()).setService(service).build();
    }

    /** What a proxy is replaced with when it is serialized: its class, element types and reference, and no secret. */
    public Object serialized(SharedObject proxy) {
        return new SerializedProxy(proxy.getClass(), elementTypes, reference());
    }

    /** Whether both stand for the same object of the same manager's life. */
    boolean isSame(@Nullable Object other) {
        return other instanceof SharedObject shared
                && shared.handle().location.lastId().equals(location.lastId());
    }

    /** A hash code for proxies that are equal as {@link #isSame} has it. Makes no call. */
    int hash() {
        return location.lastId().hashCode();
    }

    /** For people: the type, and which. */
    String describe(Class<?> proxy) {
        return proxy.getSimpleName() + "["
                + (name() == null ? "#" + location.lastId().getNumber() : name()) + "]";
    }
}
