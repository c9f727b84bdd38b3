package dev.holdall.server.transport;

import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of replies wait for clients to read, and who has to go: those for whom too many wait, and those who have not taken anything for
 * a minute. Thread-safe.
 */
final class Outboxes {
    /** A client that is alive answers the pings of its connection sooner. */
    static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(60);

    static final Error STALLED = Statuses.error(
            Code.UNAVAILABLE,
            "replies have waited for " + TimeUnit.NANOSECONDS.toSeconds(STALL_NANOS)
                    + " seconds, and the client has not read any of them");

    private static final long SWEEP_MILLIS = 5_000;

    /** Whoever has not read all that is for him. */
    interface Reader {
        /** When he took something last, or when there first was something to take, as {@link System#nanoTime}. */
        long tookAt();

        /** He does not read any more. On any thread. */
        void stalled();
    }

    private final Limits limits;
    private final AtomicLong bytes = new AtomicLong();
    private final Set<Reader> waitedFor = ConcurrentHashMap.newKeySet();

    Outboxes(Limits limits) {
        this.limits = limits;
    }

    /** Sends those away who have stalled, from now on and for as long as the loops run. */
    void watch(EventLoops loops) {
        loops.later(
                () -> {
                    sweep(System.nanoTime());
                    watch(loops);
                },
                SWEEP_MILLIS);
    }

    void sweep(long now) {
        for (Reader reader : waitedFor) {
            if (now - reader.tookAt() > STALL_NANOS) {
                reader.stalled();
            }
        }
    }

    /** So many bytes wait for a reader now, where it were others. */
    void changed(Reader reader, long before, long now) {
        if (before == now) {
            return;
        }
        bytes.addAndGet(now - before);
        if (before == 0) {
            waitedFor.add(reader);
        } else if (now == 0) {
            waitedFor.remove(reader);
        }
    }

    /**
     * Why a client on a stream is cut off; null if it is not.
     *
     * @param queued bytes that wait for it behind those that are on their way
     */
    @Nullable
    Error refusal(long queued) {
        if (queued > limits.of(Limit.OUTBOX_BYTES)) {
            return unread(Limit.OUTBOX_BYTES, queued);
        }
        long share = limits.of(Limit.OUTBOXES_BYTES) / Math.max(1, waitedFor.size());
        return queued > share ? refusal() : null;
    }

    /** Why another unary call is refused; null if it is not. */
    @Nullable
    Error refusal() {
        long all = bytes.get();
        return all > limits.of(Limit.OUTBOXES_BYTES) ? unread(Limit.OUTBOXES_BYTES, all) : null;
    }

    /** How many wait for all. */
    long bytes() {
        return bytes.get();
    }

    private Error unread(Limit limit, long asked) {
        Error exceeded = limits.exceeded(limit, asked).error();
        return exceeded.toBuilder()
                .setMessage("replies wait that were not read: " + exceeded.getMessage())
                .build();
    }
}
