package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.TypeRef;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Python's {@code Condition}: its lock is a lock as any other, its condition that of {@link LockConditionTest}. */
class SharedConditionTest extends LockContract {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    @Override
    ManagerFixture managers() {
        return MANAGERS;
    }

    @Override
    OwnedLock lock(Manager manager, String name) {
        return manager.condition(name);
    }

    @Override
    OwnedLock lock(Manager manager, String name, String owner) {
        return manager.condition(name).ownedBy(owner);
    }

    @Override
    AsyncLock async(OwnedLock lock) {
        return ((SharedCondition) lock).async();
    }

    private interface Await {
        Object on(SharedCondition condition) throws InterruptedException;
    }

    @Test
    void everyWayOfWaiting_endsWithASignal() throws Exception {
        SharedCondition condition = MANAGERS.manager().condition("signalled");
        SharedCondition elsewhere = MANAGERS.other().condition("signalled");
        boolean[] done = {false};
        for (Await each : List.<Await>of(
                c -> {
                    c.await();
                    return true;
                },
                c -> {
                    c.awaitUninterruptibly();
                    return true;
                },
                c -> c.await(1, TimeUnit.HOURS),
                c -> c.awaitNanos(TimeUnit.HOURS.toNanos(1)) > 0,
                c -> c.awaitUntil(new Date(System.currentTimeMillis() + 3_600_000)),
                c -> {
                    c.waitFor(() -> done[0]);
                    return true;
                },
                c -> c.waitFor(() -> done[0], 1, TimeUnit.HOURS))) {
            done[0] = false;
            Waiting<Object> waiting = Waiting.start(() -> {
                condition.lock();
                try {
                    return each.on(condition);
                } finally {
                    condition.unlock();
                }
            });
            await().until(() -> condition.getWaitQueueLength() == 1);
            assertThat(condition.isLocked()).isFalse();
            elsewhere.lock();
            done[0] = true;
            elsewhere.signal();
            elsewhere.unlock();
            assertThat(waiting.get()).isEqualTo(true);
        }
    }

    @Test
    void signals_ofSomeAndOfAll() throws Exception {
        SharedCondition condition = MANAGERS.manager().condition();
        Callable<Void> wait = () -> {
            condition.lock();
            condition.await();
            condition.unlock();
            return null;
        };
        List<Waiting<Void>> all =
                List.of(Waiting.start(wait), Waiting.start(wait), Waiting.start(wait), Waiting.start(wait));
        await().until(() -> condition.getWaitQueueLength() == 4);
        condition.lock();
        condition.signal(2);
        assertThat(condition.getWaitQueueLength()).isEqualTo(2);
        condition.signalAll();
        condition.unlock();
        for (Waiting<Void> each : all) {
            each.get();
        }
    }

    @Test
    void withoutTheLock() {
        SharedCondition condition = MANAGERS.manager().condition();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::await);
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::signal);
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::signalAll);
    }

    @Test
    void itsLock_isAnOrdinaryOne() throws Exception {
        SharedCondition condition = MANAGERS.manager().condition("both");
        SharedLock lock = MANAGERS.manager().lock("both");
        condition.lock();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        // Its own condition is none of those that have names.
        assertThat(lock.condition("x").getWaitQueueLength()).isZero();
        CompletableFuture<Boolean> waiting = startedWait(condition);
        assertThat(lock.condition("x").getWaitQueueLength()).isZero();
        lock.condition("x").signalAll();
        assertThat(condition.getWaitQueueLength()).isEqualTo(1);
        waiting.cancel(true);
        lock.unlock();
    }

    private static CompletableFuture<Boolean> startedWait(SharedCondition condition) throws Exception {
        AsyncCondition job = condition.ownedBy("job").async();
        condition.unlock();
        job.lock().get(30, TimeUnit.SECONDS);
        CompletableFuture<Boolean> waiting = job.await();
        await().until(() -> condition.getWaitQueueLength() == 1);
        condition.lock();
        return waiting;
    }

    @Test
    void condition_isAValueWhereItsTypeIsNamed() {
        SharedCondition condition = MANAGERS.manager().condition();
        SharedList<SharedCondition> carrier =
                MANAGERS.manager().list("condition-carrier", TypeRef.of(SharedCondition.class));
        carrier.add(condition);
        SharedCondition there = MANAGERS.other()
                .list("condition-carrier", TypeRef.of(SharedCondition.class))
                .get(0);
        assertThat(there).isEqualTo(condition).hasSameHashCodeAs(condition);
        there.lock();
        assertThat(condition.tryLock()).isFalse();
        there.unlock();
    }

    @Test
    void toString_tellsWhichAndHow() {
        assertThat(MANAGERS.manager().condition("shown-condition"))
                .hasToString("SharedCondition[shown-condition][unlocked]");
        SharedCondition gone = MANAGERS.manager().condition();
        MANAGERS.manager().delete(gone);
        assertThatThrownBy(gone::toString).isInstanceOf(dev.holdall.client.Refused.class);
    }
}
