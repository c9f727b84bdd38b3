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
import dev.holdall.client.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link java.util.concurrent.Semaphore} and Python's semaphores promise, between processes. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedSemaphoreTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static SharedSemaphore semaphore(int permits) {
        return MANAGERS.manager().semaphore(permits);
    }

    /** Starts a call, and returns when it waits. */
    private static <T> Waiting<T> waiting(SharedSemaphore semaphore, Callable<T> call) {
        int before = semaphore.getQueueLength();
        Waiting<T> waiting = Waiting.start(call);
        soon(() -> semaphore.getQueueLength() > before);
        return waiting;
    }

    private static void soon(Callable<Boolean> condition) {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(condition);
    }

    private static Callable<Void> acquire(SharedSemaphore semaphore, int permits) {
        return () -> {
            semaphore.acquire(permits);
            return null;
        };
    }

    /** The methods that wait and can be interrupted. */
    enum Wait {
        ACQUIRE {
            @Override
            Callable<?> on(SharedSemaphore semaphore) {
                return acquire(semaphore, 1);
            }
        },
        ACQUIRE_MANY {
            @Override
            Callable<?> on(SharedSemaphore semaphore) {
                return acquire(semaphore, 2);
            }
        },
        TRY_ACQUIRE {
            @Override
            Callable<?> on(SharedSemaphore semaphore) {
                return () -> semaphore.tryAcquire(1, TimeUnit.HOURS);
            }
        },
        TRY_ACQUIRE_MANY {
            @Override
            Callable<?> on(SharedSemaphore semaphore) {
                return () -> semaphore.tryAcquire(2, 1, TimeUnit.HOURS);
            }
        };

        abstract Callable<?> on(SharedSemaphore semaphore);
    }

    // Acquiring and releasing ------------------------------------------------------------------------------------

    @Test
    void permitsAreAcquiredAndReleased() throws Exception {
        SharedSemaphore semaphore = semaphore(5);
        semaphore.acquire();
        semaphore.acquire(2);
        semaphore.acquireUninterruptibly();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        assertThat(semaphore.tryAcquire(2)).isFalse();
        assertThat(semaphore.tryAcquire()).isTrue();
        assertThat(semaphore.tryAcquire()).isFalse();
        semaphore.release();
        semaphore.release(2);
        assertThat(semaphore.availablePermits()).isEqualTo(3);
        semaphore.acquireUninterruptibly(3);
        assertThat(semaphore.availablePermits()).isZero();
        semaphore.release(5);
        assertThat(semaphore.drainPermits()).isEqualTo(5);
        assertThat(semaphore.drainPermits()).isZero();
    }

    @Test
    void anybodyMayRelease() {
        SharedSemaphore semaphore = semaphore(0);
        semaphore.release();
        semaphore.release(2);
        assertThat(semaphore.availablePermits()).isEqualTo(3);
    }

    @Test
    void aNegativeNumberOfPermits_isMadeUpForFirst() throws Exception {
        SharedSemaphore semaphore = semaphore(-2);
        assertThat(semaphore.availablePermits()).isEqualTo(-2);
        assertThat(semaphore.tryAcquire()).isFalse();
        Waiting<Void> waiting = waiting(semaphore, acquire(semaphore, 1));
        semaphore.release(2);
        assertThat(waiting.isOver()).isFalse();
        semaphore.release();
        waiting.get();
        SharedSemaphore drained = semaphore(-2);
        assertThat(drained.drainPermits()).isEqualTo(-2);
        assertThat(drained.availablePermits()).isZero();
    }

    @Test
    void ofOnePermit_excludesOthersInAllProcesses() throws Exception {
        String name = "mutex" + NAMES.incrementAndGet();
        SharedValue<Integer> value = MANAGERS.manager().value(Integer.class, 0);
        List<Waiting<Void>> workers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Manager manager = i % 2 == 0 ? MANAGERS.manager() : MANAGERS.other();
            SharedSemaphore semaphore = manager.semaphore(name, 1);
            workers.add(Waiting.start(() -> {
                for (int n = 0; n < 30; n++) {
                    semaphore.acquire();
                    // Reading and writing apart: only the semaphore keeps others from in between.
                    value.set(value.get() + 1);
                    semaphore.release();
                }
                return null;
            }));
        }
        for (Waiting<Void> worker : workers) {
            worker.get();
        }
        assertThat(value.get()).isEqualTo(120);
    }

    /** What was done before the release is seen after the acquisition, in the program's own memory as well. */
    @Test
    void releaseHappensBeforeAcquisition() throws Exception {
        SharedSemaphore semaphore = semaphore(0);
        int[] plain = new int[1];
        Waiting<Integer> reader = waiting(semaphore, () -> {
            semaphore.acquire();
            return plain[0];
        });
        plain[0] = 42;
        semaphore.release();
        assertThat(reader.get()).isEqualTo(42);
    }

    // Bounds -----------------------------------------------------------------------------------------------------

    @Test
    void bounded_refusesMoreThanAtFirst() throws Exception {
        SharedSemaphore semaphore = MANAGERS.manager().boundedSemaphore(2);
        assertThatIllegalStateException().isThrownBy(semaphore::release).withMessageContaining("2");
        semaphore.acquire(2);
        assertThatIllegalStateException().isThrownBy(() -> semaphore.release(3));
        assertThat(semaphore.availablePermits()).isZero();
        semaphore.release(2);
        assertThatThrownBy(() -> semaphore.async().release().get()).cause().isInstanceOf(IllegalStateException.class);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void anyOther_refusesMoreThanTheLargestNumber() {
        SharedSemaphore semaphore = semaphore(Integer.MAX_VALUE);
        assertThatIllegalStateException()
                .isThrownBy(semaphore::release)
                .withMessageContaining("Maximum permit count exceeded");
        assertThatIllegalStateException().isThrownBy(() -> semaphore.release(Integer.MAX_VALUE));
        assertThat(semaphore.availablePermits()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void otherOptions_areAMismatch() {
        String name = "options" + NAMES.incrementAndGet();
        Manager manager = MANAGERS.manager();
        SharedSemaphore semaphore = manager.semaphore(name, 2);
        assertThat(MANAGERS.other().semaphore(name, 2)).isEqualTo(semaphore).hasSameHashCodeAs(semaphore);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> manager.semaphore(name, 1),
                () -> manager.boundedSemaphore(name, 2),
                () -> manager.list(name, String.class))) {
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(call)
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.MISMATCH));
        }
    }

    @Test
    void wrongArguments() {
        SharedSemaphore semaphore = semaphore(1);
        for (int permits : new int[] {-1, Integer.MIN_VALUE}) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> semaphore.acquire(permits),
                    () -> semaphore.acquireUninterruptibly(permits),
                    () -> semaphore.tryAcquire(permits),
                    () -> semaphore.tryAcquire(permits, 1, TimeUnit.SECONDS),
                    () -> semaphore.release(permits),
                    () -> semaphore.async().acquire(permits),
                    () -> semaphore.async().release(permits),
                    () -> MANAGERS.manager().boundedSemaphore(permits))) {
                assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(String.valueOf(permits));
            }
        }
        assertThatNullPointerException().isThrownBy(() -> semaphore.tryAcquire(1, null));
        assertThatNullPointerException().isThrownBy(() -> MANAGERS.manager().semaphore(null, 1));
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    // Fairness ---------------------------------------------------------------------------------------------------

    @Test
    void waitersAreServedInTheirOrderAcrossConnections() throws Exception {
        String name = "fair" + NAMES.incrementAndGet();
        SharedSemaphore near = MANAGERS.manager().semaphore(name, 0);
        SharedSemaphore far = MANAGERS.other().semaphore(name, 0);
        List<Waiting<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            waiters.add(waiting(near, acquire(i % 2 == 0 ? near : far, 1)));
        }
        assertThat(far.hasQueuedThreads()).isTrue();
        assertThat(far.getQueueLength()).isEqualTo(6);
        for (int i = 0; i < 6; i++) {
            assertThat(waiters.get(i).isOver()).isFalse();
            (i % 3 == 0 ? near : far).release();
            waiters.get(i).get();
        }
        assertThat(near.hasQueuedThreads()).isFalse();
        assertThat(near.getQueueLength()).isZero();
    }

    @Test
    void nobodyOvertakesWhoIsFirst() throws Exception {
        SharedSemaphore semaphore = semaphore(1);
        Waiting<Void> large = waiting(semaphore, acquire(semaphore, 3));
        Waiting<Void> small = waiting(semaphore, acquire(semaphore, 1));
        assertThat(semaphore.tryAcquire()).isFalse();
        assertThat(semaphore.tryAcquire(0)).isFalse();
        assertThat(semaphore.tryAcquire(0, TimeUnit.SECONDS)).isFalse();
        assertThat(semaphore.drainPermits()).isZero();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        large.interrupt();
        small.get();
        assertThatThrownBy(large::get).cause().isInstanceOf(InterruptedException.class);
        assertThat(semaphore.availablePermits()).isZero();
    }

    // Interrupts -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void interruptedBefore_evenWhereItWouldNotWait(Wait wait) {
        SharedSemaphore semaphore = semaphore(5);
        Waiting<?> waiting = Waiting.start(() -> {
            Thread.currentThread().interrupt();
            return wait.on(semaphore).call();
        });
        assertThatThrownBy(waiting::get).cause().isInstanceOf(InterruptedException.class);
        assertThat(waiting.leftInterrupted()).isFalse();
        assertThat(semaphore.availablePermits()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void interruptedWhileItWaits(Wait wait) {
        SharedSemaphore semaphore = semaphore(0);
        Waiting<?> waiting = waiting(semaphore, wait.on(semaphore));
        waiting.interrupt();
        assertThatThrownBy(waiting::get).cause().isInstanceOf(InterruptedException.class);
        assertThat(waiting.leftInterrupted()).isFalse();
        assertThat(semaphore.getQueueLength()).isZero();
        semaphore.release(2);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void uninterruptible_waitsOnAndStaysInterrupted() throws Exception {
        SharedSemaphore semaphore = semaphore(0);
        Waiting<Void> waiting = waiting(semaphore, () -> {
            semaphore.acquireUninterruptibly();
            return null;
        });
        waiting.interrupt();
        Waiting<Void> interruptedBefore = waiting(semaphore, () -> {
            Thread.currentThread().interrupt();
            semaphore.acquireUninterruptibly(2);
            return null;
        });
        assertThat(semaphore.getQueueLength()).isEqualTo(2);
        semaphore.release(3);
        waiting.get();
        interruptedBefore.get();
        assertThat(waiting.leftInterrupted()).isTrue();
        assertThat(interruptedBefore.leftInterrupted()).isTrue();
    }

    @Test
    void tryAcquire_doesNotCareForInterrupts() throws Exception {
        SharedSemaphore semaphore = semaphore(1);
        Waiting<Boolean> waiting = Waiting.start(() -> {
            Thread.currentThread().interrupt();
            return semaphore.tryAcquire();
        });
        assertThat(waiting.get()).isTrue();
        assertThat(waiting.leftInterrupted()).isTrue();
    }

    /** Whoever wins, there is one permit: with the one who acquired it, or back. */
    @Test
    void interruptAndGrantAtTheSameMoment() throws Exception {
        SharedSemaphore semaphore = semaphore(0);
        for (int i = 0; i < 100; i++) {
            Waiting<Void> acquirer = waiting(semaphore, acquire(semaphore, 1));
            Waiting<Void> releaser = Waiting.start(() -> {
                semaphore.release();
                return null;
            });
            acquirer.interrupt();
            releaser.get();
            try {
                acquirer.get();
                assertThat(semaphore.tryAcquire()).isFalse();
            } catch (ExecutionException e) {
                assertThat(e).cause().isInstanceOf(InterruptedException.class);
                assertThat(semaphore.tryAcquire()).isTrue();
            }
        }
    }

    // Time-outs --------------------------------------------------------------------------------------------------

    @Test
    void timeThatIsNotPositive_doesNotWait() throws Exception {
        SharedSemaphore semaphore = semaphore(1);
        for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThat(semaphore.tryAcquire(2, time, TimeUnit.DAYS)).isFalse();
            assertThat(semaphore.tryAcquire(time, TimeUnit.DAYS)).isTrue();
            semaphore.release();
        }
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void timeOut_passes() throws Exception {
        SharedSemaphore semaphore = semaphore(0);
        long start = System.nanoTime();
        assertThat(semaphore.tryAcquire(60, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void longestTime_isForEver() throws Exception {
        SharedSemaphore semaphore = semaphore(0);
        for (TimeUnit unit : List.of(TimeUnit.NANOSECONDS, TimeUnit.DAYS)) {
            Waiting<Boolean> waiting = waiting(semaphore, () -> semaphore.tryAcquire(Long.MAX_VALUE, unit));
            semaphore.release();
            assertThat(waiting.get()).isTrue();
        }
    }

    // The end of a process ---------------------------------------------------------------------------------------

    @Test
    void whatAProcessHas_comesBackWhenItEnds() throws Exception {
        String name = "owned" + NAMES.incrementAndGet();
        SharedSemaphore semaphore = MANAGERS.manager().semaphore(name, 3);
        Manager ending = MANAGERS.connect();
        SharedSemaphore far = ending.semaphore(name, 3);
        far.acquire(3);
        far.release();
        Waiting<Void> waiting = waiting(semaphore, acquire(semaphore, 3));
        ending.close();
        waiting.get();
        assertThat(semaphore.availablePermits()).isZero();
        semaphore.release(3);
    }

    @Test
    void waitingOfAProcess_endsWithIt() throws Exception {
        String name = "owned" + NAMES.incrementAndGet();
        SharedSemaphore semaphore = MANAGERS.manager().semaphore(name, 1);
        Manager ending = MANAGERS.connect();
        SharedSemaphore far = ending.semaphore(name, 1);
        Waiting<Void> gone = waiting(semaphore, acquire(far, 2));
        Waiting<Void> behind = waiting(semaphore, acquire(semaphore, 1));
        ending.close();
        behind.get();
        assertThatThrownBy(gone::get).isInstanceOf(ExecutionException.class);
    }

    // The asynchronous twin --------------------------------------------------------------------------------------

    @Test
    void async_acquiresAndReleases() throws Exception {
        SharedSemaphore semaphore = semaphore(2);
        AsyncSemaphore async = semaphore.async();
        assertThat(async.acquire().get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(async.tryAcquire(2).get(20, TimeUnit.SECONDS)).isFalse();
        assertThat(async.tryAcquire().get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(async.tryAcquire(1, TimeUnit.MILLISECONDS).get(20, TimeUnit.SECONDS))
                .isFalse();
        CompletableFuture<Boolean> waiting = async.acquire(2);
        async.release(2).get(20, TimeUnit.SECONDS);
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
        async.release(2).get(20, TimeUnit.SECONDS);
        assertThat(async.drainPermits().get(20, TimeUnit.SECONDS)).isEqualTo(2);
        async.release().get(20, TimeUnit.SECONDS);
        assertThat(async.availablePermits().get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void async_cancelledFutureTakesNoPermit() throws Exception {
        SharedSemaphore semaphore = semaphore(0);
        CompletableFuture<Boolean> waiting = semaphore.async().acquire();
        soon(semaphore::hasQueuedThreads);
        assertThat(waiting.cancel(true)).isTrue();
        soon(() -> !semaphore.hasQueuedThreads());
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void async_cancelAndGrantAtTheSameMomentLoseNoPermit() throws Exception {
        SharedSemaphore semaphore = semaphore(0);
        int granted = 0;
        for (int i = 0; i < 200; i++) {
            CompletableFuture<Boolean> waiting = semaphore.async().acquire();
            CompletableFuture<Void> releasing = semaphore.async().release();
            if (!waiting.cancel(true)) {
                granted++;
            }
            releasing.get(20, TimeUnit.SECONDS);
        }
        int left = 200 - granted;
        soon(() -> semaphore.availablePermits() == left);
        assertThat(semaphore.drainPermits()).isEqualTo(left);
    }

    // The proxy --------------------------------------------------------------------------------------------------

    @Test
    void aProxyIsAValue() {
        SharedSemaphore semaphore = semaphore(1);
        SharedList<Object> list = MANAGERS.manager().list("semaphores", Object.class);
        list.add(semaphore);
        Object read = MANAGERS.other().list("semaphores", Object.class).get(0);
        assertThat(read).isEqualTo(semaphore).isInstanceOf(SharedSemaphore.class);
        assertThat(((SharedSemaphore) read).tryAcquire()).isTrue();
        assertThat(semaphore.tryAcquire()).isFalse();
        assertThat(semaphore).isNotEqualTo(semaphore(1));
        assertThat(MANAGERS.manager().semaphore("shown", 1)).hasToString("SharedSemaphore[shown]");
    }
}
