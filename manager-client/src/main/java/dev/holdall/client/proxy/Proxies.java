package dev.holdall.client.proxy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Held;
import dev.holdall.client.call.Holds;
import dev.holdall.client.call.Operation;
import dev.holdall.client.codec.CodecChoices;
import dev.holdall.client.codec.Codecs;
import dev.holdall.client.codec.References;
import dev.holdall.client.serial.SerializedProxy;
import dev.holdall.v1.HoldReply;
import dev.holdall.v1.HoldRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.Opened;
import dev.holdall.v1.Reference;
import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes proxies: for objects that a program opens, and for references that it reads.
 *
 * <p>A proxy class has a constructor that takes an {@link ObjectHandle} and nothing else.
 */
public final class Proxies implements References {
    private final Calls calls;
    private final Holds holds;
    private final Codecs codecs;

    /**
     * @param holds what this process refers to
     * @param choices the classes that have a codec of the program's own
     */
    public Proxies(Calls calls, Holds holds, CodecChoices choices) {
        this.calls = calls;
        this.holds = holds;
        this.codecs = new Codecs(this, choices);
    }

    public Calls calls() {
        return calls;
    }

    public Codecs codecs() {
        return codecs;
    }

    /**
     * Finds or makes an object, and its proxy. One round trip.
     *
     * @param name null for a new object without a name
     * @param service the full name of the gRPC service of its type
     * @param stubs makes the stub of that service
     * @param open calls its Open method with a name, which is empty for none
     * @param elementTypes what the proxy's type arguments are; types without an encoding are refused before anything is opened
     * @param proxy the proxy's constructor
     * @throws IllegalArgumentException if the name is empty, or a type has no encoding
     */
    public <S extends AbstractStub<S>, P> P open(
            @Nullable String name,
            String service,
            Function<Channel, S> stubs,
            BiFunction<S, String, ListenableFuture<Opened>> open,
            List<Type> elementTypes,
            Function<ObjectHandle, P> proxy) {
        String sent = name == null ? "" : checkedName(name);
        elementTypes.forEach(codecs::of);
        Operation<S, Location.Found> opening =
                Operation.of(stub -> open.apply(stub, sent), (Opened reply) -> Location.Found.in(holds, reply.getId()));
        Location.Search again = () -> calls.run(calls.waiting(stubs), opening);
        return calls.run(
                calls.waiting(stubs),
                Operation.of(
                        stub -> open.apply(stub, sent),
                        (Opened reply) -> proxy.apply(
                                name == null
                                        ? handle(service, reply.getId(), elementTypes)
                                        : handle(
                                                service,
                                                new Location(holds, reply.getId(), name, again),
                                                elementTypes))));
    }

    /**
     * Makes this process hold objects of whose references it was told by another process and not by the manager, such as a worker's
     * arguments. One round trip.
     *
     * @return what keeps them alive
     * @throws dev.holdall.client.Refused if one is gone
     */
    public List<Held> hold(List<ObjectId> objects) {
        HoldRequest request = HoldRequest.newBuilder().addAllObjects(objects).build();
        return calls.run(
                calls.waiting(ObjectsGrpc::newFutureStub),
                Operation.of(
                        stub -> stub.hold(request),
                        (HoldReply reply) -> reply.getObjectsList().stream()
                                .map(holds::of)
                                .filter(Objects::nonNull)
                                .toList()));
    }

