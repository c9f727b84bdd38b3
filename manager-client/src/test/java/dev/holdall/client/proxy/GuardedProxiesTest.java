package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.TypeRef;
import dev.holdall.client.call.CallGuard;
import dev.holdall.client.call.CallSettings;
import dev.holdall.client.call.Calls;
import dev.holdall.v1.ListsGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.Spliterator;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every public method of every guarded proxy and of its asynchronous twin, called by reflection: all calls that it makes carry the guard, and are
 * refused once the guard is stale.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuardedProxiesTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    /** Proxies that have no guard, each for its reason: see {@link Guardable}. */
    private static final Set<Class<?>> NOT_GUARDABLE = Set.of(
            SharedLock.class, SharedCondition.class, SharedReadWriteLock.class, SharedBarrier.class, SharedPipe.class);

    /** How to make one, and an element of it. A new type is one line here, or one above. */
    private record Kind(Function<Manager, ? extends Guardable<?>> make, Object element) {}

    private static final Map<Class<?>, Kind> ALL = Map.ofEntries(
            Map.entry(SharedList.class, new Kind(manager -> filled(manager.list(String.class)), "a")),
            Map.entry(SharedDict.class, new Kind(GuardedProxiesTest::dict, "a")),
            Map.entry(SharedQueue.class, new Kind(manager -> filled(manager.queue(String.class)), "a")),
            Map.entry(SharedDeque.class, new Kind(manager -> filled(manager.deque(String.class)), "a")),
            Map.entry(SharedSet.class, new Kind(manager -> filled(manager.set(String.class)), "a")),
            Map.entry(SharedValue.class, new Kind(manager -> manager.value(String.class, "a"), "a")),
            Map.entry(SharedInteger.class, new Kind(manager -> manager.intValue(1), 1)),
            Map.entry(SharedLong.class, new Kind(manager -> manager.longValue(1), 1L)),
            Map.entry(SharedDouble.class, new Kind(manager -> manager.doubleValue(1), 1.0)),
            Map.entry(SharedArray.class, new Kind(manager -> manager.array(ArrayOf.INT, 5), 1)),
            Map.entry(SharedNamespace.class, new Kind(GuardedProxiesTest::namespace, "a")),
            Map.entry(SharedEvent.class, new Kind(Manager::event, "a")),
            Map.entry(SharedLatch.class, new Kind(manager -> manager.latch(1), "a")),
            Map.entry(SharedSemaphore.class, new Kind(manager -> manager.semaphore(3), "a")));

    /** Methods that make no call by themselves, and make proxies. */
    private static final Set<String> MAKERS = Set.of("handle", "name", "async", "guardedBy", "withHandle");

    private static final Set<String> AS_OBJECTS = Set.of("equals", "hashCode", "toString");

    /** Further methods that make no call, neither by themselves nor by what they return: what they do is done here. */
    private static final Map<Class<?>, Set<String>> LOCAL = Map.ofEntries(
            Map.entry(SharedList.class, Set.of("equals")),
            Map.entry(SharedDict.class, Set.of("equals")),
            Map.entry(SharedQueue.class, Set.of("equals", "hashCode")),
            Map.entry(SharedDeque.class, Set.of("equals", "hashCode")),
            Map.entry(SharedSet.class, Set.of("equals")),
            Map.entry(SharedValue.class, AS_OBJECTS),
            Map.entry(SharedInteger.class, AS_OBJECTS),
            Map.entry(SharedLong.class, AS_OBJECTS),
            Map.entry(SharedDouble.class, AS_OBJECTS),
            Map.entry(SharedArray.class, Set.of("equals", "hashCode", "length")),
            Map.entry(SharedNamespace.class, Set.of("equals", "hashCode")),
            Map.entry(SharedEvent.class, AS_OBJECTS),
            Map.entry(SharedLatch.class, AS_OBJECTS),
            Map.entry(SharedSemaphore.class, AS_OBJECTS));

    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static final Queue<CallOptions> CALLS = new ConcurrentLinkedQueue<>();
    private static Manager manager;
    private static Calls recorded;

    private static <C extends Collection<String>> C filled(C collection) {
        collection.addAll(List.of("a", "b", "c"));
        return collection;
    }

    private static SharedDict<String, String> dict(Manager from) {
        SharedDict<String, String> dict = from.dict(String.class, String.class);
        dict.putAll(Map.of("a", "a", "b", "b"));
        return dict;
    }

    private static SharedNamespace namespace(Manager from) {
        SharedNamespace namespace = from.namespace();
        namespace.set("a", "a");
        return namespace;
    }

    @BeforeAll
    static void record() {
        manager = MANAGERS.manager();
        Calls calls = manager.proxies().calls();
        Channel[] channel = new Channel[1];
        calls.background(below -> {
            channel[0] = below;
            return ListsGrpc.newFutureStub(below);
        });
        ClientInterceptor recorder = new ClientInterceptor() {
            @Override
            public <Q, R> ClientCall<Q, R> interceptCall(
                    MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
                CALLS.add(options);
                return next.newCall(method, options);
            }
        };
        recorded = new Calls(
                ClientInterceptors.intercept(channel[0], recorder), calls.timeoutNanos(), false, calls.heldLocks());
    }

    @AfterAll
    static void end() {
        THREADS.shutdownNow();
    }

    static List<Class<?>> kinds() {
        return ALL.keySet().stream()
                .sorted(Comparator.comparing(Class::getName))
                .toList();
    }

    private static Guardable<?> make(Class<?> type) {
        return ALL.get(type).make().apply(manager);
    }

    /** The same proxy, whose calls are written down. */
    private static Guardable<?> recorded(Guardable<?> proxy) {
        ObjectHandle handle = proxy.handle();
        return (Guardable<?>) proxy.withHandle(new ObjectHandle(
                recorded, handle.codecs(), handle.service(), handle.location(), handle.elementTypes(), handle.guard()));
    }

    private static boolean isProxy(String name) {
        try {
            Class<?> type = Class.forName(name);
            return SharedObject.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyProxyClass_isInOneOfTheLists() throws Exception {
        Set<String> listed = new TreeSet<>();
        ALL.keySet().forEach(type -> listed.add(type.getName()));
        NOT_GUARDABLE.forEach(type -> listed.add(type.getName()));
        List<String> found;
        String inPackage = SharedObject.class.getPackageName();
        Path classes = Path.of(SharedObject.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve(inPackage.replace('.', '/'));
        try (Stream<Path> files = Files.list(classes)) {
            found = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class"))
                    .map(file -> inPackage + "." + file.substring(0, file.length() - ".class".length()))
                    .filter(GuardedProxiesTest::isProxy)
                    .toList();
        }
        assertThat(found)
                .as("proxy classes; a new one is guardable and gets a line in ALL, or says why not")
                .containsExactlyInAnyOrderElementsOf(listed);
        assertThat(NOT_GUARDABLE).noneMatch(Guardable.class::isAssignableFrom);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theGuardedProxy_isOfTheSameClass_andEqual(Class<?> type) {
        SharedLock lock = manager.lock();
        lock.lock();
        Guardable<?> proxy = make(type);
        for (Object guarded : List.of(proxy.guardedBy(lock), proxy.guardedBy(lock, lock.fencingToken()))) {
            assertThat(guarded.getClass()).isEqualTo(type).isEqualTo(proxy.getClass());
            assertThat(guarded.equals(proxy)).isTrue();
            assertThat(((SharedObject) guarded).handle().elementTypes())
                    .isEqualTo(proxy.handle().elementTypes());
        }
        lock.unlock();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eachCallOfEachMethod_carriesTheGuard_andIsRefusedOnceItIsStale(Class<?> type) throws Exception {
        Set<String> withoutACall = new TreeSet<>();
        Set<String> unguarded = new TreeSet<>();
        Set<String> notRefused = new TreeSet<>();
        Set<String> refused = new TreeSet<>();
        for (boolean async : new boolean[] {false, true}) {
            for (Method method : methods(async ? twin(make(type)).getClass() : type)) {
                if (MAKERS.contains(method.getName())) {
                    continue;
                }
                String shown = method.toGenericString().replaceAll("[a-z_.]+\\.", "");
                SharedLock lock = manager.lock();
                lock.lock();
                long token = lock.fencingToken();
                Guardable<?> guarded = (Guardable<?>) recorded(make(type)).guardedBy(lock);
                Object called = async ? twin(guarded) : guarded;
                CALLS.clear();
                // Whatever comes of it, but for a refusal by the guard.
                Throwable outcome = outcome(method, called, ALL.get(type).element());
                if (isStale(outcome)) {
                    refused.add(shown);
                }
                if (CALLS.isEmpty()) {
                    withoutACall.add(async ? shown : method.getName());
                    lock.unlock();
                    continue;
                }
                for (CallOptions options : CALLS) {
                    CallGuard guard = CallSettings.of(options).guard();
                    if (guard == null
                            || guard.sent().getToken() != token
                            || !guard.sent().getLock().equals(lock.handle().id())) {
                        unguarded.add(shown);
                    }
                }
                lock.unlock();
                Guardable<?> stale = (Guardable<?>) make(type).guardedBy(lock, token);
                Object late = async ? twin(stale) : stale;
                if (!isStale(outcome(method, late, ALL.get(type).element()))) {
                    notRefused.add(shown);
                }
            }
        }
        assertThat(unguarded).as("methods that make a call without the guard").isEmpty();
        assertThat(refused)
                .as("methods that are refused though the lock is held")
                .isEmpty();
        assertThat(notRefused)
                .as("methods that are not refused though it is not")
                .isEmpty();
        assertThat(withoutACall).as("methods of which no call is seen").isEqualTo(LOCAL.get(type));
    }

    private static boolean isStale(Throwable outcome) {
        return outcome instanceof Refused refused && refused.reason() == Refused.Reason.STALE_GUARD;
    }

    private static Object twin(Object proxy) throws Exception {
        return proxy.getClass().getMethod("async").invoke(proxy);
    }

    /** All that a program can call of a class, each once. */
    private static Collection<Method> methods(Class<?> type) {
        Map<String, Method> found = new HashMap<>();
        for (Method method : type.getMethods()) {
            if (Modifier.isStatic(method.getModifiers())
                    || method.isBridge()
                    || method.getDeclaringClass() == Object.class) {
                continue;
            }
            found.merge(
                    method.getName() + Arrays.toString(method.getParameterTypes()),
                    method,
                    (one, other) -> one.getReturnType().isAssignableFrom(other.getReturnType()) ? other : one);
        }
        return found.values();
    }

    // Calling ----------------------------------------------------------------------------------------------------

    /** Calls a method and uses what it returns; what waits is interrupted. The exception, or null. */
    private static Throwable outcome(Method method, Object on, Object element) throws Exception {
        Parameter[] parameters = method.getParameters();
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < arguments.length; i++) {
            boolean isFirstIndex = i + 1 < arguments.length
                    && parameters[i].getType() == int.class
                    && parameters[i + 1].getType() == int.class;
            arguments[i] = isFirstIndex ? (Object) 0 : argument(parameters[i], element);
        }
        method.setAccessible(true);
        return outcome(() -> {
            try {
                use(method.invoke(on, arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
            return null;
        });
    }

    private static Throwable outcome(Callable<?> call) throws InterruptedException {
        Future<?> future = THREADS.submit(call);
        try {
            try {
                future.get(200, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                future.cancel(true);
            }
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static void use(Object result) throws Exception {
        if (result instanceof CompletableFuture<?> future) {
            try {
                future.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                future.cancel(true);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        } else if (result instanceof Iterator<?> iterator) {
            while (iterator.hasNext()) {
                iterator.next();
            }
        } else if (result instanceof Spliterator<?> spliterator) {
            spliterator.forEachRemaining(element -> {});
        } else if (result instanceof Stream<?> stream) {
            stream.toList();
        } else if (result instanceof Map<?, ?> map && !(map instanceof SharedObject)) {
            map.size();
        } else if (result instanceof Collection<?> collection
                && (!(collection instanceof SharedObject) || collection instanceof SharedQueue)) {
            use(collection.iterator());
        } else if (result instanceof Lease<?> lease) {
            lease.close();
        } else if (result instanceof SharedValue<?> value) {
            value.get();
        } else if (result instanceof Attributes attributes) {
            attributes.a();
        }
    }

    /** A view of a namespace. */
    interface Attributes {
        String a();
    }

    private static Object argument(Parameter parameter, Object element) {
        Class<?> type = parameter.getType();
        if (parameter.getParameterizedType().getTypeName().equals("A")) {
            return new int[] {1};
        }
        if (type == Object.class) {
            return element;
        }
        if (type == Class.class) {
            // A view of a namespace, or the type of an attribute.
            return parameter.getDeclaringExecutable().getName().equals("as") ? Attributes.class : String.class;
        }
        Object known = ARGUMENTS.get(type);
        if (known != null) {
            return known;
        }
        if (type == SharedSet.class) {
            return manager.set(String.class);
        }
        if (type == SharedQueue.class) {
            return manager.queue(String.class);
        }
        if (type == SharedSet[].class) {
            return new SharedSet<?>[] {manager.set(String.class)};
        }
        if (type == Object[].class) {
            return new String[] {"a"};
        }
        throw new AssertionError("an argument of the type " + parameter.getParameterizedType() + " for "
                + parameter.getDeclaringExecutable());
    }

    private static final Map<Class<?>, Object> ARGUMENTS = new HashMap<>();

    static {
        ARGUMENTS.put(Duration.class, Duration.ofMillis(10));
        ARGUMENTS.put(int.class, 1);
        ARGUMENTS.put(long.class, 1L);
        ARGUMENTS.put(double.class, 1.0);
        ARGUMENTS.put(boolean.class, true);
        ARGUMENTS.put(Integer.class, 1);
        ARGUMENTS.put(String.class, "a");
        ARGUMENTS.put(TimeUnit.class, TimeUnit.MILLISECONDS);
        ARGUMENTS.put(Collection.class, List.of("a", "b"));
        ARGUMENTS.put(List.class, List.of("a", "b"));
        ARGUMENTS.put(Map.class, Map.of("a", "b"));
        ARGUMENTS.put(TypeRef.class, TypeRef.of(String.class));
        ARGUMENTS.put(Comparator.class, Comparator.naturalOrder());
        ARGUMENTS.put(Accumulation.class, Accumulation.SUM);
        ARGUMENTS.put(Comparison.class, Comparison.EQUAL);
        ARGUMENTS.put(Consumer.class, (Consumer<Object>) any -> {});
        ARGUMENTS.put(
                java.util.function.BiConsumer.class, (java.util.function.BiConsumer<Object, Object>) (a, b) -> {});
        ARGUMENTS.put(BiFunction.class, (BiFunction<Object, Object, Object>) (a, b) -> a);
        ARGUMENTS.put(BinaryOperator.class, (BinaryOperator<Object>) (a, b) -> a);
        ARGUMENTS.put(Function.class, (Function<Object, Object>) any -> any);
        ARGUMENTS.put(IntFunction.class, (IntFunction<Object[]>) String[]::new);
        ARGUMENTS.put(Predicate.class, (Predicate<Object>) any -> true);
        ARGUMENTS.put(ToLongFunction.class, (ToLongFunction<Object>) any -> 1L);
        ARGUMENTS.put(UnaryOperator.class, (UnaryOperator<Object>) any -> any);
        ARGUMENTS.put(Spliterator.class, new HashSet<>().spliterator());
    }
}
