package dev.holdall.server.type;

import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.WaitDescription;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.LatchAwaitReply;
import dev.holdall.v1.LatchAwaitRequest;
import dev.holdall.v1.LatchCountDownReply;
import dev.holdall.v1.LatchCountDownRequest;
import dev.holdall.v1.LatchGetCountReply;
import dev.holdall.v1.LatchGetCountRequest;
import dev.holdall.v1.LatchesGrpc;
import dev.holdall.v1.OpenLatchRequest;
import org.jspecify.annotations.Nullable;

/** Latches: {@code latches.proto}. */
public final class LatchType implements ObjectType<LatchType.Count> {
    /** Everybody waits here. */
    private static final int ZERO = 0;

    /** One latch. */
    static final class Count implements StoredObject {
        private final int initial;
        private int left;

        Count(int initial, int left) {
            this.initial = initial;
            this.left = left;
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
        public void save(SnapshotWriter out) {
            out.number(initial);
            out.number(left);
        }
    }

    @Override
    public String service() {
        return LatchesGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Count> stateClass() {
        return Count.class;
    }

    @Override
    public Count load(SnapshotReader in, SipHash hash) {
        return new Count((int) in.number(), (int) in.number());
    }

    @Override
    public void bind(Binder<Count> binder) {
        binder.open(
                        LatchesGrpc.getOpenMethod(),
                        OpenLatchRequest::getName,
                        (request, call) -> new Count(checked(request.getCount()), request.getCount()),
                        (count, request) -> count.initial == request.getCount())
                .on(LatchesGrpc.getCountDownMethod(), LatchCountDownRequest::getLatch, this::countDown)
                .on(LatchesGrpc.getGetCountMethod(), LatchGetCountRequest::getLatch, this::getCount)
                .parking(
                        LatchesGrpc.getAwaitMethod(),
                        LatchAwaitRequest::getLatch,
                        request -> Waits.nanos(request.getWait()),
                        this::await,
                        LatchAwaitReply.getDefaultInstance());
    }

    /** The same number. */
    private static int checked(int number) {
        if (number < 0) {
            throw Refusal.invalid("a latch cannot count " + Integer.toUnsignedString(number) + ", but "
                    + Integer.MAX_VALUE + " at most");
        }
        return number;
    }

    private LatchCountDownReply countDown(Count count, LatchCountDownRequest request, CallContext call) {
        count.left -= Math.min(count.left, checked(request.getBy()));
        call.wake(ZERO);
        return LatchCountDownReply.getDefaultInstance();
    }

    private LatchGetCountReply getCount(Count count, LatchGetCountRequest request, CallContext call) {
        return LatchGetCountReply.newBuilder().setCount(count.left).build();
    }

    private @Nullable LatchAwaitReply await(Count count, LatchAwaitRequest request, CallContext call) {
        return count.left == 0 ? LatchAwaitReply.newBuilder().setOpen(true).build() : call.park(ZERO);
    }

    @Override
    public void describeWaits(Count count, WaitDescription out) {
        out.state(count.left + " of " + count.initial + " are still to be counted");
        out.waitsFor(ZERO, "the count to reach 0");
    }
}
