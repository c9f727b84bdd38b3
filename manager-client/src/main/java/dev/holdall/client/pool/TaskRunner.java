package dev.holdall.client.pool;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdall.client.Manager;
import dev.holdall.client.Refused;
import dev.holdall.client.call.ThrownMessage;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.Codecs;
import dev.holdall.client.proxy.Lease;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.routine.Routine;
import dev.holdall.client.routine.RoutineName;
import dev.holdall.v1.PoolCall;
import dev.holdall.v1.PoolOutcome;
import dev.holdall.v1.PoolTask;
import dev.holdall.v1.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of a pool, one after the other, in the thread that calls {@link #run}: the part of a pool that is in a worker.
 *
 * <p>The lease of a task is acknowledged when its outcome is in the manager, and not before. If this process ends in between, the outcome is
 * there and the task comes to another worker; whoever awaits it takes the first outcome.
 */
final class TaskRunner {
    private final SharedQueue<Parcel> tasks;
    private final Manager manager;
    private final String name;
    private final RoutineFinder routines;
    private final Codecs codecs;
    private final List<Reference> references = new ArrayList<>();
    /** Outcomes on their way to the manager. */
    private final Set<CompletableFuture<?>> outgoing = ConcurrentHashMap.newKeySet();

    private final Object lock = new Object();
    /** The thread that waits for a task; null while one runs. */
    private @Nullable Thread waiting;

    private boolean stopping;

    /** @param name which worker this is, for people */
    TaskRunner(SharedQueue<Parcel> tasks, Manager manager, String name, RoutineFinder routines) {
        this.tasks = tasks;
        this.manager = manager;
        this.name = name;
        this.routines = routines;
        this.codecs = manager.proxies().codecs().telling(references::add);
    }

    /** Runs tasks until it is to {@link #stop} or has run so many. All outcomes are in the manager when it returns. */
    void run(int most) {
        for (int done = 0; done < most; done++) {
            Lease<Parcel> lease = take();
            if (lease == null) {
                break;
            }
            serve(lease);
        }
        CompletableFuture.allOf(outgoing.toArray(CompletableFuture[]::new)).join();
    }

    /** Takes no more tasks; the one that runs is finished. */
    void stop() {
        synchronized (lock) {
            stopping = true;
            if (waiting != null) {
                waiting.interrupt();
            }
        }
    }

    /** The next task; null if there is to be none. */
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
            // Of stop(), in the moment in which a task came: that is none of the task's business.
            Thread.interrupted();
        }
    }

    private void serve(Lease<Parcel> lease) {
        PoolTask task;
        try {
            task = PoolTask.parseFrom(lease.element().bytes());
        } catch (InvalidProtocolBufferException e) {
            // Nobody can be told: no pool has sent this.
            lease.async().ack();
            return;
        }
        references.clear();
        answer(lease, lease.deliveries() > task.getDeliveries() ? lost(task) : outcome(task));
        // What a task leaves behind is not for the next one.
        Thread.interrupted();
    }

    private PoolOutcome.Builder lost(PoolTask task) {
        return PoolOutcome.newBuilder().setTask(task.getId()).setWorker(name).setLost(true);
    }

    private PoolOutcome.Builder outcome(PoolTask task) {
        PoolOutcome.Builder outcome =
                PoolOutcome.newBuilder().setTask(task.getId()).setWorker(name);
        Routine routine;
        try {
            routine = routines.find(new RoutineName(task.getType(), task.getMethod(), task.getParameters()));
        } catch (ReflectiveOperationException | LinkageError | IllegalArgumentException e) {
            return outcome.setRefused("the worker " + name + " cannot run the task: " + ThrownMessage.line(e));
        }
        try {
            for (PoolCall call : task.getCallsList()) {
                Object result = routine.run(routine.decode(call.getArgumentsList(), manager));
                if (routine.result() != void.class) {
                    outcome.addResults(encode(routine, result));
                }
            }
        } catch (Throwable e) { // whatever it is, it is for whoever awaits the task
            outcome.setThrown(ThrownMessage.of(e));
        }
        return outcome;
    }

    @SuppressWarnings("unchecked") // a result of another type is refused by the codec, naming both
    private ByteString encode(Routine routine, @Nullable Object result) {
        return ((Codec<@Nullable Object>) codecs.of(routine.result())).encode(result);
    }

    private void answer(Lease<Parcel> lease, PoolOutcome.Builder outcome) {
        SharedQueue<Parcel> answers = lease.element().answers();
        CompletableFuture<?> sent = answers == null
                ? lease.async().ack()
                : send(answers, outcome.build(), List.copyOf(references))
                        .exceptionallyCompose(failure -> sendWhyNot(answers, outcome, failure))
                        .thenCompose(there -> lease.async().ack());
        if (!sent.isDone()) {
            outgoing.add(sent);
            sent.whenComplete((done, failure) -> outgoing.remove(sent));
        }
    }

    private static CompletableFuture<Boolean> send(
            SharedQueue<Parcel> answers, PoolOutcome outcome, List<Reference> references) {
        return answers.async().put(Parcel.of(outcome.toByteArray(), null, references));
    }

    /** The outcome cannot be kept: it is too large, or nobody awaits it any more. */
    private CompletableFuture<Boolean> sendWhyNot(
            SharedQueue<Parcel> answers, PoolOutcome.Builder outcome, Throwable failure) {
        Throwable why =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(why instanceof Refused refused)) {
            return CompletableFuture.failedFuture(why);
        }
        if (refused.reason() == Refused.Reason.NO_SUCH_OBJECT) {
            return CompletableFuture.completedFuture(true);
        }
        IllegalStateException told = new IllegalStateException("the result cannot be sent: " + why.getMessage());
        return send(
                answers,
                outcome.clearResults().setThrown(ThrownMessage.of(told)).build(),
                List.of());
    }
}