    /**
     * The same name.
     *
     * @throws IllegalArgumentException if it is empty, or has half a surrogate pair, for which there is no UTF-8
     */
    public static String checkedName(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "a name has at least one character; an object without a name is made without naming one");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("a name is a string of characters; this one has half a surrogate pair");
        }
        return name;
    }

    /**
     * Runs code that deserializes, {@code proxies.reading(() -> in.readObject())}: the serialized proxies that it reads in this thread
     * become proxies of this connection. Needed for streams of the program's own only, not for elements.
     */
    public <T extends @Nullable Object> T reading(Callable<T> deserialize) throws Exception {
        return SerializedProxy.reading(this, deserialize);
    }

    /** The handle of an object that an answer named; to be made while that is being read. */
    ObjectHandle handle(String service, ObjectId id, List<Type> elementTypes) {
        return handle(service, Location.unnamed(calls, holds, id), elementTypes);
    }

    private ObjectHandle handle(String service, Location location, List<Type> elementTypes) {
        return new ObjectHandle(calls, codecs, service, location, elementTypes, null);
    }

    @Override
    public boolean isShared(Class<?> raw) {
        return SharedObject.class.isAssignableFrom(raw) || PluginProxy.isExposed(raw);
    }

    @Override
    public Reference toReference(Object proxy) {
        if (proxy instanceof SharedObject shared) {
            if (shared.handle().held() != null) {
                Holds.encoded(shared.handle().held());
            }
            return shared.handle().reference();
        }
        throw new IllegalArgumentException("this " + proxy.getClass().getName()
                + " is not shared: only proxies of plug-in objects can be elements");
    }

    @Override
    public Object fromReference(Reference reference, Type type) {
        Class<?> raw = type instanceof ParameterizedType parameterized
                ? (Class<?>) parameterized.getRawType()
                : (Class<?>) type;
        List<Type> arguments = type instanceof ParameterizedType parameterized
                ? List.of(parameterized.getActualTypeArguments())
                : List.of();
        if (reference.getService().equals(PluginProxy.SERVICE) && (PluginProxy.isExposed(raw) || isAnyShared(raw))) {
            return PluginProxy.of(this, reference.getId(), PluginProxy.isExposed(raw) ? raw : null);
        }
        Class<?> builtIn = BuiltIn.PROXIES.get(reference.getService());
        // A proxy class of the program's own may stand for any service; one of these stands for its own only.
        boolean ofTheProgram = SharedObject.class.isAssignableFrom(raw)
                && raw != SharedObject.class
                && !BuiltIn.PROXIES.containsValue(raw);
        Class<?> proxy = ofTheProgram ? raw : builtIn;
        if (proxy == null || !raw.isAssignableFrom(proxy)) {
            throw new ClassCastException(
                    "the reference is to an object of " + reference.getService() + ", not to a " + type.getTypeName());
        }
        return make(proxy, handle(reference.getService(), reference.getId(), arguments));
    }

    @Override
    public Object keep(Reference reference) {
        Held held = holds.of(reference.getId());
        // One with a name needs nobody to keep it.
        return held == null ? reference : held;
    }

    private static boolean isAnyShared(Class<?> raw) {
        return raw == Object.class || raw == SharedObject.class;
    }

    private static Object make(Class<?> proxy, ObjectHandle handle) {
        try {
            Constructor<?> constructor = proxy.getDeclaredConstructor(ObjectHandle.class);
            constructor.setAccessible(true);
            return constructor.newInstance(handle);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "the proxy " + proxy.getName() + " has no constructor that takes an ObjectHandle", e);
        }
    }

    /** Which proxy stands for an object whose reference is read without a proxy's type, as an {@code Object} or a {@code List}. */
    private static final class BuiltIn {
        static final Map<String, Class<?>> PROXIES = Map.ofEntries(
                Map.entry(SharedList.SERVICE, SharedList.class), //
                Map.entry(SharedDict.SERVICE, SharedDict.class),
                Map.entry(SharedQueue.SERVICE, SharedQueue.class),
                Map.entry(SharedValue.SERVICE, SharedValue.class),
                Map.entry(SharedLock.SERVICE, SharedLock.class),
                Map.entry(SharedReadWriteLock.SERVICE, SharedReadWriteLock.class),
                Map.entry(SharedSemaphore.SERVICE, SharedSemaphore.class),
                Map.entry(SharedEvent.SERVICE, SharedEvent.class),
                Map.entry(SharedLatch.SERVICE, SharedLatch.class),
                Map.entry(SharedBarrier.SERVICE, SharedBarrier.class),
                Map.entry(SharedSet.SERVICE, SharedSet.class),
                Map.entry(SharedArray.SERVICE, SharedArray.class),
                Map.entry(SharedNamespace.SERVICE, SharedNamespace.class),
                Map.entry(SharedPipe.SERVICE, SharedPipe.class));
    }
}
