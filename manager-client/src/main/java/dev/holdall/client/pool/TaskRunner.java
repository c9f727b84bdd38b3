package dev.holdall.client.pool;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdall.client.Manager;
import dev.holdall.client.call.Encoded;
import dev.holdall.client.call.ThrownMessage;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.Codecs;
import dev.holdall.client.proxy.Lease;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.routine.Routine;
import dev.holdall.client.routine.RoutineName;
import dev.holdall.v1.PoolBundle;
import dev.holdall.v1.PoolCall;
import dev.holdall.v1.PoolOutcome;
import dev.holdall.v1.PoolTask;
import dev.holdall.v1.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of a pool, one after the other, in the thread that calls {@link #run}: the part of a pool that is in a worker.
 *
 * <p>The lease of a bundle is acknowledged when all its outcomes are in the manager, and not before. If this process ends in between, they are
 * there and the bundle comes to another worker, which says so; whoever awaits a task takes its first outcome.
 */
final class TaskRunner {
    /** A task that takes so long does not make those behind it wait. */
    private static final long LONG_MILLIS = 20;
    /** Outcomes of so many bytes are sent before the bundle is done. */
    private static final int MANY_BYTES = 256 << 10;

    private final SharedQueue<Parcel> tasks;
    private final Manager manager;
    private final RoutineFinder routines;
    private final OutcomeSender sender;
    private final Codecs codecs;
    private final List<Reference> references = new ArrayList<>();
    private volatile @Nullable Bundle current;

    private final Object lock = new Object();
    /** The thread that waits for a bundle; null while one runs. */
    private @Nullable Thread waiting;

    private boolean stopping;

    /** @param name which worker this is, for people */
    TaskRunner(SharedQueue<Parcel> tasks, Manager manager, String name, RoutineFinder routines) {
        this.tasks = tasks;
        this.manager = manager;
        this.routines = routines;
        this.sender = new OutcomeSender(name);
        this.codecs = manager.proxies().codecs().telling(references::add);
    }

    /**
     * Runs tasks until it is to {@link #stop}, or has run so many; a bundle is run to its end. All outcomes are in the manager when it
     * returns.
     */
    void run(int most) {
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "holdall-pool-watch");
            thread.setDaemon(true);
            return thread;
        });
        watch.scheduleWithFixedDelay(this::watch, LONG_MILLIS, LONG_MILLIS, TimeUnit.MILLISECONDS);
        try {
            int done = 0;
            while (done < most) {
                Lease<Parcel> lease = take();
                if (lease == null) {
                    break;
                }
                done += serve(lease);
            }
            sender.awaitAll();
        } finally {
            watch.shutdownNow();
        }
    }

    /** Takes no more tasks; what it has is finished. */
    void stop() {
        synchronized (lock) {
            stopping = true;
            if (waiting != null) {
                waiting.interrupt();
            }
        }
    }

    /** The next bundle; null if there is to be none. */
    private @Nullable Lease<Parcel> take() {
        synchronized (lock) {
            if (stopping) {
                return null;
            }
            waiting = Thread.currentThread();
        }
        try {
            return tasks.takeLeased(Lease.LONGEST);
        } catch (InterruptedException e) {
            return null;
        } finally {
            synchronized (lock) {
                waiting = null;
            }
            // Of stop(), in the moment in which a bundle came: that is none of the tasks' business.
            Thread.interrupted();
        }
    }

    /** @return how many tasks there were */
    private int serve(Lease<Parcel> lease) {
        SharedQueue<Parcel> answers = lease.element().answers();
        PoolBundle message;
        try {
            message = PoolBundle.parseFrom(lease.element().bytes());
        } catch (InvalidProtocolBufferException e) {
            message = PoolBundle.getDefaultInstance();
        }
        if (answers == null) {
            // Nobody can be told: no pool has sent this.
            lease.async().ack();
            return 0;
        }
        Bundle bundle = new Bundle(message, answers);
        if (lease.deliveries() > 1) {
            sender.lost(bundle, lease);
            return 0;
        }
        current = bundle;
        long start = System.nanoTime();
        for (PoolTask task = bundle.begin(); task != null; task = bundle.begin()) {
            references.clear();
            Encoded held = new Encoded();
            bundle.ended(outcome(task, held), references, held);
            // What a task leaves behind is not for the next one.
            Thread.interrupted();
            if (bundle.unsentBytes() > MANY_BYTES) {
                sender.some(bundle);
            }
        }
        current = null;
        sender.last(bundle, System.nanoTime() - start, lease);
        return bundle.size();
    }

    /** Looks whether a task makes others wait. */
    private void watch() {
        Bundle running = current;
        if (running != null && running.giveUpRest(TimeUnit.MILLISECONDS.toNanos(LONG_MILLIS))) {
            sender.some(running);
        }
    }

    private PoolOutcome outcome(PoolTask task, Encoded held) {
        PoolOutcome.Builder outcome = PoolOutcome.newBuilder().setTask(task.getId());
        Routine routine;
        try {
            routine = routines.find(new RoutineName(task.getType(), task.getMethod(), task.getParameters()));
        } catch (ReflectiveOperationException | LinkageError | IllegalArgumentException e) {
            return outcome.setRefused("no worker can run it: " + ThrownMessage.line(e))
                    .build();
        }
        try {
            for (PoolCall call : task.getCallsList()) {
                Object result = routine.run(routine.decode(call.getArgumentsList(), manager));
                if (routine.result() != void.class) {
                    outcome.addResults(encode(routine, result));
                    held.take();
                }
            }
        } catch (Throwable e) { // whatever it is, it is for whoever awaits the task
            outcome.setThrown(ThrownMessage.of(e));
        }
        return outcome.build();
    }

    @SuppressWarnings("unchecked") // a result of another type is refused by the codec, naming both
    private ByteString encode(Routine routine, @Nullable Object result) {
        return ((Codec<@Nullable Object>) codecs.of(routine.result())).encode(result);
    }
}
