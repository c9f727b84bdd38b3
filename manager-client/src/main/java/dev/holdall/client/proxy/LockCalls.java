package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.v1.LockAcquireReply;
import dev.holdall.v1.LockAcquireRequest;
import dev.holdall.v1.LockAwaitOutcome;
import dev.holdall.v1.LockAwaitReply;
import dev.holdall.v1.LockAwaitRequest;
import dev.holdall.v1.LockHoldReply;
import dev.holdall.v1.LockHoldRequest;
import dev.holdall.v1.LockReleaseReply;
import dev.holdall.v1.LockReleaseRequest;
import dev.holdall.v1.LockSignalReply;
import dev.holdall.v1.LockSignalRequest;
import dev.holdall.v1.LockStateReply;
import dev.holdall.v1.LockStateRequest;
import dev.holdall.v1.OpenConditionReply;
import dev.holdall.v1.OpenConditionRequest;
import dev.holdall.v1.Wait;
import io.grpc.stub.AbstractStub;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls on one lock for one owner, in the forms in which proxies need them: waiting, interruptible, asynchronous.
 *
 * @param <S> the stub of the service that serves the lock
 */
final class LockCalls<S extends AbstractStub<S>> {
    private final ObjectHandle handle;
    private final LockMethods<S> methods;
    private final String owner;
    private final Calls calls;
    private final S waiting;

    /** @param owner empty for the thread that calls */
    LockCalls(ObjectHandle handle, LockMethods<S> methods, String owner) {
        this.handle = handle;
        this.methods = methods;
        this.owner = owner;
        this.calls = handle.calls();
        this.waiting = handle.waiting(methods::stub);
    }

    LockCalls<S> ownedBy(String name) {
        return new LockCalls<>(handle, methods, Proxies.checkedName(name));
    }

    boolean isOwnerNamed() {
        return !owner.isEmpty();
    }

    private S background() {
        return handle.background(methods::stub);
    }

    // Holding ----------------------------------------------------------------------------------------------------

    <R> R acquire(long nanos, Function<LockAcquireReply, R> read) {
        return calls.run(calls.parking(waiting, nanos), acquiring(nanos, read));
    }

    <R> R acquireInterruptibly(long nanos, Function<LockAcquireReply, R> read) throws InterruptedException {
        return calls.runInterruptibly(calls.parking(waiting, nanos), acquiring(nanos, read));
    }

    <R> CompletableFuture<R> startAcquire(long nanos, Function<LockAcquireReply, R> read) {
        return calls.start(calls.parking(background(), nanos), acquiring(nanos, read));
    }

    private <R> Operation<S, R> acquiring(long nanos, Function<LockAcquireReply, R> read) {
        LockAcquireRequest request = LockAcquireRequest.newBuilder()
                .setLock(handle.id())
                .setOwner(owner)
                .setWait(waitOf(nanos))
                .build();
        return Operation.granting(s -> methods.acquire(s, request), read);
    }

    private static Wait waitOf(long nanos) {
        return nanos == Long.MAX_VALUE ? Waits.FOR_EVER : Waits.atMost(nanos);
    }

    void release() {
        calls.run(waiting, releasing());
    }

    CompletableFuture<@Nullable Void> startRelease() {
        return calls.start(background(), releasing());
    }

    private Operation<S, @Nullable Void> releasing() {
        LockReleaseRequest request = LockReleaseRequest.newBuilder()
                .setLock(handle.id())
                .setOwner(owner)
                .build();
        return Operation.of(s -> methods.release(s, request), (LockReleaseReply reply) -> {
            checkHeld(reply.getReleased());
            return null;
        });
    }

    int holds() {
        return calls.run(waiting, holding(LockHoldReply::getHolds));
    }

    CompletableFuture<Integer> startHolds() {
        return calls.start(background(), holding(LockHoldReply::getHolds));
    }

    long token() {
        return calls.run(waiting, holding(this::token));
    }

    CompletableFuture<Long> startToken() {
        return calls.start(background(), holding(this::token));
    }

    private <R> Operation<S, R> holding(Function<LockHoldReply, R> read) {
        LockHoldRequest request = LockHoldRequest.newBuilder()
                .setLock(handle.id())
                .setOwner(owner)
                .build();
        return Operation.of(s -> methods.hold(s, request), read);
    }

