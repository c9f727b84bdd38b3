package dev.holdall.server.type;

import static dev.holdall.server.type.ListTypeTest.assertLimit;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.server.state.value.CanonicalValue;
import dev.holdall.server.state.value.JavaScalar;
import dev.holdall.v1.Accumulation;
import dev.holdall.v1.Code;
import dev.holdall.v1.Comparison;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.Error;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenValueRequest;
import dev.holdall.v1.ValueAccumulateRequest;
import dev.holdall.v1.ValueAwaitReply;
import dev.holdall.v1.ValueAwaitRequest;
import dev.holdall.v1.ValueCompareAndSetRequest;
import dev.holdall.v1.ValueGetRequest;
import dev.holdall.v1.ValueSetRequest;
import dev.holdall.v1.ValuesGrpc;
import dev.holdall.v1.Wait;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the manager does with a value itself: computes with it, and lets calls wait until it compares to something. */
class ValueComputingTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId value(ByteString initial) {
        return machine.call(
                        ValuesGrpc.getOpenMethod(),
                        OpenValueRequest.newBuilder().setInitial(initial).build())
                .getId();
    }

    private ObjectId value(Object initial) {
        return value(JavaScalar.encode(initial));
    }

    private Object get(ObjectId value) {
        return JavaScalar.decode(machine.call(
                        ValuesGrpc.getGetMethod(),
                        ValueGetRequest.newBuilder().setValue(value).build())
                .getValue());
    }

    private void set(ObjectId value, Object to) {
        machine.call(
                ValuesGrpc.getSetMethod(),
                ValueSetRequest.newBuilder()
                        .setValue(value)
                        .setNewValue(JavaScalar.encode(to))
                        .build());
    }

    private static ValueAccumulateRequest accumulate(ObjectId value, Accumulation operation, Object operand) {
        return ValueAccumulateRequest.newBuilder()
                .setValue(value)
                .setOperation(operation)
                .setOperand(JavaScalar.encode(operand))
                .build();
    }

    private Error refused(ObjectId value, Accumulation operation, Object operand) {
        return machine.refused(ValuesGrpc.getAccumulateMethod(), accumulate(value, operation, operand));
    }

    // Computing --------------------------------------------------------------------------------------------------

    private static final Accumulation SUM = Accumulation.ACCUMULATION_SUM;
    private static final Accumulation PRODUCT = Accumulation.ACCUMULATION_PRODUCT;
    private static final Accumulation MIN = Accumulation.ACCUMULATION_MIN;
    private static final Accumulation MAX = Accumulation.ACCUMULATION_MAX;
    private static final Accumulation AND = Accumulation.ACCUMULATION_AND;
    private static final Accumulation OR = Accumulation.ACCUMULATION_OR;
    private static final Accumulation XOR = Accumulation.ACCUMULATION_XOR;

    static Stream<Arguments> computations() {
        BigInteger large = BigInteger.TWO.pow(200);
        return Stream.of(
                Arguments.of((byte) 127, SUM, (byte) 2, (byte) -127),
                Arguments.of((byte) 16, PRODUCT, (byte) 17, (byte) 16),
                Arguments.of((short) -32768, SUM, (short) -1, (short) 32767),
                Arguments.of((short) 300, PRODUCT, (short) 300, (short) 90_000),
                Arguments.of(Integer.MAX_VALUE, SUM, 1, Integer.MIN_VALUE),
                Arguments.of(1 << 20, PRODUCT, 1 << 13, (1 << 20) * (1 << 13)),
                Arguments.of(-5, MIN, 3, -5),
                Arguments.of(-5, MAX, 3, 3),
                Arguments.of(-5, AND, 0xff, 0xfb),
                Arguments.of(5, OR, 2, 7),
                Arguments.of((byte) -1, XOR, (byte) 15, (byte) -16),
                Arguments.of(Long.MAX_VALUE, SUM, 1L, Long.MIN_VALUE),
                Arguments.of(Long.MAX_VALUE, PRODUCT, 2L, -2L),
                Arguments.of(0.1f, SUM, 0.2f, 0.1f + 0.2f),
                Arguments.of(0.1, SUM, 0.2, 0.1 + 0.2),
                Arguments.of(-0.0, MAX, 0.0, 0.0),
                Arguments.of(0.0f, MIN, -0.0f, -0.0f),
                Arguments.of(1.0, MAX, Double.NaN, Double.NaN),
                Arguments.of(Double.POSITIVE_INFINITY, PRODUCT, 0.0, Double.NaN),
                Arguments.of(Float.POSITIVE_INFINITY, SUM, Float.NEGATIVE_INFINITY, Float.NaN),
                Arguments.of(
                        large, PRODUCT, large.negate(), BigInteger.TWO.pow(400).negate()),
                Arguments.of(large, SUM, large.negate(), BigInteger.ZERO),
                Arguments.of(large, XOR, BigInteger.ONE, large.add(BigInteger.ONE)),
                Arguments.of(new BigDecimal("1.50"), SUM, new BigDecimal("2.5"), new BigDecimal("4.00")),
                Arguments.of(new BigDecimal("1.5"), PRODUCT, new BigDecimal("-2.50"), new BigDecimal("-3.750")),
                Arguments.of(new BigDecimal("1.0"), MAX, new BigDecimal("1.00"), new BigDecimal("1.0")),
                Arguments.of(new BigDecimal("1E+1000000000"), MIN, BigDecimal.ONE, BigDecimal.ONE),
                Arguments.of(true, AND, false, false),
                Arguments.of(true, XOR, true, false),
                Arguments.of(false, OR, true, true));
    }

    @ParameterizedTest
    @MethodSource("computations")
    void accumulate_byJavasRules(Object initial, Accumulation operation, Object operand, Object expected) {
        ObjectId value = value(initial);
        ByteString reply = machine.call(ValuesGrpc.getAccumulateMethod(), accumulate(value, operation, operand))
                .getValue();
        // Canonical, one NaN included.
        assertThat(CanonicalValue.scan(reply).isNull()).isFalse();
        assertThat(reply).isEqualTo(JavaScalar.encode(expected));
        assertThat(get(value)).isEqualTo(expected);
    }

    @Test
    void accumulate_returnsTheFormerIfAsked() {
        ObjectId value = value(5);
        assertThat(machine.call(
                                ValuesGrpc.getAccumulateMethod(),
                                accumulate(value, SUM, 3).toBuilder()
                                        .setReturnPrevious(true)
                                        .build())
                        .getValue())
                .isEqualTo(JavaScalar.encode(5));
        assertThat(get(value)).isEqualTo(8);
    }

    @Test
    void accumulate_isOfOneKind() {
        assertThat(refused(value(5), SUM, 3L).getCode()).isEqualTo(Code.MISMATCH);
        assertThat(refused(value(5), SUM, 3L).getMessage()).contains("Integer").contains("Long");
        assertThat(refused(value("a"), SUM, 3L).getCode()).isEqualTo(Code.MISMATCH);
        assertThat(refused(value(Elements.NULL), SUM, 3).getCode()).isEqualTo(Code.MISMATCH);
        assertThat(refused(value(1.0), SUM, 1f).getCode()).isEqualTo(Code.MISMATCH);
    }

    @Test
    void accumulate_whatIsNotThere() {
        assertThat(refused(value("a"), SUM, "b").getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused(value(true), SUM, true).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused(value(1.0), AND, 1.0).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused(value('a'), SUM, 'b').getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused(value(1), Accumulation.ACCUMULATION_UNSPECIFIED, 1).getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void accumulate_doesNotComputeForEver() {
        BigInteger large = BigInteger.ONE.shiftLeft(1 << 20);
        assertThat(refused(value(large), PRODUCT, large).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused(value(new BigDecimal("1E+1000000000")), SUM, BigDecimal.ONE)
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        BigDecimal finest = new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE);
        assertThat(refused(value(finest), PRODUCT, finest).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused(value(finest), SUM, new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void accumulate_withinTheLimits() {
        machine.limit("element-bytes", 20).limit("total-bytes", 30);
        ObjectId value = value(BigInteger.TWO.pow(100));
        assertLimit(refused(value, PRODUCT, BigInteger.TWO.pow(100)), "element-bytes", 20, 28);
        ObjectId other = value(BigInteger.ONE);
        machine.call(ValuesGrpc.getAccumulateMethod(), accumulate(other, PRODUCT, BigInteger.TWO.pow(80)));
        assertThat(machine.bytes()).isEqualTo(15 + 13);
        assertLimit(refused(other, PRODUCT, BigInteger.TWO.pow(40)), "total-bytes", 30, 33);
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    private static ValueAwaitRequest await(ObjectId value, Comparison comparison, Object operand) {
        return ValueAwaitRequest.newBuilder()
                .setValue(value)
                .setComparison(comparison)
                .setOperand(JavaScalar.encode(operand))
                .setWait(Wait.newBuilder().setNanos(Duration.ofSeconds(10).toNanos()))
                .build();
    }

    private Pending<ValueAwaitReply> waiting(ObjectId value, Comparison comparison, Object operand) {
        return machine.open().start(ValuesGrpc.getAwaitMethod(), await(value, comparison, operand));
    }

    static Stream<Arguments> comparisons() {
        return Stream.of(
                Arguments.of(5, Comparison.COMPARISON_EQUAL, 5, 4),
                Arguments.of(5, Comparison.COMPARISON_NOT_EQUAL, 4, 5),
                Arguments.of(5, Comparison.COMPARISON_LESS, 6, 5),
                Arguments.of(5, Comparison.COMPARISON_LESS_OR_EQUAL, 5, 4),
                Arguments.of(5, Comparison.COMPARISON_GREATER, 4, 5),
                Arguments.of(5, Comparison.COMPARISON_GREATER_OR_EQUAL, 5, 6),
                Arguments.of(-1L, Comparison.COMPARISON_LESS, 0L, -1L),
                Arguments.of(Double.NaN, Comparison.COMPARISON_GREATER, Double.POSITIVE_INFINITY, Double.NaN),
                Arguments.of(-0.0f, Comparison.COMPARISON_LESS, 0.0f, -0.0f),
                Arguments.of("\uD83D\uDE00", Comparison.COMPARISON_LESS, "\uFFFD", "\uD83D\uDE00"),
                Arguments.of("a", Comparison.COMPARISON_LESS, "aa", "A"),
                Arguments.of('b', Comparison.COMPARISON_GREATER, 'a', 'b'),
                Arguments.of(
                        BigInteger.TWO.pow(70),
                        Comparison.COMPARISON_GREATER,
                        BigInteger.TWO.pow(69),
                        BigInteger.TWO.pow(71)),
                Arguments.of(
                        new BigDecimal("1.0"),
                        Comparison.COMPARISON_LESS_OR_EQUAL,
                        new BigDecimal("1.00"),
                        new BigDecimal("0.99")),
                // Other kinds are unequal, and neither less nor greater.
                Arguments.of(5, Comparison.COMPARISON_NOT_EQUAL, 5L, 5),
                Arguments.of(5, Comparison.COMPARISON_LESS, 6, 6L));
    }

    @ParameterizedTest
    @MethodSource("comparisons")
    void await_returnsAtOnceWhatCompares(Object held, Comparison comparison, Object compares, Object waits) {
        ObjectId value = value(held);
        assertThat(JavaScalar.decode(
                        waiting(value, comparison, compares).reply().getValue()))
                .isEqualTo(held);
        assertThat(waiting(value, comparison, waits).isParked()).isTrue();
    }

    @Test
    void await_isTriedAtEachChange() {
        ObjectId value = value(0);
        Pending<ValueAwaitReply> ten = waiting(value, Comparison.COMPARISON_GREATER_OR_EQUAL, 10);
        Pending<ValueAwaitReply> five = waiting(value, Comparison.COMPARISON_GREATER_OR_EQUAL, 5);
        Pending<ValueAwaitReply> seven = waiting(value, Comparison.COMPARISON_EQUAL, 7);
        set(value, 5);
        // Who waits for something else, longer, does not keep it back.
        assertThat(JavaScalar.decode(five.reply().getValue())).isEqualTo(5);
        machine.call(ValuesGrpc.getAccumulateMethod(), accumulate(value, SUM, 2));
        assertThat(JavaScalar.decode(seven.reply().getValue())).isEqualTo(7);
        assertThat(ten.isParked()).isTrue();
        machine.call(
                ValuesGrpc.getCompareAndSetMethod(),
                ValueCompareAndSetRequest.newBuilder()
                        .setValue(value)
                        .setExpected(JavaScalar.encode(7))
                        .setNewValue(JavaScalar.encode(12))
                        .build());
        assertThat(JavaScalar.decode(ten.reply().getValue())).isEqualTo(12);
    }

    @Test
    void await_missesNoMoment() {
        ObjectId value = value(0);
        Pending<ValueAwaitReply> one = waiting(value, Comparison.COMPARISON_EQUAL, 1);
        TestSession session = machine.open();
        long first = session.nextSeq();
        session.send(dev.holdall.v1.ClientFrame.newBuilder()
                .setFirstSeq(first)
                .addCalls(TestSession.encode(ValuesGrpc.getAccumulateMethod(), accumulate(value, SUM, 1)))
                .addCalls(TestSession.encode(ValuesGrpc.getAccumulateMethod(), accumulate(value, SUM, 1))));
        assertThat(JavaScalar.decode(one.reply().getValue())).isEqualTo(1);
        assertThat(get(value)).isEqualTo(2);
    }

    @Test
    void await_timesOut_isWithdrawn_andEndsWithItsSession() {
        ObjectId value = value(0);
        TestSession session = machine.open();
        ValueAwaitRequest request = await(value, Comparison.COMPARISON_EQUAL, 1);
        Pending<ValueAwaitReply> timed = session.start(ValuesGrpc.getAwaitMethod(), request);
        machine.advance(Duration.ofSeconds(5));
        Pending<ValueAwaitReply> withdrawn = session.start(ValuesGrpc.getAwaitMethod(), request);
        session.withdraw(withdrawn);
        assertThat(withdrawn.error().getCode()).isEqualTo(Code.CANCELLED);
        TestSession other = machine.open();
        Pending<ValueAwaitReply> ended = other.start(ValuesGrpc.getAwaitMethod(), request);
        other.end();
        machine.advance(Duration.ofSeconds(5));
        assertThat(timed.reply().hasValue()).isFalse();
        set(value, 1);
        assertThat(ended.isParked()).isTrue();
        ValueAwaitRequest now = request.toBuilder()
                .setOperand(JavaScalar.encode(9))
                .setWait(Wait.newBuilder().setNanos(0))
                .build();
        assertThat(session.call(ValuesGrpc.getAwaitMethod(), now).hasValue()).isFalse();
    }

    @Test
    void await_inADeletedValue() {
        ObjectId value = value(0);
        List<Pending<ValueAwaitReply>> waiting =
                List.of(waiting(value, Comparison.COMPARISON_EQUAL, 1), waiting(value, Comparison.COMPARISON_EQUAL, 2));
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setId(value).build());
        assertThat(waiting)
                .allSatisfy(call -> assertThat(call.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT));
    }

    @Test
    void await_whatHasNoOrder() {
        ObjectId value = value(0);
        TestSession session = machine.open();
        for (Object operand : new Object[] {true, false}) {
            assertThat(session.refused(ValuesGrpc.getAwaitMethod(), await(value, Comparison.COMPARISON_LESS, operand))
                            .getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
        assertThat(session.refused(ValuesGrpc.getAwaitMethod(), await(value, Comparison.COMPARISON_UNSPECIFIED, 1))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(session.refused(
                                ValuesGrpc.getAwaitMethod(),
                                await(value, Comparison.COMPARISON_EQUAL, 1).toBuilder()
                                        .setOperand(Elements.NOT_CANONICAL)
                                        .build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    // Decimals that would take long ------------------------------------------------------------------------------

    private static final ByteString LARGE = JavaScalar.encode(new BigDecimal(BigInteger.ONE.shiftLeft(8_000_000)));
    /** Of about that magnitude, in a few bytes. */
    private static final ByteString AS_LARGE = JavaScalar.encode(new BigDecimal(BigInteger.valueOf(8), -2_408_239));

    private ObjectId largeValue() {
        return machine.call(
                        ValuesGrpc.getOpenMethod(),
                        OpenValueRequest.newBuilder()
                                .setName("large")
                                .setInitial(LARGE)
                                .build())
                .getId();
    }

    @Test
    void the_larger_of_two_large_decimals_is_refused_instead_of_keeping_everybody_waiting() {
        Error error = machine.refused(
                ValuesGrpc.getAccumulateMethod(),
                ValueAccumulateRequest.newBuilder()
                        .setValue(largeValue())
                        .setOperation(Accumulation.ACCUMULATION_MAX)
                        .setOperand(AS_LARGE)
                        .build());
        assertThat(error.getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(error.getMessage()).contains("kibibyte");
    }

    @Test
    void awaiting_an_order_of_large_decimals_is_refused() {
        Error error = machine.refused(
                ValuesGrpc.getAwaitMethod(),
                ValueAwaitRequest.newBuilder()
                        .setValue(largeValue())
                        .setComparison(Comparison.COMPARISON_LESS)
                        .setOperand(LARGE)
                        .setWait(Wait.newBuilder().setNanos(0))
                        .build());
        assertThat(error.getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    }
}
