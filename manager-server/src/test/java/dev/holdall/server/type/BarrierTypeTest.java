package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.BarrierAbortRequest;
import dev.holdall.v1.BarrierAwaitReply;
import dev.holdall.v1.BarrierAwaitRequest;
import dev.holdall.v1.BarrierAwaitToActReply;
import dev.holdall.v1.BarrierAwaitToActRequest;
import dev.holdall.v1.BarrierOutcome;
import dev.holdall.v1.BarrierResetRequest;
import dev.holdall.v1.BarrierStateReply;
import dev.holdall.v1.BarrierStateRequest;
import dev.holdall.v1.BarrierTripRequest;
import dev.holdall.v1.BarriersGrpc;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenBarrierRequest;
import dev.holdall.v1.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Barriers. */
class BarrierTypeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private static OpenBarrierRequest opening(int parties) {
        return OpenBarrierRequest.newBuilder().setName("b").setParties(parties).build();
    }

    private ObjectId barrier(int parties) {
        return machine.call(BarriersGrpc.getOpenMethod(), opening(parties)).getId();
    }

    private static BarrierAwaitRequest awaiting(ObjectId barrier) {
        return BarrierAwaitRequest.newBuilder().setBarrier(barrier).build();
    }

    private static Wait wait(Duration time) {
        return Wait.newBuilder().setNanos(time.toNanos()).build();
    }

    private static Pending<BarrierAwaitReply> await(TestSession session, ObjectId barrier) {
        return session.start(BarriersGrpc.getAwaitMethod(), awaiting(barrier));
    }

    private Pending<BarrierAwaitReply> await(ObjectId barrier) {
        return await(machine.open(), barrier);
    }

    private Pending<BarrierAwaitReply> await(ObjectId barrier, Duration time) {
        return machine.open()
                .start(
                        BarriersGrpc.getAwaitMethod(),
                        awaiting(barrier).toBuilder().setWait(wait(time)).build());
    }

    private static Pending<BarrierAwaitToActReply> awaitToAct(TestSession session, ObjectId barrier) {
        return session.start(
                BarriersGrpc.getAwaitToActMethod(),
                BarrierAwaitToActRequest.newBuilder().setBarrier(barrier).build());
    }

    private Pending<BarrierAwaitToActReply> awaitToAct(ObjectId barrier) {
        return awaitToAct(machine.open(), barrier);
    }

    private static void index(int index, Pending<BarrierAwaitReply> call) {
        assertThat(call.reply().getOutcome())
                .isEqualTo(BarrierOutcome.newBuilder().setIndex(index).build());
    }

    private static void broken(Pending<BarrierAwaitReply> call) {
        assertThat(call.reply().getOutcome().getBroken()).isTrue();
    }

    private static void timedOut(Pending<BarrierAwaitReply> call) {
        assertThat(call.reply().getOutcome().getTimedOut()).isTrue();
    }

    private static int actsInRound(Pending<BarrierAwaitToActReply> call) {
        assertThat(call.reply().hasRound()).isTrue();
        return call.reply().getRound();
    }

    private static boolean trip(TestSession session, ObjectId barrier, int round, boolean failed) {
        return !session.call(
                        BarriersGrpc.getTripMethod(),
                        BarrierTripRequest.newBuilder()
                                .setBarrier(barrier)
                                .setRound(round)
                                .setFailed(failed)
                                .build())
                .getBroken();
    }

    private void abort(ObjectId barrier) {
        machine.call(
                BarriersGrpc.getAbortMethod(),
                BarrierAbortRequest.newBuilder().setBarrier(barrier).build());
    }

    private void reset(ObjectId barrier) {
        machine.call(
                BarriersGrpc.getResetMethod(),
                BarrierResetRequest.newBuilder().setBarrier(barrier).build());
    }

    private BarrierStateReply state(ObjectId barrier) {
        return machine.call(
                BarriersGrpc.getStateMethod(),
                BarrierStateRequest.newBuilder().setBarrier(barrier).build());
    }

    private void isWhole(ObjectId barrier, int waiting) {
        assertThat(state(barrier).getBroken()).isFalse();
        assertThat(state(barrier).getWaiting()).isEqualTo(waiting);
    }

    private void isBroken(ObjectId barrier) {
        assertThat(state(barrier).getBroken()).isTrue();
        assertThat(state(barrier).getWaiting()).isZero();
    }

    @Nested
    class Rounds {
        @Test
        void theLastToArriveReleasesAll_roundAfterRound() {
            ObjectId barrier = barrier(3);
            assertThat(state(barrier).getParties()).isEqualTo(3);
            for (int round = 0; round < 3; round++) {
                Pending<BarrierAwaitReply> first = await(barrier);
                isWhole(barrier, 1);
                Pending<BarrierAwaitReply> second = await(barrier);
                isWhole(barrier, 2);
                assertThat(first.isParked()).isTrue();
                Pending<BarrierAwaitReply> third = await(barrier);
                index(2, first);
                index(1, second);
                index(0, third);
                isWhole(barrier, 0);
            }
        }

        @Test
        void oneParty_waitsForNobody() {
            ObjectId barrier = barrier(1);
            index(0, await(barrier));
            index(0, await(barrier, Duration.ZERO));
        }

        @Test
        void partiesWithAndWithoutASession() {
            ObjectId barrier = barrier(2);
            Pending<BarrierAwaitReply> unary = machine.start(BarriersGrpc.getAwaitMethod(), awaiting(barrier));
            index(0, await(barrier));
            index(1, unary);
        }

        @Test
        void theLastOne_needNotWaitSoItsTimeDoesNotMatter() {
            ObjectId barrier = barrier(2);
            Pending<BarrierAwaitReply> first = await(barrier);
            index(0, await(barrier, Duration.ZERO));
            index(1, first);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
        void numbersOfPartiesThatAreNone(int parties) {
            assertThat(machine.refused(BarriersGrpc.getOpenMethod(), opening(parties))
                            .getMessage())
                    .contains(Integer.toUnsignedString(parties));
        }

        @Test
        void theSameNameWithOtherParties_isAMismatch() {
            ObjectId barrier = barrier(2);
            assertThat(barrier(2)).isEqualTo(barrier);
            assertThat(machine.refused(BarriersGrpc.getOpenMethod(), opening(3)).getCode())
                    .isEqualTo(Code.MISMATCH);
        }

        @Test
        void deletedOne_failsThoseWhoWait() {
            Pending<BarrierAwaitReply> waiting = await(barrier(2));
            machine.call(
                    ObjectsGrpc.getDeleteMethod(),
                    DeleteRequest.newBuilder().setName("b").build());
            assertThat(waiting.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
        }
    }

    @Nested
    class Breaking {
        @Test
        void whoseTimePasses_breaksItForAll() {
            ObjectId barrier = barrier(4);
            Pending<BarrierAwaitReply> first = await(barrier);
            Pending<BarrierAwaitReply> impatient = await(barrier, SECOND);
            Pending<BarrierAwaitReply> third = await(barrier);
            machine.advance(SECOND.minusNanos(1));
            isWhole(barrier, 3);
            machine.advance(Duration.ofNanos(1));
            timedOut(impatient);
            broken(first);
            broken(third);
            isBroken(barrier);
        }

        @Test
        void ofTwoWhoseTimesPassAtTheSameMoment_oneBreaksItForTheOther() {
            ObjectId barrier = barrier(3);
            Pending<BarrierAwaitReply> first = await(barrier, SECOND);
            Pending<BarrierAwaitReply> second = await(barrier, SECOND);
            machine.advance(SECOND);
            timedOut(first);
            broken(second);
        }

        @Test
        void noTimeAtAll_breaksItAtOnce() {
            ObjectId barrier = barrier(3);
            Pending<BarrierAwaitReply> first = await(barrier);
            timedOut(await(barrier, Duration.ZERO));
            broken(first);
            isBroken(barrier);
        }

        @Test
        void whoIsWithdrawn_breaksItForAll() {
            ObjectId barrier = barrier(3);
            TestSession session = machine.open();
            Pending<BarrierAwaitReply> first = await(barrier);
            Pending<BarrierAwaitReply> withdrawn = await(session, barrier);
            session.withdraw(withdrawn);
            assertThat(withdrawn.reply().getOutcome().getWithdrawn()).isTrue();
            broken(first);
            isBroken(barrier);
        }

        @Test
        void ofTwoWithdrawnInOneFrame_oneBreaksItForTheOther() {
            ObjectId barrier = barrier(3);
            TestSession session = machine.open();
            Pending<BarrierAwaitReply> first = await(session, barrier);
            Pending<BarrierAwaitReply> second = await(session, barrier);
            session.withdraw(first, second);
            assertThat(first.reply().getOutcome().getWithdrawn()).isTrue();
            broken(second);
        }

        @Test
        void endOfTheSessionOfWhoWaits_breaksItForAllOthers() {
            ObjectId barrier = barrier(4);
            TestSession session = machine.open();
            Pending<BarrierAwaitReply> gone = await(session, barrier);
            Pending<BarrierAwaitReply> other = await(barrier);
            Pending<BarrierAwaitReply> goneToo = await(session, barrier);
            session.end();
            assertThat(gone.answers()).isZero();
            assertThat(goneToo.answers()).isZero();
            broken(other);
            isBroken(barrier);
        }

        @Test
        void endOfTheSessionOfWhoHasPassed_changesNothing() {
            ObjectId barrier = barrier(2);
            TestSession session = machine.open();
            Pending<BarrierAwaitReply> passed = await(session, barrier);
            await(session, barrier);
            index(1, passed);
            Pending<BarrierAwaitReply> next = await(barrier);
            session.end();
            isWhole(barrier, 1);
            assertThat(next.isParked()).isTrue();
        }

        @Test
        void aBrokenOne_letsNobodyWait() {
            ObjectId barrier = barrier(2);
            abort(barrier);
            abort(barrier);
            broken(await(barrier));
            broken(await(barrier, Duration.ZERO));
            assertThat(awaitToAct(barrier).reply().getOutcome().getBroken()).isTrue();
            isBroken(barrier);
        }

        @Test
        void abort_breaksItForThoseWhoWait() {
            ObjectId barrier = barrier(3);
            Pending<BarrierAwaitReply> first = await(barrier);
            Pending<BarrierAwaitReply> second = await(barrier, SECOND);
            abort(barrier);
            broken(first);
            broken(second);
            isBroken(barrier);
        }

        @Test
        void reset_breaksItForThoseWhoWaitOnly() {
            ObjectId barrier = barrier(2);
            Pending<BarrierAwaitReply> before = await(barrier);
            reset(barrier);
            broken(before);
            isWhole(barrier, 0);
            Pending<BarrierAwaitReply> after = await(barrier);
            index(0, await(barrier));
            index(1, after);
        }

        @Test
        void reset_mendsABrokenOne() {
            ObjectId barrier = barrier(2);
            timedOut(await(barrier, Duration.ZERO));
            reset(barrier);
            isWhole(barrier, 0);
            Pending<BarrierAwaitReply> first = await(barrier);
            index(0, await(barrier));
            index(1, first);
            reset(barrier);
            isWhole(barrier, 0);
        }
    }

    /** The last to arrive runs its action before the others are released. */
    @Nested
    class Actions {
        @Test
        void theLastRunsItsAction_andThenAllAreReleased() {
            ObjectId barrier = barrier(3);
            for (int times = 0; times < 2; times++) {
                Pending<BarrierAwaitToActReply> first = awaitToAct(barrier);
                Pending<BarrierAwaitReply> second = await(barrier);
                TestSession last = machine.open();
                Pending<BarrierAwaitToActReply> acting = awaitToAct(last, barrier);
                int round = actsInRound(acting);
                last.acknowledge(acting);
                assertThat(first.isParked()).isTrue();
                assertThat(second.isParked()).isTrue();
                isWhole(barrier, 2);
                assertThat(trip(last, barrier, round, false)).isTrue();
                assertThat(first.reply().getOutcome().getIndex()).isEqualTo(2);
                index(1, second);
                isWhole(barrier, 0);
                // It has nothing to do with the barrier any more.
                last.end();
                isWhole(barrier, 0);
            }
        }

        @Test
        void ifTheLastHasNone_noneIsRun() {
            ObjectId barrier = barrier(2);
            Pending<BarrierAwaitToActReply> first = awaitToAct(barrier);
            index(0, await(barrier));
            assertThat(first.reply().getOutcome().getIndex()).isEqualTo(1);
        }

        @Test
        void oneParty_runsItsAction() {
            ObjectId barrier = barrier(1);
            TestSession session = machine.open();
            assertThat(trip(session, barrier, actsInRound(awaitToAct(session, barrier)), false))
                    .isTrue();
            isWhole(barrier, 0);
        }

        @Test
        void anActionThatFails_breaksIt() {
            ObjectId barrier = barrier(2);
            Pending<BarrierAwaitReply> first = await(barrier);
            TestSession last = machine.open();
            int round = actsInRound(awaitToAct(last, barrier));
            assertThat(trip(last, barrier, round, true)).isFalse();
            broken(first);
            isBroken(barrier);
        }

        @Test
        void endOfTheSessionThatRunsIt_breaksIt() {
            for (boolean received : new boolean[] {true, false}) {
                ObjectId barrier = barrier(2);
                Pending<BarrierAwaitReply> first = await(barrier);
                TestSession last = machine.open();
                Pending<BarrierAwaitToActReply> acting = awaitToAct(last, barrier);
                actsInRound(acting);
                if (received) {
                    last.acknowledge(acting);
                }
                last.end();
                broken(first);
                isBroken(barrier);
                reset(barrier);
            }
        }

        @Test
        void whoDoesNotLearnThatItIsTheLast_breaksIt() {
            ObjectId barrier = barrier(2);
            Pending<BarrierAwaitReply> first = await(barrier);
            TestSession last = machine.open();
            Pending<BarrierAwaitToActReply> acting = awaitToAct(last, barrier);
            last.giveBack(acting);
            broken(first);
            isBroken(barrier);
            assertThat(trip(last, barrier, actsInRound(acting), false)).isFalse();
            isBroken(barrier);
        }

        @Test
        void whoseTimePassesWhileItRuns_waitsOnAndGetsItsIndex() {
            ObjectId barrier = barrier(3);
            for (int times = 0; times < 2; times++) {
                Pending<BarrierAwaitReply> impatient = await(barrier, SECOND);
                Pending<BarrierAwaitReply> second = await(barrier);
                TestSession last = machine.open();
                int round = actsInRound(awaitToAct(last, barrier));
                machine.advance(SECOND.multipliedBy(3));
                assertThat(impatient.isParked()).isTrue();
                isWhole(barrier, 2);
                assertThat(trip(last, barrier, round, false)).isTrue();
                index(2, impatient);
                index(1, second);
            }
            isWhole(barrier, 0);
        }

        @Test
        void whoIsWithdrawnWhileItRuns_waitsOnAndGetsItsIndex() {
            ObjectId barrier = barrier(4);
            TestSession session = machine.open();
            Pending<BarrierAwaitReply> first = await(session, barrier);
            Pending<BarrierAwaitToActReply> second = awaitToAct(session, barrier);
            Pending<BarrierAwaitReply> third = await(barrier, SECOND);
            TestSession last = machine.open();
            int round = actsInRound(awaitToAct(last, barrier));
            session.withdraw(first, second);
            machine.advance(SECOND);
            session.withdraw(first);
            isWhole(barrier, 3);
            assertThat(trip(last, barrier, round, false)).isTrue();
            index(3, first);
            assertThat(second.reply().getOutcome().getIndex()).isEqualTo(2);
            index(1, third);
        }

        @Test
        void endOfTheSessionOfWhoWaitsWhileItRuns_changesNothing() {
            ObjectId barrier = barrier(4);
            Pending<BarrierAwaitReply> first = await(barrier);
            TestSession session = machine.open();
            Pending<BarrierAwaitReply> gone = await(session, barrier);
            Pending<BarrierAwaitReply> third = await(barrier);
            TestSession last = machine.open();
            int round = actsInRound(awaitToAct(last, barrier));
            session.end();
            assertThat(gone.answers()).isZero();
            isWhole(barrier, 2);
            Pending<BarrierAwaitReply> early = await(barrier);
            isWhole(barrier, 2);
            assertThat(trip(last, barrier, round, false)).isTrue();
            // As if it had been there.
            index(3, first);
            index(1, third);
            isWhole(barrier, 1);
            await(barrier);
            await(barrier);
            index(0, await(barrier));
            index(3, early);
        }

        @Test
        void endOfTheSessionsOfAllWhoWaitWhileItRuns_changesNothing() {
            ObjectId barrier = barrier(2);
            TestSession session = machine.open();
            await(session, barrier);
            TestSession last = machine.open();
            int round = actsInRound(awaitToAct(last, barrier));
            session.end();
            assertThat(trip(last, barrier, round, false)).isTrue();
            isWhole(barrier, 0);
            Pending<BarrierAwaitReply> next = await(barrier);
            index(0, await(barrier));
            index(1, next);
        }

        @Test
        void whoWouldHaveGivenUpWhileItRuns_learnsThatTheRoundIsBroken() {
            ObjectId barrier = barrier(3);
            List<IntConsumer> breaks = List.of(round -> abort(barrier), round -> reset(barrier));
            for (IntConsumer breaking : breaks) {
                TestSession session = machine.open();
                Pending<BarrierAwaitReply> withdrawn = await(session, barrier);
                Pending<BarrierAwaitReply> impatient = await(barrier, SECOND);
                TestSession last = machine.open();
                int round = actsInRound(awaitToAct(last, barrier));
                session.withdraw(withdrawn);
                machine.advance(SECOND);
                breaking.accept(round);
                broken(withdrawn);
                broken(impatient);
                assertThat(trip(last, barrier, round, false)).isFalse();
                reset(barrier);
            }
            TestSession both = machine.open();
            Pending<BarrierAwaitReply> first = await(both, barrier);
            Pending<BarrierAwaitReply> second = await(barrier, SECOND);
            int round = actsInRound(awaitToAct(both, barrier));
            machine.advance(SECOND);
            both.withdraw(first);
            assertThat(trip(both, barrier, round, true)).isFalse();
            broken(first);
            broken(second);
        }

        @Test
        void endOfTheSessionThatRunsItAndWaitsToo_breaksIt() {
            ObjectId barrier = barrier(3);
            TestSession both = machine.open();
            await(both, barrier);
            Pending<BarrierAwaitReply> other = await(barrier);
            actsInRound(awaitToAct(both, barrier));
            both.end();
            broken(other);
            isBroken(barrier);
        }

        @Test
        void abortUnlessComplete_breaksNoRoundWhoseActionRuns() {
            ObjectId barrier = barrier(2);
            BarrierAbortRequest unlessComplete = BarrierAbortRequest.newBuilder()
                    .setBarrier(barrier)
                    .setUnlessComplete(true)
                    .build();
            Pending<BarrierAwaitReply> first = await(barrier);
            TestSession last = machine.open();
            int round = actsInRound(awaitToAct(last, barrier));
            machine.call(BarriersGrpc.getAbortMethod(), unlessComplete);
            assertThat(trip(last, barrier, round, false)).isTrue();
            index(1, first);
            Pending<BarrierAwaitReply> next = await(barrier);
            machine.call(BarriersGrpc.getAbortMethod(), unlessComplete);
            broken(next);
            isBroken(barrier);
        }

        @Test
        void resetWhileItRuns_beginsANewRoundThatItDoesNotRelease() {
            ObjectId barrier = barrier(2);
            Pending<BarrierAwaitReply> before = await(barrier);
            TestSession last = machine.open();
            Pending<BarrierAwaitToActReply> acting = awaitToAct(last, barrier);
            reset(barrier);
            broken(before);
            Pending<BarrierAwaitReply> after = await(barrier);
            Pending<BarrierAwaitToActReply> actingAfter = awaitToAct(last, barrier);
            assertThat(trip(last, barrier, actsInRound(acting), false)).isFalse();
            last.giveBack(acting);
            assertThat(after.isParked()).isTrue();
            isWhole(barrier, 1);
            assertThat(trip(last, barrier, actsInRound(actingAfter), false)).isTrue();
            index(1, after);
        }

        @Test
        void onlyWhoRunsItReleases() {
            ObjectId barrier = barrier(2);
            Pending<BarrierAwaitReply> first = await(barrier);
            TestSession last = machine.open();
            int round = actsInRound(awaitToAct(last, barrier));
            assertThat(trip(machine.open(), barrier, round, false)).isFalse();
            assertThat(trip(last, barrier, round + 1, false)).isFalse();
            BarrierTripRequest request = BarrierTripRequest.newBuilder()
                    .setBarrier(barrier)
                    .setRound(round)
                    .build();
            assertThat(machine.call(BarriersGrpc.getTripMethod(), request).getBroken())
                    .isTrue();
            assertThat(first.isParked()).isTrue();
            assertThat(trip(last, barrier, round, false)).isTrue();
            index(1, first);
        }

        @Test
        void isForSessionsOnly() {
            ObjectId barrier = barrier(1);
            BarrierAwaitToActRequest request =
                    BarrierAwaitToActRequest.newBuilder().setBarrier(barrier).build();
            assertThat(machine.refused(BarriersGrpc.getAwaitToActMethod(), request)
                            .getCode())
                    .isEqualTo(Code.SESSION_REQUIRED);
        }

        @Test
        void whoComesTooEarly_waitsForTheNextRound() {
            ObjectId barrier = barrier(2);
            TestSession last = machine.open();
            Pending<BarrierAwaitReply> first = await(barrier);
            int round = actsInRound(awaitToAct(last, barrier));
            List<Pending<BarrierAwaitReply>> early = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                early.add(await(barrier));
            }
            TestSession actor = machine.open();
            Pending<BarrierAwaitToActReply> acting = awaitToAct(actor, barrier);
            isWhole(barrier, 1);
            trip(last, barrier, round, false);
            // Two of the early ones make the next round, the others the one after.
            index(1, first);
            index(1, early.get(0));
            index(0, early.get(1));
            assertThat(early.get(2).isParked()).isTrue();
            assertThat(trip(actor, barrier, actsInRound(acting), false)).isTrue();
            index(1, early.get(2));
            isWhole(barrier, 0);
        }

        @Test
        void whoComesTooEarly_keepsTheRestOfItsTime() {
            ObjectId barrier = barrier(2);
            TestSession last = machine.open();
            await(barrier);
            int round = actsInRound(awaitToAct(last, barrier));
            Pending<BarrierAwaitReply> early = await(barrier, SECOND.multipliedBy(2));
            machine.advance(SECOND);
            trip(last, barrier, round, false);
            isWhole(barrier, 1);
            assertThat(machine.untilDeadline()).isEqualTo(SECOND);
            machine.advance(SECOND);
            timedOut(early);
            isBroken(barrier);
        }

        @Test
        void whoComesTooEarlyAndGivesUp_breaksNothing() {
            ObjectId barrier = barrier(2);
            TestSession last = machine.open();
            Pending<BarrierAwaitReply> first = await(barrier);
            int round = actsInRound(awaitToAct(last, barrier));
            TestSession session = machine.open();
            Pending<BarrierAwaitReply> withdrawn = await(session, barrier);
            TestSession ending = machine.open();
            Pending<BarrierAwaitReply> gone = await(ending, barrier);
            Pending<BarrierAwaitReply> impatient = await(barrier, SECOND);
            Pending<BarrierAwaitReply> early = await(barrier);
            timedOut(await(barrier, Duration.ZERO));
            session.withdraw(withdrawn);
            assertThat(withdrawn.reply().getOutcome().getWithdrawn()).isTrue();
            ending.end();
            assertThat(gone.answers()).isZero();
            machine.advance(SECOND);
            timedOut(impatient);
            assertThat(early.isParked()).isTrue();
            isWhole(barrier, 1);
            assertThat(trip(last, barrier, round, false)).isTrue();
            index(1, first);
            isWhole(barrier, 1);
            index(0, await(barrier));
            index(1, early);
        }

        @Test
        void whoComesTooEarly_isLetInByAReset() {
            ObjectId barrier = barrier(2);
            TestSession last = machine.open();
            Pending<BarrierAwaitReply> first = await(barrier);
            awaitToAct(last, barrier);
            Pending<BarrierAwaitReply> early = await(barrier);
            reset(barrier);
            broken(first);
            assertThat(early.isParked()).isTrue();
            isWhole(barrier, 1);
            index(0, await(barrier));
            index(1, early);
        }
    }
}
