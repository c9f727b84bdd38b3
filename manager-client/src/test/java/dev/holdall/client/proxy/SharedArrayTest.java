package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.Refused.Reason;
import dev.holdall.client.TypeRef;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link SharedArray}, of each kind, alone and from many threads over several connections. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedArrayTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static Manager manager() {
        return MANAGERS.manager();
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of(ArrayOf.BOOLEAN, new boolean[] {true, false, true}, false, false, true),
                Arguments.of(ArrayOf.BYTE, new byte[] {-128, 127, 5}, (byte) 0, (byte) -128, (byte) 127),
                Arguments.of(ArrayOf.SHORT, new short[] {-32768, 300, 32767}, (short) 0, (short) -32768, (short) 32767),
                Arguments.of(ArrayOf.CHAR, new char[] {'a', '\uffff', 'b'}, '\0', 'a', '\uffff'),
                Arguments.of(ArrayOf.INT, new int[] {1 << 31, 7, 1 << 30}, 0, 1 << 31, 1 << 30),
                Arguments.of(ArrayOf.LONG, new long[] {1L << 63, 7, 1L << 62}, 0L, 1L << 63, 1L << 62),
                Arguments.of(ArrayOf.FLOAT, new float[] {-1.5f, -0.0f, 3e38f}, 0f, -1.5f, 3e38f),
                Arguments.of(ArrayOf.DOUBLE, new double[] {0.0, -0.0, 1e-300}, 0.0, -0.0, 1e-300));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    <T, A> void eachKind(ArrayOf<T, A> of, A three, T zero, T least, T greatest) {
        SharedArray<T, A> zeros = manager().array(of, 3);
        assertThat(zeros.length()).isEqualTo(3);
        assertThat(zeros.asList()).containsExactly(zero, zero, zero);

        SharedArray<T, A> array = manager().array("array of " + of, of, three);
        assertThat((Object) array.toArray()).isEqualTo(three);
        assertThat(array.min(0, 3)).isEqualTo(least);
        assertThat(array.max(0, 3)).isEqualTo(greatest);
        T first = array.get(0);
        assertThat(first).isEqualTo(Array.get(three, 0));
        assertThat(array.getAndSet(0, greatest)).isEqualTo(first);
        assertThat(array.compareAndSet(0, first, least)).isEqualTo(first.equals(greatest));
        assertThat(array.compareAndSet(0, array.get(0), least)).isTrue();
        assertThat(array.get(0)).isEqualTo(least);
        array.set(1, greatest);
        array.fill(2, 3, zero);
        assertThat(array.asList()).containsExactly(least, greatest, zero);
        array.setAll(1, array.get(0, 2));
        assertThat(array.asList()).containsExactly(least, least, greatest);
        array.fill(zero);
        assertThat((Object) array.toArray()).isEqualTo(of.newArray(3));
    }

    @Test
    void addingIsJavas() {
        SharedArray<Byte, byte[]> bytes = manager().array(ArrayOf.BYTE, new byte[] {127, 1});
        bytes.add(0, 2, (byte) 2);
        assertThat(bytes.toArray()).containsExactly((byte) 129, (byte) 3);
        SharedArray<Character, char[]> chars = manager().array(ArrayOf.CHAR, new char[] {'\uffff'});
        assertThat(chars.getAndAdd(0, '\2')).isEqualTo('\uffff');
        assertThat(chars.get(0)).isEqualTo('\1');
        SharedArray<Long, long[]> longs = manager().array(ArrayOf.LONG, new long[] {Long.MAX_VALUE});
        assertThat(longs.getAndAdd(0, 1L)).isEqualTo(Long.MAX_VALUE);
        assertThat(longs.get(0)).isEqualTo(Long.MIN_VALUE);
        Random random = new Random(5);
        float[] numbers = new float[500];
        float[] sums = new float[500];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Float.intBitsToFloat(random.nextInt());
            sums[i] = numbers[i] + 0.1f;
        }
        SharedArray<Float, float[]> floats = manager().array(ArrayOf.FLOAT, numbers);
        floats.add(0, 500, 0.1f);
        assertThat(floats.toArray()).isEqualTo(sums);
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> manager().array(ArrayOf.BOOLEAN, 1).add(0, 1, true))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
    }

    @Test
    void sums() {
        SharedArray<Integer, int[]> ints = manager().array(ArrayOf.INT, new int[] {Integer.MAX_VALUE, 1, 5});
        assertThat(ints.sum(0, 2)).isEqualTo(1L << 31);
        assertThat(ints.sum(1, 1)).isZero();
        assertThat(ints.doubleSum(1, 3)).isEqualTo(6.0);
        assertThat(manager()
                        .array(ArrayOf.BOOLEAN, new boolean[] {true, false, true})
                        .sum(0, 3))
                .isEqualTo(2);
        SharedArray<Double, double[]> doubles = manager().array(ArrayOf.DOUBLE, new double[] {1e16, 1, -1e16, 0.5});
        assertThat(doubles.doubleSum(0, 4)).isEqualTo(1e16 + 1 - 1e16 + 0.5);
        assertThatThrownBy(() -> doubles.sum(0, 4)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void extremesOfNotANumber() {
        double other = Double.longBitsToDouble(0x7ff8000000000123L);
        SharedArray<Double, double[]> doubles = manager().array(ArrayOf.DOUBLE, new double[] {1, other, 3});
        assertThat(doubles.min(0, 3)).isNaN();
        assertThat(doubles.max(0, 3)).isNaN();
        assertThat(doubles.min(2, 3)).isEqualTo(3);
        assertThat(doubles.compareAndSet(1, Double.NaN, 2.0)).isTrue();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> doubles.min(1, 1));
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> doubles.max(3, 3));
    }

    @Test
    void manyElements_travelInChunks() {
        long[] many = new Random(1).longs(400_000).toArray();
        SharedArray<Long, long[]> array = manager().array(ArrayOf.LONG, many);
        assertThat(array.toArray()).isEqualTo(many);
        assertThat(array.get(100_000, 300_001)).isEqualTo(Arrays.copyOfRange(many, 100_000, 300_001));
        assertThat(array.asList().stream().mapToLong(n -> n).toArray()).isEqualTo(many);
        array.setAll(1, Arrays.copyOf(many, 399_999));
        assertThat(array.get(0)).isEqualTo(many[0]);
        assertThat(array.get(399_999)).isEqualTo(many[399_998]);
        SharedArray<Long, long[]> named = manager().array("many", ArrayOf.LONG, many);
        assertThat(named.toArray()).isEqualTo(many);
    }

    @Test
    void asList_writesThrough() {
        SharedArray<Integer, int[]> array = manager().array(ArrayOf.INT, new int[] {3, 1, 2});
        List<Integer> list = array.asList();
        assertThat(list.set(0, 9)).isEqualTo(3);
        assertThat(list).containsExactly(9, 1, 2);
        list.replaceAll(i -> i * 2);
        assertThat(array.toArray()).containsExactly(18, 2, 4);
        Collections.sort(list);
        assertThat(array.toArray()).containsExactly(2, 4, 18);
        assertThatThrownBy(() -> list.add(5)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void outOfBounds() {
        SharedArray<Integer, int[]> array = manager().array(ArrayOf.INT, 3);
        for (int index : new int[] {-1, 3, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> array.get(index),
                    () -> array.set(index, 1),
                    () -> array.getAndSet(index, 1),
                    () -> array.getAndAdd(index, 1),
                    () -> array.compareAndSet(index, 0, 1),
                    () -> array.get(index, 4),
                    () -> array.setAll(index, new int[2]),
                    () -> array.fill(index, 4, 1),
                    () -> array.add(index, 4, 1),
                    () -> array.sum(index, 4),
                    () -> array.min(index, 4),
                    () -> array.asList().get(index))) {
                assertThatThrownBy(call).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
        assertThat(array.toArray()).containsOnly(0);
        array.setAll(3, new int[0]);
        assertThatIllegalArgumentException().isThrownBy(() -> manager().array(ArrayOf.INT, -1));
        assertThat(manager().array(ArrayOf.INT, 0).toArray()).isEmpty();
        assertThatNullPointerException().isThrownBy(() -> array.set(0, null));
    }

    @Test
    void aNameSharesIt() {
        SharedArray<Integer, int[]> array = manager().array("shared array", ArrayOf.INT, 3);
        SharedArray<Integer, int[]> same = MANAGERS.other().array("shared array", ArrayOf.INT, new int[] {7, 7, 7});
        same.set(0, 5);
        assertThat(array.toArray()).containsExactly(5, 0, 0);
        assertThat(same).isEqualTo(array).hasSameHashCodeAs(array).hasToString("[5, 0, 0]");
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> manager().array("shared array", ArrayOf.INT, 4))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH));
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> manager().array("shared array", ArrayOf.LONG, 3))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH));
    }

    @Test
    void anArrayIsAValue() {
        SharedArray<Integer, int[]> array = manager().array(ArrayOf.INT, new int[] {1, 2});
        TypeRef<SharedArray<Integer, int[]>> type = new TypeRef<>() {};
        SharedList<SharedArray<Integer, int[]>> list = manager().list("arrays", type);
        list.add(array);
        SharedArray<Integer, int[]> read = MANAGERS.other().list("arrays", type).get(0);
        assertThat(read.length()).isEqualTo(2);
        read.set(0, 5);
        assertThat(array.toArray()).containsExactly(5, 2);
        SharedList<Object> any = manager().list(Object.class);
        any.add(array);
        assertThat(any.get(0)).hasToString("[5, 2]");
        SharedArray<Long, long[]> misread = MANAGERS.other()
                .list("arrays", new TypeRef<SharedArray<Long, long[]>>() {})
                .get(0);
        assertThatThrownBy(() -> misread.get(0))
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("int")
                .hasMessageContaining("java.lang.Long");
    }

    @Test
    void getAndAdd_countsAll() throws Exception {
        SharedArray<Integer, int[]> counts = manager().array("counts", ArrayOf.INT, 3);
        List<Manager> connections = List.of(manager(), MANAGERS.other(), MANAGERS.connect());
        List<Waiting<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Manager connection = connections.get(i % connections.size());
            threads.add(Waiting.start(() -> {
                SharedArray<Integer, int[]> mine = connection.array("counts", ArrayOf.INT, 3);
                for (int n = 0; n < 50; n++) {
                    mine.getAndAdd(0, 1);
                    mine.add(1, 3, 2);
                    int seen = mine.get(2);
                    mine.compareAndSet(2, seen, seen);
                    int[] pair = mine.get(1, 3);
                    assertThat(pair[0]).isEqualTo(pair[1]);
                }
                return null;
            }));
        }
        for (Waiting<Void> thread : threads) {
            thread.get();
        }
        assertThat(counts.toArray()).containsExactly(300, 600, 600);
    }

    private static <T> T of(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    @Test
    void async() throws Exception {
        SharedArray<Integer, int[]> array = manager().array(ArrayOf.INT, 4);
        AsyncArray<Integer, int[]> async = array.async();
        of(async.set(0, 5));
        assertThat(of(async.get(0))).isEqualTo(5);
        of(async.setAll(1, new int[] {6, 7}));
        assertThat(of(async.getAndSet(1, 8))).isEqualTo(6);
        assertThat(of(async.compareAndSet(1, 8, 9))).isTrue();
        assertThat(of(async.getAndAdd(1, 1))).isEqualTo(9);
        of(async.add(0, 4, 1));
        assertThat(array.toArray()).containsExactly(6, 11, 8, 1);
        of(async.fill(0, 2, 3));
        assertThat(array.toArray()).containsExactly(3, 3, 8, 1);
    }
}
