package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
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
import dev.holdall.v1.Wait;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Semaphores. */
class SemaphoreTypeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private static OpenSemaphoreRequest opening(int permits, boolean bounded) {
        return OpenSemaphoreRequest.newBuilder()
                .setName("s")
                .setPermits(permits)
                .setBounded(bounded)
                .build();
    }

    private ObjectId semaphore(int permits) {
        return machine.call(SemaphoresGrpc.getOpenMethod(), opening(permits, false))
                .getId();
    }

    private ObjectId bounded(int permits) {
        return machine.call(SemaphoresGrpc.getOpenMethod(), opening(permits, true))
                .getId();
    }

    private static SemaphoreAcquireRequest acquiring(ObjectId semaphore, int permits) {
        return SemaphoreAcquireRequest.newBuilder()
                .setSemaphore(semaphore)
                .setPermits(permits)
                .build();
    }

    private static SemaphoreAcquireRequest acquiring(ObjectId semaphore, int permits, Duration wait) {
        return acquiring(semaphore, permits).toBuilder()
                .setWait(Wait.newBuilder().setNanos(wait.toNanos()))
                .build();
    }

    private static Pending<SemaphoreAcquireReply> acquire(TestSession session, ObjectId semaphore, int permits) {
        return session.start(SemaphoresGrpc.getAcquireMethod(), acquiring(semaphore, permits));
    }

    private static void has(Pending<SemaphoreAcquireReply> acquired) {
        assertThat(acquired.reply().getAcquired()).isTrue();
    }

    /** Acquires, and receives the answer. */
    private static void hold(TestSession session, ObjectId semaphore, int permits) {
        Pending<SemaphoreAcquireReply> acquired = acquire(session, semaphore, permits);
        has(acquired);
        session.acknowledge(acquired);
    }

    private static boolean tryAcquire(TestSession session, ObjectId semaphore, int permits) {
        return session.call(SemaphoresGrpc.getAcquireMethod(), acquiring(semaphore, permits, Duration.ZERO))
                .getAcquired();
    }

    private static SemaphoreReleaseRequest releasing(ObjectId semaphore, int permits) {
        return SemaphoreReleaseRequest.newBuilder()
                .setSemaphore(semaphore)
                .setPermits(permits)
                .build();
    }

    private static boolean release(TestSession session, ObjectId semaphore, int permits) {
        return session.call(SemaphoresGrpc.getReleaseMethod(), releasing(semaphore, permits))
                .getReleased();
    }

    private static SemaphoreDrainReply drain(TestSession session, ObjectId semaphore) {
        return session.call(
                SemaphoresGrpc.getDrainMethod(),
                SemaphoreDrainRequest.newBuilder().setSemaphore(semaphore).build());
    }

    private SemaphoreStateReply state(ObjectId semaphore) {
        return machine.call(
                SemaphoresGrpc.getStateMethod(),
                SemaphoreStateRequest.newBuilder().setSemaphore(semaphore).build());
    }

    private int available(ObjectId semaphore) {
        return state(semaphore).getAvailable();
    }

    @Nested
    class Acquire {
        @Test
        void takesPermitsAndLeavesTheRest() {
            ObjectId semaphore = semaphore(5);
            TestSession session = machine.open();
            has(acquire(session, semaphore, 2));
            assertThat(available(semaphore)).isEqualTo(3);
            has(acquire(session, semaphore, 3));
            assertThat(available(semaphore)).isZero();
        }

        @Test
        void takesAllAtOnceOrNone() {
            ObjectId semaphore = semaphore(2);
            Pending<SemaphoreAcquireReply> three = acquire(machine.open(), semaphore, 3);
            assertThat(three.isParked()).isTrue();
            assertThat(available(semaphore)).isEqualTo(2);
            release(machine.open(), semaphore, 1);
            has(three);
            assertThat(available(semaphore)).isZero();
        }

        @Test
        void waitsForARelease() {
            ObjectId semaphore = semaphore(1);
            TestSession holder = machine.open();
            hold(holder, semaphore, 1);
            Pending<SemaphoreAcquireReply> waiting = acquire(machine.open(), semaphore, 1);
            assertThat(waiting.isParked()).isTrue();
            assertThat(state(semaphore).getWaiting()).isEqualTo(1);
            assertThat(release(holder, semaphore, 1)).isTrue();
            has(waiting);
            assertThat(state(semaphore).getWaiting()).isZero();
        }

        @Test
        void servesInTheOrderOfComingAcrossSessions() {
            ObjectId semaphore = semaphore(0);
            List<Pending<SemaphoreAcquireReply>> waiting = List.of(
                    acquire(machine.open(), semaphore, 1),
                    acquire(machine.open(), semaphore, 1),
                    acquire(machine.open(), semaphore, 1));
            TestSession releaser = machine.open();
            for (int served = 0; served < 3; served++) {
                assertThat(waiting.get(served).isParked()).isTrue();
                release(releaser, semaphore, 1);
                has(waiting.get(served));
            }
        }

        @Test
        void aLargeOneThatIsFirstHoldsBackSmallLaterOnes() {
            ObjectId semaphore = semaphore(1);
            Pending<SemaphoreAcquireReply> large = acquire(machine.open(), semaphore, 3);
            Pending<SemaphoreAcquireReply> small = acquire(machine.open(), semaphore, 1);
            Pending<SemaphoreAcquireReply> none = acquire(machine.open(), semaphore, 0);
            assertThat(small.isParked()).isTrue();
            assertThat(none.isParked()).isTrue();
            assertThat(tryAcquire(machine.open(), semaphore, 1)).isFalse();
            assertThat(tryAcquire(machine.open(), semaphore, 0)).isFalse();
            release(machine.open(), semaphore, 1);
            assertThat(large.isParked()).isTrue();
            assertThat(small.isParked()).isTrue();
            release(machine.open(), semaphore, 2);
            has(large);
            has(small);
            has(none);
            assertThat(available(semaphore)).isZero();
        }

        @Test
        void whenTheLargeOneLeavesTheSmallOnesGoOn() {
            ObjectId semaphore = semaphore(2);
            TestSession impatient = machine.open();
            Pending<SemaphoreAcquireReply> large =
                    impatient.start(SemaphoresGrpc.getAcquireMethod(), acquiring(semaphore, 3, SECOND));
            TestSession patient = machine.open();
            Pending<SemaphoreAcquireReply> larger = acquire(patient, semaphore, 4);
            Pending<SemaphoreAcquireReply> small = acquire(machine.open(), semaphore, 1);
            machine.advance(SECOND);
            assertThat(large.reply().getAcquired()).isFalse();
            assertThat(small.isParked()).isTrue();
            patient.withdraw(larger);
            assertThat(larger.error().getCode()).isEqualTo(Code.CANCELLED);
            has(small);
            assertThat(available(semaphore)).isEqualTo(1);
        }

        @Test
        void whoseTimeHasPassedTakesNothing() {
            ObjectId semaphore = semaphore(0);
            Pending<SemaphoreAcquireReply> waiting =
                    machine.open().start(SemaphoresGrpc.getAcquireMethod(), acquiring(semaphore, 1, SECOND));
            machine.advance(SECOND.minusNanos(1));
            assertThat(waiting.isParked()).isTrue();
            machine.advance(Duration.ofNanos(1));
            assertThat(waiting.reply().getAcquired()).isFalse();
            release(machine.open(), semaphore, 1);
            assertThat(available(semaphore)).isEqualTo(1);
        }

        @Test
        void ofNonePassesUnlessThereIsALack() {
            ObjectId semaphore = semaphore(-1);
            Pending<SemaphoreAcquireReply> none = acquire(machine.open(), semaphore, 0);
            assertThat(none.isParked()).isTrue();
            assertThat(available(semaphore)).isEqualTo(-1);
            release(machine.open(), semaphore, 1);
            has(none);
            assertThat(available(semaphore)).isZero();
        }

        @Test
        void isForSessionsOnly() {
            ObjectId semaphore = semaphore(1);
            assertThat(machine.refused(SemaphoresGrpc.getAcquireMethod(), acquiring(semaphore, 1))
                            .getCode())
                    .isEqualTo(Code.SESSION_REQUIRED);
            assertThat(machine.refused(
                                    SemaphoresGrpc.getDrainMethod(),
                                    SemaphoreDrainRequest.newBuilder()
                                            .setSemaphore(semaphore)
                                            .build())
                            .getCode())
                    .isEqualTo(Code.SESSION_REQUIRED);
        }

        @Test
        void thatWaitsFailsWhenTheSemaphoreIsDeleted() {
            ObjectId semaphore = semaphore(0);
            Pending<SemaphoreAcquireReply> waiting = acquire(machine.open(), semaphore, 1);
            machine.call(
                    ObjectsGrpc.getDeleteMethod(),
                    DeleteRequest.newBuilder().setName("s").build());
            assertThat(waiting.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
        }
    }

    @Nested
    class Drain {
        @Test
        void takesWhatThereIs() {
            ObjectId semaphore = semaphore(3);
            TestSession session = machine.open();
            assertThat(drain(session, semaphore).getPermits()).isEqualTo(3);
            assertThat(drain(session, semaphore).getPermits()).isZero();
            session.end();
            assertThat(available(semaphore)).isEqualTo(3);
        }

        @Test
        void makesUpForALack() {
            ObjectId semaphore = semaphore(-3);
            Pending<SemaphoreAcquireReply> none = acquire(machine.open(), semaphore, 0);
            TestSession session = machine.open();
            assertThat(drain(session, semaphore).getPermits()).isEqualTo(-3);
            assertThat(available(semaphore)).isZero();
            has(none);
            session.end();
            assertThat(available(semaphore)).isZero();
        }

        @Test
        void overtakesNobody() {
            ObjectId semaphore = semaphore(1);
            Pending<SemaphoreAcquireReply> two = acquire(machine.open(), semaphore, 2);
            assertThat(drain(machine.open(), semaphore).getPermits()).isZero();
            release(machine.open(), semaphore, 1);
            has(two);
        }
    }

    @Nested
    class Release {
        @Test
        void needsNoAcquisition() {
            ObjectId semaphore = semaphore(0);
            assertThat(release(machine.open(), semaphore, 2)).isTrue();
            assertThat(machine.call(SemaphoresGrpc.getReleaseMethod(), releasing(semaphore, 1))
                            .getReleased())
                    .isTrue();
            assertThat(available(semaphore)).isEqualTo(3);
        }

        @Test
        void ofNoneChangesNothing() {
            ObjectId semaphore = semaphore(1);
            TestSession session = machine.open();
            hold(session, semaphore, 1);
            assertThat(release(session, semaphore, 0)).isTrue();
            assertThat(available(semaphore)).isZero();
            session.end();
            assertThat(available(semaphore)).isEqualTo(1);
        }

        @Test
        void beyondTheLargestNumberIsRefused() {
            ObjectId semaphore = semaphore(Integer.MAX_VALUE - 1);
            TestSession session = machine.open();
            assertThat(release(session, semaphore, 2)).isFalse();
            assertThat(available(semaphore)).isEqualTo(Integer.MAX_VALUE - 1);
            assertThat(release(session, semaphore, 1)).isTrue();
            SemaphoreReleaseReply refused =
                    session.call(SemaphoresGrpc.getReleaseMethod(), releasing(semaphore, Integer.MAX_VALUE));
            assertThat(refused.getReleased()).isFalse();
            assertThat(refused.getMost()).isEqualTo(Integer.MAX_VALUE);
            assertThat(available(semaphore)).isEqualTo(Integer.MAX_VALUE);
        }

        @Test
        void ofTheLargestNumberIntoALargeLack() {
            ObjectId semaphore = semaphore(Integer.MIN_VALUE);
            assertThat(release(machine.open(), semaphore, Integer.MAX_VALUE)).isTrue();
            assertThat(available(semaphore)).isEqualTo(-1);
        }

        @Test
        void beyondTheBoundIsRefused() {
            ObjectId semaphore = bounded(2);
            TestSession session = machine.open();
            SemaphoreReleaseReply refused = session.call(SemaphoresGrpc.getReleaseMethod(), releasing(semaphore, 1));
            assertThat(refused.getReleased()).isFalse();
            assertThat(refused.getMost()).isEqualTo(2);
            hold(session, semaphore, 1);
            assertThat(release(session, semaphore, 2)).isFalse();
            assertThat(available(semaphore)).isEqualTo(1);
            assertThat(release(session, semaphore, 1)).isTrue();
            assertThat(available(semaphore)).isEqualTo(2);
        }
    }

    @Nested
    class Arguments {
        @ParameterizedTest
        @ValueSource(ints = {-1, Integer.MIN_VALUE})
        void tooManyPermits(int permits) {
            ObjectId semaphore = semaphore(1);
            TestSession session = machine.open();
            assertThat(session.refused(SemaphoresGrpc.getAcquireMethod(), acquiring(semaphore, permits))
                            .getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(session.refused(SemaphoresGrpc.getReleaseMethod(), releasing(semaphore, permits))
                            .getMessage())
                    .contains(Integer.toUnsignedString(permits))
                    .contains("at most 2147483647");
            assertThat(available(semaphore)).isEqualTo(1);
        }

        @Test
        void negativeBound() {
            assertThat(machine.refused(SemaphoresGrpc.getOpenMethod(), opening(-1, true))
                            .getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }

        @Test
        void otherOptionsAreAMismatch() {
            ObjectId semaphore = semaphore(2);
            release(machine.open(), semaphore, 1);
            assertThat(semaphore(2)).isEqualTo(semaphore);
            for (OpenSemaphoreRequest other : List.of(opening(3, false), opening(2, true))) {
                assertThat(machine.refused(SemaphoresGrpc.getOpenMethod(), other)
                                .getCode())
                        .isEqualTo(Code.MISMATCH);
            }
        }
    }

    /** The end of a session, and answers that nobody receives. */
    @Nested
    class Ownership {
        @Test
        void endOfSession_bringsBackWhatItHas() {
            ObjectId semaphore = semaphore(3);
            TestSession session = machine.open();
            hold(session, semaphore, 1);
            has(acquire(session, semaphore, 2));
            Pending<SemaphoreAcquireReply> waiting = acquire(machine.open(), semaphore, 2);
            session.end();
            has(waiting);
            assertThat(available(semaphore)).isEqualTo(1);
        }

        @Test
        void endOfSession_servesWhoWaits() {
            ObjectId semaphore = semaphore(1);
            TestSession session = machine.open();
            hold(session, semaphore, 1);
            Pending<SemaphoreAcquireReply> waiting = acquire(machine.open(), semaphore, 1);
            session.end();
            has(waiting);
        }

        @Test
        void endOfSession_bringsBackNothingThatWasReleased() {
            ObjectId semaphore = semaphore(3);
            TestSession session = machine.open();
            hold(session, semaphore, 3);
            release(session, semaphore, 2);
            session.end();
            assertThat(available(semaphore)).isEqualTo(3);
        }

        @Test
        void endOfSession_endsItsWaiting() {
            ObjectId semaphore = semaphore(1);
            TestSession session = machine.open();
            acquire(session, semaphore, 2);
            Pending<SemaphoreAcquireReply> behind = acquire(machine.open(), semaphore, 1);
            assertThat(behind.isParked()).isTrue();
            session.end();
            has(behind);
            assertThat(available(semaphore)).isZero();
        }

        @Test
        void whatIsReleasedByAnother_doesNotComeBackOnceMore() {
            for (ObjectId semaphore : List.of(semaphore(2), unnamedBounded(2))) {
                TestSession first = machine.open();
                TestSession second = machine.open();
                hold(first, semaphore, 1);
                hold(second, semaphore, 1);
                // The longest out is the first session's.
                release(machine.open(), semaphore, 1);
                TestSession third = machine.open();
                hold(third, semaphore, 1);
                first.end();
                assertThat(available(semaphore)).isZero();
                second.end();
                assertThat(available(semaphore)).isEqualTo(1);
                third.end();
                assertThat(available(semaphore)).isEqualTo(2);
            }
        }

        private ObjectId unnamedBounded(int permits) {
            return machine.call(
                            SemaphoresGrpc.getOpenMethod(),
                            opening(permits, true).toBuilder().clearName().build())
                    .getId();
        }

        @Test
        void aReleaseSettlesOnesOwnFirst() {
            ObjectId semaphore = semaphore(4);
            TestSession first = machine.open();
            TestSession second = machine.open();
            hold(first, semaphore, 2);
            hold(second, semaphore, 2);
            // Two of its own, one of the first's.
            release(second, semaphore, 3);
            assertThat(available(semaphore)).isEqualTo(3);
            second.end();
            assertThat(available(semaphore)).isEqualTo(3);
            first.end();
            assertThat(available(semaphore)).isEqualTo(4);
        }

        @Test
        void whoHasHeldForLongest_isWhoHasHeldSomeWithoutABreak() {
            ObjectId semaphore = semaphore(3);
            TestSession first = machine.open();
            TestSession second = machine.open();
            hold(first, semaphore, 1);
            hold(second, semaphore, 1);
            release(first, semaphore, 1);
            hold(first, semaphore, 1);
            release(machine.open(), semaphore, 1);
            second.end();
            assertThat(available(semaphore)).isEqualTo(2);
            first.end();
            assertThat(available(semaphore)).isEqualTo(3);
        }

        @Test
        void newPermits_areNobodys() {
            ObjectId semaphore = semaphore(0);
            TestSession session = machine.open();
            release(session, semaphore, 2);
            session.end();
            assertThat(available(semaphore)).isEqualTo(2);
        }

        @Test
        void unreceivedPermits_comeBack() {
            ObjectId semaphore = semaphore(2);
            TestSession session = machine.open();
            hold(session, semaphore, 1);
            Pending<SemaphoreAcquireReply> acquired = acquire(session, semaphore, 1);
            Pending<SemaphoreAcquireReply> waiting = acquire(machine.open(), semaphore, 1);
            session.giveBack(acquired);
            has(waiting);
            session.giveBack(acquired);
            assertThat(available(semaphore)).isZero();
            session.end();
            assertThat(available(semaphore)).isEqualTo(1);
        }

        @Test
        void unreceivedDrainedPermits_comeBack() {
            ObjectId semaphore = semaphore(5);
            TestSession session = machine.open();
            Pending<SemaphoreDrainReply> drained = session.start(
                    SemaphoresGrpc.getDrainMethod(),
                    SemaphoreDrainRequest.newBuilder().setSemaphore(semaphore).build());
            session.giveBack(drained);
            assertThat(available(semaphore)).isEqualTo(5);
        }

        @Test
        void unreceivedPermits_comeBackAlsoIfSomebodyReleasedMeanwhile() {
            // A signal is not lost because the one that it was granted to had gone.
            ObjectId semaphore = semaphore(0);
            TestSession gone = machine.open();
            Pending<SemaphoreAcquireReply> waiting = acquire(gone, semaphore, 1);
            TestSession signaller = machine.open();
            release(signaller, semaphore, 1);
            has(waiting);
            release(signaller, semaphore, 1);
            gone.giveBack(waiting);
            assertThat(available(semaphore)).isEqualTo(2);
        }

        @Test
        void unreceivedPermits_ofABoundedOneLeaveNoneLost() {
            ObjectId semaphore = bounded(2);
            TestSession gone = machine.open();
            TestSession producer = machine.open();
            Pending<SemaphoreAcquireReply> unreceived = acquire(gone, semaphore, 1);
            hold(producer, semaphore, 1);
            // For what the producer took.
            release(machine.open(), semaphore, 1);
            gone.giveBack(unreceived);
            assertThat(available(semaphore)).isEqualTo(1);
            producer.end();
            gone.end();
            assertThat(available(semaphore)).isEqualTo(2);
        }

        @Test
        void unreceivedPermits_ofABoundedOneTakeNobodysPermitAway() {
            ObjectId semaphore = bounded(1);
            TestSession gone = machine.open();
            TestSession releaser = machine.open();
            TestSession holder = machine.open();
            Pending<SemaphoreAcquireReply> unreceived = acquire(gone, semaphore, 1);
            release(releaser, semaphore, 1);
            hold(holder, semaphore, 1);
            gone.giveBack(unreceived);
            assertThat(available(semaphore)).isZero();
            assertThat(tryAcquire(releaser, semaphore, 1)).isFalse();
            assertThat(release(holder, semaphore, 1)).isTrue();
            assertThat(available(semaphore)).isEqualTo(1);
        }

        @Test
        void unreceivedPermits_ofABoundedOneComeBackButForThoseThatWereReleased() {
            ObjectId semaphore = bounded(5);
            TestSession gone = machine.open();
            TestSession holder = machine.open();
            Pending<SemaphoreAcquireReply> unreceived = acquire(gone, semaphore, 3);
            release(machine.open(), semaphore, 1);
            hold(holder, semaphore, 3);
            gone.giveBack(unreceived);
            assertThat(available(semaphore)).isEqualTo(2);
            holder.end();
            assertThat(available(semaphore)).isEqualTo(5);
        }

        @Test
        void unreceivedPermits_neverComeBackAboveTheBound() {
            ObjectId semaphore = bounded(1);
            TestSession gone = machine.open();
            Pending<SemaphoreAcquireReply> unreceived = acquire(gone, semaphore, 1);
            release(machine.open(), semaphore, 1);
            gone.giveBack(unreceived);
            assertThat(available(semaphore)).isEqualTo(1);
            gone.end();
            assertThat(available(semaphore)).isEqualTo(1);
        }

        @Test
        void whatComesBackIsNeverMoreThanTheLargestNumber() {
            ObjectId semaphore = semaphore(Integer.MAX_VALUE);
            TestSession session = machine.open();
            Pending<SemaphoreAcquireReply> unreceived = acquire(session, semaphore, 5);
            release(machine.open(), semaphore, 5);
            session.giveBack(unreceived);
            assertThat(available(semaphore)).isEqualTo(Integer.MAX_VALUE);
        }

        @Test
        void deletedSemaphore_takesNothingBack() {
            ObjectId semaphore = semaphore(1);
            TestSession session = machine.open();
            has(acquire(session, semaphore, 1));
            machine.call(
                    ObjectsGrpc.getDeleteMethod(),
                    DeleteRequest.newBuilder().setName("s").build());
            session.end();
            assertThat(available(semaphore(1))).isEqualTo(1);
        }

        @Test
        void acquireAndWithdrawInOneFrame() {
            ObjectId semaphore = semaphore(0);
            TestSession session = machine.open();
            long seq = session.nextSeq();
            Pending<SemaphoreAcquireReply> call = session.pending(SemaphoresGrpc.getAcquireMethod(), seq);
            session.send(ClientFrame.newBuilder()
                    .setFirstSeq(seq)
                    .addCalls(TestSession.encode(SemaphoresGrpc.getAcquireMethod(), acquiring(semaphore, 1)))
                    .addWithdrawn(seq));
            assertThat(call.error().getCode()).isEqualTo(Code.CANCELLED);
            assertThat(state(semaphore).getWaiting()).isZero();
        }
    }
}
