package dev.holdall.client.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.python.Python;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Single primitives that processes share. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemoryValueTest {
    private final String name = "value-" + UUID.randomUUID();

    @Test
    @Python("sharedctypes.Value")
    void eachKind_isSeenByWhoOpensIt() {
        try (MemoryBoolean made = MemoryBoolean.create(name, true)) {
            MemoryBoolean opened = MemoryBoolean.open(name);
            assertThat(opened.getAndSet(false)).isTrue();
            assertThat(made.get()).isFalse();
            assertThat(made.compareAndSet(true, false)).isFalse();
            assertThat(made.compareAndSet(false, true)).isTrue();
            made.set(false);
            assertThat(opened.getPlain()).isFalse();
        }
        try (MemoryByte made = MemoryByte.create(name, (byte) -3)) {
            MemoryByte opened = MemoryByte.open(name);
            assertThat(opened.get()).isEqualTo((byte) -3);
            made.set((byte) 4);
            assertThat(opened.get()).isEqualTo((byte) 4);
        }
        try (MemoryShort made = MemoryShort.create(name, (short) -300)) {
            MemoryShort opened = MemoryShort.open(name);
            assertThat(opened.get()).isEqualTo((short) -300);
            made.setRelease((short) 400);
            assertThat(opened.getAcquire()).isEqualTo((short) 400);
        }
        try (MemoryChar made = MemoryChar.create(name, 'x')) {
            MemoryChar opened = MemoryChar.open(name);
            assertThat(opened.get()).isEqualTo('x');
            made.setPlain('y');
            assertThat(opened.get()).isEqualTo('y');
        }
        try (MemoryFloat made = MemoryFloat.create(name, 1.5f)) {
            MemoryFloat opened = MemoryFloat.open(name);
            assertThat(opened.addAndGet(2)).isEqualTo(3.5f);
            assertThat(made.get()).isEqualTo(3.5f);
        }
        try (MemoryDouble made = MemoryDouble.create(name, 2.5)) {
            MemoryDouble opened = MemoryDouble.open(name);
            assertThat(opened.accumulateAndGet(4, (a, b) -> a * b)).isEqualTo(10);
            assertThat(made.getAndSet(1)).isEqualTo(10);
        }
    }

    @Test
    void integers_haveTheMethodsOfAtomicOnes() {
        try (MemoryInt made = MemoryInt.create(name, 10)) {
            MemoryInt opened = MemoryInt.open(name);
            assertThat(opened.incrementAndGet()).isEqualTo(11);
            assertThat(opened.getAndIncrement()).isEqualTo(11);
            assertThat(opened.decrementAndGet()).isEqualTo(11);
            assertThat(opened.getAndDecrement()).isEqualTo(11);
            assertThat(opened.getAndAdd(5)).isEqualTo(10);
            assertThat(opened.getAndUpdate(value -> value * 2)).isEqualTo(15);
            assertThat(opened.getAndAccumulate(3, Integer::sum)).isEqualTo(30);
            assertThat(opened.compareAndSet(33, 34)).isTrue();
            assertThat(made).hasToString("34");
        }
        try (MemoryLong made = MemoryLong.create(name, 1L << 40)) {
            MemoryLong opened = MemoryLong.open(name);
            assertThat(opened.incrementAndGet()).isEqualTo((1L << 40) + 1);
            assertThat(opened.updateAndGet(value -> value - 1)).isEqualTo(1L << 40);
            assertThat(made.getAndSet(3)).isEqualTo(1L << 40);
        }
    }

    @Test
    void aValue_isNoOtherKind_andGoesWhenItIsClosed() {
        try (MemoryInt made = MemoryInt.create(name, 1)) {
            assertThatThrownBy(() -> MemoryLong.open(name))
                    .hasMessageContaining("MemoryInt")
                    .hasMessageContaining("MemoryLong");
            assertThatThrownBy(() -> MemoryIntArray.open(name)).hasMessageContaining("no array");
            assertThat(made.name()).isEqualTo(name);
            MemoryInt opened = MemoryInt.open(name);
            made.close();
            assertThatThrownBy(made::get)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(name);
            assertThat(opened.get()).isEqualTo(1);
        }
        assertThatThrownBy(() -> MemoryInt.open(name)).hasMessageContaining(name);
    }
}
