package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lock for writing is a lock as any other; and what {@link java.util.concurrent.locks.ReadWriteLock} promises of both. */
class SharedReadWriteLockTest extends LockContract {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private final SharedReadWriteLock lock = MANAGERS.manager().readWriteLock();

    @Override
    ManagerFixture managers() {
        return MANAGERS;
    }

    @Override
    OwnedLock lock(Manager manager, String name) {
        return manager.readWriteLock(name).writeLock();
    }

    @Override
    OwnedLock lock(Manager manager, String name, String owner) {
        return manager.readWriteLock(name).ownedBy(owner).writeLock();
    }

    @Override
    AsyncLock async(OwnedLock lock) {
        return ((SharedReadWriteLock.WriteLock) lock).async();
    }

    private <T> Waiting<T> queued(Callable<T> call) {
        int before = lock.getQueueLength();
        Waiting<T> waiting = Waiting.start(call);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(lock.getQueueLength()).isEqualTo(before + 1));
        return waiting;
    }

    private static Callable<Boolean> locking(OwnedLock which) {
        return () -> {
            which.lock();
            return true;
        };
    }

    @Test
    void manyReadTogether() throws Exception {
        lock.readLock().lock();
        lock.readLock().lock();
        Waiting.start(locking(lock.readLock())).get();
        lock.ownedBy("job").readLock().lock();
        assertThat(lock.getReadLockCount()).isEqualTo(4);
        assertThat(lock.readLock().getHoldCount()).isEqualTo(2);
        assertThat(lock.readLock().isHeldByCurrentThread()).isTrue();
        assertThat(lock.writeLock().isHeldByCurrentThread()).isFalse();
        assertThat(lock.isWriteLocked()).isFalse();
        assertThat(lock.ownedBy("other").writeLock().tryLock()).isFalse();
    }

    @Test
    void writer_isAlone() throws Exception {
        lock.writeLock().lock();
        assertThat(lock.isWriteLocked()).isTrue();
        Waiting<Boolean> one = queued(locking(lock.readLock()));
        Waiting<Boolean> two = queued(() -> lock.ownedBy("job").readLock().tryLock(1, TimeUnit.HOURS));
        assertThat(one.isOver()).isFalse();
        assertThat(lock.ownedBy("x").readLock().tryLock()).isFalse();
        lock.writeLock().unlock();
        assertThat(one.get()).isTrue();
        assertThat(two.get()).isTrue();
        assertThat(lock.getReadLockCount()).isEqualTo(2);
    }

    @Test
    void readerBehindAWriterWhoWaits_waits() throws Exception {
        SharedReadWriteLock reader = lock.ownedBy("reader");
        reader.readLock().lock();
        Waiting<Boolean> writer = queued(locking(lock.ownedBy("writer").writeLock()));
        assertThat(lock.readLock().tryLock()).isFalse();
        Waiting<Boolean> behind = queued(locking(lock.ownedBy("behind").readLock()));
        // But who reads already may read again.
        assertThat(reader.readLock().tryLock()).isTrue();
        reader.readLock().unlock();
        reader.readLock().unlock();
        assertThat(writer.get()).isTrue();
        assertThat(behind.isOver()).isFalse();
        lock.ownedBy("writer").writeLock().unlock();
        assertThat(behind.get()).isTrue();
    }

    @Test
    void downgrading() throws Exception {
        lock.writeLock().lock();
        long write = lock.writeLock().fencingToken();
        lock.readLock().lock();
        assertThat(lock.readLock().fencingToken()).isGreaterThan(write);
        Waiting<Boolean> reader = queued(locking(lock.readLock()));
        lock.writeLock().unlock();
        assertThat(reader.get()).isTrue();
        assertThat(lock.readLock().getHoldCount()).isEqualTo(1);
        assertThat(lock.ownedBy("other").writeLock().tryLock()).isFalse();
    }

    @Test
    void upgrading_isRefusedWithAWordInsteadOfBlockingForEver() throws Exception {
        lock.readLock().lock();
        for (Callable<?> way : List.<Callable<?>>of(
                () -> {
                    lock.writeLock().lock();
                    return null;
                },
                () -> {
                    lock.writeLock().lockInterruptibly();
                    return null;
                },
                () -> lock.writeLock().tryLock(1, TimeUnit.HOURS))) {
            assertThatExceptionOfType(IllegalMonitorStateException.class)
                    .isThrownBy(way::call)
                    .withMessageContaining("reading");
        }
        assertThat(lock.writeLock().tryLock()).isFalse();
        assertThat(lock.readLock().getHoldCount()).isEqualTo(1);
        assertThat(lock.writeLock().getHoldCount()).isZero();
        lock.readLock().unlock();
        lock.writeLock().lock();
        lock.writeLock().unlock();
    }

    @Test
    void upgrading_asynchronously() throws Exception {
        SharedReadWriteLock job = lock.ownedBy("job");
        job.readLock().async().lock().get(30, TimeUnit.SECONDS);
        assertThatThrownBy(() -> job.writeLock().async().lock().get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalMonitorStateException.class);
        assertThat(job.writeLock().async().tryLock().get(30, TimeUnit.SECONDS)).isFalse();
        job.readLock().async().unlock().get(30, TimeUnit.SECONDS);
        CompletableFuture<Boolean> free = job.writeLock().async().tryLock();
        assertThat(free.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void unlock_ofTheOtherKind() {
        lock.readLock().lock();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock.writeLock()::unlock);
        lock.readLock().unlock();
        lock.writeLock().lock();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock.readLock()::unlock);
        lock.writeLock().unlock();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock.readLock()::unlock);
    }

    @Test
    void readLock_isInterruptible() {
        lock.writeLock().lock();
        Waiting<Boolean> waiting = queued(() -> {
            lock.readLock().lockInterruptibly();
            return true;
        });
        waiting.interrupt();
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(lock.getQueueLength()).isZero();
        lock.writeLock().unlock();
        assertThat(lock.getReadLockCount()).isZero();
    }

    @Test
    void readLock_hasNoConditions() {
        assertThatThrownBy(lock.readLock()::newCondition).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void writeLock_hasConditions() throws Exception {
        LockCondition condition = lock.writeLock().condition("changed");
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        boolean[] changed = {false};
        Waiting<Void> waiting = Waiting.start(() -> {
            lock.writeLock().lock();
            lock.writeLock().lock();
            condition.waitFor(() -> changed[0]);
            seen.add(lock.writeLock().getHoldCount());
            lock.writeLock().unlock();
            lock.writeLock().unlock();
            return null;
        });
        await().until(() -> condition.getWaitQueueLength() == 1);
        lock.writeLock().lock();
        changed[0] = true;
        lock.writeLock().condition("changed").signalAll();
        lock.writeLock().unlock();
        waiting.get();
        assertThat(seen).containsExactly(2);
    }

    @Test
    void await_whileReadingToo() {
        LockCondition condition = lock.writeLock().newCondition();
        lock.writeLock().lock();
        lock.readLock().lock();
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(condition::await)
                .withMessageContaining("reading");
        assertThat(lock.writeLock().getHoldCount()).isEqualTo(1);
        lock.readLock().unlock();
        lock.writeLock().unlock();
    }

    @Test
    void closedConnection_letsWritersIn() throws Exception {
        Manager third = MANAGERS.connect();
        SharedReadWriteLock theirs = third.readWriteLock("left-behind");
        SharedReadWriteLock ours = MANAGERS.manager().readWriteLock("left-behind");
        theirs.readLock().lock();
        theirs.ownedBy("job").readLock().lock();
        Waiting<Boolean> writer = Waiting.start(() -> ours.writeLock().tryLock(30, TimeUnit.SECONDS));
        await().until(() -> ours.getQueueLength() == 1);
        third.close();
        assertThat(writer.get()).isTrue();
        assertThat(ours.getReadLockCount()).isZero();
    }

    @Test
    void lock_isAValueAndShowsWhatItIs() {
        SharedReadWriteLock named = MANAGERS.manager().readWriteLock("shown");
        SharedList<Object> carrier = MANAGERS.manager().list(Object.class);
        carrier.add(named);
        assertThat(carrier.get(0)).isEqualTo(named).hasSameHashCodeAs(named).isNotEqualTo(lock);
        assertThat(named.ownedBy("job")).isEqualTo(named);
        assertThat(named).hasToString("SharedReadWriteLock[shown][write locked: false, 0 read locks, 0 waiting]");
    }
}
