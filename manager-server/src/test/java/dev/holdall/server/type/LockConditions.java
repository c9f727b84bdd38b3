package dev.holdall.server.type;

import static dev.holdall.server.type.LockFixture.ended;
import static dev.holdall.server.type.LockFixture.signalled;
import static dev.holdall.server.type.LockFixture.timedOut;
import static dev.holdall.server.type.LockFixture.token;
import static dev.holdall.server.type.LockFixture.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.type.LockFixture.Actor;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.LockAcquireReply;
import dev.holdall.v1.LockAwaitOutcome;
import dev.holdall.v1.LockAwaitReply;
import dev.holdall.v1.ObjectsGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Conditions, whatever lock they are of. */
abstract class LockConditions {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private LockFixture lock;
    private int condition;
    private Actor a;
    private Actor b;
    private Actor c;
    private Actor signaller;

    /** A new lock of the machine. */
    abstract LockFixture open(TestMachine machine);

    @BeforeEach
    void aLockWithACondition() {
        lock = open(machine);
        machine.changesBeforeItParks(lock.await());
        condition = lock.condition("c");
        a = lock.newSession();
        b = lock.newSession();
        c = Actor.thread(b.session(), 2);
        signaller = lock.newSession();
    }

    /** Signals so many, and releases the lock. */
    private void signal(int count) {
        lock.acquired(signaller);
        assertThat(lock.signal(signaller, condition, count)).isTrue();
        lock.released(signaller);
    }

    // Signals ----------------------------------------------------------------------------------------------------

