package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.Refused.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Values that the manager computes with, and that programs wait for. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedNumberTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static Manager manager() {
        return MANAGERS.manager();
    }

    @Test
    void longs_haveTheMethodsOfAnAtomicLong() {
        SharedLong number = manager().longValue("long", 5);
        assertThat(number.get()).isEqualTo(5);
        assertThat(number.getAndIncrement()).isEqualTo(5);
        assertThat(number.incrementAndGet()).isEqualTo(7);
        assertThat(number.getAndDecrement()).isEqualTo(7);
        assertThat(number.decrementAndGet()).isEqualTo(5);
        assertThat(number.getAndAdd(10)).isEqualTo(5);
        assertThat(number.addAndGet(10)).isEqualTo(25);
        assertThat(number.getAndSet(Long.MAX_VALUE)).isEqualTo(25);
        assertThat(number.incrementAndGet()).isEqualTo(Long.MIN_VALUE);
        assertThat(number.compareAndSet(Long.MIN_VALUE, 3)).isTrue();
        assertThat(number.compareAndSet(Long.MIN_VALUE, 4)).isFalse();
        assertThat(number.minAndGet(2)).isEqualTo(2);
        assertThat(number.maxAndGet(9)).isEqualTo(9);
        number.set(1);
        // The same name as a plain value.
        assertThat(MANAGERS.other().value("long", Long.class, 0L).get()).isEqualTo(1);
        assertThat(MANAGERS.other().longValue("long", 0)).isEqualTo(number).hasSameHashCodeAs(number);
        assertThat(number).hasToString("SharedLong[long]");
        assertThat(number.name()).isEqualTo("long");
    }

    @Test
    void ints_and_doubles() {
        SharedInteger number = manager().intValue(Integer.MAX_VALUE);
        assertThat(number.incrementAndGet()).isEqualTo(Integer.MIN_VALUE);
        assertThat(number.getAndAdd(-1)).isEqualTo(Integer.MIN_VALUE);
        assertThat(number.get()).isEqualTo(Integer.MAX_VALUE);
        SharedDouble fraction = manager().doubleValue(0.1);
        assertThat(fraction.addAndGet(0.2)).isEqualTo(0.1 + 0.2);
        assertThat(fraction.getAndAdd(1)).isEqualTo(0.1 + 0.2);
        assertThat(fraction.maxAndGet(7)).isEqualTo(7);
    }

    @Test
    void numbersAreValues() {
        SharedLong number = manager().longValue(5);
        SharedList<SharedLong> list = manager().list(SharedLong.class);
        list.add(number);
        assertThat(list.get(0).incrementAndGet()).isEqualTo(6);
        assertThat(number.get()).isEqualTo(6);
    }

    @Test
    void accumulate_ofAllKinds() {
        SharedValue<BigInteger> big = manager().value(BigInteger.class, BigInteger.TWO.pow(100));
        assertThat(big.accumulate(Accumulation.PRODUCT, BigInteger.TEN))
                .isEqualTo(BigInteger.TWO.pow(100).multiply(BigInteger.TEN));
        SharedValue<BigDecimal> decimal = manager().value(BigDecimal.class, new BigDecimal("1.10"));
        assertThat(decimal.getAndAccumulate(Accumulation.SUM, new BigDecimal("2.2")))
                .isEqualTo(new BigDecimal("1.10"));
        assertThat(decimal.get()).isEqualTo(new BigDecimal("3.30"));
        SharedValue<Boolean> flag = manager().value(Boolean.class, false);
        assertThat(flag.accumulate(Accumulation.OR, true)).isTrue();
        assertThat(flag.accumulate(Accumulation.XOR, true)).isFalse();
        SharedValue<Short> bits = manager().value(Short.class, (short) 0b1100);
        assertThat(bits.accumulate(Accumulation.AND, (short) 0b0110)).isEqualTo((short) 0b0100);
        assertThat(bits.accumulate(Accumulation.MAX, (short) 9)).isEqualTo((short) 9);
        assertThat(bits.accumulate(Accumulation.MIN, (short) -9)).isEqualTo((short) -9);
    }

    @Test
    void accumulate_ofAnotherKind() {
        manager().value("an int", Integer.class, 5);
        SharedLong misread = manager().longValue("an int", 0);
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> misread.addAndGet(1))
                .withMessageContaining("Integer")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH));
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> manager().value(String.class, "a").accumulate(Accumulation.SUM, "b"))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
    }

    @Test
    void accumulate_countsAll() throws Exception {
        List<Manager> connections = List.of(manager(), MANAGERS.other(), MANAGERS.connect());
        List<Waiting<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Manager connection = connections.get(i % connections.size());
            int thread = i;
            threads.add(Waiting.start(() -> {
                for (int n = 0; n < 100; n++) {
                    connection.longValue("count", 0).incrementAndGet();
                    connection.longValue("highest", 0).maxAndGet(thread * 100L + n);
                }
                return null;
            }));
        }
        assertThat(manager().longValue("count", 0).await(Comparison.GREATER_OR_EQUAL, 900))
                .isEqualTo(900);
        for (Waiting<Void> thread : threads) {
            thread.get();
        }
        assertThat(manager().longValue("highest", 0).get()).isEqualTo(899);
    }

    @Test
    void await_eachForItsOwn() throws Exception {
        SharedLong here = manager().longValue("stage", 0);
        List<Waiting<Long>> stages = new ArrayList<>();
        for (int i = 9; i >= 1; i--) {
            SharedLong there = (i % 2 == 0 ? MANAGERS.other() : manager()).longValue("stage", 0);
            long stage = i;
            stages.add(0, Waiting.start(() -> there.await(Comparison.EQUAL, stage)));
        }
        Waiting<Boolean> never = Waiting.start(() -> here.await(Comparison.LESS, 0, 1, TimeUnit.HOURS));
        for (int i = 1; i <= 9; i++) {
            here.set(i);
            assertThat(stages.get(i - 1).get()).isEqualTo(i);
        }
        assertThat(never.isOver()).isFalse();
        never.interrupt();
        assertThatThrownBy(never::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void await_times() throws Exception {
        SharedValue<String> value = manager().value(String.class, "b");
        assertThat(value.await(Comparison.GREATER, "a")).isEqualTo("b");
        assertThat(value.await(Comparison.GREATER, "b", 0, TimeUnit.SECONDS)).isFalse();
        assertThat(value.await(Comparison.EQUAL, "b", -5, TimeUnit.SECONDS)).isTrue();
        assertThat(value.await(Comparison.LESS, "b", 20, TimeUnit.MILLISECONDS)).isFalse();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> value.await(Comparison.EQUAL, "b")).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        SharedValue<List<String>> other =
                manager().value(new dev.holdall.client.TypeRef<List<String>>() {}, List.of("a"));
        assertThat(other.await(Comparison.NOT_EQUAL, List.of())).containsExactly("a");
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> other.await(Comparison.LESS, List.of()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
    }

    @Test
    void async() throws Exception {
        SharedLong number = manager().longValue(5);
        CompletableFuture<Long> seven = number.async().await(Comparison.EQUAL, 7L);
        CompletableFuture<Long> cancelled = number.async().await(Comparison.EQUAL, 7L);
        assertThat(cancelled.cancel(true)).isTrue();
        assertThat(number.async().accumulate(Accumulation.SUM, 2L).get(30, TimeUnit.SECONDS))
                .isEqualTo(7);
        assertThat(number.async().getAndAccumulate(Accumulation.MIN, 3L).get(30, TimeUnit.SECONDS))
                .isEqualTo(7);
        assertThat(seven.get(30, TimeUnit.SECONDS)).isEqualTo(7);
    }
}
