package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@link java.util.concurrent.locks.Condition} promises, across threads and connections. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockConditionTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static int lastName;

    private final String name = "lock-" + ++lastName;
    private final SharedLock lock = MANAGERS.manager().lock(name);
    private final LockCondition condition = lock.condition("changed");
    private final SharedLock elsewhere = MANAGERS.other().lock(name);
    private final LockCondition conditionElsewhere = elsewhere.condition("changed");

    /** A call that waits in a condition. */
    private interface Await {
        Object on(LockCondition condition) throws InterruptedException;
    }

    private static final Await UNTIMED = condition -> {
        condition.await();
        return true;
    };

    private static final List<Await> INTERRUPTIBLE = List.of(
            UNTIMED,
            condition -> condition.await(1, TimeUnit.HOURS),
            condition -> condition.awaitNanos(TimeUnit.HOURS.toNanos(1)) > 0,
            condition -> condition.awaitUntil(new Date(System.currentTimeMillis() + 3_600_000)),
            condition -> condition.waitFor(() -> false, 1, TimeUnit.HOURS));

    /** Locks, waits and checks that it has the lock again, however it returns; returns when it waits. */
    private Waiting<Object> waiting(SharedLock lock, LockCondition condition, Await await) {
        int before = this.condition.getWaitQueueLength();
        Waiting<Object> waiting = Waiting.start(() -> {
            lock.lock();
            try {
                return await.on(condition);
            } finally {
                boolean interrupted = Thread.interrupted();
                assertThat(lock.getHoldCount()).isEqualTo(1);
                lock.unlock();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        untilWaiting(before + 1);
        return waiting;
    }

    private Waiting<Object> waiting(Await await) {
        return waiting(lock, condition, await);
    }

    private void untilWaiting(int count) {
        until(() -> condition.getWaitQueueLength() == count);
    }

    private static void until(Callable<Boolean> isTrue) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(isTrue);
    }

    private void signalled(int count) {
        elsewhere.lock();
        conditionElsewhere.signal(count);
        elsewhere.unlock();
    }

    // Signals ----------------------------------------------------------------------------------------------------

    @Test
    void everyWayOfWaiting_endsWithASignalFromElsewhere() throws Exception {
        List<Await> all = new ArrayList<>(INTERRUPTIBLE.subList(0, 4));
        all.add(condition -> {
            condition.awaitUninterruptibly();
            return true;
        });
        all.add(condition -> condition.await(Long.MAX_VALUE, TimeUnit.DAYS));
        all.add(condition -> condition.awaitNanos(Long.MAX_VALUE) > 0);
        all.add(condition -> condition.awaitUntil(new Date(Long.MAX_VALUE)));
        for (Await each : all) {
            Waiting<Object> waiting = waiting(each);
            elsewhere.lock();
            conditionElsewhere.signal();
            assertThat(condition.getWaitQueueLength()).isZero();
            assertThat(lock.getQueueLength()).isEqualTo(1);
            assertThat(waiting.isOver()).isFalse();
            elsewhere.unlock();
            assertThat(waiting.get()).isEqualTo(true);
            assertThat(waiting.leftInterrupted()).isFalse();
        }
    }

    @Test
    void signals_reachThoseWhoHaveWaitedLongest() throws Exception {
        List<Waiting<Object>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(i % 2 == 0 ? waiting(UNTIMED) : waiting(elsewhere, conditionElsewhere, UNTIMED));
        }
        signalled(0);
        signalled(1);
        all.get(0).get();
        signalled(2);
        all.get(1).get();
        all.get(2).get();
        assertThat(condition.getWaitQueueLength()).isEqualTo(2);
        assertThat(all.get(3).isOver()).isFalse();
        lock.lock();
        condition.signalAll();
        lock.unlock();
        all.get(3).get();
        all.get(4).get();
    }

    @Test
    void await_releasesAllHoldsAndHasThemAgain() throws Exception {
        Waiting<Integer> waiting = Waiting.start(() -> {
            lock.lock();
            lock.lock();
            lock.lock();
            long token = lock.fencingToken();
            condition.await();
            assertThat(lock.fencingToken()).isGreaterThan(token);
            return lock.getHoldCount();
        });
        untilWaiting(1);
        assertThat(lock.isLocked()).isFalse();
        signalled(1);
        assertThat(waiting.get()).isEqualTo(3);
    }

    @Test
    void conditions_ofOneLockAreDifferentOnes() throws Exception {
        LockCondition anonymous = lock.newCondition();
        Waiting<Object> here = waiting(UNTIMED);
        Waiting<Void> there = Waiting.start(() -> {
            lock.lock();
            anonymous.await();
            lock.unlock();
            return null;
        });
        until(() -> anonymous.getWaitQueueLength() == 1);
        lock.lock();
        lock.newCondition().signalAll();
        lock.condition("another").signalAll();
        anonymous.signalAll();
        lock.unlock();
        there.get();
        assertThat(here.isOver()).isFalse();
        signalled(1);
        here.get();
    }

    @Test
    void withoutTheLock() throws Exception {
        for (Callable<?> call : List.<Callable<?>>of(
                () -> UNTIMED.on(condition),
                () -> condition.await(1, TimeUnit.SECONDS),
                () -> condition.await(0, TimeUnit.SECONDS),
                () -> condition.awaitNanos(5),
                () -> condition.awaitUntil(new Date(0)),
                () -> {
                    condition.awaitUninterruptibly();
                    return null;
                },
                () -> {
                    condition.signal();
                    return null;
                },
                () -> {
                    condition.signalAll();
                    return null;
                })) {
            assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(call::call);
            elsewhere.lock();
            assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(call::call);
            assertThat(elsewhere.getHoldCount()).isEqualTo(1);
            elsewhere.unlock();
        }
        assertThat(condition.getWaitQueueLength()).isZero();
    }

    // Time-outs --------------------------------------------------------------------------------------------------

    @Test
    void timeOut_passes() throws Exception {
        lock.lock();
        long start = System.nanoTime();
        assertThat(condition.await(30, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(condition.awaitNanos(TimeUnit.MILLISECONDS.toNanos(30))).isNotPositive();
        assertThat(condition.awaitUntil(new Date(System.currentTimeMillis() + 31)))
                .isFalse();
        assertThat(condition.waitFor(() -> false, 30, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(120));
        assertThat(lock.getHoldCount()).isEqualTo(1);
        lock.unlock();
    }

    @Test
    void timeThatIsNotPositive_doesNotWaitForASignal() throws Exception {
        lock.lock();
        for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
            long token = lock.fencingToken();
            assertThat(condition.await(time, TimeUnit.SECONDS)).isFalse();
            assertThat(condition.awaitNanos(time)).isEqualTo(time);
            assertThat(condition.awaitUntil(new Date(time))).isFalse();
            // It did release the lock.
            assertThat(lock.fencingToken()).isGreaterThan(token);
            assertThat(condition.waitFor(() -> false, time, TimeUnit.SECONDS)).isFalse();
            assertThat(condition.waitFor(() -> true, time, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(lock.getHoldCount()).isEqualTo(1);
        lock.unlock();
    }

    @Test
    void awaitNanos_tellsAboutHowMuchIsLeft() throws Exception {
        long hour = TimeUnit.HOURS.toNanos(1);
        Waiting<Long> waiting = Waiting.start(() -> {
            lock.lock();
            long left = condition.awaitNanos(hour);
            lock.unlock();
            return left;
        });
        untilWaiting(1);
        signalled(1);
        assertThat(waiting.get()).isLessThan(hour).isGreaterThan(hour - TimeUnit.MINUTES.toNanos(1));
    }

    @Test
    void nullUnitOrDate() {
        lock.lock();
        assertThatNullPointerException().isThrownBy(() -> condition.await(1, null));
        assertThatNullPointerException().isThrownBy(() -> condition.awaitUntil(null));
        assertThat(lock.getHoldCount()).isEqualTo(1);
        lock.unlock();
    }

    // Interrupts -------------------------------------------------------------------------------------------------

    @Test
    void interruptedBefore_keepsTheLock() {
        for (Await each : INTERRUPTIBLE) {
            Waiting<Object> waiting = Waiting.start(() -> {
                lock.lock();
                long token = lock.fencingToken();
                Thread.currentThread().interrupt();
                try {
                    return each.on(condition);
                } finally {
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    assertThat(lock.fencingToken()).isEqualTo(token);
                    lock.unlock();
                }
            });
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void interruptedWhileItWaits_hasTheLockAgain() {
        for (Await each : INTERRUPTIBLE) {
            Waiting<Object> waiting = waiting(each);
            elsewhere.lock();
            waiting.interrupt();
            until(() -> lock.getQueueLength() == 1);
            assertThat(condition.getWaitQueueLength()).isZero();
            waiting.interrupt();
            assertThat(waiting.isOver()).isFalse();
            elsewhere.unlock();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void interruptedAfterTheSignal_returnsAndStaysInterrupted() throws Exception {
        Waiting<Object> waiting = waiting(UNTIMED);
        elsewhere.lock();
        conditionElsewhere.signal();
        waiting.interrupt();
        elsewhere.unlock();
        assertThat(waiting.get()).isEqualTo(true);
        assertThat(waiting.leftInterrupted()).isTrue();
    }

    @Test
    void awaitUninterruptibly_keepsTheInterruptForLater() throws Exception {
        Waiting<Object> waiting = waiting(condition -> {
            condition.awaitUninterruptibly();
            return true;
        });
        waiting.interrupt();
        elsewhere.lock();
        assertThat(waiting.isOver()).isFalse();
        assertThat(condition.getWaitQueueLength()).isEqualTo(1);
        conditionElsewhere.signal();
        elsewhere.unlock();
        assertThat(waiting.get()).isEqualTo(true);
        assertThat(waiting.leftInterrupted()).isTrue();
    }

    /** Two wait, one signal comes and one interrupt: one of them returns by the signal, always. */
    @Test
    void interruptAndSignalAtTheSameMoment_loseNoSignal() throws Exception {
        int signalled = 0;
        for (int i = 0; i < 60; i++) {
            Waiting<Object> first = waiting(UNTIMED);
            Waiting<Object> second = waiting(elsewhere, conditionElsewhere, UNTIMED);
            Waiting<Void> signaller = Waiting.start(() -> {
                signalled(1);
                return null;
            });
            if (i % 2 == 0) {
                signaller.get();
            }
            first.interrupt();
            signaller.get();
            boolean firstGotIt;
            try {
                first.get();
                firstGotIt = true;
                signalled++;
                assertThat(condition.getWaitQueueLength()).isEqualTo(1);
                signalled(1);
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(InterruptedException.class);
                firstGotIt = false;
            }
            assertThat(second.get()).as("after the first %s", firstGotIt).isEqualTo(true);
            assertThat(lock.isLocked()).isFalse();
        }
        assertThat(signalled).isPositive();
    }

    // Sessions ---------------------------------------------------------------------------------------------------

    @Test
    void signalOfAProcessThatIsGoneBeforeItReturned_goesToTheNext() throws Exception {
        Manager third = MANAGERS.connect();
        SharedLock theirs = third.lock(name);
        Waiting<Object> first = waiting(theirs, theirs.condition("changed"), UNTIMED);
        Waiting<Object> second = waiting(UNTIMED);
        elsewhere.lock();
        conditionElsewhere.signal();
        third.close();
        assertThatThrownBy(first::get).isNotNull();
        // Its goodbye is in the manager before the lock is free.
        until(() -> condition.getWaitQueueLength() == 0);
        elsewhere.unlock();
        assertThat(second.get()).isEqualTo(true);
    }

    // Python's ---------------------------------------------------------------------------------------------------

    @Test
    void waitFor_asksAtOnceAndAfterEachSignal() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        SharedValue<Integer> value = MANAGERS.manager().value(Integer.class, 0);
        Waiting<Object> waiting = waiting(condition -> {
            condition.waitFor(() -> {
                asked.incrementAndGet();
                return value.get() == 2;
            });
            return true;
        });
        assertThat(asked).hasValue(1);
        for (int i = 1; i <= 2; i++) {
            assertThat(waiting.isOver()).isFalse();
            value.set(i);
            signalled(1);
            if (i == 1) {
                until(() -> asked.get() == 2);
                untilWaiting(1);
            }
        }
        waiting.get();
        assertThat(asked).hasValue(3);
        lock.lock();
        condition.waitFor(() -> true);
        assertThat(condition.waitFor(() -> true, 1, TimeUnit.HOURS)).isTrue();
        lock.unlock();
    }

    @Test
    void signalOfLessThanNone() {
        lock.lock();
        assertThatIllegalArgumentException().isThrownBy(() -> condition.signal(-1));
        lock.unlock();
    }

    /** The textbook's bounded buffer, by threads of two processes. */
    @Test
    void boundedBuffer() throws Exception {
        List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
        List<Waiting<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Manager manager = i % 2 == 0 ? MANAGERS.manager() : MANAGERS.other();
            boolean puts = i < 2;
            int from = i * 30;
            threads.add(Waiting.start(() -> {
                SharedLock mine = manager.lock(name);
                LockCondition notFull = mine.condition("notFull");
                LockCondition notEmpty = mine.condition("notEmpty");
                SharedList<Integer> buffer = manager.list(name + "-buffer", Integer.class);
                for (int n = 0; n < 30; n++) {
                    mine.lock();
                    try {
                        if (puts) {
                            notFull.waitFor(() -> buffer.size() < 3);
                            buffer.add(from + n);
                            notEmpty.signal();
                        } else {
                            notEmpty.waitFor(() -> !buffer.isEmpty());
                            taken.add(buffer.remove(0));
                            notFull.signal();
                        }
                    } finally {
                        mine.unlock();
                    }
                }
                return null;
            }));
        }
        for (Waiting<Void> thread : threads) {
            thread.get();
        }
        assertThat(taken).hasSize(60).doesNotHaveDuplicates();
    }

    // Asynchronous -----------------------------------------------------------------------------------------------

    private static <T> T of(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    @Test
    void async_waitsAndSignals() throws Exception {
        assertThatIllegalStateException().isThrownBy(condition::async);
        AsyncCondition job = lock.ownedBy("job").condition("changed").async();
        AsyncCondition other = elsewhere.ownedBy("job").condition("changed").async();
        of(job.lock());
        CompletableFuture<Boolean> waiting = job.await();
        untilWaiting(1);
        of(other.lock());
        of(other.signal());
        assertThat(waiting).isNotDone();
        of(other.unlock());
        assertThat(of(waiting)).isTrue();
        assertThat(of(job.getHoldCount())).isEqualTo(1);
        assertThat(of(job.await(1, TimeUnit.MILLISECONDS))).isFalse();
        of(job.signalAll());
        of(job.signal(0));
        assertThatIllegalArgumentException().isThrownBy(() -> job.signal(-1));
        of(job.unlock());
        assertThatThrownBy(() -> of(job.await())).hasCauseInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> of(job.signal())).hasCauseInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void async_cancelledWaitLeavesTheLockAndPassesItsSignalOn() throws Exception {
        AsyncCondition job = lock.ownedBy("job").condition("changed").async();
        of(job.lock());
        CompletableFuture<Boolean> unsignalled = job.await();
        untilWaiting(1);
        unsignalled.cancel(true);
        untilWaiting(0);
        until(() -> !lock.isLocked());

        of(job.lock());
        CompletableFuture<Boolean> signalled = job.await();
        untilWaiting(1);
        Waiting<Object> next = waiting(UNTIMED);
        elsewhere.lock();
        conditionElsewhere.signal();
        signalled.cancel(true);
        elsewhere.unlock();
        assertThat(next.get()).isEqualTo(true);
        until(() -> !lock.isLocked());
    }
}
