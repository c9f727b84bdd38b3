package dev.holdall.client;

import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Durations;
import dev.holdall.client.call.Failures;
import dev.holdall.client.call.HeldLocks;
import dev.holdall.client.call.Operation;
import dev.holdall.client.codec.CodecChoices;
import dev.holdall.client.codec.Codecs;
import dev.holdall.client.plugin.PluginObject;
import dev.holdall.client.pool.PoolOptions;
import dev.holdall.client.pool.WorkerPool;
import dev.holdall.client.process.ClassArchive;
import dev.holdall.client.process.ManagerAccess;
import dev.holdall.client.process.ManagerProcess;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.ArrayOf;
import dev.holdall.client.proxy.PluginProxy;
import dev.holdall.client.proxy.Proxies;
import dev.holdall.client.proxy.SharedArray;
import dev.holdall.client.proxy.SharedBarrier;
import dev.holdall.client.proxy.SharedCondition;
import dev.holdall.client.proxy.SharedDeque;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedDouble;
import dev.holdall.client.proxy.SharedEvent;
import dev.holdall.client.proxy.SharedInteger;
import dev.holdall.client.proxy.SharedLatch;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.client.proxy.SharedLong;
import dev.holdall.client.proxy.SharedNamespace;
import dev.holdall.client.proxy.SharedObject;
import dev.holdall.client.proxy.SharedPipe;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.proxy.SharedReadWriteLock;
import dev.holdall.client.proxy.SharedSemaphore;
import dev.holdall.client.proxy.SharedSet;
import dev.holdall.client.proxy.SharedValue;
import dev.holdall.client.routine.Bound;
import dev.holdall.client.routine.Procedure;
import dev.holdall.client.session.LinkSettings;
import dev.holdall.client.session.SessionFailure;
import dev.holdall.client.session.SessionLink;
import dev.holdall.client.session.TlsSettings;
import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.AdminGrpc.AdminFutureStub;
import dev.holdall.v1.BlockedRequest;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteReply;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.ExplainRequest;
import dev.holdall.v1.FindReply;
import dev.holdall.v1.FindRequest;
import dev.holdall.v1.Named;
import dev.holdall.v1.NamesReply;
import dev.holdall.v1.NamesRequest;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.ObjectsGrpc.ObjectsFutureStub;
import dev.holdall.wire.Address;
import dev.holdall.wire.JoinLink;
import dev.holdall.wire.Key;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a manager process, and the way to the objects that it holds: Python's {@code multiprocessing.Manager}.
 *
 * <p>{@link #start()} starts a manager as a child of this process, {@link #connect(String)} finds one that runs. Objects with a name are
 * found or made by it and live until they are deleted; everybody who asks for the name gets the same one. Safe for use by many threads; one
 * connection serves a whole program. Methods that make a call take one round trip and throw a {@link ManagerException} that says what is
 * known of the effect.
 *
 * <p>{@link #close()} ends the session. A manager that was started by this one ends with it, and with the process.
 */
public final class Manager implements AutoCloseable {
    private static final AtomicInteger CONTINUATION_THREADS = new AtomicInteger();

    private final Address address;
    private final TlsSettings tls;
    private final Key key;
    private final SessionLink link;
    private final boolean archives;
    private final @Nullable ManagerProcess process;
    private final ExecutorService continuations;
    private final StateListeners states;
    private final HeldLocks heldLocks;
    private final Calls calls;
    private final Proxies proxies;
    private final ObjectsFutureStub objects;

    private Manager(
            Address address, Key key, TlsSettings tls, ManagerOptions options, @Nullable ManagerProcess process) {
        CodecChoices choices = options.codecChoices();
        this.address = address;
        this.tls = tls;
        this.key = key;
        this.archives = options.archivesClasses();
        this.process = process;
        this.continuations = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "holdall-continuation-" + CONTINUATION_THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        try {
            this.states = new StateListeners(continuations);
            this.heldLocks = new HeldLocks(continuations);
            Duration timeout = options.connectTimeout(process != null);
            this.link = connected(address, tls, key, options, timeout, continuations, heldLocks::sessionLost, states);
        } catch (RuntimeException e) {
            continuations.shutdown();
            throw e;
        }
        if (process != null) {
            // It held everything in its memory, and nobody starts it again.
            process.onEnd(exit -> link.gone("the manager's process has ended with exit code " + exit));
        }
        this.calls = new Calls(link.channel(), Durations.nanos(options.callTimeout()), options.callSites(), heldLocks);
        this.proxies = new Proxies(calls, link.holds(), choices);
        this.objects = calls.waiting(ObjectsGrpc::newFutureStub);
    }

    /**
     * Starts a manager in a JVM of its own, which ends with this process, and connects to it. Returns when it has answered.
     *
     * @throws Unreachable if it cannot be started; the message says what is missing
     */
    public static Manager start() {
        return start(new ManagerOptions());
    }

    /** As {@link #start()}, with options. */
    public static Manager start(ManagerOptions options) {
        ManagerProcess process;
        Key key;
        TlsSettings tls = options.tlsSettings(null);
        List<String> arguments = new ArrayList<>(options.doorArguments());
        arguments.addAll(options.pluginArguments());
        try {
            key = options.keyForNewManager();
            process = ManagerProcess.start(
                    key,
                    options.listen(),
                    options.jvmOptions(),
                    options.archivesClasses() ? ClassArchive.ofUser() : null,
                    arguments,
                    options.connectTimeout(true));
        } catch (IOException e) {
            throw new Unreachable("the manager could not be started: " + e.getMessage(), e);
        }
        try {
            return new Manager(process.address(), key, tls, options, process);
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /**
     * Connects to a manager that runs: by the line that {@code holdall join-link} prints on its host, which holds all that is needed and is a
     * secret; or by its address, with the user's own key.
     *
     * <p>What goes to another host is encrypted. A join link says which certificate the manager has; without one, its certificate is trusted if it
     * stands beside the key file, or is for that host and signed by somebody whom the Java platform trusts, or as {@link ManagerOptions} say.
     *
     * @param address {@code holdall://host:port#...}, {@code host:port}, {@code [::1]:port} or {@code unix:/path}, with or without {@code
     *     holdall://} before it
     * @throws IllegalArgumentException if it is no address; the message repeats no secret
     * @throws Unreachable if there is no manager, its certificate is not trusted, or it does not answer in time
     * @throws Refused if the manager has another key, or wants a certificate that this program does not show
     */
    public static Manager connect(String address) {
        return connect(address, new ManagerOptions());
    }

    /** As {@link #connect(String)}, with options. */
    public static Manager connect(String address, ManagerOptions options) {
        JoinLink link = JoinLink.isLink(address) ? JoinLink.parse(address) : null;
        Address where = link != null ? link.address() : Address.parse(address);
        TlsSettings tls = options.tlsSettings(link);
        Key key;
        try {
            key = options.existingKey(link);
        } catch (IOException e) {
            // Not the text that was given: a link is a secret.
            throw new Unreachable("cannot connect to " + where + ": " + e.getMessage(), e);
        }
        return new Manager(where, key, tls, options, null);
    }

    private static SessionLink connected(
            Address address,
            TlsSettings tls,
            Key key,
            ManagerOptions options,
            Duration timeout,
            ExecutorService continuations,
            Runnable lost,
            StateListeners states) {
        LinkSettings settings = new LinkSettings(
                options.clientName(), options.graceMillis(address), options.reconnects(), lost, states);
        SessionLink link = SessionLink.open(address, tls, key, settings, continuations);
        try {
            link.welcome().get(Durations.nanos(timeout), TimeUnit.NANOSECONDS);
            return link;
        } catch (TimeoutException e) {
            link.close();
            throw new Unreachable(
                    "the manager at " + address + " did not answer within " + timeout
                            + ", the connect time-out of ManagerOptions",
                    e);
        } catch (InterruptedException e) {
            link.close();
            Thread.currentThread().interrupt();
            throw new Unreachable("interrupted while connecting to " + address, e);
        } catch (ExecutionException e) {
            link.close();
            throw refusal(address, e.getCause());
        }
    }

    private static RuntimeException refusal(Address address, @Nullable Throwable failure) {
        if (failure instanceof SessionFailure session && session.error().getCode() != Code.UNAVAILABLE) {
            return Failures.of(session.error());
        }
        String why = failure == null ? "" : ": " + failure.getMessage();
        return new Unreachable("there is no manager at " + address + why, failure);
    }

    // The connection ---------------------------------------------------------------------------------------------

    /** What is known of the way to the manager. Makes no call. */
    public ConnectionState state() {
        return states.state();
    }

    /**
     * Tells a listener of each change of the connection from now on: in their order, one at a time, in a thread of this library's where it may
     * block and may use the proxies. A listener that throws harms nobody else.
     *
     * @return stops telling it; may be left alone
     */
    public Runnable onStateChange(Consumer<? super StateChange> listener) {
        states.add(listener);
        return () -> states.remove(listener);
    }

    // Objects ----------------------------------------------------------------------------------------------------

    /** The list of this name; made if there is none. */
    public <E> SharedList<E> list(String name, Class<E> elements) {
        return list(name, TypeRef.of(elements));
    }

    /** The list of this name; made if there is none. */
    public <E> SharedList<E> list(String name, TypeRef<E> elements) {
        return SharedList.open(proxies, Objects.requireNonNull(name, "name"), elements);
    }

    /** A new list without a name. */
    public <E> SharedList<E> list(Class<E> elements) {
        return list(TypeRef.of(elements));
    }

    /** A new list without a name. */
    public <E> SharedList<E> list(TypeRef<E> elements) {
        return SharedList.open(proxies, null, elements);
    }

    /** The dict of this name; made if there is none. */
    public <K, V> SharedDict<K, V> dict(String name, Class<K> keys, Class<V> values) {
        return dict(name, TypeRef.of(keys), TypeRef.of(values));
    }

    /** The dict of this name; made if there is none. */
    public <K, V> SharedDict<K, V> dict(String name, TypeRef<K> keys, TypeRef<V> values) {
        return SharedDict.open(proxies, Objects.requireNonNull(name, "name"), keys, values);
    }

    /** A new dict without a name. */
    public <K, V> SharedDict<K, V> dict(Class<K> keys, Class<V> values) {
        return dict(TypeRef.of(keys), TypeRef.of(values));
    }

    /** A new dict without a name. */
    public <K, V> SharedDict<K, V> dict(TypeRef<K> keys, TypeRef<V> values) {
        return SharedDict.open(proxies, null, keys, values);
    }

    /** The queue of this name without a bound; made if there is none. */
    public <E> SharedQueue<E> queue(String name, Class<E> elements) {
        return queue(name, TypeRef.of(elements));
    }

    /** The queue of this name without a bound; made if there is none. */
    public <E> SharedQueue<E> queue(String name, TypeRef<E> elements) {
        return SharedQueue.open(proxies, Objects.requireNonNull(name, "name"), elements, SharedQueue.UNBOUNDED);
    }

    /** The queue of this name that holds at most so many elements; made if there is none. */
    public <E> SharedQueue<E> queue(String name, Class<E> elements, int capacity) {
        return queue(name, TypeRef.of(elements), capacity);
    }

    /** The queue of this name that holds at most so many elements; made if there is none. */
    public <E> SharedQueue<E> queue(String name, TypeRef<E> elements, int capacity) {
        return SharedQueue.open(
                proxies, Objects.requireNonNull(name, "name"), elements, SharedQueue.checkedCapacity(capacity));
    }

    /** A new queue without a name and without a bound. */
    public <E> SharedQueue<E> queue(Class<E> elements) {
        return queue(TypeRef.of(elements));
    }

    /** A new queue without a name and without a bound. */
    public <E> SharedQueue<E> queue(TypeRef<E> elements) {
        return SharedQueue.open(proxies, null, elements, SharedQueue.UNBOUNDED);
    }

    /** A new queue without a name that holds at most so many elements. */
    public <E> SharedQueue<E> queue(Class<E> elements, int capacity) {
        return queue(TypeRef.of(elements), capacity);
    }

    /** A new queue without a name that holds at most so many elements. */
    public <E> SharedQueue<E> queue(TypeRef<E> elements, int capacity) {
        return SharedQueue.open(proxies, null, elements, SharedQueue.checkedCapacity(capacity));
    }

    /** The deque of this name without a bound; made if there is none. */
    public <E> SharedDeque<E> deque(String name, Class<E> elements) {
        return deque(name, TypeRef.of(elements));
    }

    /** The deque of this name without a bound; made if there is none. */
    public <E> SharedDeque<E> deque(String name, TypeRef<E> elements) {
        return SharedDeque.open(proxies, Objects.requireNonNull(name, "name"), elements, SharedQueue.UNBOUNDED);
    }

    /** The deque of this name that holds at most so many elements; made if there is none. */
    public <E> SharedDeque<E> deque(String name, Class<E> elements, int capacity) {
        return deque(name, TypeRef.of(elements), capacity);
    }

    /** The deque of this name that holds at most so many elements; made if there is none. */
    public <E> SharedDeque<E> deque(String name, TypeRef<E> elements, int capacity) {
        return SharedDeque.open(
                proxies, Objects.requireNonNull(name, "name"), elements, SharedQueue.checkedCapacity(capacity));
    }

    /** A new deque without a name and without a bound. */
    public <E> SharedDeque<E> deque(Class<E> elements) {
        return deque(TypeRef.of(elements));
    }

    /** A new deque without a name and without a bound. */
    public <E> SharedDeque<E> deque(TypeRef<E> elements) {
        return SharedDeque.open(proxies, null, elements, SharedQueue.UNBOUNDED);
    }

    /** A new deque without a name that holds at most so many elements. */
    public <E> SharedDeque<E> deque(Class<E> elements, int capacity) {
        return deque(TypeRef.of(elements), capacity);
    }

    /** A new deque without a name that holds at most so many elements. */
    public <E> SharedDeque<E> deque(TypeRef<E> elements, int capacity) {
        return SharedDeque.open(proxies, null, elements, SharedQueue.checkedCapacity(capacity));
    }

    /** The last in first out queue of this name without a bound; made if there is none. */
    public <E> SharedQueue<E> lifoQueue(String name, Class<E> elements) {
        return lifoQueue(name, TypeRef.of(elements));
    }

    /** The last in first out queue of this name without a bound; made if there is none. */
    public <E> SharedQueue<E> lifoQueue(String name, TypeRef<E> elements) {
        return SharedQueue.openLifo(proxies, Objects.requireNonNull(name, "name"), elements, SharedQueue.UNBOUNDED);
    }

    /** The last in first out queue of this name that holds at most so many elements; made if there is none. */
    public <E> SharedQueue<E> lifoQueue(String name, Class<E> elements, int capacity) {
        return lifoQueue(name, TypeRef.of(elements), capacity);
    }

    /** The last in first out queue of this name that holds at most so many elements; made if there is none. */
    public <E> SharedQueue<E> lifoQueue(String name, TypeRef<E> elements, int capacity) {
        return SharedQueue.openLifo(
                proxies, Objects.requireNonNull(name, "name"), elements, SharedQueue.checkedCapacity(capacity));
    }

    /** A new last in first out queue without a name and without a bound. */
    public <E> SharedQueue<E> lifoQueue(Class<E> elements) {
        return lifoQueue(TypeRef.of(elements));
    }

    /** A new last in first out queue without a name and without a bound. */
    public <E> SharedQueue<E> lifoQueue(TypeRef<E> elements) {
        return SharedQueue.openLifo(proxies, null, elements, SharedQueue.UNBOUNDED);
    }

    /** A new last in first out queue without a name that holds at most so many elements. */
    public <E> SharedQueue<E> lifoQueue(Class<E> elements, int capacity) {
        return lifoQueue(TypeRef.of(elements), capacity);
    }

    /** A new last in first out queue without a name that holds at most so many elements. */
    public <E> SharedQueue<E> lifoQueue(TypeRef<E> elements, int capacity) {
        return SharedQueue.openLifo(proxies, null, elements, SharedQueue.checkedCapacity(capacity));
    }

    /**
     * The queue by priority, lowest first, of this name without a bound; made if there is none.
     *
     * @param priority an element's priority, asked once, when it is put
     */
    public <E> SharedQueue<E> priorityQueue(String name, Class<E> elements, ToLongFunction<? super E> priority) {
        return priorityQueue(name, TypeRef.of(elements), priority);
    }

    /**
     * The queue by priority, lowest first, of this name without a bound; made if there is none.
     *
     * @param priority an element's priority, asked once, when it is put
     */
    public <E> SharedQueue<E> priorityQueue(String name, TypeRef<E> elements, ToLongFunction<? super E> priority) {
        return SharedQueue.openByPriority(
                proxies, Objects.requireNonNull(name, "name"), elements, SharedQueue.UNBOUNDED, priority);
    }

    /**
     * The queue by priority, lowest first, of this name that holds at most so many elements; made if there is none.
     *
     * @param priority an element's priority, asked once, when it is put
     */
    public <E> SharedQueue<E> priorityQueue(
            String name, Class<E> elements, int capacity, ToLongFunction<? super E> priority) {
        return priorityQueue(name, TypeRef.of(elements), capacity, priority);
    }

    /**
     * The queue by priority, lowest first, of this name that holds at most so many elements; made if there is none.
     *
     * @param priority an element's priority, asked once, when it is put
     */
    public <E> SharedQueue<E> priorityQueue(
            String name, TypeRef<E> elements, int capacity, ToLongFunction<? super E> priority) {
        return SharedQueue.openByPriority(
                proxies,
                Objects.requireNonNull(name, "name"),
                elements,
                SharedQueue.checkedCapacity(capacity),
                priority);
    }

    /**
     * A new queue by priority, lowest first, without a name and without a bound.
     *
     * @param priority an element's priority, asked once, when it is put
     */
    public <E> SharedQueue<E> priorityQueue(Class<E> elements, ToLongFunction<? super E> priority) {
        return priorityQueue(TypeRef.of(elements), priority);
    }

    /**
     * A new queue by priority, lowest first, without a name and without a bound.
     *
     * @param priority an element's priority, asked once, when it is put
     */
    public <E> SharedQueue<E> priorityQueue(TypeRef<E> elements, ToLongFunction<? super E> priority) {
        return SharedQueue.openByPriority(proxies, null, elements, SharedQueue.UNBOUNDED, priority);
    }

    /**
     * A new queue by priority, lowest first, without a name that holds at most so many elements.
     *
     * @param priority an element's priority, asked once, when it is put
     */
    public <E> SharedQueue<E> priorityQueue(Class<E> elements, int capacity, ToLongFunction<? super E> priority) {
        return priorityQueue(TypeRef.of(elements), capacity, priority);
    }

    /**
     * A new queue by priority, lowest first, without a name that holds at most so many elements.
     *
     * @param priority an element's priority, asked once, when it is put
     */
    public <E> SharedQueue<E> priorityQueue(TypeRef<E> elements, int capacity, ToLongFunction<? super E> priority) {
        return SharedQueue.openByPriority(proxies, null, elements, SharedQueue.checkedCapacity(capacity), priority);
    }

    /** The value of this name; made, with the initial value, if there is none. */
    public <T> SharedValue<T> value(String name, Class<T> type, T initial) {
        return value(name, TypeRef.of(type), initial);
    }

    /** The value of this name; made, with the initial value, if there is none. */
    public <T> SharedValue<T> value(String name, TypeRef<T> type, T initial) {
        return SharedValue.open(proxies, Objects.requireNonNull(name, "name"), type, initial);
    }

    /** A new value without a name. */
    public <T> SharedValue<T> value(Class<T> type, T initial) {
        return value(TypeRef.of(type), initial);
    }

    /** A new value without a name. */
    public <T> SharedValue<T> value(TypeRef<T> type, T initial) {
        return SharedValue.open(proxies, null, type, initial);
    }

    /** The lock of this name; made if there is none. */
    public SharedLock lock(String name) {
        return SharedLock.open(proxies, Objects.requireNonNull(name, "name"));
    }

    /** A new lock without a name. */
    public SharedLock lock() {
        return SharedLock.open(proxies, null);
    }

    /** The lock of this name with its own condition; made if there is none. */
    public SharedCondition condition(String name) {
        return SharedCondition.open(proxies, Objects.requireNonNull(name, "name"));
    }

    /** A new lock without a name, with its own condition. */
    public SharedCondition condition() {
        return SharedCondition.open(proxies, null);
    }

    /** The lock for reading and writing of this name; made if there is none. */
    public SharedReadWriteLock readWriteLock(String name) {
        return SharedReadWriteLock.open(proxies, Objects.requireNonNull(name, "name"));
    }

    /** A new lock for reading and writing without a name. */
    public SharedReadWriteLock readWriteLock() {
        return SharedReadWriteLock.open(proxies, null);
    }

    /** The semaphore of this name; made, with so many permits, if there is none. A negative number is a lack of permits. */
    public SharedSemaphore semaphore(String name, int permits) {
        return SharedSemaphore.open(proxies, Objects.requireNonNull(name, "name"), permits, false);
    }

    /** A new semaphore without a name. */
    public SharedSemaphore semaphore(int permits) {
        return SharedSemaphore.open(proxies, null, permits, false);
    }

    /** The semaphore of this name that never has more permits than at first; made if there is none. */
    public SharedSemaphore boundedSemaphore(String name, int permits) {
        return SharedSemaphore.open(proxies, Objects.requireNonNull(name, "name"), permits, true);
    }

    /** A new semaphore without a name that never has more permits than at first. */
    public SharedSemaphore boundedSemaphore(int permits) {
        return SharedSemaphore.open(proxies, null, permits, true);
    }

    /** The event of this name; made, not set, if there is none. */
    public SharedEvent event(String name) {
        return SharedEvent.open(proxies, Objects.requireNonNull(name, "name"));
    }

    /** A new event without a name. */
    public SharedEvent event() {
        return SharedEvent.open(proxies, null);
    }

    /** The latch of this name; made, with this count, if there is none. */
    public SharedLatch latch(String name, int count) {
        return SharedLatch.open(proxies, Objects.requireNonNull(name, "name"), count);
    }

    /** A new latch without a name. */
    public SharedLatch latch(int count) {
        return SharedLatch.open(proxies, null, count);
    }

    /** The barrier of this name for so many parties; made if there is none. */
    public SharedBarrier barrier(String name, int parties) {
        return SharedBarrier.open(proxies, Objects.requireNonNull(name, "name"), parties);
    }

    /** A new barrier without a name. */
    public SharedBarrier barrier(int parties) {
        return SharedBarrier.open(proxies, null, parties);
    }

    /** The int of this name, as a {@link #value} that the manager computes with; made, with the initial one, if there is none. */
    public SharedInteger intValue(String name, int initial) {
        return SharedInteger.open(proxies, Objects.requireNonNull(name, "name"), initial);
    }

    /** A new int without a name. */
    public SharedInteger intValue(int initial) {
        return SharedInteger.open(proxies, null, initial);
    }

    /** The long of this name, as a {@link #value} that the manager computes with; made, with the initial one, if there is none. */
    public SharedLong longValue(String name, long initial) {
        return SharedLong.open(proxies, Objects.requireNonNull(name, "name"), initial);
    }

    /** A new long without a name. */
    public SharedLong longValue(long initial) {
        return SharedLong.open(proxies, null, initial);
    }

    /** The double of this name, as a {@link #value} that the manager computes with; made, with the initial one, if there is none. */
    public SharedDouble doubleValue(String name, double initial) {
        return SharedDouble.open(proxies, Objects.requireNonNull(name, "name"), initial);
    }

    /** A new double without a name. */
    public SharedDouble doubleValue(double initial) {
        return SharedDouble.open(proxies, null, initial);
    }

    /** The set of this name; made if there is none. */
    public <E> SharedSet<E> set(String name, Class<E> elements) {
        return set(name, TypeRef.of(elements));
    }

    /** The set of this name; made if there is none. */
    public <E> SharedSet<E> set(String name, TypeRef<E> elements) {
        return SharedSet.open(proxies, Objects.requireNonNull(name, "name"), elements);
    }

    /** A new set without a name. */
    public <E> SharedSet<E> set(Class<E> elements) {
        return set(TypeRef.of(elements));
    }

    /** A new set without a name. */
    public <E> SharedSet<E> set(TypeRef<E> elements) {
        return SharedSet.open(proxies, null, elements);
    }

    /** The array of this name and length; made, of zeros, if there is none. */
    public <T, A> SharedArray<T, A> array(String name, ArrayOf<T, A> of, int length) {
        return SharedArray.open(proxies, Objects.requireNonNull(name, "name"), of, length);
    }

    /** The array of this name and of as many elements; made, with these, if there is none. */
    public <T, A> SharedArray<T, A> array(String name, ArrayOf<T, A> of, A initial) {
        return SharedArray.open(proxies, Objects.requireNonNull(name, "name"), of, initial);
    }

    /** A new array of zeros, without a name. */
    public <T, A> SharedArray<T, A> array(ArrayOf<T, A> of, int length) {
        return SharedArray.open(proxies, null, of, length);
    }

    /** A new array with these elements, without a name. */
    public <T, A> SharedArray<T, A> array(ArrayOf<T, A> of, A initial) {
        return SharedArray.open(proxies, null, of, initial);
    }

    /** The namespace of this name; made if there is none. */
    public SharedNamespace namespace(String name) {
        return SharedNamespace.open(proxies, Objects.requireNonNull(name, "name"));
    }

    /** A new namespace without a name. */
    public SharedNamespace namespace() {
        return SharedNamespace.open(proxies, null);
    }

    /** The pipe of this name; made if there is none. Its two ends send messages to each other. */
    public <E> SharedPipe<E> pipe(String name, Class<E> messages) {
        return pipe(name, TypeRef.of(messages));
    }

    /** The pipe of this name; made if there is none. Its two ends send messages to each other. */
    public <E> SharedPipe<E> pipe(String name, TypeRef<E> messages) {
        return SharedPipe.open(proxies, Objects.requireNonNull(name, "name"), messages, false, SharedPipe.CAPACITY);
    }

    /** A new pipe without a name, whose two ends send messages to each other. */
    public <E> SharedPipe<E> pipe(Class<E> messages) {
        return pipe(TypeRef.of(messages));
    }

    /** A new pipe without a name, whose two ends send messages to each other. */
    public <E> SharedPipe<E> pipe(TypeRef<E> messages) {
        return SharedPipe.open(proxies, null, messages, false, SharedPipe.CAPACITY);
    }

    /** A new pipe without a name, whose second end sends messages to its first. */
    public <E> SharedPipe<E> oneWayPipe(Class<E> messages) {
        return oneWayPipe(TypeRef.of(messages));
    }

    /** A new pipe without a name, whose second end sends messages to its first. */
    public <E> SharedPipe<E> oneWayPipe(TypeRef<E> messages) {
        return SharedPipe.open(proxies, null, messages, true, SharedPipe.CAPACITY);
    }

    /**
     * The object of this name of a plug-in type: see {@link dev.holdall.client.plugin.PluginType}. Created if there is none. Two round
     * trips, and the time that the creation takes.
     *
     * @param exposed the plug-in type's interface
     * @param creation what a new one is created with: values that are read back as they are without being told of what type, so no records
     *     and no enums
     * @throws Refused if the manager runs no plug-ins or has no such type (UNIMPLEMENTED), or the object is of another type (MISMATCH)
     * @throws PluginFault if it could not be created; then there is none
     */
    public <T extends PluginObject> T plugin(String name, Class<T> exposed, @Nullable Object... creation) {
        return PluginProxy.open(proxies, Objects.requireNonNull(name, "name"), exposed, creation);
    }

    /** A new object of a plug-in type without a name, as {@link #plugin(String, Class, Object...)}. */
    public <T extends PluginObject> T plugin(Class<T> exposed, @Nullable Object... creation) {
        return PluginProxy.open(proxies, null, exposed, creation);
    }

    /** The number of this connection's session, by which the manager knows it. */
    public long session() {
        return link.sessionId();
    }

    /** Opens objects and makes their proxies: what the factory methods here are made with, and those of one's own types. */
    public Proxies proxies() {
        return proxies;
    }

    /** Whether an object has this name. */
    public boolean exists(String name) {
        FindRequest request =
                FindRequest.newBuilder().setName(Proxies.checkedName(name)).build();
        return calls.run(objects, Operation.of(stub -> stub.find(request), FindReply::hasObject));
    }

    /**
     * Deletes the object of this name. Calls that wait in it fail, later ones too: its proxies never stand for another object.
     *
     * @return whether there was one
     */
    public boolean delete(String name) {
        return delete(
                DeleteRequest.newBuilder().setName(Proxies.checkedName(name)).build());
    }

    /** Deletes an object, as {@link #delete(String)}. */
    public boolean delete(SharedObject object) {
        return delete(DeleteRequest.newBuilder().setId(object.handle().id()).build());
    }

    private boolean delete(DeleteRequest request) {
        return calls.run(objects, Operation.of(stub -> stub.delete(request), DeleteReply::getDeleted));
    }

    /**
     * What keeps an object alive: its name, or who holds it and what refers to it, as far as this program's key may know. One round trip.
     *
     * @throws Refused if the object is gone
     */
    public Explanation explain(SharedObject object) {
        ExplainRequest request =
                ExplainRequest.newBuilder().setObject(object.handle().id()).build();
        return calls.run(objects, Operation.of(stub -> stub.explain(request), Explanation::of));
    }

    /**
     * Which calls wait in the manager, of all its clients, for what, and who has it; and who waits for each other for ever. What people look
     * at when a program stands still. One round trip; the manager looks at each call that waits. A thousand calls are told of at most;
     * deadlocks are looked for among all.
     */
    public Blocked blocked() {
        AdminFutureStub admin = calls.waiting(AdminGrpc::newFutureStub);
        return calls.run(admin, Operation.of(stub -> stub.blocked(BlockedRequest.getDefaultInstance()), Blocked::of));
    }

    /**
     * The names of all objects that the key is for, sorted by their UTF-8 bytes. One round trip for a thousand; under a key with patterns of
     * names, one for some thousands of all that there are, whether they match or not. What is made or deleted meanwhile may be among them or not.
     */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        NamesReply page = NamesReply.getDefaultInstance();
        do {
            NamesRequest request = NamesRequest.newBuilder()
                    .setAfter(names.isEmpty() ? "" : names.get(names.size() - 1))
                    .setPassed(page.getPassed())
                    .build();
            page = calls.run(objects, Operation.of(stub -> stub.names(request), (NamesReply reply) -> reply));
            page.getObjectsList().stream().map(Named::getName).forEach(names::add);
        } while (page.getMore());
        return names;
    }

    // Processes --------------------------------------------------------------------------------------------------

    /**
     * A worker process, not started yet: a JVM on this one's class path that makes an instance of the class with these arguments and runs
     * it. The class has one public constructor; a parameter of type {@code Manager} gets the worker's own connection, the others take the
     * arguments in their order: values that can be elements, proxies among them. A record is the shortest such class. What has its codec by
     * this program's {@link ManagerOptions} alone is no argument, as the worker has options of its own.
     *
     * @throws IllegalArgumentException if the class has no such constructor, or another number of arguments
     * @throws ClassCastException if an argument is not of its parameter's type
     */
    public WorkerProcess worker(Class<? extends Runnable> worker, @Nullable Object... arguments) {
        return WorkerProcess.of(worker, Arrays.asList(arguments), access(), codecsOfWorkers());
    }

    /**
     * A worker process, not started yet, that runs a static method or a lambda: {@code manager.worker(Jobs::index, list, "a")}. Otherwise as
     * {@link #worker(Class, Object...)}.
     *
     * @throws IllegalArgumentException if it is a method of an object, or a lambda that uses fields or methods of its surroundings
     */
    public WorkerProcess worker(Procedure.Of0 procedure) {
        return worker(procedure, List.of());
    }

    /** As {@link #worker(Procedure.Of0)}, with arguments: values that can be elements, proxies among them. */
    public <A extends @Nullable Object> WorkerProcess worker(Procedure.Of1<A> procedure, A a) {
        return worker(procedure, Arrays.<@Nullable Object>asList(a));
    }

    /** As {@link #worker(Procedure.Of0)}, with arguments: values that can be elements, proxies among them. */
    public <A extends @Nullable Object, B extends @Nullable Object> WorkerProcess worker(
            Procedure.Of2<A, B> procedure, A a, B b) {
        return worker(procedure, Arrays.<@Nullable Object>asList(a, b));
    }

    /** As {@link #worker(Procedure.Of0)}, with arguments: values that can be elements, proxies among them. */
    public <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> WorkerProcess worker(
            Procedure.Of3<A, B, C> procedure, A a, B b, C c) {
        return worker(procedure, Arrays.<@Nullable Object>asList(a, b, c));
    }

    /** As {@link #worker(Procedure.Of0)}, with arguments: values that can be elements, proxies among them. */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>
            WorkerProcess worker(Procedure.Of4<A, B, C, D> procedure, A a, B b, C c, D d) {
        return worker(procedure, Arrays.<@Nullable Object>asList(a, b, c, d));
    }

    /** As {@link #worker(Procedure.Of0)}, with arguments: values that can be elements, proxies among them. */
    public <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>
            WorkerProcess worker(Procedure.Of5<A, B, C, D, E> procedure, A a, B b, C c, D d, E e) {
        return worker(procedure, Arrays.<@Nullable Object>asList(a, b, c, d, e));
    }

    private WorkerProcess worker(Serializable procedure, List<? extends @Nullable Object> arguments) {
        return WorkerProcess.of(Bound.of(procedure), arguments, access(), codecsOfWorkers());
    }

    private ManagerAccess access() {
        return new ManagerAccess(address, tls, key, archives);
    }

    /** A pool of so many worker processes, which are started now: Python's {@code Pool(n)}. */
    public WorkerPool pool(int workers) {
        return pool(new PoolOptions().workers(workers));
    }

    /** A pool of worker processes, which are started now. */
    public WorkerPool pool(PoolOptions options) {
        return WorkerPool.start(this, options);
    }

    private Codecs codecsOfWorkers() {
        return proxies.codecs().forWorkers();
    }

    /** Where the manager is: what another program of this host, or of another, connects to. */
    public String address() {
        return address.toString();
    }

    /**
     * Ends the session: what waits fails, what was granted and not received goes back. Stops the manager if it was started by {@link
     * #start()}.
     */
    @Override
    public void close() {
        link.close();
        continuations.shutdown();
        if (process != null) {
            process.close();
        }
    }
}
