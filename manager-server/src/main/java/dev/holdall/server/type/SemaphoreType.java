package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.Holding;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.WaitDescription;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.OpenSemaphoreRequest;
import dev.holdall.v1.SemaphoreAcquireReply;
import dev.holdall.v1.SemaphoreAcquireRequest;
import dev.holdall.v1.SemaphoreDrainReply;
import dev.holdall.v1.SemaphoreDrainRequest;
import dev.holdall.v1.SemaphoreReleaseReply;
import dev.holdall.v1.SemaphoreReleaseRequest;
import dev.holdall.v1.SemaphoreStateReply;
import dev.holdall.v1.SemaphoreStateRequest;
import dev.holdall.v1.SemaphoresGrpc;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Semaphores: {@code semaphores.proto}.
 *
 * <p>In a bounded one the permits that are there and those that are out are always as many as at first.
 */
public final class SemaphoreType implements ObjectType<SemaphoreType.Permits> {
    /** Everybody waits here. */
    private static final int TURN = 0;

    /** One semaphore. */
    static final class Permits implements StoredObject {
        private final int initial;
        private final boolean bounded;
        private int available;
        /** How many each session has out; first the session that has had some out for longest. */
        private final Map<Long, Long> out = new LinkedHashMap<>();

        Permits(int initial, boolean bounded) {
            this.initial = initial;
            this.bounded = bounded;
            this.available = initial;
        }

        @Override
        public long elements() {
            return 0;
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void watch(Watcher watcher) {
            // It has no elements, and so refers to nothing.
        }

        @Override
        public void save(SnapshotWriter writer) {
            writer.number(Integer.toUnsignedLong(initial));
            writer.flag(bounded);
            writer.number(Integer.toUnsignedLong(available));
            writer.number(out.size());
            out.forEach((session, count) -> {
                writer.number(session);
                writer.number(count);
            });
        }

        static Permits load(SnapshotReader in) {
            Permits permits = new Permits((int) in.number(), in.flag());
            permits.available = (int) in.number();
            for (long left = in.number(); left > 0; left--) {
                permits.out.put(in.number(), in.number());
            }
            return permits;
        }

        /** How many there may be. */
        private int most() {
            return bounded ? initial : Integer.MAX_VALUE;
        }

        /** How many more there may be. */
        private long room() {
            return (long) most() - available;
        }

        private void take(long session, int count) {
            available -= count;
            if (count > 0) {
                out.merge(session, (long) count, Long::sum);
            }
        }

        /** Some that a session had out are back; returns how many it had not. */
        private long settle(long session, long count, CallContext call) {
            Long had = out.get(session);
            if (had == null || count == 0) {
                return count;
            }
            if (had > count) {
                out.put(session, had - count);
                return 0;
            }
            out.remove(session);
            call.disown(session);
            return count - had;
        }

        /** Permits come back by a session's doing; at most as many as there is room for. */
        private void put(long session, long count, CallContext call) {
            available += (int) count;
            long others = settle(session, count, call);
            while (others > 0 && !out.isEmpty()) {
                others = settle(out.keySet().iterator().next(), others, call);
            }
            call.wake(TURN);
        }
    }

