package dev.holdall.client.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.python.Python;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays of primitives that processes share. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemoryArrayTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private final Manager manager = MANAGERS.manager();
    private final String name = "array-" + UUID.randomUUID();

    /** For each kind: the class, and three elements. */
    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of(MemoryBooleanArray.class, new boolean[] {true, false, true}),
                Arguments.of(MemoryByteArray.class, new byte[] {-128, 0, 127}),
                Arguments.of(MemoryShortArray.class, new short[] {Short.MIN_VALUE, 3, Short.MAX_VALUE}),
                Arguments.of(MemoryCharArray.class, new char[] {'a', '\u20ac', Character.MAX_VALUE}),
                Arguments.of(MemoryIntArray.class, new int[] {Integer.MIN_VALUE, 5, Integer.MAX_VALUE}),
                Arguments.of(MemoryLongArray.class, new long[] {Long.MIN_VALUE, 6, Long.MAX_VALUE}),
                Arguments.of(MemoryFloatArray.class, new float[] {-1.5f, 7, Float.NaN}),
                Arguments.of(MemoryDoubleArray.class, new double[] {-2.5, 8, Double.NEGATIVE_INFINITY}));
    }

    /** Calls a method of one kind, found by its name and the number of its parameters. */
    private static Object call(Class<?> type, Object array, String method, Object... arguments) throws Exception {
        for (Method each : type.getMethods()) {
            if (each.getName().equals(method)
                    && each.getDeclaringClass() == type
                    && each.getParameterCount() == arguments.length) {
                try {
                    return each.invoke(array, arguments);
                } catch (InvocationTargetException e) {
                    throw (Exception) e.getCause();
                }
            }
        }
        throw new NoSuchMethodException(method);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @Python("sharedctypes.Array")
    @Python("sharedctypes.get_obj")
    void eachKind_holdsItsElements(Class<? extends MemoryArray> type, Object elements) throws Exception {
        try (MemoryArray made = (MemoryArray) call(type, null, "of", name, elements);
                MemoryArray opened = (MemoryArray) call(type, null, "open", name)) {
            assertThat(opened.length()).isEqualTo(3);
            assertThat(call(type, opened, "toArray")).isEqualTo(elements);
            for (int i = 0; i < 3; i++) {
                assertThat(call(type, opened, "get", (long) i)).isEqualTo(Array.get(elements, i));
                assertThat(call(type, opened, "getPlain", (long) i)).isEqualTo(Array.get(elements, i));
            }
            Object first = Array.get(elements, 0);
            Object last = Array.get(elements, 2);
            call(type, made, "set", 1L, last);
            assertThat(call(type, opened, "get", 1L)).isEqualTo(last);
            call(type, made, "setPlain", 1L, Array.get(elements, 1));
            assertThat(call(type, opened, "get", 1L)).isEqualTo(Array.get(elements, 1));

            Object part = Array.newInstance(elements.getClass().getComponentType(), 4);
            call(type, opened, "get", 1L, part, 2, 2);
            assertThat(Array.get(part, 2)).isEqualTo(Array.get(elements, 1));
            assertThat(Array.get(part, 3)).isEqualTo(last);
            call(type, opened, "set", 0L, part, 3, 1);
            assertThat(call(type, made, "get", 0L)).isEqualTo(last);

            call(type, opened, "fill", first);
            for (long i = 0; i < 3; i++) {
                assertThat(call(type, made, "get", i)).isEqualTo(first);
            }
            for (long outside : new long[] {-1, 3, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThatThrownBy(() -> call(type, opened, "get", outside))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> call(type, opened, "set", outside, first))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThatThrownBy(() -> call(type, opened, "get", 2L, part, 0, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> call(type, opened, "set", 0L, part, 3, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        try (MemoryArray zeros = (MemoryArray) call(type, null, "create", name, 2L)) {
            Object none = Array.newInstance(elements.getClass().getComponentType(), 2);
            assertThat(call(type, zeros, "toArray")).isEqualTo(none);
        }
        try (MemoryArray empty = (MemoryArray) call(type, null, "create", 0L)) {
            assertThat(empty.length()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aKind_isNotOpenedAsAnother(Class<? extends MemoryArray> type, Object elements) throws Exception {
        try (MemoryArray made = (MemoryArray) call(type, null, "of", name, elements)) {
            Class<?> other = type == MemoryIntArray.class ? MemoryLongArray.class : MemoryIntArray.class;
            assertThatThrownBy(() -> call(other, null, "open", name))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(type.getSimpleName())
                    .hasMessageContaining(other.getSimpleName());
            assertThatThrownBy(() -> MemoryValue.open(name)).hasMessageContaining("no value");
            assertThat(MemoryArray.open(name)).isInstanceOf(type);
            assertThat(made.toString()).contains(name);
        }
    }

    @Test
    void whatIsNoArray_isNotOpenedAsOne() {
        try (SharedMemory memory = SharedMemory.create(name, 200)) {
            assertThatThrownBy(() -> MemoryIntArray.open(name)).hasMessageContaining("no array");
            // The head of an array, and not the elements that it speaks of.
            memory.putInt(0, 0x6172_0005);
            memory.putLong(8, 35);
            assertThatThrownBy(() -> MemoryIntArray.open(name)).hasMessageContaining("no array");
            memory.putLong(8, 34);
            assertThat(MemoryIntArray.open(name).length()).isEqualTo(34);
        }
        assertThatThrownBy(() -> MemoryIntArray.open(name)).hasMessageContaining(name);
        assertThatThrownBy(() -> MemoryIntArray.create(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MemoryLongArray.create(Long.MAX_VALUE / 8))
                .isInstanceOf(IllegalArgumentException.class);
        try (MemoryIntArray array = MemoryIntArray.of(1)) {
            array.close();
            assertThatThrownBy(() -> array.get(0)).hasMessageContaining("closed");
        }
    }

    @Test
    void integers_countAtomically() {
        try (MemoryIntArray array = MemoryIntArray.of(10, 20);
                MemoryLongArray longs = MemoryLongArray.of(10, 20)) {
            assertThat(array.incrementAndGet(1)).isEqualTo(21);
            assertThat(array.getAndIncrement(1)).isEqualTo(21);
            assertThat(array.decrementAndGet(1)).isEqualTo(21);
            assertThat(array.getAndDecrement(1)).isEqualTo(21);
            assertThat(array.addAndGet(1, 5)).isEqualTo(25);
            assertThat(array.getAndAdd(1, 5)).isEqualTo(25);
            assertThat(array.getAndSet(1, 7)).isEqualTo(30);
            assertThat(array.compareAndSet(1, 8, 9)).isFalse();
            assertThat(array.compareAndSet(1, 7, 9)).isTrue();
            assertThat(array.getAndUpdate(1, value -> value * 2)).isEqualTo(9);
            assertThat(array.updateAndGet(1, value -> value + 2)).isEqualTo(20);
            assertThat(array.getAndAccumulate(1, 30, Math::max)).isEqualTo(20);
            assertThat(array.accumulateAndGet(1, 3, Integer::sum)).isEqualTo(33);
            array.setRelease(1, 34);
            assertThat(array.getAcquire(1)).isEqualTo(34);
            assertThat(array.stream().sum()).isEqualTo(44);

            assertThat(longs.incrementAndGet(1)).isEqualTo(21);
            assertThat(longs.getAndAdd(1, -1)).isEqualTo(21);
            assertThat(longs.compareAndSet(1, 20, 1L << 40)).isTrue();
            assertThat(longs.accumulateAndGet(1, 2, (a, b) -> a / b)).isEqualTo(1L << 39);
            assertThat(longs.stream().sum()).isEqualTo((1L << 39) + 10);
            assertThat(array.toArray()).containsExactly(10, 34);
        }
    }

    @Test
    void floatingNumbers_areAddedAtomically_andComparedByTheirBits() {
        try (MemoryDoubleArray doubles = MemoryDoubleArray.of(1.5, Double.NaN);
                MemoryFloatArray floats = MemoryFloatArray.of(1.5f, -0.0f)) {
            assertThat(doubles.addAndGet(0, 1)).isEqualTo(2.5);
            assertThat(doubles.getAndAdd(0, 1)).isEqualTo(2.5);
            assertThat(doubles.compareAndSet(1, Double.NaN, 4)).isTrue();
            assertThat(doubles.updateAndGet(1, Math::sqrt)).isEqualTo(2);
            assertThat(doubles.stream().sum()).isEqualTo(5.5);
            assertThat(floats.addAndGet(0, 1)).isEqualTo(2.5f);
            assertThat(floats.compareAndSet(1, 0.0f, 4)).isFalse();
            assertThat(floats.compareAndSet(1, -0.0f, 4)).isTrue();
            assertThat(floats.getAndSet(1, 5)).isEqualTo(4);
        }
    }

    @Test
    void booleansThatStandTogether_changeAtomically() throws Exception {
        int each = 20_000;
        try (MemoryBooleanArray array = MemoryBooleanArray.create(8)) {
            List<Thread> threads = Stream.of(1L, 2L, 3L)
                    .map(index -> new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            if (!array.compareAndSet(index, i % 2 == 1, i % 2 == 0)) {
                                throw new AssertionError("another thread's change has touched " + index);
                            }
                        }
                        array.getAndSet(index, true);
                    }))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(array.toArray()).containsExactly(false, true, true, true, false, false, false, false);
        }
    }

    @Test
    void rangesBeyondTwoGibibytes_areCopied() {
        long length = (1L << 31) + 100;
        try (MemoryByteArray array = MemoryByteArray.create(name, length)) {
            byte[] bytes = new byte[200];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (i + 1);
            }
            // The elements begin 64 bytes into the first window of a GiB, so this range lies across two.
            for (long from : new long[] {(1L << 30) - 64 - 100, (1L << 31) - 64 - 100, length - 200}) {
                array.set(from, bytes, 0, bytes.length);
                byte[] read = new byte[200];
                array.get(from, read, 0, read.length);
                assertThat(read).isEqualTo(bytes);
                assertThat(array.get(from + 150)).isEqualTo((byte) 151);
            }
            assertThatThrownBy(array::toArray).hasMessageContaining("more elements");
        }
    }

    static void square(MemoryIntArray numbers, MemoryInt sum, SharedList<String> seen) {
        for (int i = 0; i < numbers.length(); i++) {
            numbers.set(i, numbers.get(i) * numbers.get(i));
            sum.addAndGet(numbers.get(i));
        }
        seen.add(List.of(numbers.getClass(), sum.getClass()).toString());
    }

    @Test
    void itTravels_byItsName() throws Exception {
        SharedList<String> seen = manager.list(String.class);
        try (MemoryIntArray numbers = MemoryIntArray.of(1, 2, 3, 4);
                MemoryInt sum = MemoryInt.create(0)) {
            assertThat(manager.worker(MemoryArrayTest::square, numbers, sum, seen)
                            .start()
                            .join())
                    .isZero();
            assertThat(numbers.toArray()).containsExactly(1, 4, 9, 16);
            assertThat(sum.get()).isEqualTo(30);
        }
        assertThat(seen).containsExactly("[" + MemoryIntArray.class + ", " + MemoryInt.class + "]");
    }

    @Test
    void whatIsNotThereAnyMore_orAnotherKind_saysSoWhereItArrives() {
        SharedList<MemoryArray> list = manager.list(MemoryArray.class);
        try (MemoryIntArray numbers = MemoryIntArray.of(1, 2)) {
            list.add(numbers);
            assertThat(list.get(0)).isInstanceOf(MemoryIntArray.class);
            assertThat(((MemoryIntArray) list.get(0)).toArray()).containsExactly(1, 2);
        }
        assertThatThrownBy(() -> list.get(0)).hasMessageContaining("no shared memory of the name");
    }
}
