package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.ManagerException;
import dev.holdall.client.Refused;
import dev.holdall.client.call.Operation;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.plugin.PluginObject;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenPluginRequest;
import dev.holdall.v1.PluginInvokeReply;
import dev.holdall.v1.PluginInvokeRequest;
import dev.holdall.v1.PluginsGrpc;
import dev.holdall.v1.PluginsGrpc.PluginsFutureStub;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy of a plug-in object does: each method of the plug-in's interface is one call of the object. Two proxies are equal if they
 * stand for the same object.
 *
 * <p>A call waits until the object has no other one, at most the call time-out, and as long for a plug-in host; how long it may run
 * is the manager's to say. An interrupt meanwhile is kept for later, unless the method declares {@link InterruptedException}: then
 * a call that has not begun is withdrawn.
 */
public final class PluginProxy implements InvocationHandler {
    /** The service that serves plug-in objects. */
    public static final String SERVICE = PluginsGrpc.SERVICE_NAME;

    /** How often a name is opened that goes away because somebody else's creation failed. */
    private static final int ATTEMPTS = 5;

    /** The plug-in object that this thread runs a call of, in a plug-in host. */
    private static final ThreadLocal<@Nullable ObjectId> RUNNING = new ThreadLocal<>();

    private final ObjectHandle handle;
    /** Null where the reference was read without saying what it is one of. */
    private final @Nullable Class<?> exposed;

    private final PluginsFutureStub stub;
    private final Map<Method, PluginSignature> signatures = new ConcurrentHashMap<>();

    private PluginProxy(ObjectHandle handle, @Nullable Class<?> exposed) {
        this.handle = handle;
        this.exposed = exposed;
        this.stub = handle.calls().parking(handle.waiting(PluginsGrpc::newFutureStub), Long.MAX_VALUE);
    }

    /** Whether a class is the interface of a plug-in type. */
    public static boolean isExposed(Class<?> type) {
        return type.isInterface() && PluginObject.class.isAssignableFrom(type) && type != PluginObject.class;
    }

    /**
     * Finds or makes an object. Two round trips, and the time that its creation takes.
     *
     * @param name null for a new object without a name
     * @throws IllegalArgumentException if the class is not the interface of a plug-in type, or a type in it has no encoding
     */
    public static <T extends PluginObject> T open(
            Proxies proxies, @Nullable String name, Class<T> exposed, @Nullable Object... creation) {
        check(exposed, proxies);
        Codec<@Nullable Object> any = proxies.codecs().of(Object.class);
        List<ByteString> arguments = Arrays.stream(creation).map(any::encode).toList();
        for (int attempt = 1; ; attempt++) {
            T opened = open(proxies, name, exposed, arguments);
            try {
                of(opened).create();
                return opened;
            } catch (Refused e) {
                if (name == null || e.reason() != Refused.Reason.NO_SUCH_OBJECT || attempt == ATTEMPTS) {
                    throw e;
                }
                // Somebody else had opened it before, with arguments that it could not be created with.
            }
        }
    }

    private static <T extends PluginObject> T open(
            Proxies proxies, @Nullable String name, Class<T> exposed, List<ByteString> arguments) {
        return proxies.open(
                name,
                SERVICE,
                PluginsGrpc::newFutureStub,
                (stub, named) -> stub.open(OpenPluginRequest.newBuilder()
                        .setName(named)
                        .setType(exposed.getName())
                        .addAllArguments(arguments)
                        .build()),
                List.of(),
                handle -> exposed.cast(make(handle, exposed)));
    }

    /** A new object without a name in this state. For plug-in hosts, which alone may say it. */
    public static Object openWithState(Proxies proxies, Class<?> exposed, ByteString state) {
        return proxies.open(
                null,
                SERVICE,
                PluginsGrpc::newFutureStub,
                (stub, named) -> stub.open(OpenPluginRequest.newBuilder()
                        .setType(exposed.getName())
                        .setState(state)
                        .build()),
                List.of(),
                handle -> make(handle, exposed));
    }

    /** The proxy of the object with this id. */
    public static Object of(Proxies proxies, ObjectId id, @Nullable Class<?> exposed) {
        return make(proxies.handle(SERVICE, id, List.of()), exposed);
    }

    private static Object make(ObjectHandle handle, @Nullable Class<?> exposed) {
        PluginProxy proxy = new PluginProxy(handle, exposed);
        Class<?>[] interfaces =
                exposed == null ? new Class<?>[] {SharedObject.class} : new Class<?>[] {exposed, SharedObject.class};
        ClassLoader loader = (exposed == null ? PluginProxy.class : exposed).getClassLoader();
        return Proxy.newProxyInstance(loader, interfaces, proxy);
    }

