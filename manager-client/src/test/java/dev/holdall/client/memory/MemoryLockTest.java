package dev.holdall.client.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.python.Python;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lock of what processes share in memory. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemoryLockTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private final Manager manager = MANAGERS.manager();
    private final MemoryLongArray array = MemoryLongArray.create(2);
    private final MemoryLock lock = array.lock();

    @AfterEach
    void close() {
        array.close();
    }

    static void count(MemoryLongArray array, int times) {
        for (int i = 0; i < times; i++) {
            array.lock().lock();
            try {
                array.setPlain(0, array.getPlain(0) + 1);
            } finally {
                array.lock().unlock();
            }
        }
    }

    /** Holds the lock twice until it is killed. */
    static void hold(MemoryLongArray array) throws InterruptedException {
        array.lock().lock();
        array.lock().lock();
        array.set(1, 1);
        new CountDownLatch(1).await();
    }

    private WorkerProcess holder() {
        WorkerProcess worker = manager.worker(MemoryLockTest::hold, array).start();
        while (array.get(1) == 0) {
            assertThat(worker.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        return worker;
    }

    @Test
    @Python("sharedctypes.get_lock")
    void whatItGuards_isChangedByOneAtATime_ofAllProcesses() throws Exception {
        WorkerProcess first =
                manager.worker(MemoryLockTest::count, array, 200_000).start();
        WorkerProcess second =
                manager.worker(MemoryLockTest::count, array, 200_000).start();
        Thread third = new Thread(() -> count(array, 100_000));
        third.start();
        count(array, 100_000);
        third.join();
        assertThat(first.join()).isZero();
        assertThat(second.join()).isZero();
        assertThat(array.get(0)).isEqualTo(600_000);
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void itIsReentrant_andBelongsToItsThread() throws Exception {
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        assertThat(array.lock().getHoldCount()).isEqualTo(2);
        assertThat(CompletableFuture.supplyAsync(lock::tryLock).get()).isFalse();
        assertThat(CompletableFuture.supplyAsync(lock::isHeldByCurrentThread).get())
                .isFalse();
        assertThat(CompletableFuture.supplyAsync(lock::getHoldCount).get()).isZero();
        assertThat(CompletableFuture.supplyAsync(() -> {
                            try {
                                lock.unlock();
                                return "unlocked";
                            } catch (IllegalMonitorStateException e) {
                                return e.getMessage();
                            }
                        })
                        .get())
                .contains("does not hold");
        lock.unlock();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        assertThat(lock.wasAbandoned()).isFalse();
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(lock::wasAbandoned).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(lock::newCondition).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whoWaits_canGiveUp_andBeInterrupted() throws Exception {
        lock.lock();
        CompletableFuture<Boolean> timed = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                timed.complete(lock.tryLock(20, TimeUnit.MILLISECONDS));
                lock.lockInterruptibly();
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
            lock.lock();
            interrupted.obtrudeValue(
                    interrupted.join() && Thread.currentThread().isInterrupted());
            lock.unlock();
        });
        waiting.start();
        assertThat(timed.get()).isFalse();
        waiting.interrupt();
        assertThat(interrupted.get()).isTrue();
        // The thread is in lock() now, or about to: an interrupt does not take it out of there.
        waiting.interrupt();
        lock.unlock();
        waiting.join();
        assertThat(interrupted.get()).isTrue();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void ofAProcessThatWasKilled_itIsTakenOver() throws Exception {
        WorkerProcess worker = holder();
        assertThat(lock.tryLock()).isFalse();
        assertThat(lock.tryLock(200, TimeUnit.MILLISECONDS)).isFalse();
        worker.kill();
        worker.join();

        lock.lock();

        assertThat(lock.getHoldCount()).isOne();
        assertThat(lock.wasAbandoned()).isTrue();
        lock.lock();
        lock.unlock();
        assertThat(lock.wasAbandoned()).isTrue();
        lock.unlock();
        lock.lock();
        assertThat(lock.wasAbandoned()).isFalse();
        lock.unlock();
    }

    @Test
    void ofAProcessThatIsKilledMeanwhile_oneOfThoseWhoWaitGetsIt() throws Exception {
        WorkerProcess worker = holder();
        CountDownLatch taken = new CountDownLatch(4);
        Runnable waiter = () -> {
            lock.lock();
            try {
                if (lock.wasAbandoned()) {
                    array.getAndIncrement(0);
                }
            } finally {
                lock.unlock();
            }
            taken.countDown();
        };
        for (int i = 0; i < 4; i++) {
            new Thread(waiter).start();
        }
        worker.kill();
        assertThat(taken.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(array.get(0)).isOne();
    }

    @Test
    void aSegment_canHaveManyLocks() {
        try (SharedMemory memory = SharedMemory.create("locks-" + System.nanoTime(), 64)) {
            MemoryLock first = memory.lock(0);
            MemoryLock second = memory.lock(48);
            first.lock();
            assertThat(second.isLocked()).isFalse();
            assertThat(memory.lock(0).isHeldByCurrentThread()).isTrue();
            assertThatThrownBy(() -> memory.lock(56)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.lock(4)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
