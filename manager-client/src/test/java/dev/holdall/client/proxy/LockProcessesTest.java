package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.wire.Key;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks of processes that are killed. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockProcessesTest {

    /** Locks, says so, and never unlocks; or waits for a signal. */
    public record Holds(SharedLock lock, SharedReadWriteLock readWrite, SharedQueue<Long> started) implements Runnable {
        @Override
        public void run() {
            lock.lock();
            lock.lock();
            readWrite.readLock().lock();
            LockCondition condition = lock.ownedBy("nobody").newCondition();
            started.add(ProcessHandle.current().pid());
            try {
                lock.ownedBy("another").lockInterruptibly();
                condition.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void killedHolder_leavesItsLocksToThoseWhoWait() throws Exception {
        try (Manager manager =
                Manager.start(new ManagerOptions().key(Key.random()).connectTimeout(Duration.ofSeconds(60)))) {
            SharedLock lock = manager.lock("held");
            SharedReadWriteLock readWrite = manager.readWriteLock("read");
            SharedQueue<Long> started = manager.queue(Long.class);
            WorkerProcess worker =
                    manager.worker(Holds.class, lock, readWrite, started).start();
            assertThat(started.poll(60, TimeUnit.SECONDS)).isEqualTo(worker.pid());
            await().until(() -> lock.getQueueLength() == 1);
            assertThat(lock.tryLock()).isFalse();
            assertThat(readWrite.writeLock().tryLock()).isFalse();
            Waiting<Boolean> locking = Waiting.start(() -> lock.tryLock(60, TimeUnit.SECONDS));
            Waiting<Boolean> writing = Waiting.start(() -> readWrite.writeLock().tryLock(60, TimeUnit.SECONDS));
            await().until(() -> lock.getQueueLength() == 2 && readWrite.getQueueLength() == 1);

            worker.kill();

            assertThat(locking.get()).isTrue();
            assertThat(writing.get()).isTrue();
            assertThat(lock.getQueueLength()).isZero();
            assertThat(readWrite.getReadLockCount()).isZero();
        }
    }
}
