package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link java.util.concurrent.CyclicBarrier} and Python's {@code Barrier} promise, between processes. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedBarrierTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static SharedBarrier barrier(int parties) {
        return MANAGERS.manager().barrier(parties);
    }

    private static void soon(Callable<Boolean> condition) {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(condition);
    }

    /** Starts a call, and returns when it waits. */
    private static <T> Waiting<T> waiting(SharedBarrier barrier, Callable<T> call) {
        int before = barrier.getNumberWaiting();
        Waiting<T> waiting = Waiting.start(call);
        soon(() -> barrier.getNumberWaiting() > before);
        return waiting;
    }

    private static Waiting<Integer> waiting(SharedBarrier barrier) {
        return waiting(barrier, barrier::await);
    }

    private static void fails(Waiting<?> waiting, Class<? extends Throwable> type) {
        assertThatThrownBy(waiting::get).cause().isInstanceOf(type);
    }

    private static void fails(CompletableFuture<?> future, Class<? extends Throwable> type) {
        assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS)).cause().isInstanceOf(type);
    }

    /** The four ways to wait. */
    enum Wait {
        AWAIT {
            @Override
            Callable<Integer> on(SharedBarrier barrier) {
                return barrier::await;
            }
        },
        AWAIT_TIMED {
            @Override
            Callable<Integer> on(SharedBarrier barrier) {
                return () -> barrier.await(1, TimeUnit.HOURS);
            }
        },
        AWAIT_WITH_ACTION {
            @Override
            Callable<Integer> on(SharedBarrier barrier) {
                return () -> barrier.await(() -> {});
            }
        },
        AWAIT_WITH_ACTION_TIMED {
            @Override
            Callable<Integer> on(SharedBarrier barrier) {
                return () -> barrier.await(() -> {}, 1, TimeUnit.HOURS);
            }
        };

        abstract Callable<Integer> on(SharedBarrier barrier);
    }

    // Rounds -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void partiesOfAllProcesses_waitForEachOther(Wait wait) throws Exception {
        String name = "barrier" + NAMES.incrementAndGet();
        SharedBarrier near = MANAGERS.manager().barrier(name, 3);
        SharedBarrier far = MANAGERS.other().barrier(name, 3);
        assertThat(far).isEqualTo(near);
        assertThat(far.getParties()).isEqualTo(3);
        for (int round = 0; round < 3; round++) {
            Waiting<Integer> first = waiting(near, wait.on(near));
            Waiting<Integer> second = waiting(near, wait.on(far));
            assertThat(far.getNumberWaiting()).isEqualTo(2);
            assertThat(first.isOver()).isFalse();
            assertThat(wait.on(near).call()).isZero();
            assertThat(first.get()).isEqualTo(2);
            assertThat(second.get()).isEqualTo(1);
            assertThat(near.getNumberWaiting()).isZero();
            assertThat(near.isBroken()).isFalse();
        }
    }

    @Test
    void nobodyIsARoundAhead() throws Exception {
        String name = "barrier" + NAMES.incrementAndGet();
        SharedValue<Integer> arrived = MANAGERS.manager().value(Integer.class, 0);
        List<Waiting<Void>> parties = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Manager manager = i % 2 == 0 ? MANAGERS.manager() : MANAGERS.other();
            SharedBarrier barrier = manager.barrier(name, 4);
            parties.add(Waiting.start(() -> {
                for (int round = 1; round <= 25; round++) {
                    arrived.updateAndGet(n -> n + 1);
                    barrier.await();
                    assertThat(arrived.get()).isEqualTo(4 * round);
                    barrier.await();
                }
                return null;
            }));
        }
        for (Waiting<Void> party : parties) {
            party.get();
        }
    }

    @Test
    void oneParty_waitsForNobody() throws Exception {
        SharedBarrier barrier = barrier(1);
        assertThat(barrier.await()).isZero();
        assertThat(barrier.await(0, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void whatWasDoneBeforeIsSeenInTheActionAndAfterwards() throws Exception {
        SharedBarrier barrier = barrier(2);
        int[] plain = new int[2];
        Waiting<Integer> first = waiting(barrier, () -> {
            plain[0] = 20;
            barrier.await();
            return plain[1];
        });
        barrier.await(() -> plain[1] = plain[0] + 22);
        assertThat(first.get()).isEqualTo(42);
    }

    // Breaking ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void interruptedWhileItWaits_breaksItForTheOthers(Wait wait) throws Exception {
        SharedBarrier barrier = barrier(3);
        Waiting<Integer> interrupted = waiting(barrier, wait.on(barrier));
        Waiting<Integer> other = waiting(barrier, wait.on(barrier));
        interrupted.interrupt();
        fails(interrupted, InterruptedException.class);
        assertThat(interrupted.leftInterrupted()).isFalse();
        fails(other, BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isTrue();
        assertThatExceptionOfType(BrokenBarrierException.class)
                .isThrownBy(() -> wait.on(barrier).call());
    }

    @ParameterizedTest
    @EnumSource
    void interruptedBefore_breaksItForTheOthersToo(Wait wait) throws Exception {
        SharedBarrier barrier = barrier(2);
        Waiting<Integer> other = waiting(barrier);
        Waiting<Integer> interrupted = Waiting.start(() -> {
            Thread.currentThread().interrupt();
            return wait.on(barrier).call();
        });
        fails(interrupted, InterruptedException.class);
        assertThat(interrupted.leftInterrupted()).isFalse();
        fails(other, BrokenBarrierException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void timeOut_breaksItForTheOthers(boolean withAction) throws Exception {
        SharedBarrier barrier = barrier(3);
        Waiting<Integer> other = waiting(barrier);
        long start = System.nanoTime();
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> timed(barrier, withAction, TimeUnit.MILLISECONDS.toNanos(60)));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
        fails(other, BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isTrue();
        barrier.reset();
        for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> timed(barrier, withAction, time));
            assertThat(barrier.isBroken()).isTrue();
            barrier.reset();
        }
        Waiting<Integer> forEver = waiting(barrier, () -> timed(barrier, withAction, Long.MAX_VALUE));
        Waiting<Integer> second = waiting(barrier);
        barrier.await(-1, TimeUnit.DAYS);
        assertThat(forEver.get()).isEqualTo(2);
        assertThat(second.get()).isEqualTo(1);
    }

    private static int timed(SharedBarrier barrier, boolean withAction, long nanos) throws Exception {
        return withAction
                ? barrier.await(() -> {}, nanos, TimeUnit.NANOSECONDS)
                : barrier.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Test
    void aProcessThatEnds_breaksItForTheOthers() throws Exception {
        String name = "barrier" + NAMES.incrementAndGet();
        SharedBarrier near = MANAGERS.manager().barrier(name, 3);
        Manager ending = MANAGERS.connect();
        SharedBarrier far = ending.barrier(name, 3);
        Waiting<Integer> gone = waiting(near, far::await);
        Waiting<Integer> other = waiting(near);
        ending.close();
        fails(other, BrokenBarrierException.class);
        assertThatThrownBy(gone::get).isNotNull();
        assertThat(near.isBroken()).isTrue();
    }

    @Test
    void abort_leavesItBrokenUntilItIsReset() throws Exception {
        SharedBarrier barrier = barrier(2);
        assertThat(barrier.isBroken()).isFalse();
        Waiting<Integer> waiting = waiting(barrier);
        barrier.abort();
        fails(waiting, BrokenBarrierException.class);
        barrier.abort();
        assertThat(barrier.isBroken()).isTrue();
        assertThat(barrier.getNumberWaiting()).isZero();
        assertThatExceptionOfType(BrokenBarrierException.class).isThrownBy(barrier::await);
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        Waiting<Integer> again = waiting(barrier);
        assertThat(barrier.await()).isZero();
        assertThat(again.get()).isEqualTo(1);
    }

    @Test
    void reset_breaksItForThoseWhoWaitOnly() throws Exception {
        SharedBarrier barrier = barrier(2);
        Waiting<Integer> before = waiting(barrier);
        barrier.reset();
        fails(before, BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isFalse();
        Waiting<Integer> after = waiting(barrier);
        assertThat(barrier.await()).isZero();
        assertThat(after.get()).isEqualTo(1);
    }

    // Actions ----------------------------------------------------------------------------------------------------

    @Test
    void action_isRunByTheLastOneOnlyBeforeAnybodyIsReleased() throws Exception {
        SharedBarrier barrier = barrier(3);
        List<String> ran = new ArrayList<>();
        Waiting<Integer> first = waiting(barrier, () -> barrier.await(() -> ran.add("first")));
        Waiting<Integer> second = waiting(barrier);
        Thread here = Thread.currentThread();
        int index = barrier.await(() -> {
            assertThat(Thread.currentThread()).isSameAs(here);
            assertThat(barrier.getNumberWaiting()).isEqualTo(2);
            assertThat(first.isOver()).isFalse();
            assertThat(second.isOver()).isFalse();
            ran.add("last");
        });
        assertThat(index).isZero();
        assertThat(first.get()).isEqualTo(2);
        assertThat(second.get()).isEqualTo(1);
        assertThat(ran).containsExactly("last");
    }

    @Test
    void action_thatThrowsBreaksIt() throws Exception {
        SharedBarrier barrier = barrier(2);
        for (Throwable failure : List.of(new IllegalStateException("action"), new AssertionError("action"))) {
            Waiting<Integer> other = waiting(barrier);
            assertThatThrownBy(() -> barrier.await(() -> {
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) failure;
                    }))
                    .isSameAs(failure);
            fails(other, BrokenBarrierException.class);
            assertThat(barrier.isBroken()).isTrue();
            barrier.reset();
        }
    }

    @Test
    void action_whoseProcessEndsBreaksIt() throws Exception {
        String name = "barrier" + NAMES.incrementAndGet();
        SharedBarrier near = MANAGERS.manager().barrier(name, 2);
        Manager ending = MANAGERS.connect();
        SharedBarrier far = ending.barrier(name, 2);
        Waiting<Integer> other = waiting(near);
        Waiting<Integer> acting = Waiting.start(() -> far.await(ending::close));
        fails(other, BrokenBarrierException.class);
        assertThatThrownBy(acting::get).isNotNull();
        assertThat(near.isBroken()).isTrue();
    }

    @Test
    void action_whileWhichItIsResetReleasesNobody() throws Exception {
        SharedBarrier barrier = barrier(2);
        Waiting<Integer> other = waiting(barrier);
        assertThatExceptionOfType(BrokenBarrierException.class).isThrownBy(() -> barrier.await(barrier::reset));
        fails(other, BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isFalse();
        Waiting<Integer> again = waiting(barrier);
        assertThat(barrier.await()).isZero();
        assertThat(again.get()).isEqualTo(1);
    }

    @Test
    void action_andWhoComesTooEarly() throws Exception {
        SharedBarrier barrier = barrier(2);
        Waiting<Integer> first = waiting(barrier);
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Waiting<Integer> acting = Waiting.start(() -> barrier.await(() -> {
            runs.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        runs.await();
        CompletableFuture<Integer> early = barrier.async().await();
        assertThat(barrier.getNumberWaiting()).isEqualTo(1);
        assertThat(first.isOver()).isFalse();
        go.countDown();
        assertThat(acting.get()).isZero();
        assertThat(first.get()).isEqualTo(1);
        assertThat(early).isNotDone();
        assertThat(barrier.getNumberWaiting()).isEqualTo(1);
        assertThat(barrier.await()).isZero();
        assertThat(early.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void action_whileWhichAPartyIsInterruptedStillReleasesAll(Wait wait) throws Exception {
        SharedBarrier barrier = barrier(3);
        Waiting<Integer> interrupted = waiting(barrier, wait.on(barrier));
        Waiting<Integer> other = waiting(barrier, wait.on(barrier));
        int index = barrier.await(() -> {
            interrupted.interrupt();
            assertThat(barrier.getNumberWaiting()).isEqualTo(2);
        });
        assertThat(index).isZero();
        assertThat(interrupted.get()).isEqualTo(2);
        assertThat(interrupted.leftInterrupted()).isTrue();
        assertThat(other.get()).isEqualTo(1);
        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    void action_whileWhichPartiesTooManyGiveUp() throws Exception {
        SharedBarrier barrier = barrier(2);
        Waiting<Integer> first = waiting(barrier);
        barrier.await(() -> {
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> barrier.await(1, TimeUnit.MILLISECONDS));
            Waiting<Integer> interrupted = Waiting.start(() -> {
                Thread.currentThread().interrupt();
                return barrier.await();
            });
            fails(interrupted, InterruptedException.class);
            assertThat(barrier.async().await().cancel(true)).isTrue();
            assertThat(barrier.isBroken()).isFalse();
        });
        assertThat(first.get()).isEqualTo(1);
        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    void action_whileWhichThePartysTimePasses() throws Exception {
        SharedBarrier barrier = barrier(2);
        CompletableFuture<Integer> impatient = barrier.async().await(1500, TimeUnit.MILLISECONDS);
        long arrived = System.nanoTime();
        soon(() -> barrier.getNumberWaiting() == 1);
        barrier.await(() -> {
            soon(() -> System.nanoTime() - arrived > TimeUnit.MILLISECONDS.toNanos(1600));
            assertThat(barrier.getNumberWaiting()).isEqualTo(1);
            assertThat(impatient).isNotDone();
        });
        assertThat(impatient.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(barrier.isBroken()).isFalse();
    }

    // Arguments --------------------------------------------------------------------------------------------------

    @Test
    void wrongArguments() {
        SharedBarrier barrier = barrier(2);
        for (int parties : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> barrier(parties))
                    .withMessageContaining(String.valueOf(parties));
        }
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> barrier.await(1, null),
                () -> barrier.await((Runnable) null),
                () -> barrier.await(null, 1, TimeUnit.SECONDS),
                () -> barrier.await(() -> {}, 1, null),
                () -> barrier.async().await((Runnable) null),
                () -> MANAGERS.manager().barrier(null, 1))) {
            assertThatNullPointerException().isThrownBy(call);
        }
        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    void theSameNameWithOtherParties_isAMismatch() {
        String name = "barrier" + NAMES.incrementAndGet();
        assertThat(MANAGERS.manager().barrier(name, 2).getParties()).isEqualTo(2);
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> MANAGERS.other().barrier(name, 3))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.MISMATCH));
    }

    // The asynchronous twin --------------------------------------------------------------------------------------

    @Test
    void async_awaits() throws Exception {
        AsyncBarrier async = barrier(3).async();
        CompletableFuture<Integer> first = async.await();
        CompletableFuture<Integer> second = async.await(1, TimeUnit.HOURS);
        assertThat(async.getNumberWaiting().get(20, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(async.await().get(20, TimeUnit.SECONDS)).isZero();
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void async_failsAsItsTwinThrows() throws Exception {
        AsyncBarrier async = barrier(3).async();
        CompletableFuture<Integer> other = async.await();
        fails(async.await(1, TimeUnit.MILLISECONDS), TimeoutException.class);
        fails(other, BrokenBarrierException.class);
        assertThat(async.isBroken().get(20, TimeUnit.SECONDS)).isTrue();
        async.reset().get(20, TimeUnit.SECONDS);
        CompletableFuture<Integer> again = async.await();
        async.abort().get(20, TimeUnit.SECONDS);
        fails(again, BrokenBarrierException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void async_cancelledFutureBreaksIt(boolean withAction) throws Exception {
        SharedBarrier barrier = barrier(3);
        CompletableFuture<Integer> other = barrier.async().await();
        CompletableFuture<Integer> cancelled =
                withAction ? barrier.async().await(() -> {}) : barrier.async().await();
        soon(() -> barrier.getNumberWaiting() == 2);
        assertThat(cancelled.cancel(true)).isTrue();
        fails(other, BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    void async_actions() throws Exception {
        SharedBarrier barrier = barrier(2);
        Waiting<Integer> other = waiting(barrier);
        List<Integer> waitingThen = new ArrayList<>();
        CompletableFuture<Integer> last =
                barrier.async().await(() -> waitingThen.add(barrier.getNumberWaiting()), 1, TimeUnit.HOURS);
        assertThat(last.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(other.get()).isEqualTo(1);
        assertThat(waitingThen).containsExactly(1);

        Waiting<Integer> disappointed = waiting(barrier);
        CompletableFuture<Integer> failing = barrier.async().await(() -> {
            throw new IllegalStateException("action");
        });
        fails(failing, IllegalStateException.class);
        fails(disappointed, BrokenBarrierException.class);
        barrier.reset();
        CompletableFuture<Integer> reset = barrier(1).async().await(() -> {});
        assertThat(reset.get(20, TimeUnit.SECONDS)).isZero();
    }

    /** Whoever comes first: either all have passed, or the barrier is broken; nobody waits for ever. */
    @Test
    void async_cancelAndLastArrivalAtTheSameMoment() throws Exception {
        SharedBarrier barrier = barrier(2);
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Integer> other = barrier.async().await();
            CompletableFuture<Integer> last = barrier.async().await(() -> {});
            last.cancel(true);
            // Where it was cancelled before it was sent, the other one waits for nobody.
            barrier.reset();
            try {
                assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            } catch (ExecutionException e) {
                assertThat(e).cause().isInstanceOf(BrokenBarrierException.class);
            }
        }
        assertThat(barrier.getNumberWaiting()).isZero();
    }

    // The proxy --------------------------------------------------------------------------------------------------

    @Test
    void aProxyIsAValue() throws Exception {
        SharedBarrier barrier = barrier(1);
        SharedList<Object> list = MANAGERS.manager().list("barriers", Object.class);
        list.add(barrier);
        Object read = MANAGERS.other().list("barriers", Object.class).get(0);
        assertThat(read).isInstanceOf(SharedBarrier.class).isEqualTo(barrier).hasSameHashCodeAs(barrier);
        assertThat(((SharedBarrier) read).await()).isZero();
        assertThat(barrier).isNotEqualTo(barrier(1));
        assertThat(MANAGERS.manager().barrier("shown", 1)).hasToString("SharedBarrier[shown]");
    }
}
