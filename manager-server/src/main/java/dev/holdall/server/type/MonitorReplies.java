package dev.holdall.server.type;

import dev.holdall.v1.LockAcquireReply;
import dev.holdall.v1.LockAwaitOutcome;
import dev.holdall.v1.LockAwaitReply;
import dev.holdall.v1.LockHoldReply;
import dev.holdall.v1.LockReleaseReply;
import dev.holdall.v1.LockSignalReply;
import dev.holdall.v1.LockSignalRequest;
import org.jspecify.annotations.Nullable;

/** What the types of locks read and answer alike. */
final class MonitorReplies {
    static final LockAcquireReply NOT_ACQUIRED = LockAcquireReply.getDefaultInstance();

    private MonitorReplies() {}

    static LockAcquireReply acquired(long token) {
        return LockAcquireReply.newBuilder().setAcquired(true).setToken(token).build();
    }

    static LockReleaseReply released(boolean released) {
        return LockReleaseReply.newBuilder().setReleased(released).build();
    }

    static LockHoldReply hold(int holds, long token) {
        return LockHoldReply.newBuilder().setHolds(holds).setToken(token).build();
    }

    /** Null where the outcome is not known yet. */
    static @Nullable LockAwaitReply awaited(@Nullable LockAwaitOutcome outcome, long token) {
        return outcome == null
                ? null
                : LockAwaitReply.newBuilder()
                        .setOutcome(outcome)
                        .setToken(token)
                        .build();
    }

    /** How many calls a request signals at most. */
    static long count(LockSignalRequest request) {
        return request.hasCount() ? Integer.toUnsignedLong(request.getCount()) : Monitor.ALL;
    }

    static LockSignalReply signalled(boolean held) {
        return LockSignalReply.newBuilder().setHeld(held).build();
    }
}
