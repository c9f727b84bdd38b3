package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.call.HeldLocks;
import dev.holdall.client.call.Operation;
import dev.holdall.v1.LockAcquireReply;
import dev.holdall.v1.LockAcquireRequest;
import dev.holdall.v1.LocksGrpc;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a process learns that it has lost a lock: by asking, or by being told. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostLocksTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    enum Kind {
        LOCK(Manager::lock),
        CONDITION(Manager::condition),
        READING((manager, name) -> manager.readWriteLock(name).readLock()),
        WRITING((manager, name) -> manager.readWriteLock(name).writeLock());

        private final BiFunction<Manager, String, OwnedLock> open;

        Kind(BiFunction<Manager, String, OwnedLock> open) {
            this.open = open;
        }
    }

    private static int lastName;

    private final String name = "lost-" + ++lastName;
    private final BlockingQueue<Thread> told = new LinkedBlockingQueue<>();
    private Manager manager;

    @BeforeEach
    void connect() {
        manager = MANAGERS.connect();
    }

    @AfterEach
    void nobodyIsToldMore() {
        manager.close();
        assertThat(told).isEmpty();
    }

    private OwnedLock lock(Kind kind) {
        OwnedLock lock = kind.open.apply(manager, name);
        lock.addLostListener(() -> told.add(Thread.currentThread()));
        return lock;
    }

    private SharedLock lock() {
        return (SharedLock) lock(Kind.LOCK);
    }

    private void toldOnce() throws InterruptedException {
        assertThat(told.poll(30, TimeUnit.SECONDS)).isNotNull().isNotSameAs(Thread.currentThread());
    }

    /** What the session's end does. */
    private void loseTheSession() {
        manager.proxies().calls().heldLocks().sessionLost();
    }

    private void delete() {
        assertThat(MANAGERS.manager().delete(name)).isTrue();
    }

    // Asking -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aLockIsStillHeld_fromItsAcquisitionToItsLastRelease(Kind kind) throws Exception {
        OwnedLock lock = lock(kind);
        assertThat(lock.isStillHeld()).isFalse();
        lock.lock();
        assertThat(lock.isStillHeld()).isTrue();
        assertThat(kind.open.apply(manager, name).isStillHeld()).isTrue();
        assertThat(kind.open.apply(MANAGERS.other(), name).isStillHeld()).isFalse();
        assertThat(Waiting.start(lock::isStillHeld).get()).isFalse();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
        assertThat(lock.isStillHeld()).isTrue();
        lock.unlock();
        assertThat(lock.isStillHeld()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aLockThatIsDeleted_isHeldNoMore_whichOnlyAsking_tells(Kind kind) throws Exception {
        OwnedLock lock = lock(kind);
        lock.lock();
        delete();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        assertThat(told).isEmpty();
        assertThat(lock.isStillHeld()).isFalse();
        toldOnce();
        assertThat(lock.isHeldByCurrentThread()).isFalse();
        assertThat(lock.isStillHeld()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void afterTheSession_nothingIsHeld(Kind kind) {
        OwnedLock lock = lock(kind);
        lock.lock();
        manager.close();
        // Who closes gives up: he is not told.
        assertThat(lock.isStillHeld()).isFalse();
    }

    @Test
    void aWaitInACondition_isAnotherAcquisitionAndNoLoss() throws Exception {
        SharedLock lock = lock();
        lock.lock();
        long token = lock.fencingToken();
        assertThat(lock.newCondition().await(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(lock.fencingToken()).isGreaterThan(token);
        assertThat(lock.isStillHeld()).isTrue();
        lock.unlock();
    }

    @Test
    void aCancelledWaitInACondition_leavesNothingHeld() throws Exception {
        SharedLock lock = lock().ownedBy("job");
        lock.lock();
        CompletableFuture<Boolean> waiting = lock.condition("c").async().await();
        SharedLock elsewhere = MANAGERS.other().lock(name);
        elsewhere.lock();
        assertThat(waiting.cancel(true)).isTrue();
        assertThat(lock.isHeldByCurrentThread()).isFalse();
        elsewhere.unlock();
    }

    @Test
    void aNamedOwner_isAskedFor() throws Exception {
        SharedLock job = lock().ownedBy("job");
        job.async().lock().get(30, TimeUnit.SECONDS);
        assertThat(job.isHeldByCurrentThread()).isTrue();
        assertThat(Waiting.start(job::isStillHeld).get()).isTrue();
        assertThat(lock().isStillHeld()).isFalse();
        job.async().unlock().get(30, TimeUnit.SECONDS);
        assertThat(job.isStillHeld()).isFalse();
    }

    // Being told -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theLossOfTheSession_isTold_onceEach(Kind kind) throws Exception {
        OwnedLock lock = lock(kind);
        loseTheSession();
        for (int i = 0; i < 2; i++) {
            // By another proxy of the same lock, twice, in this thread.
            kind.open.apply(manager, name).lock();
            lock.lock();
            loseTheSession();
            toldOnce();
            assertThat(lock.isHeldByCurrentThread()).isFalse();
            assertThat(lock.isStillHeld()).isFalse();
            loseTheSession();
            assertThat(told).isEmpty();
        }
    }

    @Test
    void aLockThatWasDeletedAndMadeAnew_isTheSameToWhoListens() throws Exception {
        SharedLock lock = lock();
        lock.lock();
        loseTheSession();
        toldOnce();
        delete();
        SharedLock again = manager.lock(name);
        again.lock();
        loseTheSession();
        toldOnce();
    }

    @Test
    void whatAnotherThreadHolds_isThisProcesss() throws Exception {
        SharedLock lock = lock();
        Waiting.start(() -> {
                    lock.lock();
                    return true;
                })
                .get();
        assertThat(lock.isHeldByCurrentThread()).isFalse();
        loseTheSession();
        toldOnce();
    }

    @Test
    void theReleaseOfADeletedLock_tells() throws Exception {
        SharedLock lock = lock();
        lock.lock();
        delete();
        assertThatExceptionOfType(Refused.class).isThrownBy(lock::unlock);
        toldOnce();
        assertThatExceptionOfType(Refused.class).isThrownBy(lock::unlock);

        SharedLock job = MANAGERS.connect().lock(name).ownedBy("job");
        BlockingQueue<String> toldOfJob = new LinkedBlockingQueue<>();
        job.addLostListener(() -> toldOfJob.add("lost"));
        job.lock();
        delete();
        assertThatThrownBy(() -> job.async().unlock().get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(Refused.class);
        assertThat(toldOfJob.poll(30, TimeUnit.SECONDS)).isEqualTo("lost");
    }

    @Test
    void anythingThatTheManagerKnowsNothingOf_isLost() throws Exception {
        SharedLock job = lock().ownedBy("job");
        // What the manager knows differs from what this process does, as after the loss of a session that it has not
        // learned of.
        HeldLocks known = manager.proxies().calls().heldLocks();
        HeldLocks.Lock lock = new HeldLocks.Lock(job.handle().id(), name, false);
        known.acquired(lock, "job", 99, 0);
        assertThat(job.isHeldByCurrentThread()).isTrue();
        assertThat(job.isStillHeld()).isFalse();
        toldOnce();

        known.acquired(lock, "job", 99, 0);
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(job::unlock);
        toldOnce();

        LockCondition condition = job.condition("c");
        known.acquired(lock, "job", 99, 0);
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::await);
        toldOnce();

        // Held, but by another acquisition than it knows of.
        known.acquired(lock, "job", 99, 0);
        acquireBehindItsBack(job);
        assertThat(job.isStillHeld()).isFalse();
        toldOnce();
    }

    /** The owner has the lock in the manager, which this process does not know. */
    private void acquireBehindItsBack(SharedLock job) {
        manager.proxies()
                .calls()
                .run(
                        manager.proxies().calls().waiting(LocksGrpc::newFutureStub),
                        Operation.of(
                                stub -> stub.acquire(LockAcquireRequest.newBuilder()
                                        .setLock(job.handle().id())
                                        .setOwner("job")
                                        .build()),
                                (LockAcquireReply reply) -> reply));
    }

    @Test
    void whoIsRemoved_isNotTold() throws Exception {
        SharedLock lock = manager.lock(name);
        Runnable listener = () -> told.add(Thread.currentThread());
        lock.addLostListener(listener);
        manager.lock(name).removeLostListener(listener);
        BlockingQueue<String> other = new LinkedBlockingQueue<>();
        lock.addLostListener(() -> other.add("lost"));
        lock.lock();
        loseTheSession();
        assertThat(other.poll(30, TimeUnit.SECONDS)).isEqualTo("lost");
        assertThat(told).isEmpty();
    }

    @Test
    void nullListener() {
        assertThatNullPointerException().isThrownBy(() -> lock().addLostListener(null));
    }
}
