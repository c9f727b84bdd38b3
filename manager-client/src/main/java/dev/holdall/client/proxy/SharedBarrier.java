package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.v1.BarrierAbortReply;
import dev.holdall.v1.BarrierAbortRequest;
import dev.holdall.v1.BarrierAwaitReply;
import dev.holdall.v1.BarrierAwaitRequest;
import dev.holdall.v1.BarrierAwaitToActReply;
import dev.holdall.v1.BarrierAwaitToActRequest;
import dev.holdall.v1.BarrierOutcome;
import dev.holdall.v1.BarrierResetReply;
import dev.holdall.v1.BarrierResetRequest;
import dev.holdall.v1.BarrierStateReply;
import dev.holdall.v1.BarrierStateRequest;
import dev.holdall.v1.BarrierTripReply;
import dev.holdall.v1.BarrierTripRequest;
import dev.holdall.v1.BarriersGrpc;
import dev.holdall.v1.BarriersGrpc.BarriersFutureStub;
import dev.holdall.v1.OpenBarrierRequest;
import dev.holdall.v1.Wait;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A barrier in the manager at which a number of parties, of all processes, wait for each other, again and again: the methods of {@link
 * java.util.concurrent.CyclicBarrier}, and {@link #abort} of Python's {@code Barrier}.
 *
 * <p>All or none: if a party stops waiting before all have arrived (it is interrupted, its time passes, its future is cancelled, its
 * process ends), the barrier is broken, and all others that wait get a {@link BrokenBarrierException}, as does who comes later, until it
 * is {@link #reset}. While a call waits, no thread and no connection is held for it in the manager.
 *
 * <p>A party may bring an action. Who arrives last runs its own, in its own thread, before anybody is released; the actions that the
 * others brought are not run, and none is if the last one brought none. So all parties bring the same one, where {@code CyclicBarrier}
 * and Python give it to the constructor. The others wait meanwhile, and nothing that happens to them breaks the round any more: who is
 * interrupted or whose time passes waits on until it is over and gets its index, interrupted still, and it does not matter if a process
 * ends. If the action throws, or the process ends that runs it, or the barrier is aborted or reset, it is broken. A party too many waits for
 * the next round; if it stops waiting before that begins, nothing is broken.
 *
 * <p>What a thread did before it called {@code await} happened before the action, and that before what others do after they have
 * returned from it.
 */
public final class SharedBarrier implements SharedObject {
    /** The service that serves barriers. */
    public static final String SERVICE = BarriersGrpc.SERVICE_NAME;

    private final ObjectHandle handle;
    private final Calls calls;
    private final BarriersFutureStub stub;

    SharedBarrier(ObjectHandle handle) {
        this.handle = handle;
        this.calls = handle.calls();
        this.stub = handle.waiting(BarriersGrpc::newFutureStub);
    }

    /**
     * Finds or makes a barrier: see {@link Proxies#open}.
     *
     * @param parties how many wait for each other
     * @throws IllegalArgumentException if that is not positive
     */
    public static SharedBarrier open(Proxies proxies, @Nullable String name, int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("a barrier has one party at least, not " + parties);
        }
        return proxies.open(
                name,
                SERVICE,
                BarriersGrpc::newFutureStub,
                (stub, named) -> stub.open(OpenBarrierRequest.newBuilder()
                        .setName(named)
                        .setParties(parties)
                        .build()),
                List.of(),
                SharedBarrier::new);
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    /** The same barrier, with methods that return at once. */
    public AsyncBarrier async() {
        return new AsyncBarrier(this);
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    /**
     * Arrives, and waits until all have arrived.
     *
     * @return how many arrived later: parties - 1 for the first, 0 for the last
     * @throws InterruptedException if the thread was or is interrupted; the barrier is broken then, unless a last party runs its action
     * @throws BrokenBarrierException if the barrier is broken, aborted or reset while it waits, or was broken before
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        return untimed(null);
    }

    /**
     * Arrives, and waits until all have arrived, at most the time given.
     *
     * @return as {@link #await()}
     * @throws TimeoutException if the time passed, at once if it is not positive and not all have arrived; the barrier is broken then,
     *     unless this was a party too many while a last one runs its action
     */
    public int await(long timeout, TimeUnit unit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(null, Waits.nanos(timeout, unit));
    }

    /**
     * As {@link #await()}, with an action that it runs before all are released, if it is the last to arrive. What the action throws is
     * thrown here, and the barrier is broken. Two round trips for the last one.
     *
     * @throws BrokenBarrierException as there; also if the barrier is broken, aborted or reset while the action runs
     */
    public int await(Runnable action) throws InterruptedException, BrokenBarrierException {
        return untimed(Objects.requireNonNull(action, "action"));
    }

    /** As {@link #await(Runnable)} and {@link #await(long, TimeUnit)}. How long the action takes does not count. */
    public int await(Runnable action, long timeout, TimeUnit unit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Objects.requireNonNull(action, "action"), Waits.nanos(timeout, unit));
    }

    private int untimed(@Nullable Runnable action) throws InterruptedException, BrokenBarrierException {
        try {
            return await(action, Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new IllegalStateException("a wait without a limit timed out", e);
        }
    }

    private int await(@Nullable Runnable action, long nanos)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        Wait wait = Waits.atMost(nanos);
        if (action == null) {
            return indexOrInterrupt(arrive(awaiting(wait)));
        }
        BarrierAwaitToActReply reply = arrive(awaitingToAct(wait));
        return reply.hasRound() ? act(action, reply.getRound()) : indexOrInterrupt(reply.getOutcome());
    }

    private <R> R arrive(Operation<BarriersFutureStub, R> operation) throws InterruptedException {
        try {
            return calls.runInterruptibly(arriving(stub), operation);
        } catch (InterruptedException e) {
            // Interrupted before the manager knew of this party: as in CyclicBarrier, the others do not wait for it.
            try {
                calls.run(stub, aborting(true));
            } catch (RuntimeException untold) {
                e.addSuppressed(untold);
            }
            throw e;
        }
    }

    private static int indexOrInterrupt(BarrierOutcome outcome)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        if (outcome.getWithdrawn()) {
            // The interrupt was kept for later; it is this.
            Thread.interrupted();
            throw new InterruptedException();
        }
        return index(outcome);
    }

    private int act(Runnable action, int round) throws BrokenBarrierException {
        try {
            action.run();
        } catch (Throwable e) {
            try {
                calls.run(stub, tripping(round, true));
            } catch (RuntimeException untold) {
                e.addSuppressed(untold);
            }
            throw e;
        }
        if (!calls.run(stub, tripping(round, false))) {
            throw new BrokenBarrierException();
        }
        return 0;
    }

    /** The index that the outcome of a wait names, or the exception. */
    static int index(BarrierOutcome outcome) throws BrokenBarrierException, TimeoutException {
        return switch (outcome.getOutcomeCase()) {
            case INDEX -> outcome.getIndex();
            case TIMED_OUT -> throw new TimeoutException();
            default -> throw new BrokenBarrierException();
        };
    }

    // Breaking and looking ---------------------------------------------------------------------------------------

    /** Breaks the barrier: who waits gets a {@link BrokenBarrierException}, as does who comes, until it is {@link #reset}. */
    public void abort() {
        calls.run(stub, aborting(false));
    }

    /** Makes the barrier as new. Who waits gets a {@link BrokenBarrierException}. */
    public void reset() {
        calls.run(stub, resetting());
    }

    /** How many parties wait for each other. */
    public int getParties() {
        return calls.run(stub, looking()).getParties();
    }

    /** How many have arrived and wait for the others. */
    public int getNumberWaiting() {
        return calls.run(stub, looking()).getWaiting();
    }

    /** Whether somebody stopped waiting, or the barrier was aborted, since it was made or reset. */
    public boolean isBroken() {
        return calls.run(stub, looking()).getBroken();
    }

    // Operations, shared with the asynchronous twin --------------------------------------------------------------

    /** However short the wait for the others is, the last one's action may run for ever. */
    BarriersFutureStub arriving(BarriersFutureStub stub) {
        return calls.parking(stub, Long.MAX_VALUE);
    }

    Operation<BarriersFutureStub, BarrierOutcome> awaiting(Wait wait) {
        BarrierAwaitRequest request = BarrierAwaitRequest.newBuilder()
                .setBarrier(handle.id())
                .setWait(wait)
                .build();
        return Operation.of(s -> s.await(request), BarrierAwaitReply::getOutcome);
    }

    Operation<BarriersFutureStub, BarrierAwaitToActReply> awaitingToAct(Wait wait) {
        BarrierAwaitToActRequest request = BarrierAwaitToActRequest.newBuilder()
                .setBarrier(handle.id())
                .setWait(wait)
                .build();
        return Operation.granting(s -> s.awaitToAct(request), (BarrierAwaitToActReply reply) -> reply);
    }

    /** Says whether the others were released. */
    Operation<BarriersFutureStub, Boolean> tripping(int round, boolean failed) {
        BarrierTripRequest request = BarrierTripRequest.newBuilder()
                .setBarrier(handle.id())
                .setRound(round)
                .setFailed(failed)
                .build();
        return Operation.of(s -> s.trip(request), (BarrierTripReply reply) -> !reply.getBroken());
    }

    /** @param unlessComplete whether a round is spared whose action runs already */
    Operation<BarriersFutureStub, @Nullable Void> aborting(boolean unlessComplete) {
        BarrierAbortRequest request = BarrierAbortRequest.newBuilder()
                .setBarrier(handle.id())
                .setUnlessComplete(unlessComplete)
                .build();
        return Operation.of(s -> s.abort(request), (BarrierAbortReply reply) -> null);
    }

    Operation<BarriersFutureStub, @Nullable Void> resetting() {
        BarrierResetRequest request =
                BarrierResetRequest.newBuilder().setBarrier(handle.id()).build();
        return Operation.of(s -> s.reset(request), (BarrierResetReply reply) -> null);
    }

    Operation<BarriersFutureStub, BarrierStateReply> looking() {
        BarrierStateRequest request =
                BarrierStateRequest.newBuilder().setBarrier(handle.id()).build();
        return Operation.of(s -> s.state(request), (BarrierStateReply reply) -> reply);
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal proxies stand for the same object. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedBarrier && handle.isSame(other);
    }

    @Override
    public int hashCode() {
        return handle.hash();
    }

    /** Which object, not who waits: makes no call. */
    @Override
    public String toString() {
        return handle.describe(SharedBarrier.class);
    }
}
