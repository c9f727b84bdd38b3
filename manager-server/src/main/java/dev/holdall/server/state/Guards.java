package dev.holdall.server.state;

import dev.holdall.v1.Code;
import org.jspecify.annotations.Nullable;

/**
 * Lets a guarded call through only while its lock is held under its token, at the very moment at which the call runs.
 *
 * <p>Who sends the call does not matter, nor whose session holds the lock: a worker to whom the holder has given the token acts for
 * it. What counts is that nobody else can have the lock meanwhile, since each acquisition has a token of its own.
 */
final class Guards {
    private final ObjectStore store;

    Guards(ObjectStore store) {
        this.store = store;
    }

    /**
     * Checks before a call runs, and before a parked one is tried again: for as long as it waits, its lock may come and go. A call that
     * has done a part of what it does before it waits was let through then; if it can take that back, its type may have it checked again.
     *
     * @param waiter null for a call that has just come
     * @throws Refusal STALE_GUARD; MISMATCH if what is named is no lock; PERMISSION_DENIED, since who may not have the lock is not told
     *     whether somebody else has it
     */
    void check(Invocation call, Method<?, ?> method, @Nullable Waiter waiter) {
        if (waiter == null || !method.isUnderWay(waiter.stage())) {
            check(call);
        }
    }

    /** Checks now, however far the call has come. */
    void check(Invocation call) {
        Guard guard = call.guard();
        if (guard == null) {
            return;
        }
        ObjectStore.Entry lock = store.find(guard.lock());
        if (lock == null) {
            // Or it never was: whoever does not have its id learns nothing of it.
            throw stale("the lock number " + Long.toUnsignedString(guard.lock().getNumber()) + " is gone", guard);
        }
        call.permit().admit(lock);
        if (!isHeld(lock.type, lock.object, guard.token())) {
            throw stale("the lock " + lock.describe() + " is not held any more", guard);
        }
    }

    private static <S extends StoredObject> boolean isHeld(ObjectType<S> type, StoredObject lock, long token) {
        return type.isHeldUnder(type.stateClass().cast(lock), token);
    }

    private static Refusal stale(String what, Guard guard) {
        return new Refusal(
                Code.STALE_GUARD,
                what + " under the token " + Long.toUnsignedString(guard.token()) + ", which guards the call");
    }
}