    @Override
    public String service() {
        return SemaphoresGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Permits> stateClass() {
        return Permits.class;
    }

    @Override
    public Permits load(SnapshotReader in, SipHash hash) {
        return Permits.load(in);
    }

    @Override
    public void bind(Binder<Permits> binder) {
        binder.open(
                        SemaphoresGrpc.getOpenMethod(),
                        OpenSemaphoreRequest::getName,
                        (request, call) -> make(request),
                        (permits, request) ->
                                permits.initial == request.getPermits() && permits.bounded == request.getBounded())
                .on(SemaphoresGrpc.getDrainMethod(), SemaphoreDrainRequest::getSemaphore, this::drain)
                .on(SemaphoresGrpc.getReleaseMethod(), SemaphoreReleaseRequest::getSemaphore, this::release)
                .on(SemaphoresGrpc.getStateMethod(), SemaphoreStateRequest::getSemaphore, this::state)
                .parking(
                        SemaphoresGrpc.getAcquireMethod(),
                        SemaphoreAcquireRequest::getSemaphore,
                        request -> Waits.nanos(request.getWait()),
                        this::acquire,
                        SemaphoreAcquireReply.getDefaultInstance());
    }

    private Permits make(OpenSemaphoreRequest request) {
        if (request.getBounded() && request.getPermits() < 0) {
            throw Refusal.invalid("a bounded semaphore has no " + request.getPermits() + " permits, but 0 at least");
        }
        return new Permits(request.getPermits(), request.getBounded());
    }

    /** The same number of permits. */
    private static int checked(int count) {
        if (count < 0) {
            throw Refusal.invalid(
                    Integer.toUnsignedString(count) + " permits are too many: at most " + Integer.MAX_VALUE);
        }
        return count;
    }

    private @Nullable SemaphoreAcquireReply acquire(
            Permits permits, SemaphoreAcquireRequest request, CallContext call) {
        int count = checked(request.getPermits());
        if (permits.available < count || call.othersWaitIn(TURN)) {
            return call.park(TURN);
        }
        take(permits, count, call);
        return SemaphoreAcquireReply.newBuilder().setAcquired(true).build();
    }

    private SemaphoreDrainReply drain(Permits permits, SemaphoreDrainRequest request, CallContext call) {
        int count = permits.available;
        if (count < 0) {
            permits.available = 0;
            call.wake(TURN);
        } else if (call.othersWaitIn(TURN)) {
            count = 0;
        } else {
            take(permits, count, call);
        }
        return SemaphoreDrainReply.newBuilder().setPermits(count).build();
    }

    private static void take(Permits permits, int count, CallContext call) {
        long session = call.caller().session();
        permits.take(session, count);
        if (count > 0) {
            call.own(session);
            call.grant(granted(session, count));
        }
    }

    private SemaphoreReleaseReply release(Permits permits, SemaphoreReleaseRequest request, CallContext call) {
        int count = checked(request.getPermits());
        SemaphoreReleaseReply.Builder reply = SemaphoreReleaseReply.newBuilder().setMost(permits.most());
        if (count > permits.room()) {
            return reply.build();
        }
        permits.put(call.caller().session(), count, call);
        return reply.setReleased(true).build();
    }

    private SemaphoreStateReply state(Permits permits, SemaphoreStateRequest request, CallContext call) {
        return SemaphoreStateReply.newBuilder()
                .setAvailable(permits.available)
                .setWaiting(call.waitingIn(TURN))
                .build();
    }

    // What comes back by itself ----------------------------------------------------------------------------------

    private static ByteString granted(long session, int count) {
        return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(session)
                .putInt(count)
                .flip());
    }

    @Override
    public void giveBack(Permits permits, ByteString granted, CallContext call) {
        ByteBuffer what = granted.asReadOnlyByteBuffer();
        long session = what.getLong();
        int count = what.getInt();
        // What somebody released meanwhile may be out again, and must not be there twice if there is a bound. If there
        // is none, it is as if it had never been acquired.
        long back = permits.bounded
                ? Math.min(count, permits.out.getOrDefault(session, 0L))
                : Math.min(count, permits.room());
        permits.put(session, back, call);
    }

    @Override
    public void sessionEnded(Permits permits, long session, CallContext call) {
        Long had = permits.out.remove(session);
        if (had != null) {
            permits.available += (int) Math.min(had, permits.room());
            call.wake(TURN);
        }
    }

    @Override
    public void describeWaits(Permits permits, WaitDescription out) {
        out.state(permits.available + (permits.available == 1 ? " permit is there" : " permits are there"));
        out.waitsForOneHolder(TURN, "permits");
        permits.out.forEach((session, count) ->
                out.heldBy(Holding.ofSession(session, "has " + count + (count == 1 ? " permit" : " permits"), count)));
    }
}
