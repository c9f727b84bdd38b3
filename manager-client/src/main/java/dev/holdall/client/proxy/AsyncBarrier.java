package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.v1.BarrierAwaitToActReply;
import dev.holdall.v1.BarrierOutcome;
import dev.holdall.v1.BarrierStateReply;
import dev.holdall.v1.BarriersGrpc;
import dev.holdall.v1.BarriersGrpc.BarriersFutureStub;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedBarrier} whose methods return at once. Calls of one thread reach the manager in the order in which they were made, many in
 * one frame. Cancelling a future of {@code await} withdraws its call, which breaks the barrier, unless all have arrived already. A call that
 * was cancelled before it left this process has not arrived, and breaks nothing.
 *
 * <p>Such a future fails with a {@link BrokenBarrierException} or a {@link TimeoutException} where {@link SharedBarrier#await(long, TimeUnit)}
 * throws one.
 */
public final class AsyncBarrier {
    private final SharedBarrier barrier;
    private final Calls calls;
    private final BarriersFutureStub stub;

    AsyncBarrier(SharedBarrier barrier) {
        this.barrier = barrier;
        this.calls = barrier.handle().calls();
        this.stub = barrier.handle().background(BarriersGrpc::newFutureStub);
    }

    /** As {@link SharedBarrier#await()}. */
    public CompletableFuture<Integer> await() {
        return await(Long.MAX_VALUE);
    }

    /** As {@link SharedBarrier#await(long, TimeUnit)}. */
    public CompletableFuture<Integer> await(long timeout, TimeUnit unit) {
        return await(Waits.nanos(timeout, unit));
    }

    private CompletableFuture<Integer> await(long nanos) {
        return following(
                calls.start(barrier.arriving(stub), barrier.awaiting(Waits.atMost(nanos))), AsyncBarrier::index);
    }

    /** As {@link SharedBarrier#await(Runnable)}. The action is run by whichever thread completes the call; once it runs, cancelling is too late. */
    public CompletableFuture<Integer> await(Runnable action) {
        return await(action, Long.MAX_VALUE);
    }

    /** As {@link SharedBarrier#await(Runnable, long, TimeUnit)} and {@link #await(Runnable)}. */
    public CompletableFuture<Integer> await(Runnable action, long timeout, TimeUnit unit) {
        return await(action, Waits.nanos(timeout, unit));
    }

    private CompletableFuture<Integer> await(Runnable action, long nanos) {
        Objects.requireNonNull(action, "action");
        CompletableFuture<BarrierAwaitToActReply> call =
                calls.start(barrier.arriving(stub), barrier.awaitingToAct(Waits.atMost(nanos)));
        return following(call, reply -> reply.hasRound() ? act(action, reply.getRound()) : index(reply.getOutcome()));
    }

    private CompletableFuture<Integer> act(Runnable action, int round) {
        try {
            action.run();
        } catch (Throwable e) { // an Error, too, is the caller's to see
            return calls.start(stub, barrier.tripping(round, true)).handle((told, untold) -> {
                if (untold != null) {
                    e.addSuppressed(untold);
                }
                throw new CompletionException(e);
            });
        }
        return calls.start(stub, barrier.tripping(round, false))
                .thenCompose(tripped -> tripped
                        ? CompletableFuture.completedFuture(0)
                        : CompletableFuture.failedFuture(new BrokenBarrierException()));
    }

    private static CompletableFuture<Integer> index(BarrierOutcome outcome) {
        try {
            return CompletableFuture.completedFuture(SharedBarrier.index(outcome));
        } catch (BrokenBarrierException | TimeoutException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * What follows a call, as a future whose cancellation reaches the call. What follows is done even if the future is completed by the
     * program meanwhile: somebody may wait for it.
     */
    private static <P> CompletableFuture<Integer> following(
            CompletableFuture<P> call, Function<P, CompletableFuture<Integer>> next) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        call.thenCompose(next).whenComplete((index, failure) -> {
            if (failure == null) {
                result.complete(index);
            } else {
                Throwable cause = failure.getCause();
                result.completeExceptionally(failure instanceof CompletionException && cause != null ? cause : failure);
            }
        });
        result.whenComplete((index, failure) -> call.cancel(true));
        return result;
    }

    /** As {@link SharedBarrier#abort}. */
    public CompletableFuture<@Nullable Void> abort() {
        return calls.start(stub, barrier.aborting(false));
    }

    /** As {@link SharedBarrier#reset}. */
    public CompletableFuture<@Nullable Void> reset() {
        return calls.start(stub, barrier.resetting());
    }

    /** As {@link SharedBarrier#getNumberWaiting}. */
    public CompletableFuture<Integer> getNumberWaiting() {
        return calls.start(stub, barrier.looking()).thenApply(BarrierStateReply::getWaiting);
    }

    /** As {@link SharedBarrier#isBroken}. */
    public CompletableFuture<Boolean> isBroken() {
        return calls.start(stub, barrier.looking()).thenApply(BarrierStateReply::getBroken);
    }
}
