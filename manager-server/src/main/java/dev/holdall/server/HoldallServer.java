package dev.holdall.server;

import dev.holdall.server.engine.Engine;
import dev.holdall.server.key.Accepted;
import dev.holdall.server.key.KeyWatch;
import dev.holdall.server.plugin.HostProcess;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.MethodTable;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.Permit;
import dev.holdall.server.state.Role;
import dev.holdall.server.state.StateMachine;
import dev.holdall.server.transport.KeyRing;
import dev.holdall.server.transport.Transport;
import dev.holdall.server.type.BuiltInTypes;
import dev.holdall.wire.Address;
import dev.holdall.wire.JoinLink;
import dev.holdall.wire.Key;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A manager in this JVM: for a daemon, for tests, and for programs that embed one.
 *
 * <p>Thread-safe. {@link #close()} stops it at once, {@link #stop} lets clients take what waits for them.
 */
public final class HoldallServer implements AutoCloseable {
    /** The version that the manager tells its clients. */
    public static final String VERSION = StateMachine.VERSION;

    private static final Instant TOKENS_SINCE = Instant.parse("2020-01-01T00:00:00Z");
    private static final int TOKENS_PER_MILLI_BITS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(HoldallServer.class);

    private final Transport transport;
    private final Engine engine;
    private final KeyWatch keys;
    private final @Nullable HostProcess plugins;
    private final Doors doors;
    private final HeapWatch heap;
    private final MemorySweep memory = MemorySweep.start();
    private final List<Reloadable> reloadables = new ArrayList<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private HoldallServer(
            Transport transport,
            Engine engine,
            KeyWatch keys,
            @Nullable HostProcess plugins,
            Doors doors,
            HeapWatch heap) {
        this.transport = transport;
        this.engine = engine;
        this.keys = keys;
        this.plugins = plugins;
        this.doors = doors;
        this.heap = heap;
        doors.addReloadables(reloadables);
    }

    /**
     * Starts a manager. When this returns, clients can connect.
     *
     * @throws IOException if an address cannot be had, or the key file is missing, not private or not readable; the message
     *     names which and why, and nothing is left running
     * @throws IllegalArgumentException if the options contradict a rule, or each other
     */
    public static HoldallServer start(ServerOptions options) throws IOException {
        Limits limits = options.limits();
        DirectMemory.check(limits);
        Doors doors = Doors.of(options);
        KeyWatch keys = new KeyWatch(options.keys(), Clock.systemUTC());
        // The manager's own processes need no file: theirs lives as long as this manager.
        Key own = Key.random();
        KeyRing ring = new KeyRing(withOwn(own, keys.accepted()));
        MethodTable methods = table(options.types());
        StateMachine machine = newMachine(methods, options);
        Transport transport = new Transport(options.threads());
        Engine engine = null;
        HostProcess plugins = null;
        try {
            engine = options.engine().make(machine, transport.effects());
            if (options.plugins() != null) {
                // Who comes before the first host is there waits for it.
                engine.submit(new Command.AdmitHelper(0));
            }
            transport.listen(doors.asked(), methods, engine, ring, limits, options.sessionGrace(), VERSION);
            doors.opened(transport.addresses());
            if (options.plugins() != null) {
                Engine started = engine;
                plugins = HostProcess.start(
                        options.plugins(),
                        () -> doors.nearest(own),
                        own,
                        session -> started.submit(new Command.AdmitHelper(session)));
            }
        } catch (IOException | RuntimeException e) {
            keys.close();
            transport.close();
            if (engine != null) {
                engine.close();
            }
            throw e;
        }
        Engine running = engine;
        keys.start(accepted -> {
            // In this order: who still comes in with the old keys is then among those who are sent away.
            ring.replace(withOwn(own, accepted));
            running.submit(new Command.KeepPermits(ring.permits()));
        });
        bindMeanwhile(methods);
        LOG.info("holdall {} listens on {}", VERSION, transport.addresses());
        HeapWatch heap = HeapWatch.start(
                (int) limits.of(Limit.HEAP_PERCENT), percent -> running.submit(new Command.Pressure(percent)));
        return new HoldallServer(transport, engine, keys, plugins, doors, heap);
    }

    /** Types of somebody's own are bound now, so that a mistake in them is told to whoever starts the manager. */
    private static MethodTable table(List<ObjectType<?>> types) {
        return types.equals(BuiltInTypes.ALL) ? MethodTable.lazily(types) : MethodTable.of(types);
    }

    /** While the first client connects. Earlier it would only compete with what has to be done before. */
    private static void bindMeanwhile(MethodTable methods) {
        Thread binding = new Thread(methods::bindAll, "holdall-bind");
        binding.setDaemon(true);
        binding.start();
    }

    private static List<Accepted> withOwn(Key own, List<Accepted> accepted) {
        List<Accepted> all = new ArrayList<>(accepted);
        // No file of a key can have this name.
        all.add(new Accepted(own, new Permit("(plug-ins)", own.id(), Role.ADMIN, List.of())));
        return all;
    }

    private static StateMachine newMachine(MethodTable methods, ServerOptions options) {
        SecureRandom random = new SecureRandom();
        int epoch = random.nextInt();
        while (epoch == 0) {
            epoch = random.nextInt();
        }
        return new StateMachine(methods, options.limits(), epoch, random.nextLong(), tokenFloor(Clock.systemUTC()));
    }

    /**
     * Higher in each life of a manager than any token of the lives before, since no manager lets locks be acquired more than a thousand times
     * in a millisecond, as long as the clock is not put back to a time before the last start.
     */
    static long tokenFloor(Clock clock) {
        return Duration.between(TOKENS_SINCE, clock.instant()).toMillis() << TOKENS_PER_MILLI_BITS;
    }

    /** Where it listens, with the ports that were found free. */
    public List<Address> addresses() {
        return transport.addresses();
    }

    /** The first address, in the form that clients connect to. */
    public String address() {
        return addresses().get(0).toString();
    }

    /**
     * The line by which other hosts join with the main key, see {@link JoinLink}; empty if no address is encrypted. <b>A secret</b>: whoever has it is let in.
     */
    public Optional<String> joinLink() throws IOException {
        return doors.joinLink(keys.accepted().get(0).secret()).map(JoinLink::reveal);
    }

    /**
     * Reads again what can change while the manager serves: keys and certificates. Sessions under a key that was removed or changed end; new
     * connections get the new certificate, those that are there stay. What cannot be used is logged in one line, and what was there
     * before stays.
     *
     * @return whether all of it could be used
     */
    public synchronized boolean reload() {
        boolean all = keys.reload();
        for (Reloadable reloadable : reloadables) {
            try {
                reloadable.action().run();
                LOG.info("reloaded: {}", reloadable.what());
            } catch (IOException | RuntimeException e) {
                LOG.error("not reloaded, {} stay as before: {}", reloadable.what(), e.getMessage());
                all = false;
            }
        }
        return all;
    }

    /** The process that runs plug-ins now; empty if there is none. */
    public OptionalLong pluginHost() {
        return plugins == null ? OptionalLong.empty() : plugins.pid();
    }

    /**
     * Stops in good order: no new calls, what was answered is sent, clients are told.
     *
     * @param drainMillis how long clients have to take it
     */
    public void stop(long drainMillis) {
        if (stopping.compareAndSet(false, true)) {
            heap.close();
            memory.close();
            keys.close();
            if (plugins != null) {
                plugins.close();
            }
            transport.drain(drainMillis);
            engine.close();
            transport.close();
            LOG.info("holdall stopped");
            stopped.countDown();
            return;
        }
        // Somebody else stops it: whoever returns from here may rely on it, such as the last word of a process.
        boolean interrupted = false;
        while (true) {
            try {
                stopped.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop(0);
    }

    /** Waits until it has stopped. */
    public void awaitTermination() throws InterruptedException {
        stopped.await();
    }
}
