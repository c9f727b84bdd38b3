package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.SessionLost;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link java.util.concurrent.CountDownLatch} promises, between processes. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedLatchTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static SharedLatch latch(int count) {
        return MANAGERS.manager().latch(count);
    }

    /** Starts a call, and returns when it waits. The queue is only there to tell, on the same connection. */
    private static <T> Waiting<T> waiting(Manager manager, Callable<T> call) {
        return Waiting.parked(manager.queue("teller", String.class), call);
    }

    private static <T> Waiting<T> waiting(Callable<T> call) {
        return waiting(MANAGERS.manager(), call);
    }

    private static Callable<Boolean> await(SharedLatch latch, boolean timed) {
        return () -> {
            if (timed) {
                return latch.await(1, TimeUnit.HOURS);
            }
            latch.await();
            return true;
        };
    }

    @Test
    void countsDownToZeroAndStaysThere() throws Exception {
        SharedLatch latch = latch(4);
        assertThat(latch.getCount()).isEqualTo(4);
        latch.countDown();
        latch.countDown(0);
        latch.countDown(2);
        assertThat(latch.getCount()).isEqualTo(1);
        assertThat(latch.await(0, TimeUnit.SECONDS)).isFalse();
        latch.countDown();
        latch.countDown();
        latch.countDown(Integer.MAX_VALUE);
        assertThat(latch.getCount()).isZero();
        latch.await();
        assertThat(latch.await(0, TimeUnit.SECONDS)).isTrue();
        assertThat(latch.await(-1, TimeUnit.SECONDS)).isTrue();
        latch(0).await();
        assertThat(latch(Integer.MAX_VALUE).getCount()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void zero_releasesAllThatWaitInAllProcesses() throws Exception {
        String name = "latch" + NAMES.incrementAndGet();
        SharedLatch near = MANAGERS.manager().latch(name, 2);
        SharedLatch far = MANAGERS.other().latch(name, 2);
        assertThat(far).isEqualTo(near);
        List<Waiting<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Manager manager = i % 2 == 0 ? MANAGERS.manager() : MANAGERS.other();
            waiters.add(waiting(manager, await(i % 2 == 0 ? near : far, i % 3 == 0)));
        }
        near.countDown();
        assertThat(near.getCount()).isEqualTo(1);
        assertThat(waiters).noneMatch(Waiting::isOver);
        far.countDown();
        for (Waiting<Boolean> waiter : waiters) {
            assertThat(waiter.get()).isTrue();
        }
    }

    @Test
    void whatWasDoneBeforeCountDown_isSeenAfterAwait() throws Exception {
        SharedLatch latch = latch(2);
        int[] plain = new int[2];
        Waiting<Integer> reader = waiting(() -> {
            latch.await();
            return plain[0] + plain[1];
        });
        for (int i = 0; i < 2; i++) {
            int index = i;
            Waiting.start(() -> {
                plain[index] = 21;
                latch.countDown();
                return null;
            });
        }
        assertThat(reader.get()).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void interruptedBefore_evenWhereItWouldNotWait(boolean timed) {
        SharedLatch latch = latch(0);
        Waiting<Boolean> waiting = Waiting.start(() -> {
            Thread.currentThread().interrupt();
            return await(latch, timed).call();
        });
        assertThatThrownBy(waiting::get).cause().isInstanceOf(InterruptedException.class);
        assertThat(waiting.leftInterrupted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void interruptedWhileItWaits(boolean timed) throws Exception {
        SharedLatch latch = latch(1);
        Waiting<Boolean> interrupted = waiting(await(latch, timed));
        Waiting<Boolean> other = waiting(await(latch, timed));
        interrupted.interrupt();
        assertThatThrownBy(interrupted::get).cause().isInstanceOf(InterruptedException.class);
        assertThat(interrupted.leftInterrupted()).isFalse();
        assertThat(other.isOver()).isFalse();
        assertThat(latch.getCount()).isEqualTo(1);
        latch.countDown();
        assertThat(other.get()).isTrue();
    }

    @Test
    void times() throws Exception {
        SharedLatch latch = latch(1);
        for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThat(latch.await(time, TimeUnit.DAYS)).isFalse();
        }
        long start = System.nanoTime();
        assertThat(latch.await(60, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
        Waiting<Boolean> nanos = waiting(() -> latch.await(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
        Waiting<Boolean> days = waiting(() -> latch.await(Long.MAX_VALUE, TimeUnit.DAYS));
        assertThat(nanos.isOver()).isFalse();
        assertThat(days.isOver()).isFalse();
        latch.countDown();
        assertThat(nanos.get()).isTrue();
        assertThat(days.get()).isTrue();
    }

    @Test
    void wrongArguments() {
        SharedLatch latch = latch(1);
        for (int number : new int[] {-1, Integer.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> latch(number))
                    .withMessageContaining(String.valueOf(number));
            assertThatIllegalArgumentException().isThrownBy(() -> latch.countDown(number));
            assertThatIllegalArgumentException().isThrownBy(() -> latch.async().countDown(number));
        }
        assertThatNullPointerException().isThrownBy(() -> latch.await(1, null));
        assertThatNullPointerException().isThrownBy(() -> MANAGERS.manager().latch(null, 1));
        assertThat(latch.getCount()).isEqualTo(1);
    }

    @Test
    void theSameNameWithAnotherCount_isAMismatch() {
        String name = "latch" + NAMES.incrementAndGet();
        SharedLatch latch = MANAGERS.manager().latch(name, 2);
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> MANAGERS.other().latch(name, 1))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.MISMATCH));
        assertThat(latch.getCount()).isEqualTo(2);
    }

    @Test
    void aProcessThatEnds_leavesWhatItCountedAndNobodyWaiting() throws Exception {
        String name = "latch" + NAMES.incrementAndGet();
        Manager ending = MANAGERS.connect();
        SharedLatch far = ending.latch(name, 2);
        far.countDown();
        Waiting<Boolean> gone = waiting(ending, await(far, false));
        ending.close();
        assertThatThrownBy(gone::get).cause().isInstanceOf(SessionLost.class);
        assertThat(MANAGERS.manager().latch(name, 2).getCount()).isEqualTo(1);
    }

    @Test
    void async() throws Exception {
        AsyncLatch async = latch(3).async();
        assertThat(async.await(1, TimeUnit.MILLISECONDS).get(20, TimeUnit.SECONDS))
                .isFalse();
        CompletableFuture<Boolean> cancelled = async.await();
        CompletableFuture<Boolean> waiting = async.await();
        assertThat(cancelled.cancel(true)).isTrue();
        async.countDown().get(20, TimeUnit.SECONDS);
        assertThat(async.getCount().get(20, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(waiting).isNotDone();
        async.countDown(2).get(20, TimeUnit.SECONDS);
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(cancelled).isCancelled();
    }

    @Test
    void aProxyIsAValue() {
        SharedLatch latch = latch(1);
        SharedList<Object> list = MANAGERS.manager().list("latches", Object.class);
        list.add(latch);
        Object read = MANAGERS.other().list("latches", Object.class).get(0);
        assertThat(read).isInstanceOf(SharedLatch.class).isEqualTo(latch).hasSameHashCodeAs(latch);
        ((SharedLatch) read).countDown();
        assertThat(latch.getCount()).isZero();
        assertThat(latch).isNotEqualTo(latch(1));
        assertThat(MANAGERS.manager().latch("shown", 1)).hasToString("SharedLatch[shown]");
    }
}