    private static PluginProxy of(Object proxy) {
        return (PluginProxy) Proxy.getInvocationHandler(proxy);
    }

    /**
     * As {@link Guardable#guardedBy(OwnedLock)}, for the proxy of a plug-in object. A call that waits for its turn or for a
     * host is refused when it is to run. A run that has begun is not stopped, but if the lock is not held any more when it ends, the call is
     * refused and the object stays as it was before the run.
     */
    public static <T extends PluginObject> T guardedBy(T proxy, OwnedLock lock) {
        return withHandle(proxy, of(proxy).handle.guardedBy(lock));
    }

    /** As {@link #guardedBy(PluginObject, OwnedLock)}, under a token that the program names: {@link Guardable#guardedBy(OwnedLock, long)}. */
    public static <T extends PluginObject> T guardedBy(T proxy, OwnedLock lock, long token) {
        return withHandle(proxy, of(proxy).handle.guardedBy(lock, token));
    }

    @SuppressWarnings("unchecked") // what is made exposes what the proxy does
    private static <T extends PluginObject> T withHandle(T proxy, ObjectHandle handle) {
        return (T) make(handle, of(proxy).exposed);
    }

    private static void check(Class<?> exposed, Proxies proxies) {
        if (!isExposed(exposed)) {
            throw new IllegalArgumentException("a plug-in type is named by its interface, which extends "
                    + PluginObject.class.getName() + "; " + exposed.getName() + " is none");
        }
        for (Method method : exposed.getMethods()) {
            if (method.getParameterCount() == 0 && method.getName().equals("handle")) {
                throw new IllegalArgumentException(
                        exposed.getName() + " has a method handle(), which every proxy has for itself");
            }
            if (!Modifier.isStatic(method.getModifiers())) {
                new PluginSignature(method, proxies.codecs());
            }
        }
    }

    /** Runs a call of an object, which may not wait for itself meanwhile. For plug-in hosts. */
    public static <R extends @Nullable Object, E extends Exception> R whileRunning(ObjectId object, Body<R, E> call)
            throws E {
        RUNNING.set(object);
        try {
            return call.run();
        } finally {
            RUNNING.remove();
        }
    }

    /** Something that a plug-in host does. */
    @FunctionalInterface
    public interface Body<R extends @Nullable Object, E extends Exception> {
        R run() throws E;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Class<?> declaring = method.getDeclaringClass();
        if (declaring == SharedObject.class) {
            return method.getName().equals("handle") ? handle : handle.name();
        }
        if (declaring != Object.class) {
            return call(method, arguments);
        }
        return switch (method.getName()) {
            case "equals" -> arguments != null && handle.isSame(arguments[0]);
            case "hashCode" -> handle.hash();
            default -> handle.describe(exposed == null ? PluginObject.class : exposed);
        };
    }

    private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws InterruptedException {
        PluginSignature signature = signatures.computeIfAbsent(method, m -> new PluginSignature(m, handle.codecs()));
        Operation<PluginsFutureStub, @Nullable Object> operation =
                invoking(signature.key(), signature.encodeArguments(arguments), signature::decodeResult);
        boolean interruptible = List.of(method.getExceptionTypes()).contains(InterruptedException.class);
        return interruptible
                ? handle.calls().runInterruptibly(stub, operation)
                : handle.calls().run(stub, operation);
    }

    /** Creates the object if nobody has yet. */
    private void create() {
        handle.calls().run(stub, invoking("", List.of(), result -> result));
    }

    private <R extends @Nullable Object> Operation<PluginsFutureStub, R> invoking(
            String method, List<ByteString> arguments, Function<ByteString, R> read) {
        if (handle.id().equals(RUNNING.get())) {
            throw new IllegalStateException("the plug-in object " + handle.describe(PluginObject.class)
                    + " calls itself through its proxy, and would wait for itself");
        }
        PluginInvokeRequest request = PluginInvokeRequest.newBuilder()
                .setObject(handle.id())
                .setType(exposed == null ? "" : exposed.getName())
                .setMethod(method)
                .addAllArguments(arguments)
                .setWait(Waits.atMost(handle.calls().timeoutNanos()))
                .build();
        return Operation.of(
                s -> s.invoke(request),
                (PluginInvokeReply reply) -> read.apply(checked(reply).getResult()));
    }

    private static PluginInvokeReply checked(PluginInvokeReply reply) {
        if (reply.hasFailure()) {
            ManagerException failure = PluginFailures.of(reply.getFailure());
            throw failure;
        }
        return reply;
    }
}
