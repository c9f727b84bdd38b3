package dev.holdall.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdall.client.ManagerFixture;
import dev.holdall.client.proxy.SharedBarrier;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Python's {@code Barrier}, method by method. */
@Timeout(60)
class PythonBarrierTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final String name = "barrier" + NAMES.incrementAndGet();
    private final SharedBarrier mine = MANAGERS.manager().barrier(name, 2);
    private final SharedBarrier others = MANAGERS.other().barrier(name, 2);

    /** One that has arrived and waits. */
    private Elsewhere<Integer> arrived() {
        Elsewhere<Integer> first = Elsewhere.call(() -> others.await(1, TimeUnit.HOURS));
        Elsewhere.until(() -> mine.getNumberWaiting() == 1);
        return first;
    }

    @Test
    @Python("Barrier")
    @Python("Barrier.parties")
    void parties() {
        assertThat(mine.getParties()).isEqualTo(2);
        assertThat(others.getParties()).isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> MANAGERS.manager().barrier(0));
    }

    @Test
    @Python("Barrier.wait")
    void waitForAll() throws Exception {
        for (int round = 0; round < 2; round++) { // again and again
            Elsewhere<Integer> first = arrived();
            assertThat(mine.await()).isZero();
            assertThat(first.outcome()).isEqualTo(1);
        }
    }

    @Test
    @Python("Barrier.wait(timeout)")
    void waitWithTimeout() {
        Elsewhere<Integer> first =
                Elsewhere.call(() -> MANAGERS.other().barrier(name + "3", 3).await());
        SharedBarrier three = MANAGERS.manager().barrier(name + "3", 3);
        Elsewhere.until(() -> three.getNumberWaiting() == 1);
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> three.await(1, TimeUnit.MILLISECONDS));
        assertThatExceptionOfType(BrokenBarrierException.class).isThrownBy(first::outcome);
        assertThat(three.isBroken()).isTrue();
    }

    @Test
    @Python("Barrier.wait(action)")
    void waitWithAction() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        Elsewhere<Integer> first = Elsewhere.call(() -> others.await(() -> ran.add("the first's")));
        Elsewhere.until(() -> mine.getNumberWaiting() == 1);
        mine.await(() -> {
            assertThat(first.isOver()).isFalse();
            ran.add("the last's");
        });
        first.outcome();
        assertThat(ran).containsExactly("the last's");
        Elsewhere<Integer> again = Elsewhere.call(() -> others.await(() -> {}));
        Elsewhere.until(() -> mine.getNumberWaiting() == 1);
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> mine.await(() -> {
                    throw new ArithmeticException("on purpose");
                }));
        assertThatExceptionOfType(BrokenBarrierException.class).isThrownBy(again::outcome);
    }

    @Test
    @Python("Barrier.abort")
    void abort() {
        Elsewhere<Integer> first = arrived();
        mine.abort();
        assertThatExceptionOfType(BrokenBarrierException.class).isThrownBy(first::outcome);
        assertThatExceptionOfType(BrokenBarrierException.class).isThrownBy(mine::await);
    }

    @Test
    @Python("Barrier.reset")
    void reset() throws Exception {
        Elsewhere<Integer> first = arrived();
        mine.reset();
        assertThatExceptionOfType(BrokenBarrierException.class).isThrownBy(first::outcome);
        assertThat(mine.isBroken()).isFalse();
        mine.abort();
        mine.reset();
        Elsewhere<Integer> again = arrived();
        assertThat(mine.await()).isZero();
        assertThat(again.outcome()).isEqualTo(1);
    }

    @Test
    @Python("Barrier.n_waiting")
    void numberWaiting() throws Exception {
        assertThat(mine.getNumberWaiting()).isZero();
        Elsewhere<Integer> first = arrived();
        assertThat(others.getNumberWaiting()).isEqualTo(1);
        mine.await();
        first.outcome();
        assertThat(mine.getNumberWaiting()).isZero();
    }

    @Test
    @Python("Barrier.broken")
    void broken() {
        assertThat(mine.isBroken()).isFalse();
        others.abort();
        assertThat(mine.isBroken()).isTrue();
        others.reset();
        assertThat(mine.isBroken()).isFalse();
    }
}
