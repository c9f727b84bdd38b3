package dev.holdall.client.call;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import dev.holdall.client.Refused;
import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes calls through generated stubs: stubs with the right settings, and the ways to wait for an answer. */
public final class Calls {
    private final Channel channel;
    private final long timeoutNanos;
    private final boolean callSites;
    private final HeldLocks heldLocks;
    private final HeldPermits heldPermits = new HeldPermits();

    /**
     * @param timeoutNanos after which an ordinary call without an answer fails
     * @param callSites whether calls tell where in the program they are made
     * @param heldLocks the locks that this process acquires by these calls
     */
    public Calls(Channel channel, long timeoutNanos, boolean callSites, HeldLocks heldLocks) {
        this.channel = channel;
        this.timeoutNanos = timeoutNanos;
        this.callSites = callSites;
        this.heldLocks = heldLocks;
    }

    /** The locks that this process holds, as far as it knows. */
    public HeldLocks heldLocks() {
        return heldLocks;
    }

    /** The permits that this process has acquired by these calls, as far as it knows. */
    public HeldPermits heldPermits() {
        return heldPermits;
    }

    /** After how many nanoseconds an ordinary call without an answer fails. */
    public long timeoutNanos() {
        return timeoutNanos;
    }

    /** The stub for callers that wait in their own thread. */
    public <S extends AbstractStub<S>> S waiting(Function<Channel, S> newStub) {
        return CallSettings.change(background(newStub), CallSettings::withDirect);
    }

    /** The stub for callers that go on and leave a continuation. */
    public <S extends AbstractStub<S>> S background(Function<Channel, S> newStub) {
        return CallSettings.change(newStub.apply(channel), settings -> {
            CallSettings timed = settings.withTimeoutNanos(timeoutNanos);
            return callSites ? timed.withCallSites() : timed;
        });
    }

    /**
     * The same stub for one call that may park.
     *
     * @param waitNanos how long the manager may let it wait; on top of that it has an ordinary call's time
     */
    public <S extends AbstractStub<S>> S parking(S stub, long waitNanos) {
        long nanos = waitNanos < Long.MAX_VALUE - timeoutNanos ? waitNanos + timeoutNanos : Long.MAX_VALUE;
        return CallSettings.change(stub, settings -> settings.withTimeoutNanos(nanos));
    }

    /**
     * Makes a call and waits for its answer. An interrupt meanwhile is kept for later: what has been sent takes effect, and its
     * caller should know.
     */
    public <S extends AbstractStub<S>, R extends @Nullable Object> R run(S stub, Operation<S, R> operation) {
        Receipt receipt = operation.needsReceipt() ? new Receipt() : null;
        ListenableFuture<?> future = operation.send(receipt == null ? stub : receipted(stub, receipt));
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return operation.read(future.get(), receipt);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw Failures.of(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Makes a call that may park and waits for its answer.
     *
     * @throws InterruptedException if the thread was interrupted and the call had no effect. If it had its effect at the same
     *     moment, the result is returned and the thread stays interrupted: nothing is lost.
     */
    public <S extends AbstractStub<S>, R extends @Nullable Object> R runInterruptibly(S stub, Operation<S, R> operation)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Receipt receipt = new Receipt();
        ListenableFuture<?> future = operation.send(receipted(stub, receipt));
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return operation.read(future.get(), receipt);
                } catch (InterruptedException e) {
                    interrupted = true;
                    receipt.withdraw();
                } catch (ExecutionException e) {
                    RuntimeException failure = Failures.of(e.getCause());
                    if (interrupted
                            && failure instanceof Refused refused
                            && refused.reason() == Refused.Reason.CANCELLED) {
                        interrupted = false;
                        throw new InterruptedException();
                    }
                    throw failure;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Makes a call and returns at once. Whoever completes the future first, by cancelling it or in any other way, withdraws the call;
     * what it was granted goes back.
     */
    public <S extends AbstractStub<S>, R extends @Nullable Object> CompletableFuture<R> start(
            S stub, Operation<S, R> operation) {
        Receipt receipt = operation.needsReceipt() ? new Receipt() : null;
        ListenableFuture<?> future = operation.send(receipt == null ? stub : receipted(stub, receipt));
        Promise<R> promise = new Promise<>(future, operation, receipt);
        future.addListener(promise, MoreExecutors.directExecutor());
        return promise;
    }

    private static <S extends AbstractStub<S>> S receipted(S stub, Receipt receipt) {
        return CallSettings.change(stub, settings -> settings.withReceipt(receipt));
    }

    /** The value of a finished future, for code that chains calls. */
    public static <R extends @Nullable Object> R join(CompletableFuture<R> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * A future whose cancellation reaches the call. Completed once, by the answer or by the program: who comes first claims it, before
     * the answer is read and acknowledged, so that no result is acknowledged that nobody gets.
     */
    private static final class Promise<R extends @Nullable Object> extends CompletableFuture<R> implements Runnable {
        /** Not an object of its own for each call. */
        @SuppressWarnings("rawtypes") // a class literal knows no arguments
        private static final AtomicIntegerFieldUpdater<Promise> CLAIMED =
                AtomicIntegerFieldUpdater.newUpdater(Promise.class, "claimed");

        private final ListenableFuture<?> call;
        private final Operation<?, R> operation;
        private final @Nullable Receipt receipt;
        /** 1 once somebody completes it. */
        @SuppressWarnings("unused") // by way of CLAIMED
        private volatile int claimed;

        Promise(ListenableFuture<?> call, Operation<?, R> operation, @Nullable Receipt receipt) {
            this.call = call;
            this.operation = operation;
            this.receipt = receipt;
        }

        private boolean claim() {
            return CLAIMED.compareAndSet(this, 0, 1);
        }

        /** The call has ended. */
        @Override
        public void run() {
            Object reply;
            try {
                reply = Futures.getDone(call);
            } catch (ExecutionException e) {
                fail(Failures.of(e.getCause()));
                return;
            } catch (CancellationException e) {
                fail(Failures.of(e));
                return;
            }
            answer(reply);
        }

        private void answer(Object reply) {
            if (isDone() || !claim()) {
                if (receipt != null) {
                    receipt.giveBack();
                }
                return;
            }
            R result;
            try {
                result = operation.read(reply, receipt);
            } catch (Throwable e) { // an Error, too, is the caller's to see: nobody else would learn of it
                super.completeExceptionally(e);
                return;
            }
            super.complete(result);
        }

        private void fail(RuntimeException failure) {
            if (claim()) {
                super.completeExceptionally(failure);
            }
        }

        @Override
        public boolean complete(R value) {
            return withdraw() && super.complete(value);
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            return withdraw() && super.completeExceptionally(failure);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return withdraw() ? super.cancel(mayInterruptIfRunning) : isCancelled();
        }

        /** @return whether the program came first; its time-outs come here too */
        private boolean withdraw() {
            if (!claim()) {
                return false;
            }
            call.cancel(true);
            return true;
        }
    }
}
