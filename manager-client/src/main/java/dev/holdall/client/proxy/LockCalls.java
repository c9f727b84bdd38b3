package dev.holdall.client.proxy;

import dev.holdall.client.Refused;
import dev.holdall.client.SessionLost;
import dev.holdall.client.call.CallGuard;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.HeldLocks;
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
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenConditionReply;
import dev.holdall.v1.OpenConditionRequest;
import dev.holdall.v1.Wait;
import io.grpc.stub.AbstractStub;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls on one lock for one owner, in the forms in which proxies need them: waiting, interruptible, asynchronous.
 *
 * @param <S> the stub of the service that serves the lock
 */
final class LockCalls<S extends AbstractStub<S>> {
    /** What tells a thread from all others that there ever were. */
    private static final ThreadLocal<Object> THREAD = ThreadLocal.withInitial(Object::new);

    private final ObjectHandle handle;
    private final LockMethods<S> methods;
    private final String owner;
    private final Calls calls;
    private final HeldLocks heldLocks;
    private final S waiting;

    /** @param owner empty for the thread that calls */
    LockCalls(ObjectHandle handle, LockMethods<S> methods, String owner) {
        this.handle = handle;
        this.methods = methods;
        this.owner = owner;
        this.calls = handle.calls();
        this.heldLocks = calls.heldLocks();
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

    private HeldLocks.Lock lock() {
        return lock(handle.lastId());
    }

    private HeldLocks.Lock lock(ObjectId id) {
        return new HeldLocks.Lock(id, handle.name(), methods.isReading());
    }

    /** Who calls: asked in the thread that does. */
    private Object caller() {
        return isOwnerNamed() ? owner : THREAD.get();
    }

    // Making calls: what says that the lock is gone says that it is lost -------------------------------------------

    private <R extends @Nullable Object> R run(S stub, Operation<S, R> operation) {
        try {
            return calls.run(stub, operation);
        } catch (Refused e) {
            refused(e);
            throw e;
        }
    }

    private <R extends @Nullable Object> R runInterruptibly(S stub, Operation<S, R> operation)
            throws InterruptedException {
        try {
            return calls.runInterruptibly(stub, operation);
        } catch (Refused e) {
            refused(e);
            throw e;
        }
    }

    private <R extends @Nullable Object> CompletableFuture<R> start(S stub, Operation<S, R> operation) {
        CompletableFuture<R> future = calls.start(stub, operation);
        future.whenComplete((result, failure) -> {
            if (failure instanceof Refused refused) {
                refused(refused);
            }
        });
        return future;
    }

    private void refused(Refused why) {
        if (why.reason() == Refused.Reason.NO_SUCH_OBJECT) {
            heldLocks.isGone(lock());
        }
    }

    // What this process knows ------------------------------------------------------------------------------------

    boolean isHeld() {
        return heldLocks.token(lock(), caller()) != 0;
    }

    /** The guard that the owner's holding the lock is. */
    CallGuard guard() {
        HeldLocks.Lock lock = lock();
        long token = heldLocks.token(lock, caller());
        checkExclusive();
        checkHeld(token != 0);
        return CallGuard.of(lock.id(), token, handle.held());
    }

    /**
     * The guard that somebody's holding the lock under this token is. It names the lock as it is found now: where the manager lost it and it was
     * found again by its name since, no token that was told before fits.
     */
    CallGuard guard(long token) {
        checkExclusive();
        if (token < 1) {
            throw new IllegalArgumentException("a fencing token is positive, not " + token);
        }
        return CallGuard.of(handle.id(), token, handle.held());
    }

    private void checkExclusive() {
        if (methods.isReading()) {
            throw new IllegalArgumentException(
                    "a lock for reading guards nothing, since others can have it at the same time");
        }
    }

    void addLostListener(Runnable listener) {
        heldLocks.addListener(lock(), listener);
    }

    void removeLostListener(Runnable listener) {
        heldLocks.removeListener(lock(), listener);
    }

    // Holding ----------------------------------------------------------------------------------------------------

    <R> R acquire(long nanos, Function<LockAcquireReply, R> read) {
        return run(calls.parking(waiting, nanos), acquiring(nanos, read));
    }

    <R> R acquireInterruptibly(long nanos, Function<LockAcquireReply, R> read) throws InterruptedException {
        return runInterruptibly(calls.parking(waiting, nanos), acquiring(nanos, read));
    }

    <R> CompletableFuture<R> startAcquire(long nanos, Function<LockAcquireReply, R> read) {
        return start(calls.parking(background(), nanos), acquiring(nanos, read));
    }

    private <R> Operation<S, R> acquiring(long nanos, Function<LockAcquireReply, R> read) {
        Location.Found found = handle.found();
        LockAcquireRequest request = LockAcquireRequest.newBuilder()
                .setLock(found.id())
                .setOwner(owner)
                .setWait(waitOf(nanos))
                .build();
        HeldLocks.Lock lock = lock(found.id());
        Object caller = caller();
        long before = heldLocks.sessionsLost();
        return Operation.granting(s -> methods.acquire(found.on(s), request), (LockAcquireReply reply) -> {
            R result = read.apply(reply);
            if (reply.getAcquired()) {
                heldLocks.acquired(lock, caller, reply.getToken(), before);
            }
            return result;
        });
    }

    private static Wait waitOf(long nanos) {
        return nanos == Long.MAX_VALUE ? Waits.FOR_EVER : Waits.atMost(nanos);
    }

    void release() {
        run(waiting, releasing());
    }

    CompletableFuture<@Nullable Void> startRelease() {
        return start(background(), releasing());
    }

    private Operation<S, @Nullable Void> releasing() {
        Location.Found found = handle.found();
        LockReleaseRequest request = LockReleaseRequest.newBuilder()
                .setLock(found.id())
                .setOwner(owner)
                .build();
        HeldLocks.Lock lock = lock(found.id());
        Object caller = caller();
        long token = heldLocks.token(lock, caller);
        return Operation.of(s -> methods.release(found.on(s), request), (LockReleaseReply reply) -> {
            if (reply.getReleased()) {
                heldLocks.released(lock, caller);
            } else {
                heldLocks.isNotHeld(lock, caller, token);
            }
            checkHeld(reply.getReleased());
            return null;
        });
    }

    int holds() {
        return run(waiting, holding(LockHoldReply::getHolds));
    }

    CompletableFuture<Integer> startHolds() {
        return start(background(), holding(LockHoldReply::getHolds));
    }

    long token() {
        return run(waiting, holding(this::token));
    }

    CompletableFuture<Long> startToken() {
        return start(background(), holding(this::token));
    }

    /** Whether the owner holds the lock as it acquired it, which the manager is asked if this process thinks so. */
    boolean isStillHeld() {
        HeldLocks.Lock lock = lock();
        Object caller = caller();
        long token = heldLocks.token(lock, caller);
        if (token == 0) {
            return false;
        }
        LockHoldReply hold;
        try {
            hold = run(waiting, holding(Function.identity()));
        } catch (SessionLost e) {
            return false;
        } catch (Refused e) {
            if (e.reason() == Refused.Reason.NO_SUCH_OBJECT) {
                return false;
            }
            throw e;
        }
        boolean still = hold.getHolds() > 0 && hold.getToken() == token;
        if (!still) {
            heldLocks.isNotHeld(lock, caller, token);
        }
        return still;
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
        return run(waiting, Operation.of(s -> methods.state(s, request), (LockStateReply reply) -> reply));
    }

    // Conditions -------------------------------------------------------------------------------------------------

    /** @param name null for a new one */
    int openCondition(@Nullable String name) {
        OpenConditionRequest request = OpenConditionRequest.newBuilder()
                .setLock(handle.id())
                .setName(name == null ? "" : Proxies.checkedName(name))
                .build();
        return run(waiting, Operation.of(s -> methods.openCondition(s, request), OpenConditionReply::getCondition));
    }

    void await(int condition) {
        run(returning(waiting), awaiting(condition, Long.MAX_VALUE, LockCalls::isSignal));
    }

    /** Says whether there was a signal before the time had passed. */
    boolean awaitInterruptibly(int condition, long nanos) throws InterruptedException {
        LockAwaitOutcome outcome =
                runInterruptibly(returning(waiting), awaiting(condition, nanos, Function.identity()));
        if (outcome == LockAwaitOutcome.LOCK_AWAIT_OUTCOME_WITHDRAWN) {
            // The interrupt came first; the lock has been acquired again, and the exception tells the rest.
            Thread.interrupted();
            throw new InterruptedException();
        }
        return isSignal(outcome);
    }

    /** Completes with whether there was a signal before the time had passed. */
    CompletableFuture<Boolean> startAwait(int condition, long nanos) {
        HeldLocks.Lock lock = lock();
        Object caller = caller();
        CompletableFuture<Boolean> future =
                start(returning(background()), awaiting(condition, nanos, LockCalls::isSignal));
        future.whenComplete((signalled, failure) -> {
            if (failure instanceof CancellationException || failure instanceof TimeoutException) {
                // The program ended it: what the owner gave up to wait goes back, and it does not get it again.
                heldLocks.givenUp(lock, caller);
            }
        });
        return future;
    }

    private static boolean isSignal(LockAwaitOutcome outcome) {
        return outcome == LockAwaitOutcome.LOCK_AWAIT_OUTCOME_SIGNALLED;
    }

    /** However short the wait for a signal is, acquiring the lock again may take for ever. */
    private S returning(S stub) {
        return calls.parking(stub, Long.MAX_VALUE);
    }

    private <R> Operation<S, R> awaiting(int condition, long nanos, Function<LockAwaitOutcome, R> read) {
        Location.Found found = handle.found();
        LockAwaitRequest request = LockAwaitRequest.newBuilder()
                .setLock(found.id())
                .setOwner(owner)
                .setCondition(condition)
                .setWait(waitOf(nanos))
                .build();
        HeldLocks.Lock lock = lock(found.id());
        Object caller = caller();
        long token = heldLocks.token(lock, caller);
        return Operation.granting(s -> methods.await(found.on(s), request), (LockAwaitReply reply) -> {
            if (reply.getOutcome() == LockAwaitOutcome.LOCK_AWAIT_OUTCOME_NOT_HELD) {
                heldLocks.isNotHeld(lock, caller, token);
            }
            checkHeld(reply.getOutcome() != LockAwaitOutcome.LOCK_AWAIT_OUTCOME_NOT_HELD);
            if (reply.getOutcome() == LockAwaitOutcome.LOCK_AWAIT_OUTCOME_READING) {
                throw new IllegalMonitorStateException(
                        "the lock is held for reading too: once it was released for writing"
                                + " it could never be acquired for writing again");
            }
            R result = read.apply(reply.getOutcome());
            heldLocks.acquiredAgain(lock, caller, reply.getToken());
            return result;
        });
    }

    /** @param count null for all that wait */
    void signal(int condition, @Nullable Integer count) {
        run(waiting, signalling(condition, count));
    }

    CompletableFuture<@Nullable Void> startSignal(int condition, @Nullable Integer count) {
        return start(background(), signalling(condition, count));
    }

    private Operation<S, @Nullable Void> signalling(int condition, @Nullable Integer count) {
        Location.Found found = handle.found();
        LockSignalRequest.Builder request = LockSignalRequest.newBuilder()
                .setLock(found.id())
                .setOwner(owner)
                .setCondition(condition);
        if (count != null) {
            request.setCount(count);
        }
        LockSignalRequest built = request.build();
        return Operation.of(s -> methods.signal(found.on(s), built), (LockSignalReply reply) -> {
            checkHeld(reply.getHeld());
            return null;
        });
    }
}
