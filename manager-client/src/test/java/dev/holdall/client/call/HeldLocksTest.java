package dev.holdall.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.call.HeldLocks.Lock;
import dev.holdall.v1.ObjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What a process knows of its locks, and whom it tells when it loses one. */
class HeldLocksTest {
    private static final Lock LOCK = lock(1, 7, "l", false);
    private static final Lock READING = lock(1, 7, "l", true);
    private static final Lock OTHER = lock(1, 8, "m", false);

    /** What is to run, and does when the test says so. */
    private final List<Runnable> later = new ArrayList<>();

    private final List<String> told = new ArrayList<>();
    private final HeldLocks locks = new HeldLocks(later::add);

    private static Lock lock(int epoch, long number, String name, boolean reading) {
        return new Lock(ObjectId.newBuilder().setEpoch(epoch).setNumber(number).build(), name, reading);
    }

    private void listen(Lock lock, String word) {
        locks.addListener(lock, () -> told.add(word));
    }

    private void acquired(Lock lock, Object owner, long token) {
        locks.acquired(lock, owner, token, locks.sessionsLost());
    }

    private List<String> told() {
        later.forEach(Runnable::run);
        later.clear();
        List<String> all = List.copyOf(told);
        told.clear();
        return all;
    }

    @Test
    void anOwnerHolds_whatItAcquiredAndHasNotReleasedAsOften() {
        assertThat(locks.token(LOCK, "a")).isZero();
        acquired(LOCK, "a", 5);
        acquired(LOCK, "a", 5);
        locks.released(LOCK, "a");
        assertThat(locks.token(LOCK, "a")).isEqualTo(5);
        locks.released(LOCK, "a");
        assertThat(locks.token(LOCK, "a")).isZero();
        locks.released(LOCK, "a");
        acquired(LOCK, "a", 6);
        assertThat(locks.token(LOCK, "a")).isEqualTo(6);
    }

    @Test
    void ownersAndLocks_areToldApart() {
        acquired(LOCK, "a", 5);
        assertThat(locks.token(LOCK, "b")).isZero();
        assertThat(locks.token(READING, "a")).isZero();
        assertThat(locks.token(OTHER, "a")).isZero();
        assertThat(locks.token(lock(1, 7, null, false), "a")).isEqualTo(5);
    }

    @Test
    void aWaitInACondition_endsInAnotherToken() {
        acquired(LOCK, "a", 5);
        acquired(LOCK, "a", 5);
        locks.acquiredAgain(LOCK, "a", 9);
        assertThat(locks.token(LOCK, "a")).isEqualTo(9);
        locks.released(LOCK, "a");
        assertThat(locks.token(LOCK, "a")).isEqualTo(9);
        locks.givenUp(LOCK, "a");
        assertThat(locks.token(LOCK, "a")).isZero();
    }

    @Test
    void theLossOfTheSession_isToldOncePerLock_laterAndByTheExecutor() {
        listen(LOCK, "lock");
        listen(READING, "reading");
        listen(OTHER, "other");
        acquired(LOCK, "a", 5);
        acquired(LOCK, "b", 6);
        acquired(LOCK, "b", 6);
        acquired(READING, "a", 7);
        locks.sessionLost();
        assertThat(told).isEmpty();
        assertThat(told()).containsExactly("lock", "reading");
        assertThat(locks.token(LOCK, "a")).isZero();
        assertThat(locks.token(READING, "a")).isZero();
        locks.sessionLost();
        assertThat(told()).isEmpty();
        acquired(OTHER, "a", 8);
        locks.sessionLost();
        assertThat(told()).containsExactly("other");
    }

    @Test
    void whatWasReleased_isNotLost() {
        listen(LOCK, "lock");
        acquired(LOCK, "a", 5);
        locks.released(LOCK, "a");
        locks.sessionLost();
        locks.isGone(LOCK);
        locks.isNotHeld(LOCK, "a", 5);
        assertThat(told()).isEmpty();
    }

    @Test
    void anAnswerThatIsReadAfterTheLossOfItsSession_isALoss() {
        listen(LOCK, "lock");
        long before = locks.sessionsLost();
        locks.sessionLost();
        locks.acquired(LOCK, "a", 5, before);
        assertThat(locks.token(LOCK, "a")).isZero();
        assertThat(told()).containsExactly("lock");
        acquired(LOCK, "a", 1);
        assertThat(locks.token(LOCK, "a")).isEqualTo(1);
        assertThat(told()).isEmpty();
    }

    @Test
    void whatTheManagerSays_isALossOfThatAcquisitionOnly() {
        listen(LOCK, "lock");
        acquired(LOCK, "a", 5);
        acquired(LOCK, "b", 4);
        locks.isNotHeld(LOCK, "a", 4);
        assertThat(told()).isEmpty();
        locks.isNotHeld(LOCK, "a", 5);
        assertThat(told()).containsExactly("lock");
        locks.isNotHeld(LOCK, "a", 5);
        assertThat(told()).isEmpty();
        assertThat(locks.token(LOCK, "b")).isEqualTo(4);
    }

    @Test
    void aLockThatIsGone_isLostForReadingAndWriting() {
        listen(LOCK, "lock");
        listen(READING, "reading");
        listen(OTHER, "other");
        acquired(LOCK, "a", 5);
        acquired(READING, "a", 6);
        acquired(OTHER, "a", 7);
        locks.isGone(LOCK);
        assertThat(told()).containsExactly("lock", "reading");
        assertThat(locks.token(OTHER, "a")).isEqualTo(7);
    }

    @Test
    void aListener_knowsALockByItsName_whateverIdThatHasByNow() {
        listen(LOCK, "lock");
        acquired(lock(2, 3, "l", false), "a", 1);
        locks.sessionLost();
        assertThat(told()).containsExactly("lock");
        acquired(lock(1, 9, "l", false), "a", 1);
        locks.sessionLost();
        assertThat(told()).containsExactly("lock");
        acquired(lock(2, 3, "m", false), "a", 1);
        acquired(lock(2, 7, null, false), "a", 1);
        acquired(lock(2, 3, "l", true), "a", 1);
        locks.sessionLost();
        assertThat(told()).isEmpty();
    }

    @Test
    void aListenerThatIsRemoved_isNotTold() {
        Runnable listener = () -> told.add("twice");
        locks.addListener(LOCK, listener);
        locks.addListener(LOCK, listener);
        locks.removeListener(OTHER, listener);
        locks.removeListener(LOCK, () -> {});
        locks.removeListener(LOCK, listener);
        acquired(LOCK, "a", 5);
        locks.sessionLost();
        assertThat(told()).containsExactly("twice");
        locks.removeListener(LOCK, listener);
        acquired(LOCK, "a", 6);
        locks.sessionLost();
        assertThat(told()).isEmpty();
    }

    @Test
    void afterTheConnectionWasClosed_nobodyIsTold() {
        HeldLocks closed = new HeldLocks(task -> {
            throw new RejectedExecutionException();
        });
        closed.addListener(LOCK, () -> told.add("never"));
        closed.acquired(LOCK, "a", 5, 0);
        closed.sessionLost();
        assertThat(closed.token(LOCK, "a")).isZero();
        assertThat(told()).isEmpty();
    }
}
