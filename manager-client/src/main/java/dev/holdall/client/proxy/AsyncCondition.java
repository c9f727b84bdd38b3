package dev.holdall.client.proxy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LockCondition} and its lock, with methods that return at once. If the future of a wait is cancelled, the owner does not hold
 * the lock any more; if the signal had come already, it goes to another one who waits.
 */
public final class AsyncCondition extends AsyncLock {
    private final int number;

    AsyncCondition(LockCalls<?> lockCalls, int number) {
        super(lockCalls);
        this.number = number;
    }

    /** As {@link LockCondition#await()}: completes, with true, once there was a signal and the owner has the lock again. */
    public CompletableFuture<Boolean> await() {
        return lockCalls().startAwait(number, Long.MAX_VALUE);
    }

    /** As {@link LockCondition#await(long, TimeUnit)}. */
    public CompletableFuture<Boolean> await(long time, TimeUnit unit) {
        return lockCalls().startAwait(number, Waits.nanos(time, unit));
    }

    /** As {@link LockCondition#signal()}. */
    public CompletableFuture<@Nullable Void> signal() {
        return signal(1);
    }

    /** As {@link LockCondition#signal(int)}. */
    public CompletableFuture<@Nullable Void> signal(int count) {
        return lockCalls().startSignal(number, LockCondition.checked(count));
    }

    /** As {@link LockCondition#signalAll}. */
    public CompletableFuture<@Nullable Void> signalAll() {
        return lockCalls().startSignal(number, null);
    }
}
