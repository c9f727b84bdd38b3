package dev.holdall.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdall.client.ManagerFixture;
import dev.holdall.client.proxy.SharedCondition;
import dev.holdall.client.proxy.SharedList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Python's {@code Condition}, method by method. */
@Timeout(60)
class PythonConditionTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final String name = "condition" + NAMES.incrementAndGet();
    private final SharedCondition mine = MANAGERS.manager().condition(name);
    private final SharedCondition others = MANAGERS.other().condition(name);

    private interface Action {
        void run() throws Exception;
    }

    /** {@code with condition: ...}. */
    private static <T> T with(SharedCondition condition, Callable<T> call) throws Exception {
        condition.lock();
        try {
            return call.call();
        } finally {
            condition.unlock();
        }
    }

    private static void with(SharedCondition condition, Action action) throws Exception {
        with(condition, (Callable<Void>) () -> {
            action.run();
            return null;
        });
    }

    /** Calls of another connection that wait for a signal. */
    private List<Elsewhere<Boolean>> waiters(int count) throws Exception {
        List<Elsewhere<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiters.add(Elsewhere.call(() -> with(others, () -> others.await(1, TimeUnit.HOURS))));
            int all = i + 1;
            Elsewhere.until(() -> mine.getWaitQueueLength() == all);
        }
        return waiters;
    }

    @Test
    @Python("Condition")
    @Python("Condition.acquire")
    void acquire() throws Exception {
        mine.lock();
        assertThat(others.tryLock()).isFalse();
        assertThat(others.tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(mine.tryLock()).isTrue(); // as of an RLock
    }

    @Test
    @Python("Condition.release")
    void release() {
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(mine::unlock);
        mine.lock();
        mine.unlock();
        assertThat(others.tryLock()).isTrue();
    }

    @Test
    @Python("Condition.wait")
    void waitForIt() throws Exception {
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(mine::await);
        assertThat(with(mine, () -> mine.await(1, TimeUnit.MILLISECONDS))).isFalse();
        Elsewhere<Boolean> waits = Elsewhere.call(() -> with(others, () -> {
            others.await();
            return others.isHeldByCurrentThread();
        }));
        Elsewhere.until(() -> mine.getWaitQueueLength() == 1);
        with(mine, () -> mine.signal());
        assertThat(waits.outcome()).isTrue();
    }

    @Test
    @Python("Condition.wait_for")
    void waitFor() throws Exception {
        SharedList<String> jobs = MANAGERS.manager().list(String.class);
        assertThat(with(mine, () -> mine.waitFor(() -> !jobs.isEmpty(), 1, TimeUnit.MILLISECONDS)))
                .isFalse(); // what the predicate said last
        Elsewhere<String> waits = Elsewhere.call(() -> with(others, () -> {
            others.waitFor(() -> !jobs.isEmpty());
            return jobs.removeFirst();
        }));
        Elsewhere.until(() -> mine.getWaitQueueLength() == 1);
        with(mine, () -> mine.signal()); // in vain: it asks, and waits again
        Elsewhere.until(() -> mine.getWaitQueueLength() == 1);
        assertThat(waits.isOver()).isFalse();
        with(mine, () -> {
            jobs.add("job");
            mine.signal();
        });
        assertThat(waits.outcome()).isEqualTo("job");
        jobs.add("another");
        assertThat(with(mine, () -> mine.waitFor(() -> !jobs.isEmpty(), 0, TimeUnit.SECONDS)))
                .isTrue();
    }

    @Test
    @Python("Condition.notify")
    void notifySome() throws Exception {
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(mine::signal);
        with(mine, () -> mine.signal(5)); // nobody waits: nothing is kept
        List<Elsewhere<Boolean>> waiters = waiters(4);
        with(mine, () -> mine.signal());
        assertThat(waiters.get(0).outcome()).isTrue();
        assertThat(mine.getWaitQueueLength()).isEqualTo(3);
        with(mine, () -> mine.signal(2));
        assertThat(waiters.get(1).outcome()).isTrue();
        assertThat(waiters.get(2).outcome()).isTrue();
        assertThat(mine.getWaitQueueLength()).isEqualTo(1);
        with(mine, () -> mine.signal(9));
        assertThat(waiters.get(3).outcome()).isTrue();
    }

    @Test
    @Python("Condition.notify_all")
    void notifyAllOfThem() throws Exception {
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(mine::signalAll);
        List<Elsewhere<Boolean>> waiters = waiters(3);
        with(mine, () -> mine.signalAll());
        for (Elsewhere<Boolean> waiter : waiters) {
            assertThat(waiter.outcome()).isTrue();
        }
        assertThat(mine.getWaitQueueLength()).isZero();
    }
}
