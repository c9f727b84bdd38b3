package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.CallId;
import dev.holdall.server.state.Holding;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.WaitDescription;
import dev.holdall.server.state.WaitEnd;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.BarrierAbortReply;
import dev.holdall.v1.BarrierAbortRequest;
import dev.holdall.v1.BarrierAwaitReply;
import dev.holdall.v1.BarrierAwaitRequest;
import dev.holdall.v1.BarrierAwaitToActReply;
import dev.holdall.v1.BarrierAwaitToActRequest;
import dev.holdall.v1.BarrierOutcome;
import dev.holdall.v1.BarrierResetReply;
import dev.holdall.v1.BarrierResetRequest;
import dev.holdall.v1.BarrierStateReply;
import dev.holdall.v1.BarrierStateRequest;
import dev.holdall.v1.BarrierTripReply;
import dev.holdall.v1.BarrierTripRequest;
import dev.holdall.v1.BarriersGrpc;
import dev.holdall.v1.OpenBarrierRequest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Barriers: {@code barriers.proto}.
 *
 * <p>The parked calls are the seats. A call's stage is the number of its seat, counted from 1, negative in every other round: so one that
 * is tried again knows whether its round is over, and how many came later. When a round ends, all who sat in it leave before any later
 * call is made: so its outcome need be known no longer than until the next one ends.
 *
 * <p>Once a round is complete and its last party runs its action, it does not matter any more what becomes of the seats.
 */
public final class BarrierType implements ObjectType<BarrierType.Rounds> {
    /** Who has arrived waits here for the others of the round. */
    private static final int SEATS = 0;
    /** Who comes while the last party of a round runs its action waits here to sit down in the next. */
    private static final int ENTRANCE = 1;

    /** The stage of a call that has no seat. Rounds count from 1. */
    private static final int NO_SEAT = 0;

    private static final long NOBODY = CallId.UNARY;

    private static final BarrierOutcome BROKEN =
            BarrierOutcome.newBuilder().setBroken(true).build();
    private static final BarrierOutcome TIMED_OUT =
            BarrierOutcome.newBuilder().setTimedOut(true).build();
    private static final BarrierOutcome WITHDRAWN =
            BarrierOutcome.newBuilder().setWithdrawn(true).build();

    /** One barrier. */
    static final class Rounds implements StoredObject {
        private final int parties;
        private int round = 1;
        private boolean broken;
        /** Whose last party runs its action now. */
        private long actor = NOBODY;
        /** How the round before ended. */
        private boolean tripped;
        /** How many have yet to leave the round before, if that tripped. */
        private int leaving;

        Rounds(int parties) {
            this.parties = parties;
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
            out.number(parties);
            out.number(round);
            out.flag(broken);
            out.number(actor);
            out.flag(tripped);
            out.number(leaving);
        }

        static Rounds load(SnapshotReader in) {
            Rounds rounds = new Rounds((int) in.number());
            rounds.round = (int) in.number();
            rounds.broken = in.flag();
            rounds.actor = in.number();
            rounds.tripped = in.flag();
            rounds.leaving = (int) in.number();
            return rounds;
        }

        /** Whether the wait of a call of this stage has an outcome already. */
        private boolean isOverFor(int stage) {
            return stage == NO_SEAT ? broken : stage > 0 != isOdd();
        }

        private boolean isOdd() {
            return round % 2 == 1;
        }

        /** The stage of who sits down now. */
        private int nextSeat(CallContext call) {
            int seat = call.waitingIn(SEATS) + 1;
            return isOdd() ? seat : -seat;
        }

        /** The outcome for a call whose wait is over. */
        private BarrierOutcome leave(CallContext call) {
            if (call.stage() == NO_SEAT || !tripped) {
                return BROKEN;
            }
            leaving--;
            if (leaving == 0) {
                call.wake(ENTRANCE);
            }
            return index(parties - Math.abs(call.stage()));
        }

