package dev.holdall.client.pool;

import dev.holdall.client.call.Encoded;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.v1.PoolBundle;
import dev.holdall.v1.PoolOutcome;
import dev.holdall.v1.PoolTask;
import dev.holdall.v1.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A bundle while a worker runs it: which task is next, and which outcomes have not been sent. Safe for use by many threads. */
final class Bundle {
    private final long id;
    private final SharedQueue<Parcel> answers;
    private final List<PoolTask> tasks;
    private final List<PoolOutcome> outcomes = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();
    private final List<Encoded> held = new ArrayList<>();
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private int next;
    private int end;
    private long begunAt;
    private long bytes;

    Bundle(PoolBundle message, SharedQueue<Parcel> answers) {
        this.id = message.getId();
        this.answers = answers;
        this.tasks = message.getTasksList();
        this.end = tasks.size();
    }

    /**
     * Outcomes to be sent.
     *
     * @param references the objects that their results refer to
     * @param held what keeps these alive until they are sent
     */
    record Outcomes(List<PoolOutcome> outcomes, List<Reference> references, List<Encoded> held) {}

    long id() {
        return id;
    }

    SharedQueue<Parcel> answers() {
        return answers;
    }

    int size() {
        return tasks.size();
    }

    /** The next task, which begins now; null if there is none. */
    synchronized @Nullable PoolTask begin() {
        begunAt = System.nanoTime();
        return next < end ? tasks.get(next++) : null;
    }

    /** A task has ended. */
    synchronized void ended(PoolOutcome outcome, List<Reference> resultReferences, Encoded resultHeld) {
        outcomes.add(outcome);
        references.addAll(resultReferences);
        held.add(resultHeld);
        bytes += outcome.getSerializedSize();
    }

    /** How many bytes of outcomes have not been sent. */
    synchronized long unsentBytes() {
        return bytes;
    }

    /** If the task that runs has run for so long, those behind it are not begun here any more: says so in their outcomes. */
    synchronized boolean giveUpRest(long afterNanos) {
        if (next == end || System.nanoTime() - begunAt < afterNanos) {
            return false;
        }
        for (PoolTask task : tasks.subList(next, end)) {
            outcomes.add(PoolOutcome.newBuilder()
                    .setTask(task.getId())
                    .setNotBegun(true)
                    .build());
        }
        end = next;
        return true;
    }

    /**
     * Sends the outcomes that have not been sent, when those before them are there: who hears that a bundle is done must have heard of all its
     * outcomes.
     */
    synchronized <T> CompletableFuture<T> send(Function<Outcomes, CompletableFuture<T>> sending) {
        Outcomes unsent = take();
        CompletableFuture<T> next = sent.thenCompose(before -> sending.apply(unsent));
        // Those after it go on, whatever becomes of it.
        sent = next.handle((done, failure) -> null);
        return next;
    }

    private Outcomes take() {
        Outcomes taken = new Outcomes(List.copyOf(outcomes), List.copyOf(references), List.copyOf(held));
        outcomes.clear();
        references.clear();
        held.clear();
        bytes = 0;
        return taken;
    }
}
