package dev.holdall.server.type;

import static dev.holdall.server.type.ListTypeTest.assertLimit;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.TestMachine;
import dev.holdall.v1.ArrayAddRequest;
import dev.holdall.v1.ArrayCompareAndSetRequest;
import dev.holdall.v1.ArrayDescribeReply;
import dev.holdall.v1.ArrayDescribeRequest;
import dev.holdall.v1.ArrayExtremesRequest;
import dev.holdall.v1.ArrayFillRequest;
import dev.holdall.v1.ArrayGetRequest;
import dev.holdall.v1.ArrayKind;
import dev.holdall.v1.ArraySetReply;
import dev.holdall.v1.ArraySetRequest;
import dev.holdall.v1.ArraySumRequest;
import dev.holdall.v1.ArraysGrpc;
import dev.holdall.v1.Code;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenArrayRequest;
import dev.holdall.v1.Opened;
import dev.holdall.v1.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrayTypeTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private static ByteString ints(int... items) {
        ByteBuffer packed = ByteBuffer.allocate(4 * items.length).order(ByteOrder.LITTLE_ENDIAN);
        packed.asIntBuffer().put(items);
        return Value.newBuilder()
                .setIntArray(ByteString.copyFrom(packed))
                .build()
                .toByteString();
    }

    private static int[] items(ByteString value) throws Exception {
        ByteString packed = Value.parseFrom(value).getIntArray();
        int[] items = new int[packed.size() / 4];
        packed.asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(items);
        return items;
    }

    private static OpenArrayRequest open(ArrayKind kind, long length) {
        return OpenArrayRequest.newBuilder()
                .setName("a")
                .setKind(kind)
                .setLength(length)
                .build();
    }

    private ObjectId array(int... items) {
        return machine.call(
                        ArraysGrpc.getOpenMethod(),
                        open(ArrayKind.ARRAY_KIND_INT, items.length).toBuilder()
                                .setInitial(ints(items))
                                .build())
                .getId();
    }

    private int[] get(ObjectId array, long from, long to) throws Exception {
        return items(
                machine.call(ArraysGrpc.getGetMethod(), range(array, from, to)).getElements());
    }

    private static ArrayGetRequest range(ObjectId array, long from, long to) {
        return ArrayGetRequest.newBuilder()
                .setArray(array)
                .setFrom(from)
                .setTo(to)
                .build();
    }

    private static ArraySetRequest set(ObjectId array, long index, ByteString elements) {
        return ArraySetRequest.newBuilder()
                .setArray(array)
                .setIndex(index)
                .setElements(elements)
                .build();
    }

    private static ArrayFillRequest fill(ObjectId array, long from, long to, ByteString element) {
        return ArrayFillRequest.newBuilder()
                .setArray(array)
                .setFrom(from)
                .setTo(to)
                .setElement(element)
                .build();
    }

    private static ArrayAddRequest add(ObjectId array, long from, long to, ByteString delta) {
        return ArrayAddRequest.newBuilder()
                .setArray(array)
                .setFrom(from)
                .setTo(to)
                .setDelta(delta)
                .setReturnPrevious(true)
                .build();
    }

    private static ArrayCompareAndSetRequest compareAndSet(
            ObjectId array, long index, ByteString expected, ByteString elements) {
        return ArrayCompareAndSetRequest.newBuilder()
                .setArray(array)
                .setIndex(index)
                .setExpected(expected)
                .setElements(elements)
                .build();
    }

    @Test
    void open_makesZeros() throws Exception {
        ObjectId array = machine.call(ArraysGrpc.getOpenMethod(), open(ArrayKind.ARRAY_KIND_INT, 1_000))
                .getId();
        assertThat(get(array, 0, 1_000)).containsOnly(0).hasSize(1_000);
        assertThat(machine.bytes()).isEqualTo(4_000);
        assertThat(machine.call(
                        ArraysGrpc.getDescribeMethod(),
                        ArrayDescribeRequest.newBuilder().setArray(array).build()))
                .isEqualTo(ArrayDescribeReply.newBuilder()
                        .setKind(ArrayKind.ARRAY_KIND_INT)
                        .setLength(1_000)
                        .build());
    }

    @Test
    void open_withFewerElementsThanItsLength_leavesTheRestZero() throws Exception {
        OpenArrayRequest request = open(ArrayKind.ARRAY_KIND_INT, 3).toBuilder()
                .setInitial(ints(7))
                .build();
        Opened opened = machine.call(ArraysGrpc.getOpenMethod(), request);
        assertThat(get(opened.getId(), 0, 3)).containsExactly(7, 0, 0);
    }

    @Test
    void open_again_takesTheSameKindAndLength() throws Exception {
        ObjectId array = array(1, 2);
        Opened again = machine.call(ArraysGrpc.getOpenMethod(), open(ArrayKind.ARRAY_KIND_INT, 2));
        assertThat(again.getId()).isEqualTo(array);
        assertThat(again.getCreated()).isFalse();
        assertThat(get(array, 0, 2)).containsExactly(1, 2);
        assertThat(machine.refused(ArraysGrpc.getOpenMethod(), open(ArrayKind.ARRAY_KIND_INT, 3))
                        .getCode())
                .isEqualTo(Code.MISMATCH);
        assertThat(machine.refused(ArraysGrpc.getOpenMethod(), open(ArrayKind.ARRAY_KIND_LONG, 2))
                        .getCode())
                .isEqualTo(Code.MISMATCH);
    }

    @Test
    void open_refusesWhatIsNoArray() {
        for (OpenArrayRequest wrong : new OpenArrayRequest[] {
            open(ArrayKind.ARRAY_KIND_UNSPECIFIED, 3),
            open(ArrayKind.ARRAY_KIND_INT, 3).toBuilder().setKindValue(99).build(),
            open(ArrayKind.ARRAY_KIND_INT, 1L << 31),
            open(ArrayKind.ARRAY_KIND_INT, -1),
            open(ArrayKind.ARRAY_KIND_INT, 1).toBuilder().setInitial(ints(1, 2)).build(),
            open(ArrayKind.ARRAY_KIND_LONG, 1).toBuilder().setInitial(ints(1)).build(),
            open(ArrayKind.ARRAY_KIND_INT, 1).toBuilder()
                    .setInitial(Elements.of(5))
                    .build()
        }) {
            assertThat(machine.refused(ArraysGrpc.getOpenMethod(), wrong).getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
    }

    @Test
    void open_takesNoMoreMemoryThanThereIs() {
        machine.limit("total-bytes", 10_000);
        assertLimit(
                machine.refused(ArraysGrpc.getOpenMethod(), open(ArrayKind.ARRAY_KIND_DOUBLE, Integer.MAX_VALUE)),
                "total-bytes",
                10_000,
                8L * Integer.MAX_VALUE);
        machine.call(ArraysGrpc.getOpenMethod(), open(ArrayKind.ARRAY_KIND_DOUBLE, 1_250));
        assertThat(machine.bytes()).isEqualTo(10_000);
    }

    @Test
    void open_takesNoMoreElementsThanAllowed() {
        machine.limit("object-elements", 10);
        assertLimit(
                machine.refused(ArraysGrpc.getOpenMethod(), open(ArrayKind.ARRAY_KIND_BYTE, 11)),
                "object-elements",
                10,
                11);
    }

    @Test
    void get_ofALongRange_isCut() throws Exception {
        ObjectId array = machine.call(ArraysGrpc.getOpenMethod(), open(ArrayKind.ARRAY_KIND_INT, 100_000))
                .getId();
        assertThat(get(array, 1, 100_000)).hasSize(1 << 16);
        assertThat(get(array, 5, 5)).isEmpty();
    }

    @Test
    void set_returnsTheFormerIfAsked() throws Exception {
        ObjectId array = array(1, 2, 3);
        assertThat(machine.call(ArraysGrpc.getSetMethod(), set(array, 1, ints(5, 6))))
                .isEqualTo(ArraySetReply.getDefaultInstance());
        assertThat(items(machine.call(
                                ArraysGrpc.getSetMethod(),
                                set(array, 0, ints(7, 8)).toBuilder()
                                        .setReturnPrevious(true)
                                        .build())
                        .getPrevious()))
                .containsExactly(1, 5);
        assertThat(get(array, 0, 3)).containsExactly(7, 8, 6);
        assertThat(machine.bytes()).isEqualTo(12);
    }

    @Test
    void compareAndSet_ofARun() throws Exception {
        ObjectId array = array(1, 2, 3);
        assertThat(machine.call(ArraysGrpc.getCompareAndSetMethod(), compareAndSet(array, 1, ints(2, 4), ints(5, 6)))
                        .getDone())
                .isFalse();
        assertThat(get(array, 0, 3)).containsExactly(1, 2, 3);
        assertThat(machine.call(ArraysGrpc.getCompareAndSetMethod(), compareAndSet(array, 1, ints(2, 3), ints(5, 6)))
                        .getDone())
                .isTrue();
        assertThat(get(array, 0, 3)).containsExactly(1, 5, 6);
        assertThat(machine.refused(ArraysGrpc.getCompareAndSetMethod(), compareAndSet(array, 1, ints(2), ints(5, 6)))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void add_wraps() throws Exception {
        ObjectId array = array(1, Integer.MAX_VALUE, 3);
        assertThat(items(machine.call(ArraysGrpc.getAddMethod(), add(array, 0, 2, ints(2)))
                        .getPrevious()))
                .containsExactly(1, Integer.MAX_VALUE);
        assertThat(get(array, 0, 3)).containsExactly(3, Integer.MIN_VALUE + 1, 3);
    }

    @ParameterizedTest
    @CsvSource({"3,4", "-1,1", "2,1", "0,9223372036854775807", "-9223372036854775808,0"})
    void rangesThatDoNotLieWithin(long from, long to) {
        ObjectId array = array(1, 2, 3);
        for (var refused : new dev.holdall.v1.Error[] {
            machine.refused(ArraysGrpc.getGetMethod(), range(array, from, to)),
            machine.refused(ArraysGrpc.getFillMethod(), fill(array, from, to, ints(1))),
            machine.refused(ArraysGrpc.getAddMethod(), add(array, from, to, ints(1))),
            machine.refused(
                    ArraysGrpc.getSumMethod(),
                    ArraySumRequest.newBuilder()
                            .setArray(array)
                            .setFrom(from)
                            .setTo(to)
                            .build()),
            machine.refused(
                    ArraysGrpc.getExtremesMethod(),
                    ArrayExtremesRequest.newBuilder()
                            .setArray(array)
                            .setFrom(from)
                            .setTo(to)
                            .build())
        }) {
            assertThat(refused.getCode()).isEqualTo(Code.OUT_OF_RANGE);
        }
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "-1", "9223372036854775807"})
    void elementsThatDoNotFit(long index) {
        ObjectId array = array(1, 2, 3);
        assertThat(machine.refused(ArraysGrpc.getSetMethod(), set(array, index, ints(1, 2)))
                        .getCode())
                .isEqualTo(Code.OUT_OF_RANGE);
        assertThat(machine.refused(
                                ArraysGrpc.getCompareAndSetMethod(),
                                compareAndSet(array, index, ints(1, 2), ints(1, 2)))
                        .getCode())
                .isEqualTo(Code.OUT_OF_RANGE);
    }

    @Test
    void elementsOfAnotherKind() {
        ObjectId array = array(1, 2, 3);
        ByteString shorts = Value.newBuilder()
                .setShortArray(ByteString.copyFrom(new byte[2]))
                .build()
                .toByteString();
        for (ByteString wrong : new ByteString[] {shorts, Elements.of(1), Elements.NULL, ByteString.EMPTY}) {
            assertThat(machine.refused(ArraysGrpc.getSetMethod(), set(array, 0, wrong))
                            .getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
        for (ByteString notOne : new ByteString[] {ints(), ints(1, 2)}) {
            assertThat(machine.refused(ArraysGrpc.getFillMethod(), fill(array, 0, 1, notOne))
                            .getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(machine.refused(ArraysGrpc.getAddMethod(), add(array, 0, 1, notOne))
                            .getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
    }

    @Test
    void booleansAreNotAddedTo_andAnEmptyRangeHasNoExtremes() {
        ObjectId array = machine.call(ArraysGrpc.getOpenMethod(), open(ArrayKind.ARRAY_KIND_BOOLEAN, 2))
                .getId();
        ByteString yes = Value.newBuilder()
                .setBooleanArray(ByteString.copyFrom(new byte[] {1}))
                .build()
                .toByteString();
        assertThat(machine.refused(ArraysGrpc.getAddMethod(), add(array, 0, 1, yes))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(machine.refused(
                                ArraysGrpc.getExtremesMethod(),
                                ArrayExtremesRequest.newBuilder()
                                        .setArray(array)
                                        .setFrom(1)
                                        .setTo(1)
                                        .build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void tooManyFormerElementsForAReply() {
        ObjectId array = machine.call(ArraysGrpc.getOpenMethod(), open(ArrayKind.ARRAY_KIND_INT, 100_000))
                .getId();
        assertThat(machine.refused(ArraysGrpc.getAddMethod(), add(array, 0, 100_000, ints(1)))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void doesWhatAJavaArrayDoes() throws Exception {
        machine.withoutCheckOfEachCall();
        Random random = new Random(3);
        int[] model = random.ints(5_000).toArray();
        ObjectId array = array(model);
        for (int i = 0; i < 1_000; i++) {
            int from = random.nextInt(model.length);
            int to = from + random.nextInt(Math.min(700, model.length - from) + 1);
            int value = random.nextInt();
            switch (random.nextInt(6)) {
                case 0 -> {
                    int[] some = random.ints(to - from).toArray();
                    machine.call(ArraysGrpc.getSetMethod(), set(array, from, ints(some)));
                    System.arraycopy(some, 0, model, from, some.length);
                }
                case 1 -> {
                    machine.call(ArraysGrpc.getFillMethod(), fill(array, from, to, ints(value)));
                    Arrays.fill(model, from, to, value);
                }
                case 2 -> {
                    machine.call(ArraysGrpc.getAddMethod(), add(array, from, to, ints(value)));
                    IntStream.range(from, to).forEach(k -> model[k] += value);
                }
                case 3 ->
                    assertThat(machine.call(
                                            ArraysGrpc.getSumMethod(),
                                            ArraySumRequest.newBuilder()
                                                    .setArray(array)
                                                    .setFrom(from)
                                                    .setTo(to)
                                                    .build())
                                    .getInteger())
                            .isEqualTo(Arrays.stream(model, from, to)
                                    .asLongStream()
                                    .sum());
                case 4 -> {
                    if (from < to) {
                        var extremes = machine.call(
                                ArraysGrpc.getExtremesMethod(),
                                ArrayExtremesRequest.newBuilder()
                                        .setArray(array)
                                        .setFrom(from)
                                        .setTo(to)
                                        .build());
                        var statistics = Arrays.stream(model, from, to).summaryStatistics();
                        assertThat(items(extremes.getLeast())).containsExactly(statistics.getMin());
                        assertThat(items(extremes.getGreatest())).containsExactly(statistics.getMax());
                    }
                }
                default -> assertThat(get(array, from, to)).isEqualTo(Arrays.copyOfRange(model, from, to));
            }
        }
        assertThat(get(array, 0, model.length)).isEqualTo(model);
    }
}