    private long token(LockHoldReply hold) {
        checkHeld(hold.getHolds() > 0);
        return hold.getToken();
    }

    private void checkHeld(boolean held) {
        if (!held) {
            throw new IllegalMonitorStateException(
                    (isOwnerNamed() ? "the owner '" + owner + "'" : "this thread") + " does not hold the lock");
        }
    }

    LockStateReply state(int condition) {
        LockStateRequest request = LockStateRequest.newBuilder()
                .setLock(handle.id())
                .setCondition(condition)
                .build();
        return calls.run(waiting, Operation.of(s -> methods.state(s, request), (LockStateReply reply) -> reply));
    }

    // Conditions -------------------------------------------------------------------------------------------------

    /** @param name null for a new one */
    int openCondition(@Nullable String name) {
        OpenConditionRequest request = OpenConditionRequest.newBuilder()
                .setLock(handle.id())
                .setName(name == null ? "" : Proxies.checkedName(name))
                .build();
        return calls.run(
                waiting, Operation.of(s -> methods.openCondition(s, request), OpenConditionReply::getCondition));
    }

    void await(int condition) {
        calls.run(returning(waiting), awaiting(condition, Long.MAX_VALUE, LockCalls::isSignal));
    }

    /** Says whether there was a signal before the time had passed. */
    boolean awaitInterruptibly(int condition, long nanos) throws InterruptedException {
        LockAwaitOutcome outcome =
                calls.runInterruptibly(returning(waiting), awaiting(condition, nanos, Function.identity()));
        if (outcome == LockAwaitOutcome.LOCK_AWAIT_OUTCOME_WITHDRAWN) {
            // The interrupt came first; the lock has been acquired again, and the exception tells the rest.
            Thread.interrupted();
            throw new InterruptedException();
        }
        return isSignal(outcome);
    }

    /** Completes with whether there was a signal before the time had passed. */
    CompletableFuture<Boolean> startAwait(int condition, long nanos) {
        return calls.start(returning(background()), awaiting(condition, nanos, LockCalls::isSignal));
    }

    private static boolean isSignal(LockAwaitOutcome outcome) {
        return outcome == LockAwaitOutcome.LOCK_AWAIT_OUTCOME_SIGNALLED;
    }

    /** However short the wait for a signal is, acquiring the lock again may take for ever. */
    private S returning(S stub) {
        return calls.parking(stub, Long.MAX_VALUE);
    }

    private <R> Operation<S, R> awaiting(int condition, long nanos, Function<LockAwaitOutcome, R> read) {
        LockAwaitRequest request = LockAwaitRequest.newBuilder()
                .setLock(handle.id())
                .setOwner(owner)
                .setCondition(condition)
                .setWait(waitOf(nanos))
                .build();
        return Operation.granting(s -> methods.await(s, request), (LockAwaitReply reply) -> {
            checkHeld(reply.getOutcome() != LockAwaitOutcome.LOCK_AWAIT_OUTCOME_NOT_HELD);
            if (reply.getOutcome() == LockAwaitOutcome.LOCK_AWAIT_OUTCOME_READING) {
                throw new IllegalMonitorStateException(
                        "the lock is held for reading too: once it was released for writing"
                                + " it could never be acquired for writing again");
            }
            return read.apply(reply.getOutcome());
        });
    }

    /** @param count null for all that wait */
    void signal(int condition, @Nullable Integer count) {
        calls.run(waiting, signalling(condition, count));
    }

    CompletableFuture<@Nullable Void> startSignal(int condition, @Nullable Integer count) {
        return calls.start(background(), signalling(condition, count));
    }

    private Operation<S, @Nullable Void> signalling(int condition, @Nullable Integer count) {
        LockSignalRequest.Builder request = LockSignalRequest.newBuilder()
                .setLock(handle.id())
                .setOwner(owner)
                .setCondition(condition);
        if (count != null) {
            request.setCount(count);
        }
        LockSignalRequest built = request.build();
        return Operation.of(s -> methods.signal(s, built), (LockSignalReply reply) -> {
            checkHeld(reply.getHeld());
            return null;
        });
    }
}
