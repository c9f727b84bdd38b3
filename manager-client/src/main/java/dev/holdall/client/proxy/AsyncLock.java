package dev.holdall.client.proxy;

import dev.holdall.v1.LockAcquireReply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An {@link OwnedLock} whose methods return at once. Its owner is a name, not a thread: what completes a future runs in some thread or
 * other. Calls of one thread reach the manager in the order in which they were made. Cancelling a future withdraws its call; what it was
 * granted goes back.
 */
public class AsyncLock {
    private final LockCalls<?> lockCalls;

    AsyncLock(LockCalls<?> lockCalls) {
        if (!lockCalls.isOwnerNamed()) {
            throw new IllegalStateException(
                    "no thread can own what is acquired asynchronously: name an owner by ownedBy");
        }
        this.lockCalls = lockCalls;
    }

    final LockCalls<?> lockCalls() {
        return lockCalls;
    }

    /** As {@link OwnedLock#lock}: completes with the fencing token once the owner has the lock. */
    public final CompletableFuture<Long> lock() {
        return lockCalls.startAcquire(Long.MAX_VALUE, reply -> {
            OwnedLock.acquired(reply);
            return reply.getToken();
        });
    }

    /** As {@link OwnedLock#tryLock()}. */
    public final CompletableFuture<Boolean> tryLock() {
        return lockCalls.startAcquire(0, LockAcquireReply::getAcquired);
    }

    /** As {@link OwnedLock#tryLock(long, TimeUnit)}. */
    public final CompletableFuture<Boolean> tryLock(long time, TimeUnit unit) {
        return lockCalls.startAcquire(Waits.nanos(time, unit), OwnedLock::acquired);
    }

    /** As {@link OwnedLock#unlock}. */
    public final CompletableFuture<@Nullable Void> unlock() {
        return lockCalls.startRelease();
    }

    /** As {@link OwnedLock#getHoldCount}. */
    public final CompletableFuture<Integer> getHoldCount() {
        return lockCalls.startHolds();
    }

    /** As {@link OwnedLock#fencingToken}. */
    public final CompletableFuture<Long> fencingToken() {
        return lockCalls.startToken();
    }
}
