package dev.holdall.client.pool;

import dev.holdall.client.Refused;
import dev.holdall.client.call.Encoded;
import dev.holdall.client.call.ThrownMessage;
import dev.holdall.client.proxy.Lease;
import dev.holdall.v1.PoolOutcome;
import dev.holdall.v1.PoolOutcomes;
import dev.holdall.v1.Reference;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** Sends the outcomes of a worker's tasks to those who await them. Safe for use by many threads. */
final class OutcomeSender {
    private final String name;
    /** What is on its way to the manager. */
    private final Set<CompletableFuture<?>> outgoing = ConcurrentHashMap.newKeySet();

    /** @param name which worker this is, for people */
    OutcomeSender(String name) {
        this.name = name;
    }

    private PoolOutcomes.Builder of(Bundle bundle) {
        return PoolOutcomes.newBuilder().setBundle(bundle.id()).setWorker(name);
    }

    /** Sends the outcomes that are there; more will come. */
    void some(Bundle bundle) {
        track(send(bundle, of(bundle)));
    }

    /** Sends the outcomes that have not been sent, and lets go of the lease when they are there. */
    void last(Bundle bundle, long nanos, Lease<Parcel> lease) {
        track(send(bundle, of(bundle).setDone(true).setNanos(nanos))
                .thenCompose(there -> lease.async().ack()));
    }

    /** Says that a worker before this one ended while it had the bundle. */
    void lost(Bundle bundle, Lease<Parcel> lease) {
        track(send(bundle, of(bundle).setDone(true).setLost(true))
                .thenCompose(there -> lease.async().ack()));
    }

    /** Waits until all is there that was sent. */
    void awaitAll() {
        CompletableFuture.allOf(outgoing.toArray(CompletableFuture[]::new)).join();
    }

    private void track(CompletableFuture<?> sent) {
        outgoing.add(sent);
        sent.whenComplete((done, failure) -> outgoing.remove(sent));
    }

    private CompletableFuture<Boolean> send(Bundle bundle, PoolOutcomes.Builder message) {
        return bundle.send(unsent -> {
            message.addAllOutcomes(unsent.outcomes());
            unsent.held().forEach(Encoded::passOn);
            return put(bundle, message.build(), unsent.references())
                    .exceptionallyCompose(failure -> again(bundle, message, unsent.references(), failure));
        });
    }

    private static CompletableFuture<Boolean> put(Bundle bundle, PoolOutcomes message, List<Reference> references) {
        return bundle.answers().async().put(Parcel.of(message.toByteArray(), null, references));
    }

    /** They cannot be kept: one is too large, or refers to something that is gone, or nobody awaits them any more. */
    private static CompletableFuture<Boolean> again(
            Bundle bundle, PoolOutcomes.Builder message, List<Reference> references, Throwable failure) {
        Throwable why =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(why instanceof Refused)) {
            return CompletableFuture.failedFuture(why);
        }
        if (message.getOutcomesCount() == 1 && message.getOutcomes(0).hasThrown()) {
            // It was told already why; then there is nobody who could be.
            return CompletableFuture.completedFuture(false);
        }
        List<PoolOutcome> outcomes = List.copyOf(message.getOutcomesList());
        boolean done = message.getDone();
        CompletableFuture<Boolean> sent = CompletableFuture.completedFuture(true);
        // Each alone, the last one with what was said of the bundle.
        for (int i = 0; i < outcomes.size(); i++) {
            PoolOutcome outcome = outcomes.size() > 1 ? outcomes.get(i) : unsendable(outcomes.get(i), why);
            PoolOutcomes.Builder one =
                    message.clone().clearOutcomes().addOutcomes(outcome).setDone(done && i == outcomes.size() - 1);
            List<Reference> with = outcomes.size() > 1 ? references : List.of();
            sent = sent.thenCompose(before ->
                    put(bundle, one.build(), with).exceptionallyCompose(next -> again(bundle, one, with, next)));
        }
        return sent;
    }

    private static PoolOutcome unsendable(PoolOutcome outcome, Throwable why) {
        IllegalStateException told = new IllegalStateException("the result cannot be sent: " + why.getMessage());
        return outcome.toBuilder()
                .clearResults()
                .setThrown(ThrownMessage.of(told))
                .build();
    }
}
