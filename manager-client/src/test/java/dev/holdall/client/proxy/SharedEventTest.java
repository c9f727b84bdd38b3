package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
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

/** What Python's {@code Event} promises, between processes. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedEventTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static SharedEvent event() {
        return MANAGERS.manager().event();
    }

    /** Starts a call, and returns when it waits. The queue is only there to tell, on the same connection. */
    private static <T> Waiting<T> waiting(Callable<T> call) {
        return waiting(MANAGERS.manager(), call);
    }

    private static <T> Waiting<T> waiting(Manager manager, Callable<T> call) {
        return Waiting.parked(manager.queue("teller", String.class), call);
    }

    private static Callable<Boolean> await(SharedEvent event, boolean timed) {
        return () -> {
            if (timed) {
                return event.await(1, TimeUnit.HOURS);
            }
            event.await();
            return true;
        };
    }

    @Test
    void isNotSetAtFirst_andThenWhatOneMakesIt() throws Exception {
        SharedEvent event = event();
        assertThat(event.isSet()).isFalse();
        event.set();
        event.set();
        assertThat(event.isSet()).isTrue();
        event.await();
        assertThat(event.await(0, TimeUnit.SECONDS)).isTrue();
        event.clear();
        event.clear();
        assertThat(event.isSet()).isFalse();
        assertThat(event.await(0, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void set_releasesAllThatWaitInAllProcesses_evenIfItIsClearedAtOnce() throws Exception {
        String name = "event" + NAMES.incrementAndGet();
        SharedEvent near = MANAGERS.manager().event(name);
        SharedEvent far = MANAGERS.other().event(name);
        List<Waiting<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Manager manager = i % 2 == 0 ? MANAGERS.manager() : MANAGERS.other();
            waiters.add(waiting(manager, await(i % 2 == 0 ? near : far, i % 3 == 0)));
        }
        assertThat(waiters).noneMatch(Waiting::isOver);
        CompletableFuture<Void> set = near.async().set();
        CompletableFuture<Void> cleared = near.async().clear();
        for (Waiting<Boolean> waiter : waiters) {
            assertThat(waiter.get()).isTrue();
        }
        CompletableFuture.allOf(set, cleared).get(20, TimeUnit.SECONDS);
        assertThat(far.isSet()).isFalse();
    }

    @Test
    void whatWasDoneBeforeSet_isSeenAfterAwait() throws Exception {
        SharedEvent event = event();
        int[] plain = new int[1];
        Waiting<Integer> reader = waiting(() -> {
            event.await();
            return plain[0];
        });
        plain[0] = 42;
        event.set();
        assertThat(reader.get()).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void interruptedBefore_evenWhereItWouldNotWait(boolean timed) {
        SharedEvent event = event();
        event.set();
        Waiting<Boolean> waiting = Waiting.start(() -> {
            Thread.currentThread().interrupt();
            return await(event, timed).call();
        });
        assertThatThrownBy(waiting::get).cause().isInstanceOf(InterruptedException.class);
        assertThat(waiting.leftInterrupted()).isFalse();
        assertThat(event.isSet()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void interruptedWhileItWaits(boolean timed) throws Exception {
        SharedEvent event = event();
        Waiting<Boolean> interrupted = waiting(await(event, timed));
        Waiting<Boolean> other = waiting(await(event, timed));
        interrupted.interrupt();
        assertThatThrownBy(interrupted::get).cause().isInstanceOf(InterruptedException.class);
        assertThat(interrupted.leftInterrupted()).isFalse();
        assertThat(other.isOver()).isFalse();
        event.set();
        assertThat(other.get()).isTrue();
    }

    @Test
    void times() throws Exception {
        SharedEvent event = event();
        for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThat(event.await(time, TimeUnit.DAYS)).isFalse();
        }
        long start = System.nanoTime();
        assertThat(event.await(60, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
        Waiting<Boolean> nanos = waiting(() -> event.await(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
        Waiting<Boolean> days = waiting(() -> event.await(Long.MAX_VALUE, TimeUnit.DAYS));
        assertThat(nanos.isOver()).isFalse();
        assertThat(days.isOver()).isFalse();
        event.set();
        assertThat(nanos.get()).isTrue();
        assertThat(days.get()).isTrue();
        assertThatNullPointerException().isThrownBy(() -> event.await(1, null));
        assertThatNullPointerException().isThrownBy(() -> MANAGERS.manager().event(null));
    }

    @Test
    void aProcessThatEnds_leavesTheFlagAndNobodyWaiting() throws Exception {
        String name = "event" + NAMES.incrementAndGet();
        Manager ending = MANAGERS.connect();
        SharedEvent far = ending.event(name);
        far.set();
        far.clear();
        Waiting<Boolean> gone = waiting(ending, await(far, false));
        MANAGERS.manager().event(name + "b").isSet();
        ending.event(name + "b").set();
        ending.close();
        assertThatThrownBy(gone::get).cause().isInstanceOf(SessionLost.class);
        assertThat(MANAGERS.manager().event(name + "b").isSet()).isTrue();
        assertThat(MANAGERS.manager().event(name).isSet()).isFalse();
    }

    @Test
    void async() throws Exception {
        SharedEvent event = event();
        AsyncEvent async = event.async();
        assertThat(async.isSet().get(20, TimeUnit.SECONDS)).isFalse();
        assertThat(async.await(1, TimeUnit.MILLISECONDS).get(20, TimeUnit.SECONDS))
                .isFalse();
        CompletableFuture<Boolean> cancelled = async.await();
        CompletableFuture<Boolean> waiting = async.await();
        assertThat(cancelled.cancel(true)).isTrue();
        async.set().get(20, TimeUnit.SECONDS);
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(cancelled).isCancelled();
        async.clear().get(20, TimeUnit.SECONDS);
        assertThat(event.isSet()).isFalse();
    }

    @Test
    void aProxyIsAValue() {
        SharedEvent event = event();
        SharedList<Object> list = MANAGERS.manager().list("events", Object.class);
        list.add(event);
        Object read = MANAGERS.other().list("events", Object.class).get(0);
        assertThat(read).isInstanceOf(SharedEvent.class).isEqualTo(event).hasSameHashCodeAs(event);
        ((SharedEvent) read).set();
        assertThat(event.isSet()).isTrue();
        assertThat(event).isNotEqualTo(event());
        assertThat(MANAGERS.manager().event("shown")).hasToString("SharedEvent[shown]");
    }
}
