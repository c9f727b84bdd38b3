package dev.holdall.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdall.client.ManagerFixture;
import dev.holdall.client.proxy.SharedSemaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Python's {@code Semaphore} and {@code BoundedSemaphore}, method by method. */
@Timeout(60)
class PythonSemaphoreTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static SharedSemaphore semaphore(int permits) {
        return MANAGERS.manager().semaphore(permits);
    }

    private static SharedSemaphore bounded(int permits) {
        return MANAGERS.manager().boundedSemaphore(permits);
    }

    @Test
    @Python("Semaphore")
    void newSemaphore() {
        SharedSemaphore near = MANAGERS.manager().semaphore("named", 2);
        SharedSemaphore far = MANAGERS.other().semaphore("named", 2);
        assertThat(near.tryAcquire()).isTrue();
        assertThat(far.tryAcquire()).isTrue();
        assertThat(near.tryAcquire()).isFalse();
    }

    @Test
    @Python("Semaphore.acquire")
    void acquire() throws Exception {
        SharedSemaphore s = semaphore(1);
        s.acquire();
        Elsewhere<Boolean> waits = Elsewhere.call(() -> {
            s.acquire();
            return true;
        });
        Elsewhere.until(s::hasQueuedThreads);
        s.release();
        assertThat(waits.outcome()).isTrue();
        assertThat(s.availablePermits()).isZero();
    }

    @Test
    @Python("Semaphore.acquire(blocking)")
    void acquireWithoutBlocking() {
        SharedSemaphore s = semaphore(1);
        assertThat(s.tryAcquire()).isTrue();
        assertThat(s.tryAcquire()).isFalse();
    }

    @Test
    @Python("Semaphore.acquire(timeout)")
    void acquireWithTimeout() throws Exception {
        SharedSemaphore s = semaphore(0);
        assertThat(s.tryAcquire(1, TimeUnit.MILLISECONDS)).isFalse();
        Elsewhere<Boolean> waits = Elsewhere.call(() -> s.tryAcquire(1, TimeUnit.HOURS));
        Elsewhere.until(s::hasQueuedThreads);
        s.release();
        assertThat(waits.outcome()).isTrue();
    }

    @Test
    @Python("Semaphore.release")
    void release() {
        SharedSemaphore s = semaphore(1);
        s.release(); // more than at first
        s.release(3);
        assertThat(s.availablePermits()).isEqualTo(5);
        assertThatIllegalArgumentException().isThrownBy(() -> s.release(-1));
    }

    @Test
    @Python("BoundedSemaphore")
    void newBoundedSemaphore() {
        SharedSemaphore s = bounded(2);
        assertThat(s.tryAcquire(2)).isTrue();
        assertThat(s.tryAcquire()).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> bounded(-1));
    }

    @Test
    @Python("BoundedSemaphore.acquire")
    void boundedAcquire() throws Exception {
        SharedSemaphore s = bounded(1);
        s.acquire();
        assertThat(s.tryAcquire()).isFalse();
        assertThat(s.tryAcquire(1, TimeUnit.MILLISECONDS)).isFalse();
        Elsewhere<Boolean> waits = Elsewhere.call(() -> s.tryAcquire(1, TimeUnit.HOURS));
        Elsewhere.until(s::hasQueuedThreads);
        s.release();
        assertThat(waits.outcome()).isTrue();
    }

    @Test
    @Python("BoundedSemaphore.release")
    void boundedRelease() {
        SharedSemaphore s = bounded(2);
        assertThatIllegalStateException().isThrownBy(s::release);
        assertThat(s.tryAcquire()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> s.release(2));
        assertThat(s.availablePermits()).isEqualTo(1);
        s.release();
        assertThat(s.availablePermits()).isEqualTo(2);
    }
}