    @Test
    void await_releasesTheLockAndAcquiresItAgainAfterASignal() {
        Pending<LockAwaitReply> waiting = lock.acquireAndAwait(a, condition);
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.state(condition).getWaiting()).isEqualTo(1);
        lock.acquired(signaller);
        assertThat(lock.signal(signaller, condition, 1)).isTrue();
        assertThat(waiting.isParked()).isTrue();
        assertThat(lock.state(condition).getWaiting()).isZero();
        assertThat(lock.state().getQueueLength()).isEqualTo(1);
        lock.released(signaller);
        signalled(waiting);
        assertThat(lock.holds(a)).isEqualTo(1);
    }

    @Test
    void await_releasesAllHoldsAndAcquiresThemAgain() {
        lock.acquired(a);
        lock.acquired(a);
        Pending<LockAwaitReply> waiting = lock.acquireAndAwait(a, condition);
        assertThat(lock.holds(a)).isZero();
        signal(1);
        signalled(waiting);
        assertThat(lock.holds(a)).isEqualTo(3);
    }

    @Test
    void await_endsInANewAcquisition() {
        long first = lock.acquired(a);
        Pending<LockAwaitReply> waiting = lock.await(a, condition);
        signal(1);
        assertThat(waiting.reply().getToken())
                .isGreaterThan(first)
                .isEqualTo(lock.hold(a).getToken());
    }

    @Test
    void awaitAndSignal_byWhoDoesNotHoldTheLock() {
        ended(lock.await(a, condition), LockAwaitOutcome.LOCK_AWAIT_OUTCOME_NOT_HELD);
        assertThat(lock.signal(a, condition, 1)).isFalse();
        Pending<LockAwaitReply> waiting = lock.acquireAndAwait(b, condition);
        lock.acquired(signaller);
        ended(lock.await(a, condition), LockAwaitOutcome.LOCK_AWAIT_OUTCOME_NOT_HELD);
        assertThat(lock.signal(a, condition, 1)).isFalse();
        assertThat(lock.signalAll(a, condition)).isFalse();
        // Who waits does not hold it either.
        assertThat(lock.signal(b, condition, 1)).isFalse();
        lock.released(signaller);
        assertThat(waiting.isParked()).isTrue();
    }

    @Test
    void signal_reachesTheOneWhoHasWaitedLongest() {
        Pending<LockAwaitReply> first = lock.acquireAndAwait(b, condition);
        Pending<LockAwaitReply> second = lock.acquireAndAwait(a, condition);
        Pending<LockAwaitReply> third = lock.acquireAndAwait(c, condition);
        signal(1);
        signalled(first);
        lock.released(b);
        assertThat(second.isParked()).isTrue();
        signal(1);
        signalled(second);
        lock.released(a);
        assertThat(third.isParked()).isTrue();
    }

    @Test
    void signal_ofSeveral() {
        List<Pending<LockAwaitReply>> waiting = new ArrayList<>();
        for (Actor actor : List.of(a, b, c)) {
            waiting.add(lock.acquireAndAwait(actor, condition));
        }
        signal(0);
        assertThat(waiting).allMatch(Pending::isParked);
        signal(2);
        signalled(waiting.get(0));
        assertThat(waiting.get(1).isParked()).isTrue();
        lock.released(a);
        signalled(waiting.get(1));
        lock.released(b);
        assertThat(waiting.get(2).isParked()).isTrue();
        assertThat(lock.isLocked()).isFalse();
        // As an unsigned number that is a large one.
        signal(-1);
        signalled(waiting.get(2));
    }

    @Test
    void signals_ofOneHolderAddUp() {
        List<Pending<LockAwaitReply>> waiting = new ArrayList<>();
        for (Actor actor : List.of(a, b, c)) {
            waiting.add(lock.acquireAndAwait(actor, condition));
        }
        lock.acquired(signaller);
        lock.signal(signaller, condition, 1);
        lock.signal(signaller, condition, 1);
        lock.released(signaller);
        signalled(waiting.get(0));
        lock.released(a);
        signalled(waiting.get(1));
        lock.released(b);
        assertThat(waiting.get(2).isParked()).isTrue();
    }

    @Test
    void signalAll_reachesAllInTheirOrder() {
        List<Actor> actors = List.of(b, a, c);
        List<Pending<LockAwaitReply>> waiting = new ArrayList<>();
        actors.forEach(actor -> waiting.add(lock.acquireAndAwait(actor, condition)));
        lock.acquired(signaller);
        assertThat(lock.signalAll(signaller, condition)).isTrue();
        lock.released(signaller);
        for (int i = 0; i < actors.size(); i++) {
            signalled(waiting.get(i));
            lock.released(actors.get(i));
        }
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void signal_isNotKeptForWhoComesLater() {
        signal(1);
        lock.acquired(signaller);
        lock.signalAll(signaller, condition);
        lock.released(signaller);
        Pending<LockAwaitReply> waiting = lock.acquireAndAwait(a, condition);
        lock.acquired(b);
        lock.released(b);
        assertThat(waiting.isParked()).isTrue();
    }

    @Test
    void signal_isForItsConditionOnly() {
        int other = lock.condition("other");
        Pending<LockAwaitReply> here = lock.acquireAndAwait(a, condition);
        Pending<LockAwaitReply> there = lock.acquireAndAwait(b, other);
        Pending<LockAwaitReply> own = lock.acquireAndAwait(c, 0);
        lock.acquired(signaller);
        lock.signalAll(signaller, other);
        lock.released(signaller);
        signalled(there);
        lock.released(b);
        assertThat(here.isParked()).isTrue();
        assertThat(own.isParked()).isTrue();
    }

    @Test
    void signalled_standBehindThoseWhoWaitForTheLock() {
        Pending<LockAwaitReply> waiting = lock.acquireAndAwait(a, condition);
        lock.acquired(signaller);
        Pending<LockAcquireReply> before = lock.acquire(b);
        lock.signal(signaller, condition, 1);
        Pending<LockAcquireReply> behind = lock.acquire(c);
        lock.released(signaller);
        token(before);
        assertThat(waiting.isParked()).isTrue();
        lock.released(b);
        signalled(waiting);
        assertThat(behind.isParked()).isTrue();
        lock.released(a);
        token(behind);
    }

    @Test
    void namedOwnerThatGotTheLockByAnotherCall_isWaitedForAsAnyOther() {
        Actor job = Actor.named(a.session(), "job");
        Pending<LockAwaitReply> waiting = lock.acquireAndAwait(job, condition);
        lock.acquired(job);
        lock.signal(job, condition, 1);
        assertThat(waiting.isParked()).isTrue();
        lock.released(job);
        signalled(waiting);
        assertThat(lock.holds(job)).isEqualTo(1);
    }

    @Test
    void await_wakesWhoWaitsForTheLock() {
        lock.acquired(a);
        Pending<LockAcquireReply> next = lock.acquire(b);
        Pending<LockAwaitReply> waiting = lock.await(a, condition);
        token(next);
        assertThat(waiting.isParked()).isTrue();
    }

    // Time-outs --------------------------------------------------------------------------------------------------

    @Test
    void timeOut_acquiresTheLockAgain() {
        lock.acquired(a);
        Pending<LockAwaitReply> waiting = lock.await(a, condition, SECOND);
        assertThat(lock.isLocked()).isFalse();
        machine.advance(SECOND.minusNanos(1));
        assertThat(waiting.isParked()).isTrue();
        machine.advance(Duration.ofNanos(1));
        timedOut(waiting);
        assertThat(lock.holds(a)).isEqualTo(1);
        assertThat(lock.hold(a).getToken()).isEqualTo(waiting.reply().getToken());
    }

    @Test
    void timeOut_waitsForTheLockAsLongAsItTakes() {
        lock.acquired(a);
        Pending<LockAwaitReply> waiting = lock.await(a, condition, SECOND);
        lock.acquired(b);
        Pending<LockAcquireReply> before = lock.acquire(c);
        machine.advance(SECOND);
        machine.advance(SECOND.multipliedBy(1_000));
        assertThat(waiting.isParked()).isTrue();
        // The signal comes too late, for this one.
        assertThat(lock.signal(b, condition, 1)).isTrue();
        lock.released(b);
        token(before);
        lock.released(c);
        timedOut(waiting);
    }

    @Test
    void noTime_releasesAndAcquiresAgain() {
        long first = lock.acquired(a);
        lock.acquired(a);
        Pending<LockAwaitReply> waiting = lock.await(a, condition, Duration.ZERO);
        timedOut(waiting);
        assertThat(lock.holds(a)).isEqualTo(2);
        assertThat(waiting.reply().getToken()).isGreaterThan(first);
    }

    @Test
    void noTime_letsThoseWhoWaitForTheLockPass() {
        lock.acquired(a);
        Pending<LockAcquireReply> next = lock.acquire(b);
        Pending<LockAwaitReply> waiting = lock.await(a, condition, Duration.ZERO);
        token(next);
        assertThat(waiting.isParked()).isTrue();
        lock.released(b);
        timedOut(waiting);
        assertThat(lock.holds(a)).isEqualTo(1);
    }

    @Test
    void signalledInTime_isNotTimedOutLater() {
        lock.acquired(a);
        Pending<LockAwaitReply> waiting = lock.await(a, condition, SECOND);
        lock.acquired(b);
        lock.signal(b, condition, 1);
        machine.advance(SECOND.multipliedBy(10));
        assertThat(waiting.isParked()).isTrue();
        lock.released(b);
        signalled(waiting);
    }

    @Test
    void signal_passesThoseWhoAreTimedOut() {
        lock.acquired(a);
        Pending<LockAwaitReply> first = lock.await(a, condition, SECOND);
        Pending<LockAwaitReply> second = lock.acquireAndAwait(b, condition);
        lock.acquired(signaller);
        machine.advance(SECOND);
        lock.signal(signaller, condition, 1);
        lock.released(signaller);
        timedOut(first);
        lock.released(a);
        signalled(second);
    }

    // Withdrawal -------------------------------------------------------------------------------------------------

    @Test
    void withdrawn_acquiresTheLockAgainFirst() {
        lock.acquired(a);
        Pending<LockAwaitReply> waiting = lock.acquireAndAwait(a, condition);
        lock.acquired(b);
        a.session().withdraw(waiting);
        assertThat(waiting.isParked()).isTrue();
        a.session().withdraw(waiting);
        assertThat(waiting.isParked()).isTrue();
        lock.signal(b, condition, 1);
        lock.released(b);
        withdrawn(waiting);
        assertThat(lock.holds(a)).isEqualTo(2);
    }

    @Test
    void withdrawnWhereTheLockIsFree_isAnsweredAtOnce() {
        Pending<LockAwaitReply> waiting = lock.acquireAndAwait(a, condition);
        a.session().withdraw(waiting);
        withdrawn(waiting);
        assertThat(lock.holds(a)).isEqualTo(1);
    }

    @Test
    void withdrawnAfterTheSignal_isSignalled() {
        Pending<LockAwaitReply> waiting = lock.acquireAndAwait(a, condition);
        lock.acquired(b);
        Pending<LockAcquireReply> before = lock.acquire(c);
        lock.signal(b, condition, 1);
        Pending<LockAcquireReply> behind = lock.acquire(signaller);
        a.session().withdraw(waiting);
        lock.released(b);
        token(before);
        lock.released(c);
        // It has kept its place in line.
        signalled(waiting);
        assertThat(behind.isParked()).isTrue();
    }

    @Test
    void withdrawnAfterTheTimeOut_isTimedOut() {
        lock.acquired(a);
        Pending<LockAwaitReply> waiting = lock.await(a, condition, SECOND);
        lock.acquired(b);
        machine.advance(SECOND);
        a.session().withdraw(waiting);
        lock.released(b);
        timedOut(waiting);
    }

    @Test
    void signal_passesThoseWhoAreWithdrawn() {
        Pending<LockAwaitReply> first = lock.acquireAndAwait(a, condition);
        Pending<LockAwaitReply> second = lock.acquireAndAwait(b, condition);
        lock.acquired(signaller);
        a.session().withdraw(first);
        lock.signal(signaller, condition, 1);
        lock.released(signaller);
        withdrawn(first);
        lock.released(a);
        signalled(second);
    }

    // No signal is lost ------------------------------------------------------------------------------------------

    @Test
    void signalOfASessionThatEndsBeforeItHasTheLock_goesToTheNext() {
        lock.acquireAndAwait(a, condition);
        Pending<LockAwaitReply> next = lock.acquireAndAwait(b, condition);
        Pending<LockAwaitReply> last = lock.acquireAndAwait(c, condition);
        lock.acquired(signaller);
        lock.signal(signaller, condition, 1);
        a.session().end();
        lock.released(signaller);
        signalled(next);
        lock.released(b);
        assertThat(last.isParked()).isTrue();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void signalsOfASessionThatEnds_goToOtherSessions() {
        // Two of the session, of which one is signalled, before one of another.
        lock.acquireAndAwait(b, condition);
        lock.acquireAndAwait(c, condition);
        Pending<LockAwaitReply> other = lock.acquireAndAwait(a, condition);
        lock.acquired(signaller);
        lock.signal(signaller, condition, 1);
        b.session().end();
        lock.released(signaller);
        signalled(other);
    }

    @Test
    void signalsOfASessionThatEnds_areGoneWhereNobodyElseWaits() {
        lock.acquireAndAwait(b, condition);
        lock.acquireAndAwait(c, condition);
        lock.acquired(signaller);
        lock.signal(signaller, condition, 1);
        b.session().end();
        Pending<LockAcquireReply> queued = lock.acquire(a);
        lock.released(signaller);
        token(queued);
        Pending<LockAwaitReply> later = lock.await(a, condition);
        // A signal to nobody would let go whom an old one has reached.
        signal(0);
        assertThat(later.isParked()).isTrue();
    }

    @Test
    void signalThatNobodyReceived_goesToTheNext() {
        Pending<LockAwaitReply> first = lock.acquireAndAwait(a, condition);
        Pending<LockAwaitReply> next = lock.acquireAndAwait(b, condition);
        signal(1);
        signalled(first);
        a.session().giveBack(first);
        signalled(next);
        assertThat(lock.holds(a)).isZero();
        assertThat(lock.holds(b)).isEqualTo(1);
    }

    @Test
    void signalThatASessionDidNotAcknowledge_goesToTheNext() {
        lock.acquired(a);
        Pending<LockAwaitReply> first = lock.acquireAndAwait(a, condition);
        Pending<LockAwaitReply> next = lock.acquireAndAwait(b, condition);
        signal(1);
        signalled(first);
        a.session().end();
        signalled(next);
    }

    @Test
    void signalThatWasReceived_isGoneWithItsReceiver() {
        Pending<LockAwaitReply> first = lock.acquireAndAwait(a, condition);
        Pending<LockAwaitReply> next = lock.acquireAndAwait(b, condition);
        signal(1);
        a.session().acknowledge(first);
        a.session().end();
        assertThat(next.isParked()).isTrue();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void timeOutThatNobodyReceived_signalsNobody() {
        lock.acquired(a);
        Pending<LockAwaitReply> first = lock.await(a, condition, SECOND);
        Pending<LockAwaitReply> next = lock.acquireAndAwait(b, condition);
        machine.advance(SECOND);
        timedOut(first);
        a.session().giveBack(first);
        assertThat(lock.isLocked()).isFalse();
        assertThat(next.isParked()).isTrue();
    }

    @Test
    void giveBack_takesAllHoldsThatCameBackWithTheWait() {
        lock.acquired(a);
        lock.acquired(a);
        Pending<LockAwaitReply> waiting = lock.acquireAndAwait(a, condition);
        signal(1);
        assertThat(lock.holds(a)).isEqualTo(3);
        Pending<LockAcquireReply> queued = lock.acquire(b);
        a.session().giveBack(waiting);
        token(queued);
    }

    @Test
    void giveBack_ofAWaitWhoseHoldsWereReleasedInPartTakesTheRest() {
        lock.acquired(a);
        Pending<LockAwaitReply> waiting = lock.acquireAndAwait(a, condition);
        signal(1);
        lock.released(a);
        assertThat(lock.holds(a)).isEqualTo(1);
        a.session().giveBack(waiting);
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void endOfASessionThatWaits_leavesTheLockAlone() {
        lock.acquireAndAwait(a, condition);
        lock.acquired(b);
        a.session().end();
        assertThat(lock.holds(b)).isEqualTo(1);
        assertThat(lock.state(condition).getWaiting()).isZero();
        assertThat(lock.state().getQueueLength()).isZero();
    }

    @Test
    void endOfTheSignallersSession_letsTheSignalledGoOn() {
        Pending<LockAwaitReply> waiting = lock.acquireAndAwait(a, condition);
        lock.acquired(signaller);
        lock.signal(signaller, condition, 1);
        signaller.session().end();
        signalled(waiting);
    }

    @Test
    void deletedLock_failsThoseWhoWaitInAnyLine() {
        Pending<LockAwaitReply> first = lock.acquireAndAwait(a, condition);
        Pending<LockAwaitReply> second = lock.acquireAndAwait(b, condition);
        lock.acquired(signaller);
        lock.signal(signaller, condition, 1);
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setId(lock.lock()).build());
        assertThat(first.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(second.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
    }
}