        /** Whether nobody can sit down yet: a last party runs its action, or others have yet to leave. */
        private boolean isClosed() {
            return actor != NOBODY || leaving > 0;
        }

        /** Whether a call completes the round. */
        private boolean isCompletedBy(CallContext call) {
            return call.stage() == NO_SEAT && !broken && !isClosed() && call.waitingIn(SEATS) == parties - 1;
        }

        private void end(boolean trips, CallContext call) {
            if (actor != NOBODY) {
                call.disown(actor);
                actor = NOBODY;
            }
            tripped = trips;
            leaving = trips ? call.waitingIn(SEATS) : 0;
            // Odd and even by turns.
            round = round == Integer.MAX_VALUE ? 2 : round + 1;
            // In this order, which matters after a reset: who sat leaves before others sit down.
            call.wake(SEATS);
            call.wake(ENTRANCE);
        }

        private void breakUp(CallContext call) {
            broken = true;
            end(false, call);
        }
    }

    @Override
    public String service() {
        return BarriersGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Rounds> stateClass() {
        return Rounds.class;
    }

    @Override
    public Rounds load(SnapshotReader in, SipHash hash) {
        return Rounds.load(in);
    }

    @Override
    public void bind(Binder<Rounds> binder) {
        binder.open(
                        BarriersGrpc.getOpenMethod(),
                        OpenBarrierRequest::getName,
                        (request, call) -> make(request),
                        (rounds, request) -> rounds.parties == request.getParties())
                .on(BarriersGrpc.getTripMethod(), BarrierTripRequest::getBarrier, this::trip)
                .on(BarriersGrpc.getAbortMethod(), BarrierAbortRequest::getBarrier, this::abort)
                .on(BarriersGrpc.getResetMethod(), BarrierResetRequest::getBarrier, this::reset)
                .on(BarriersGrpc.getStateMethod(), BarrierStateRequest::getBarrier, this::state)
                .parkingAndEnding(
                        BarriersGrpc.getAwaitMethod(),
                        BarrierAwaitRequest::getBarrier,
                        request -> Waits.nanos(request.getWait()),
                        (rounds, request, call) -> reply(arrive(rounds, call)),
                        (rounds, request, why, call) -> reply(giveUp(rounds, why, call)))
                .parkingAndEnding(
                        BarriersGrpc.getAwaitToActMethod(),
                        BarrierAwaitToActRequest::getBarrier,
                        request -> Waits.nanos(request.getWait()),
                        this::awaitToAct,
                        (rounds, request, why, call) -> replyToActor(giveUp(rounds, why, call)));
    }

    private Rounds make(OpenBarrierRequest request) {
        if (request.getParties() < 1) {
            throw Refusal.invalid("a barrier has no " + Integer.toUnsignedString(request.getParties())
                    + " parties, but 1 to " + Integer.MAX_VALUE);
        }
        return new Rounds(request.getParties());
    }

    private static BarrierOutcome index(int index) {
        return BarrierOutcome.newBuilder().setIndex(index).build();
    }

    private static @Nullable BarrierAwaitReply reply(@Nullable BarrierOutcome outcome) {
        return outcome == null
                ? null
                : BarrierAwaitReply.newBuilder().setOutcome(outcome).build();
    }

    private static @Nullable BarrierAwaitToActReply replyToActor(@Nullable BarrierOutcome outcome) {
        return outcome == null
                ? null
                : BarrierAwaitToActReply.newBuilder().setOutcome(outcome).build();
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    private static @Nullable BarrierOutcome arrive(Rounds rounds, CallContext call) {
        int stage = call.stage();
        if (rounds.isOverFor(stage)) {
            return rounds.leave(call);
        }
        if (rounds.isCompletedBy(call)) {
            rounds.end(true, call);
            return index(0);
        }
        if (stage == NO_SEAT && rounds.isClosed()) {
            return call.park(ENTRANCE);
        }
        return call.parkInTime(SEATS, stage == NO_SEAT ? rounds.nextSeat(call) : stage);
    }

    private @Nullable BarrierAwaitToActReply awaitToAct(
            Rounds rounds, BarrierAwaitToActRequest request, CallContext call) {
        if (!rounds.isCompletedBy(call)) {
            return replyToActor(arrive(rounds, call));
        }
        rounds.actor = call.caller().session();
        call.own(rounds.actor);
        call.grant(ByteString.copyFrom(
                ByteBuffer.allocate(Integer.BYTES).putInt(rounds.round).flip()));
        return BarrierAwaitToActReply.newBuilder().setRound(rounds.round).build();
    }

    private static @Nullable BarrierOutcome giveUp(Rounds rounds, WaitEnd why, CallContext call) {
        int stage = call.stage();
        if (rounds.isOverFor(stage)) {
            return rounds.leave(call);
        }
        boolean isComplete = rounds.actor != NOBODY;
        if (isComplete && stage != NO_SEAT) {
            // All have arrived, so nobody can give up any more. It may come behind others here, but keeps its number.
            return call.park(SEATS);
        }
        if (!isComplete) {
            rounds.breakUp(call);
        }
        return why == WaitEnd.TIMED_OUT ? TIMED_OUT : WITHDRAWN;
    }

    // The action -------------------------------------------------------------------------------------------------

    private BarrierTripReply trip(Rounds rounds, BarrierTripRequest request, CallContext call) {
        boolean acts =
                rounds.actor != NOBODY && rounds.actor == call.caller().session() && rounds.round == request.getRound();
        if (!acts) {
            return BarrierTripReply.newBuilder().setBroken(true).build();
        }
        if (request.getFailed()) {
            rounds.breakUp(call);
        } else {
            rounds.end(true, call);
        }
        return BarrierTripReply.newBuilder().setBroken(request.getFailed()).build();
    }

    @Override
    public void giveBack(Rounds rounds, ByteString granted, CallContext call) {
        boolean acts = rounds.actor != NOBODY
                && rounds.round == granted.asReadOnlyByteBuffer().getInt();
        if (acts) {
            rounds.breakUp(call);
        }
    }

    @Override
    public void sessionEnded(Rounds rounds, long session, CallContext call) {
        if (rounds.actor == session) {
            rounds.breakUp(call);
        }
    }

    // Breaking and looking ---------------------------------------------------------------------------------------

    private BarrierAbortReply abort(Rounds rounds, BarrierAbortRequest request, CallContext call) {
        boolean spared = request.getUnlessComplete() && rounds.actor != NOBODY;
        if (!rounds.broken && !spared) {
            rounds.breakUp(call);
        }
        return BarrierAbortReply.getDefaultInstance();
    }

    private BarrierResetReply reset(Rounds rounds, BarrierResetRequest request, CallContext call) {
        rounds.end(false, call);
        rounds.broken = false;
        return BarrierResetReply.getDefaultInstance();
    }

    private BarrierStateReply state(Rounds rounds, BarrierStateRequest request, CallContext call) {
        return BarrierStateReply.newBuilder()
                .setParties(rounds.parties)
                .setWaiting(call.waitingIn(SEATS))
                .setBroken(rounds.broken)
                .build();
    }

    @Override
    public void describeWaits(Rounds rounds, WaitDescription out) {
        boolean acts = rounds.actor != NOBODY;
        out.state((acts ? rounds.parties : out.waitingIn(SEATS)) + " of " + rounds.parties + " parties are there");
        if (acts) {
            out.waitsForAllHolders(SEATS, "the barrier's action");
            out.waitsForAllHolders(ENTRANCE, "the next round");
            out.heldBy(Holding.ofSession(rounds.actor, "runs the barrier's action", 1));
        } else {
            out.waitsFor(SEATS, "the other parties");
            out.waitsFor(ENTRANCE, "the next round");
        }
    }
}
