package dev.holdall.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdall.client.ManagerFixture;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.client.proxy.SharedSemaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Python's {@code Lock} and {@code RLock}, method by method. */
@Timeout(60)
class PythonLockTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final String name = "lock" + NAMES.incrementAndGet();
    private final SharedLock mine = MANAGERS.manager().lock(name);
    private final SharedLock others = MANAGERS.other().lock(name);

    @Test
    @Python("Lock")
    void newLock() {
        mine.lock();
        assertThat(others.tryLock()).isFalse();
        mine.unlock();
        // What one thread acquires and another releases, as it may in Python, is a semaphore.
        SharedSemaphore anybodys = MANAGERS.manager().boundedSemaphore(name + " of anybody", 1);
        assertThat(anybodys.tryAcquire()).isTrue();
        MANAGERS.other().boundedSemaphore(name + " of anybody", 1).release();
        assertThat(anybodys.tryAcquire()).isTrue();
    }

    @Test
    @Python("Lock.acquire")
    void acquire() throws Exception {
        mine.lock();
        Elsewhere<Boolean> waits = Elsewhere.call(() -> {
            others.lock();
            others.unlock();
            others.lockInterruptibly();
            others.unlock();
            return true;
        });
        Elsewhere.until(() -> mine.getQueueLength() == 1);
        mine.unlock();
        assertThat(waits.outcome()).isTrue();
    }

    @Test
    @Python("Lock.acquire(blocking)")
    void acquireWithoutBlocking() {
        others.lock();
        assertThat(mine.tryLock()).isFalse();
        others.unlock();
        assertThat(mine.tryLock()).isTrue();
        mine.unlock();
    }

    @Test
    @Python("Lock.acquire(timeout)")
    void acquireWithTimeout() throws Exception {
        others.lock();
        assertThat(mine.tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
        Elsewhere<Boolean> waits = Elsewhere.call(() -> mine.tryLock(1, TimeUnit.HOURS));
        Elsewhere.until(() -> mine.getQueueLength() == 1);
        others.unlock();
        assertThat(waits.outcome()).isTrue();
        assertThat(others.tryLock()).isFalse();
    }

    @Test
    @Python("Lock.release")
    void release() {
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(mine::unlock);
        mine.lock();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(others::unlock);
        mine.unlock();
        assertThat(others.tryLock()).isTrue();
    }

    @Test
    @Python("Lock.locked")
    void locked() {
        assertThat(mine.isLocked()).isFalse();
        others.lock();
        assertThat(mine.isLocked()).isTrue();
        others.unlock();
        assertThat(mine.isLocked()).isFalse();
    }

    @Test
    @Python("RLock")
    @Python("RLock.acquire")
    void acquireAgain() throws Exception {
        mine.lock();
        mine.lock();
        assertThat(mine.tryLock()).isTrue();
        assertThat(mine.tryLock(1, TimeUnit.HOURS)).isTrue();
        assertThat(mine.getHoldCount()).isEqualTo(4);
        assertThat(others.tryLock()).isFalse();
        assertThat(Elsewhere.call(mine::tryLock).outcome()).isFalse(); // it is the thread's
    }

    @Test
    @Python("RLock.release")
    void releaseAsOften() {
        mine.lock();
        mine.lock();
        mine.unlock();
        assertThat(others.tryLock()).isFalse();
        mine.unlock();
        assertThat(others.tryLock()).isTrue();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(mine::unlock);
    }
}
