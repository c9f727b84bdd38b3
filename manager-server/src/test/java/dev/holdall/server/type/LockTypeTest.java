package dev.holdall.server.type;

import static dev.holdall.server.type.LockFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.server.type.LockFixture.Actor;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.LockAcquireReply;
import dev.holdall.v1.LockAwaitReply;
import dev.holdall.v1.LockSignalRequest;
import dev.holdall.v1.LockStateRequest;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenConditionRequest;
import dev.holdall.v1.OpenLockRequest;
import dev.holdall.v1.Opened;
import dev.holdall.v1.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks: holding, waiting for them, and what becomes of them when their holders are gone. */
class LockTypeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine().changesBeforeItParks(LocksGrpc.getAwaitMethod());

    private LockFixture lock;
    private TestSession one;
    private Actor a;
    private Actor b;
    private Actor c;

    static LockFixture open(TestMachine machine, String name) {
        ObjectId id = machine.call(
                        LocksGrpc.getOpenMethod(),
                        OpenLockRequest.newBuilder().setName(name).build())
                .getId();
        return new LockFixture(
                machine,
                id,
                LocksGrpc.getAcquireMethod(),
                LocksGrpc.getReleaseMethod(),
                LocksGrpc.getHoldMethod(),
                LocksGrpc.getOpenConditionMethod(),
                LocksGrpc.getAwaitMethod(),
                LocksGrpc.getSignalMethod(),
                LocksGrpc.getStateMethod());
    }

    @BeforeEach
    void aFreeLock() {
        lock = open(machine, "l");
        one = machine.open();
        a = Actor.thread(one, 1);
        b = Actor.thread(one, 2);
        c = lock.newSession();
    }

    // Holding ----------------------------------------------------------------------------------------------------

    @Test
    void oneOwnerHoldsIt() {
        assertThat(lock.isLocked()).isFalse();
        lock.acquired(a);
        assertThat(lock.isLocked()).isTrue();
        assertThat(lock.tryAcquire(b)).isFalse();
        assertThat(lock.tryAcquire(c)).isFalse();
        lock.released(a);
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.tryAcquire(c)).isTrue();
    }

    @Test
    void theSameThreadNumberOfAnotherSession_isAnotherOwner() {
        lock.acquired(a);
        Actor stranger = Actor.thread(machine.open(), 1);
        assertThat(lock.holds(stranger)).isZero();
        assertThat(lock.release(stranger)).isFalse();
        assertThat(lock.tryAcquire(stranger)).isFalse();
        assertThat(lock.holds(a)).isEqualTo(1);
    }

    @Test
    void owner_acquiresAgainAndReleasesAsOften() {
        for (int i = 1; i <= 3; i++) {
            lock.acquired(a);
            assertThat(lock.holds(a)).isEqualTo(i);
        }
        assertThat(lock.tryAcquire(a)).isTrue();
        for (int i = 3; i >= 0; i--) {
            lock.released(a);
            assertThat(lock.holds(a)).isEqualTo(i);
            assertThat(lock.isLocked()).isEqualTo(i > 0);
        }
        assertThat(lock.release(a)).isFalse();
    }

    @Test
    void release_byAnotherOneChangesNothing() {
        assertThat(lock.release(a)).isFalse();
        lock.acquired(a);
        assertThat(lock.release(b)).isFalse();
        assertThat(lock.release(c)).isFalse();
        assertThat(lock.release(Actor.named(one, "a"))).isFalse();
        assertThat(lock.holds(a)).isEqualTo(1);
    }

    @Test
    void namedOwner_isTheSameInAllThreadsOfItsSessionOnly() {
        Actor job = Actor.named(one, "job");
        Actor sameJob = new Actor(one, 99, "job");
        lock.acquired(job);
        lock.acquired(sameJob);
        assertThat(lock.holds(job)).isEqualTo(2);
        assertThat(lock.tryAcquire(Actor.named(one, "other"))).isFalse();
        assertThat(lock.tryAcquire(Actor.named(c.session(), "job"))).isFalse();
        assertThat(lock.tryAcquire(new Actor(one, 7, ""))).isFalse();
        lock.released(sameJob);
        lock.released(job);
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void callWithoutThreadAndOwner_isRefused() {
        assertThat(new Actor(one, 0, "")
                        .start(lock.acquire(), lock.acquireRequest(""))
                        .error()
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(lock.tryAcquire(new Actor(one, 0, "job"))).isTrue();
    }

    @Test
    void ownerOfABadName_isRefused() {
        assertThat(Actor.named(one, "a\nb")
                        .start(lock.acquire(), lock.acquireRequest("a\nb"))
                        .error()
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(a.start(lock.acquire(), lock.acquireRequest("x".repeat(513)))
                        .error()
                        .getCode())
                .isEqualTo(Code.LIMIT_EXCEEDED);
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void unaryCalls_mayOnlyLook() {
        assertThat(machine.refused(lock.acquire(), lock.acquireRequest("job")).getCode())
                .isEqualTo(Code.SESSION_REQUIRED);
        assertThat(machine.refused(lock.await(), lock.awaitRequest("job", 0)).getCode())
                .isEqualTo(Code.SESSION_REQUIRED);
        assertThat(machine.refused(lock.signal(), LockSignalRequest.getDefaultInstance())
                        .getCode())
                .isEqualTo(Code.SESSION_REQUIRED);
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void holds_haveALimit() {
        lock.acquired(a, 65_535);
        assertThat(lock.acquire(a).error().getCode()).isEqualTo(Code.LIMIT_EXCEEDED);
        assertThat(lock.holds(a)).isEqualTo(65_535);
        // All of them go and come back with a wait.
        Pending<LockAwaitReply> waiting = lock.await(a, 0);
        assertThat(lock.isLocked()).isFalse();
        one.withdraw(waiting);
        assertThat(lock.holds(a)).isEqualTo(65_535);
    }

    // Tokens -----------------------------------------------------------------------------------------------------

    @Test
    void token_growsWithEachAcquisitionAndStaysWhileItIsHeld() {
        long last = 0;
        for (int i = 0; i < 5; i++) {
            Actor actor = i % 2 == 0 ? a : c;
            long token = lock.acquired(actor);
            assertThat(token).isGreaterThan(last);
            assertThat(lock.acquired(actor)).isEqualTo(token);
            assertThat(lock.hold(actor).getToken()).isEqualTo(token);
            lock.released(actor);
            assertThat(lock.hold(actor).getToken()).isEqualTo(token);
            lock.released(actor);
            assertThat(lock.hold(actor).getToken()).isZero();
            last = token;
        }
    }

    @Test
    void token_growsAfterAGiveBack() {
        Pending<LockAcquireReply> first = lock.acquire(a);
        one.giveBack(first);
        assertThat(lock.acquired(a)).isGreaterThan(token(first));
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    @Test
    void waiters_areServedFirstComeFirstServedAcrossSessionsAndOwners() {
        lock.acquired(a);
        List<Actor> actors = List.of(
                b,
                c,
                Actor.named(one, "job"),
                Actor.thread(c.session(), 2),
                lock.newSession(),
                Actor.named(c.session(), "job"));
        List<Pending<LockAcquireReply>> calls = new ArrayList<>();
        actors.forEach(actor -> calls.add(lock.acquire(actor)));
        assertThat(lock.state().getQueueLength()).isEqualTo(6);
        Actor holder = a;
        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).isParked()).isTrue();
            lock.released(holder);
            token(calls.get(i));
            holder = actors.get(i);
            assertThat(lock.holds(holder)).isEqualTo(1);
            assertThat(lock.state().getQueueLength()).isEqualTo(calls.size() - i - 1);
        }
    }

    @Test
    void nobodyOvertakes_butTheHolderItself() {
        lock.acquired(a);
        Pending<LockAcquireReply> waiting = lock.acquire(c);
        assertThat(lock.tryAcquire(b)).isFalse();
        assertThat(lock.tryAcquire(a)).isTrue();
        lock.released(a);
        assertThat(waiting.isParked()).isTrue();
        lock.released(a);
        token(waiting);
        assertThat(lock.tryAcquire(a)).isFalse();
    }

    @Test
    void timeOut_endsTheWaitAndLetsThoseBehindPass() {
        lock.acquired(a);
        Pending<LockAcquireReply> first = lock.acquire(b, SECOND);
        Pending<LockAcquireReply> second = lock.acquire(c, SECOND.multipliedBy(2));
        machine.advance(SECOND.minusNanos(1));
        assertThat(first.isParked()).isTrue();
        machine.advance(Duration.ofNanos(1));
        assertThat(first.reply().getAcquired()).isFalse();
        lock.released(a);
        token(second);
        assertThat(lock.holds(b)).isZero();
        assertThat(machine.untilDeadline()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 1})
    void timeBeyondAllTime_isForEver(long nanos) {
        lock.acquired(a);
        Pending<LockAcquireReply> waiting = c.start(
                lock.acquire(),
                lock.acquireRequest("").toBuilder()
                        .setWait(Wait.newBuilder().setNanos(nanos))
                        .build());
        machine.advance(Duration.ofDays(100_000));
        assertThat(waiting.isParked()).isTrue();
        lock.released(a);
        token(waiting);
    }

    @Test
    void withdrawnWaiter_isCancelledAndHoldsNothing() {
        lock.acquired(a);
        Pending<LockAcquireReply> first = lock.acquire(b);
        Pending<LockAcquireReply> second = lock.acquire(c);
        one.withdraw(first);
        assertThat(first.error().getCode()).isEqualTo(Code.CANCELLED);
        lock.released(a);
        token(second);
        assertThat(lock.holds(b)).isZero();
    }

    @Test
    void withdrawalAfterTheGrant_changesNothing() {
        Pending<LockAcquireReply> call = lock.acquire(a);
        one.withdraw(call);
        assertThat(call.answers()).isEqualTo(1);
        assertThat(lock.holds(a)).isEqualTo(1);
    }

    @Test
    void waiterWhoseOwnerGetsTheLockByAnotherRequest_getsItInItsTurn() {
        Actor job = Actor.named(one, "job");
        lock.acquired(a);
        Pending<LockAcquireReply> first = lock.acquire(job);
        Pending<LockAcquireReply> second = lock.acquire(job);
        Pending<LockAcquireReply> other = lock.acquire(c);
        Pending<LockAcquireReply> third = lock.acquire(job);
        lock.released(a);
        assertThat(token(first)).isEqualTo(token(second));
        assertThat(lock.holds(job)).isEqualTo(2);
        assertThat(third.isParked()).isTrue();
        lock.released(job);
        lock.released(job);
        token(other);
        lock.released(c);
        token(third);
    }

    // Ends -------------------------------------------------------------------------------------------------------

    @Test
    void giveBack_freesTheLockForTheNext() {
        Pending<LockAcquireReply> call = lock.acquire(a);
        Pending<LockAcquireReply> waiting = lock.acquire(c);
        one.giveBack(call);
        token(waiting);
        assertThat(lock.holds(a)).isZero();
    }

    @Test
    void giveBack_takesOneOfSeveralHolds() {
        one.acknowledge(lock.acquire(a));
        Pending<LockAcquireReply> second = lock.acquire(a);
        one.giveBack(second);
        assertThat(lock.holds(a)).isEqualTo(1);
        one.giveBack(second);
        assertThat(lock.holds(a)).isEqualTo(1);
    }

    @Test
    void giveBack_ofAnAcquisitionThatIsOverTakesNothingFromALaterOne() {
        Pending<LockAcquireReply> call = lock.acquire(a);
        lock.released(a);
        one.acknowledge(lock.acquire(a));
        one.giveBack(call);
        assertThat(lock.holds(a)).isEqualTo(1);
        lock.released(a);
        lock.acquired(c);
        one.giveBack(call);
        assertThat(lock.holds(c)).isEqualTo(1);
    }

    @Test
    void endOfTheHoldersSession_servesTheNextAtOnce() {
        one.acknowledge(lock.acquire(a), lock.acquire(a), lock.acquire(a));
        Pending<LockAcquireReply> own = lock.acquire(b);
        Pending<LockAcquireReply> next = lock.acquire(c);
        one.end();
        assertThat(own.isParked()).isTrue();
        token(next);
        assertThat(lock.holds(c)).isEqualTo(1);
    }

    @Test
    void endOfASession_freesWhatANamedOwnerHolds() {
        Actor job = Actor.named(one, "job");
        one.acknowledge(lock.acquire(job));
        one.end();
        assertThat(lock.isLocked()).isFalse();
        // A later session's owner of that name is another one.
        Actor again = Actor.named(machine.open(), "job");
        assertThat(lock.holds(again)).isZero();
    }

    @Test
    void endOfASession_freesUnacknowledgedHoldsToo() {
        one.acknowledge(lock.acquire(a));
        lock.acquired(a);
        one.end();
        assertThat(lock.isLocked()).isFalse();
        lock.acquired(c);
    }

    @Test
    void endOfASessionThatHeldAndReleased_changesNothing() {
        one.acknowledge(lock.acquire(a));
        lock.released(a);
        c.session().acknowledge(lock.acquire(c));
        one.end();
        assertThat(lock.holds(c)).isEqualTo(1);
    }

    @Test
    void endOfAWaitersSession_letsThoseBehindPass() {
        lock.acquired(a);
        lock.acquire(c);
        Actor d = lock.newSession();
        Pending<LockAcquireReply> waiting = lock.acquire(d);
        c.session().end();
        assertThat(lock.state().getQueueLength()).isEqualTo(1);
        lock.released(a);
        token(waiting);
    }

    @Test
    void deletedLock_failsItsWaitersAndItsHolder() {
        lock.acquired(a);
        Pending<LockAcquireReply> waiting = lock.acquire(c);
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setId(lock.lock()).build());
        assertThat(waiting.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(a.start(lock.acquire(), lock.acquireRequest("")).error().getCode())
                .isEqualTo(Code.NO_SUCH_OBJECT);
        one.end();
        assertThat(open(machine, "l").isLocked()).isFalse();
    }

    @Test
    void tooManyWaiters_areRefused() {
        machine.verify();
        TestMachine small =
                new TestMachine().limit("session-waiters", 1).changesBeforeItParks(LocksGrpc.getAwaitMethod());
        LockFixture held = open(small, "l");
        Actor holder = held.newSession();
        Actor first = held.newSession();
        held.acquired(holder);
        Pending<LockAcquireReply> waiting = held.acquire(first);
        assertThat(held.acquire(Actor.thread(first.session(), 2)).error().getCode())
                .isEqualTo(Code.LIMIT_EXCEEDED);
        held.released(holder);
        token(waiting);
        // One that waits in a condition keeps the lock if it may not wait.
        held.released(first);
        held.acquireAndAwait(Actor.thread(first.session(), 3), 0);
        held.acquired(first);
        assertThat(held.await(first, 0).error().getCode()).isEqualTo(Code.LIMIT_EXCEEDED);
        assertThat(held.holds(first)).isEqualTo(1);
        small.verify();
    }

    // Objects ----------------------------------------------------------------------------------------------------

    @Test
    void open_findsTheLockOfItsName() {
        Opened again = machine.call(
                LocksGrpc.getOpenMethod(),
                OpenLockRequest.newBuilder().setName("l").build());
        assertThat(again.getCreated()).isFalse();
        assertThat(again.getId()).isEqualTo(lock.lock());
        LockFixture unnamed = open(machine, "");
        lock.acquired(a);
        unnamed.acquired(a);
        assertThat(lock.holds(a)).isEqualTo(1);
        assertThat(unnamed.holds(a)).isEqualTo(1);
        one.end();
        assertThat(lock.isLocked()).isFalse();
        assertThat(unnamed.isLocked()).isFalse();
    }

    @Test
    void conditions_areFoundByNameAndMadeWithoutOne() {
        int full = lock.condition("full");
        assertThat(full).isPositive();
        assertThat(lock.condition("full")).isEqualTo(full);
        assertThat(lock.condition("empty")).isPositive().isNotEqualTo(full);
        assertThat(lock.condition(""))
                .isPositive()
                .isNotIn(full, lock.condition("empty"), lock.condition(""), lock.condition(""));
        // Not their names alone: an entry costs more than that.
        assertThat(machine.bytes()).isGreaterThan(2 * 100);
    }

    @Test
    void conditionOfAnUnknownNumberOrABadName_isRefused() {
        lock.acquired(a);
        for (int condition : new int[] {1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThat(lock.await(a, condition).error().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(machine.refused(
                                    lock.look(),
                                    LockStateRequest.newBuilder()
                                            .setLock(lock.lock())
                                            .setCondition(condition)
                                            .build())
                            .getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
        assertThat(lock.holds(a)).isEqualTo(1);
        OpenConditionRequest bad = OpenConditionRequest.newBuilder()
                .setLock(lock.lock())
                .setName("..")
                .build();
        assertThat(machine.refused(lock.openCondition(), bad).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void namedConditions_countAsElements() {
        TestMachine small = new TestMachine().limit("object-elements", 1);
        LockFixture few = open(small, "l");
        few.condition("one");
        OpenConditionRequest two = OpenConditionRequest.newBuilder()
                .setLock(few.lock())
                .setName("two")
                .build();
        assertThat(small.refused(few.openCondition(), two).getCode()).isEqualTo(Code.LIMIT_EXCEEDED);
        assertThat(few.condition("one")).isPositive();
        small.verify();
    }
}
