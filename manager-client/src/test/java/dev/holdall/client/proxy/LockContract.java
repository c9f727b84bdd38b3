package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link java.util.concurrent.locks.Lock} and {@link OwnedLock} promise of every lock that one owner holds at a time. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class LockContract {
    private static int lastName;

    private String name;
    private OwnedLock lock;
    private OwnedLock elsewhere;

    abstract ManagerFixture managers();

    /** The lock of this name. */
    abstract OwnedLock lock(Manager manager, String name);

    /** The lock of this name for a named owner. */
    abstract OwnedLock lock(Manager manager, String name, String owner);

    abstract AsyncLock async(OwnedLock lock);

    @BeforeEach
    void aFreeLock() {
        name = "lock-" + ++lastName;
        lock = lock(managers().manager(), name);
        elsewhere = lock(managers().other(), name);
    }

    private OwnedLock ownedBy(String owner) {
        return lock(managers().manager(), name, owner);
    }

    /** Starts a call that will wait for the lock, as the last one, and returns when it does. */
    private <T> Waiting<T> queued(Callable<T> call) {
        int before = lock.getQueueLength();
        Waiting<T> waiting = Waiting.start(call);
        untilQueueHas(before + 1);
        assertThat(waiting.isOver()).isFalse();
        return waiting;
    }

    private void untilQueueHas(int length) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(lock.getQueueLength()).isEqualTo(length));
    }

    /** Locks and says so. */
    private static Callable<Boolean> locking(OwnedLock which) {
        return () -> {
            which.lock();
            return true;
        };
    }

    private static <T> T inAnotherThread(Callable<T> call) throws Exception {
        return Waiting.start(call).get();
    }

    private static boolean isTrueElsewhere(Callable<Boolean> call) throws Exception {
        return inAnotherThread(call);
    }

    /** What this process knows, on which the manager agrees. */
    private static boolean isHeld(OwnedLock which) {
        boolean held = which.isHeldByCurrentThread();
        assertThat(which.getHoldCount() > 0).isEqualTo(held);
        assertThat(which.isStillHeld()).isEqualTo(held);
        return held;
    }

    private static void notHeld(Callable<?> call) {
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(call::call);
    }

    // Holding ----------------------------------------------------------------------------------------------------

    @Test
    void oneThreadOfAllProcessesHoldsIt() throws Exception {
        assertThat(isHeld(lock)).isFalse();
        lock.lock();
        assertThat(isHeld(lock)).isTrue();
        assertThat(isHeld(elsewhere)).isFalse();
        assertThat(elsewhere.tryLock()).isFalse();
        assertThat(isTrueElsewhere(lock::tryLock)).isFalse();
        assertThat(isTrueElsewhere(() -> isHeld(lock))).isFalse();
        lock.unlock();
        assertThat(isHeld(lock)).isFalse();
        assertThat(elsewhere.tryLock()).isTrue();
        assertThat(lock.tryLock()).isFalse();
        elsewhere.unlock();
    }

    @Test
    void everyWayOfLockingAddsAHold() throws Exception {
        lock.lock();
        lock.lockInterruptibly();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.tryLock(1, TimeUnit.SECONDS)).isTrue();
        assertThat(lock.tryLock(0, TimeUnit.SECONDS)).isTrue();
        assertThat(lock.getHoldCount()).isEqualTo(5);
        assertThat(elsewhere.getHoldCount()).isZero();
        for (int i = 4; i >= 0; i--) {
            assertThat(elsewhere.tryLock()).isFalse();
            lock.unlock();
            assertThat(lock.getHoldCount()).isEqualTo(i);
        }
        assertThat(elsewhere.tryLock()).isTrue();
        elsewhere.unlock();
    }

    @Test
    void unlock_byWhoDoesNotHoldIt() throws Exception {
        notHeld(() -> {
            lock.unlock();
            return null;
        });
        lock.lock();
        for (OwnedLock other : List.of(elsewhere, ownedBy("main"))) {
            notHeld(() -> {
                other.unlock();
                return null;
            });
        }
        assertThatThrownBy(() -> inAnotherThread(() -> {
                    lock.unlock();
                    return null;
                }))
                .hasCauseInstanceOf(IllegalMonitorStateException.class);
        assertThat(lock.getHoldCount()).isEqualTo(1);
        lock.unlock();
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(lock::unlock)
                .withMessageContaining("this thread");
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(ownedBy("job-17")::unlock)
                .withMessageContaining("job-17");
    }

    @Test
    void fencingToken_growsWithEachAcquisition() throws Exception {
        notHeld(lock::fencingToken);
        lock.lock();
        long first = lock.fencingToken();
        lock.lock();
        assertThat(lock.fencingToken()).isEqualTo(first);
        notHeld(elsewhere::fencingToken);
        lock.unlock();
        assertThat(lock.fencingToken()).isEqualTo(first);
        lock.unlock();
        notHeld(lock::fencingToken);
        elsewhere.lock();
        assertThat(elsewhere.fencingToken()).isGreaterThan(first);
        elsewhere.unlock();
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    @Test
    void lock_waitsUntilItIsFree() throws Exception {
        elsewhere.lock();
        Waiting<Boolean> waiting = queued(locking(lock));
        elsewhere.lock();
        elsewhere.unlock();
        assertThat(waiting.isOver()).isFalse();
        elsewhere.unlock();
        assertThat(waiting.get()).isTrue();
        assertThat(elsewhere.tryLock()).isFalse();
    }

    @Test
    void waiters_areServedFirstComeFirstServedAcrossThreadsAndProcesses() throws Exception {
        lock.lock();
        List<Integer> order = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Waiting<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            OwnedLock which = i % 2 == 0 ? lock : elsewhere;
            int number = i;
            all.add(queued(() -> {
                switch (number % 3) {
                    case 0 -> which.lock();
                    case 1 -> which.lockInterruptibly();
                    default -> assertThat(which.tryLock(1, TimeUnit.HOURS)).isTrue();
                }
                order.add(number);
                which.unlock();
                return true;
            }));
        }
        lock.unlock();
        for (Waiting<Boolean> each : all) {
            each.get();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void tryLock_doesNotBargeInButIsReentrant() throws Exception {
        lock.lock();
        CountDownLatch goOn = new CountDownLatch(1);
        Waiting<Boolean> first = queued(() -> {
            elsewhere.lock();
            goOn.await();
            elsewhere.unlock();
            return true;
        });
        Waiting<Boolean> second = queued(locking(elsewhere));
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
        lock.unlock();
        assertThat(lock.tryLock()).isFalse();
        assertThat(lock.tryLock(0, TimeUnit.SECONDS)).isFalse();
        goOn.countDown();
        assertThat(first.get()).isTrue();
        assertThat(second.get()).isTrue();
    }

    // Time-outs --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void timeThatIsNotPositive_doesNotWait(long time) throws Exception {
        assertThat(lock.tryLock(time, TimeUnit.DAYS)).isTrue();
        assertThat(elsewhere.tryLock(time, TimeUnit.DAYS)).isFalse();
        lock.unlock();
        assertThat(elsewhere.tryLock(time, TimeUnit.NANOSECONDS)).isTrue();
        elsewhere.unlock();
    }

    @Test
    void timeOut_passes() throws Exception {
        elsewhere.lock();
        long start = System.nanoTime();
        assertThat(lock.tryLock(60, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
        assertThat(isHeld(lock)).isFalse();
        assertThat(lock.getQueueLength()).isZero();
        elsewhere.unlock();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
    }

    @Test
    void allTheTimeThereIs_isForEver() throws Exception {
        elsewhere.lock();
        Waiting<Boolean> nanos = queued(() -> lock.tryLock(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
        nanos.interrupt();
        assertThatThrownBy(nanos::get).hasCauseInstanceOf(InterruptedException.class);
        Waiting<Boolean> days = queued(() -> lock.tryLock(Long.MAX_VALUE, TimeUnit.DAYS));
        elsewhere.unlock();
        assertThat(days.get()).isTrue();
    }

    @Test
    void timeUnitMissing() {
        assertThatNullPointerException().isThrownBy(() -> lock.tryLock(1, null));
        assertThat(isHeld(lock)).isFalse();
    }

    // Interrupts -------------------------------------------------------------------------------------------------

    private List<Callable<Boolean>> interruptible() {
        return List.of(
                () -> {
                    lock.lockInterruptibly();
                    return true;
                },
                () -> lock.tryLock(1, TimeUnit.HOURS),
                () -> lock.tryLock(0, TimeUnit.HOURS));
    }

    @Test
    void interruptedBefore_evenIfItIsFree() {
        for (Callable<Boolean> way : interruptible()) {
            Waiting<Boolean> waiting = Waiting.start(() -> {
                Thread.currentThread().interrupt();
                return way.call();
            });
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
            assertThat(waiting.leftInterrupted()).isFalse();
            assertThat(elsewhere.tryLock()).isTrue();
            elsewhere.unlock();
        }
    }

    @Test
    void interruptedWhileItWaits() {
        elsewhere.lock();
        for (Callable<Boolean> way : interruptible().subList(0, 2)) {
            Waiting<Boolean> waiting = queued(way);
            waiting.interrupt();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
            assertThat(waiting.leftInterrupted()).isFalse();
            assertThat(lock.getQueueLength()).isZero();
        }
        elsewhere.unlock();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
    }

    @Test
    void lock_keepsTheInterruptForLater() throws Exception {
        elsewhere.lock();
        Waiting<Boolean> waiting = queued(locking(lock));
        waiting.interrupt();
        // It stays in line: a second waiter comes behind it.
        Waiting<Boolean> second = queued(locking(lock));
        assertThat(waiting.isOver()).isFalse();
        elsewhere.unlock();
        assertThat(waiting.get()).isTrue();
        assertThat(waiting.leftInterrupted()).isTrue();
        assertThat(second.isOver()).isFalse();
        Waiting<Integer> before = Waiting.start(() -> {
            Thread.currentThread().interrupt();
            boolean free = lock.tryLock();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return free ? 1 : 0;
        });
        assertThat(before.get()).isZero();
    }

    /** Whoever wins: who was interrupted does not hold the lock, who was not knows that he does. */
    @Test
    void interruptAndGrantAtTheSameMoment() throws Exception {
        int granted = 0;
        int interrupted = 0;
        for (int i = 0; i < 100; i++) {
            elsewhere.lock();
            boolean timed = i % 4 >= 2;
            Waiting<Boolean> waiting = queued(() -> {
                try {
                    if (timed) {
                        assertThat(lock.tryLock(1, TimeUnit.HOURS)).isTrue();
                    } else {
                        lock.lockInterruptibly();
                    }
                } catch (InterruptedException e) {
                    assertThat(isHeld(lock)).isFalse();
                    return false;
                }
                assertThat(lock.getHoldCount()).isEqualTo(1);
                lock.unlock();
                return true;
            });
            if (i % 2 == 0) {
                elsewhere.unlock();
                waiting.interrupt();
            } else {
                waiting.interrupt();
                elsewhere.unlock();
            }
            if (waiting.get()) {
                granted++;
            } else {
                interrupted++;
            }
            // Free in either case.
            assertThat(elsewhere.tryLock()).isTrue();
            elsewhere.unlock();
        }
        assertThat(granted + interrupted).isEqualTo(100);
    }

    // What it is for ---------------------------------------------------------------------------------------------

    @Test
    void counterUnderTheLock_missesNothing() throws Exception {
        SharedValue<Integer> counter = managers().manager().value(name + "-counter", Integer.class, 0);
        int[] plain = {0};
        List<Waiting<Void>> workers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Manager manager = i % 2 == 0 ? managers().manager() : managers().other();
            workers.add(Waiting.start(() -> {
                OwnedLock mine = lock(manager, name);
                SharedValue<Integer> shared = manager.value(name + "-counter", Integer.class, 0);
                for (int round = 0; round < 40; round++) {
                    mine.lock();
                    try {
                        shared.set(shared.get() + 1);
                        plain[0]++;
                    } finally {
                        mine.unlock();
                    }
                }
                return null;
            }));
        }
        for (Waiting<Void> worker : workers) {
            worker.get();
        }
        assertThat(counter.get()).isEqualTo(240);
        lock.lock();
        assertThat(plain[0]).isEqualTo(240);
        lock.unlock();
    }

    // Owners -----------------------------------------------------------------------------------------------------

    @Test
    void namedOwner_holdsItInWhateverThread() throws Exception {
        OwnedLock job = ownedBy("job");
        job.lock();
        assertThat(isHeld(job)).isTrue();
        assertThat(isHeld(lock)).isFalse();
        assertThat(lock.tryLock()).isFalse();
        assertThat(ownedBy("other").tryLock()).isFalse();
        assertThat(lock(managers().other(), name, "job").tryLock()).isFalse();
        inAnotherThread(() -> {
            OwnedLock same = ownedBy("job");
            same.lock();
            assertThat(same.getHoldCount()).isEqualTo(2);
            same.unlock();
            same.unlock();
            return null;
        });
        assertThat(isHeld(job)).isFalse();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
    }

    @Test
    void ownerWithoutAName() {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException().isThrownBy(() -> ownedBy(""));
        assertThatNullPointerException().isThrownBy(() -> ownedBy(null));
    }

    // Sessions ---------------------------------------------------------------------------------------------------

    @Test
    void closedConnection_freesAllThatItHeld() throws Exception {
        Manager third = managers().connect();
        OwnedLock held = lock(third, name);
        held.lock();
        held.lock();
        Waiting<Boolean> waiting = queued(locking(lock));
        Waiting<Boolean> theirs = queued(locking(held));
        third.close();
        assertThat(waiting.get()).isTrue();
        assertThatThrownBy(theirs::get).isInstanceOf(ExecutionException.class);
        assertThat(lock.getQueueLength()).isZero();
    }

    @Test
    void deletedLock() throws Exception {
        elsewhere.lock();
        Waiting<Boolean> waiting = queued(locking(lock));
        managers().manager().delete(name);
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(Refused.class);
        assertThatThrownBy(elsewhere::unlock).isInstanceOf(Refused.class);
        assertThatThrownBy(lock::lock).isInstanceOf(Refused.class);
        OwnedLock again = lock(managers().manager(), name);
        assertThat(again.tryLock()).isTrue();
        again.unlock();
    }

    // Asynchronous -----------------------------------------------------------------------------------------------

    private static <T> T of(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    @Test
    void async_needsANamedOwner() {
        org.assertj.core.api.Assertions.assertThatIllegalStateException()
                .isThrownBy(() -> async(lock))
                .withMessageContaining("ownedBy");
    }

    @Test
    void async_locksAndUnlocks() throws Exception {
        AsyncLock job = async(ownedBy("job"));
        long token = of(job.lock());
        assertThat(of(job.fencingToken())).isEqualTo(token);
        assertThat(of(job.tryLock())).isTrue();
        assertThat(of(job.getHoldCount())).isEqualTo(2);
        AsyncLock other = async(ownedBy("other"));
        assertThat(of(other.tryLock())).isFalse();
        assertThat(of(other.tryLock(1, TimeUnit.MILLISECONDS))).isFalse();
        CompletableFuture<Long> waiting = other.lock();
        CompletableFuture<Boolean> behind = async(ownedBy("third")).tryLock(1, TimeUnit.HOURS);
        untilQueueHas(2);
        of(job.unlock());
        assertThat(waiting).isNotDone();
        of(job.unlock());
        assertThat(of(waiting)).isGreaterThan(token);
        assertThat(behind).isNotDone();
        of(other.unlock().thenCompose(nothing -> behind));
        assertThatThrownBy(() -> of(other.unlock())).hasCauseInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> of(other.fencingToken())).hasCauseInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void async_cancelledBeforeTheGrantOrWithIt() throws Exception {
        elsewhere.lock();
        AsyncLock job = async(ownedBy("job"));
        CompletableFuture<Long> waiting = job.lock();
        untilQueueHas(1);
        assertThat(waiting.cancel(true)).isTrue();
        untilQueueHas(0);
        elsewhere.unlock();
        for (int i = 0; i < 50; i++) {
            CompletableFuture<Long> call = job.lock();
            if (i % 3 == 0) {
                elsewhere.tryLock();
            }
            boolean cancelled = call.cancel(true);
            if (elsewhere.isHeldByCurrentThread()) {
                elsewhere.unlock();
            }
            if (!cancelled) {
                of(call);
                of(job.unlock());
            }
            // Given back in either case: nobody waits for ever.
            assertThat(elsewhere.tryLock(30, TimeUnit.SECONDS)).isTrue();
            elsewhere.unlock();
        }
    }
}
