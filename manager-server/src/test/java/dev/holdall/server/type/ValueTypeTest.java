package dev.holdall.server.type;

import static dev.holdall.server.type.ListTypeTest.assertLimit;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.TestMachine;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenValueRequest;
import dev.holdall.v1.Opened;
import dev.holdall.v1.ValueCompareAndSetReply;
import dev.holdall.v1.ValueCompareAndSetRequest;
import dev.holdall.v1.ValueGetRequest;
import dev.holdall.v1.ValueSetReply;
import dev.holdall.v1.ValueSetRequest;
import dev.holdall.v1.ValuesGrpc;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueTypeTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private static OpenValueRequest open(ByteString initial) {
        return OpenValueRequest.newBuilder().setName("v").setInitial(initial).build();
    }

    private ObjectId value(ByteString initial) {
        return machine.call(ValuesGrpc.getOpenMethod(), open(initial)).getId();
    }

    private ByteString get(ObjectId value) {
        return machine.call(
                        ValuesGrpc.getGetMethod(),
                        ValueGetRequest.newBuilder().setValue(value).build())
                .getValue();
    }

    private static ValueSetRequest set(ObjectId value, ByteString to) {
        return ValueSetRequest.newBuilder().setValue(value).setNewValue(to).build();
    }

    private static ValueCompareAndSetRequest compareAndSet(ObjectId value, ByteString expected, ByteString to) {
        return ValueCompareAndSetRequest.newBuilder()
                .setValue(value)
                .setExpected(expected)
                .setNewValue(to)
                .build();
    }

    @Test
    void open_givesTheInitialValueToANewOneOnly() {
        ObjectId value = value(Elements.of(1));
        Opened again = machine.call(ValuesGrpc.getOpenMethod(), open(Elements.of(2)));
        assertThat(again.getId()).isEqualTo(value);
        assertThat(again.getCreated()).isFalse();
        assertThat(get(value)).isEqualTo(Elements.of(1));
    }

    @Test
    void set_returnsThePreviousValueIfItIsAskedFor() {
        ObjectId value = value(Elements.NULL);
        ValueSetRequest request =
                set(value, Elements.of(1)).toBuilder().setReturnPrevious(true).build();
        assertThat(machine.call(ValuesGrpc.getSetMethod(), request).getPrevious())
                .isEqualTo(Elements.NULL);
        assertThat(machine.call(ValuesGrpc.getSetMethod(), set(value, Elements.NULL)))
                .isEqualTo(ValueSetReply.getDefaultInstance());
        assertThat(get(value)).isEqualTo(Elements.NULL);
    }

    @Test
    void compareAndSet_setsIfItIsAsExpected() {
        ObjectId value = value(Elements.of(1));
        assertThat(machine.call(
                        ValuesGrpc.getCompareAndSetMethod(), compareAndSet(value, Elements.of(2), Elements.of(3))))
                .isEqualTo(ValueCompareAndSetReply.newBuilder()
                        .setPresent(Elements.of(1))
                        .build());
        assertThat(get(value)).isEqualTo(Elements.of(1));
        assertThat(machine.call(
                        ValuesGrpc.getCompareAndSetMethod(), compareAndSet(value, Elements.of(1), Elements.NULL)))
                .isEqualTo(ValueCompareAndSetReply.newBuilder().setDone(true).build());
        assertThat(get(value)).isEqualTo(Elements.NULL);
    }

    static List<ByteString> notElements() {
        return List.of(Elements.NOT_CANONICAL, ByteString.EMPTY);
    }

    @ParameterizedTest
    @MethodSource("notElements")
    void whatIsNotCanonicalIsRefused(ByteString wrong) {
        assertThat(machine.refused(ValuesGrpc.getOpenMethod(), open(wrong)).getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        ObjectId value = value(Elements.of(1));
        assertThat(machine.refused(ValuesGrpc.getSetMethod(), set(value, wrong)).getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(machine.refused(ValuesGrpc.getCompareAndSetMethod(), compareAndSet(value, Elements.of(1), wrong))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(machine.refused(ValuesGrpc.getCompareAndSetMethod(), compareAndSet(value, wrong, Elements.of(1)))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void elementBytes_areLimited() {
        machine.limit("element-bytes", 100);
        ObjectId value = value(Elements.sized(100));
        ByteString large = Elements.sized(101);
        assertLimit(machine.refused(ValuesGrpc.getSetMethod(), set(value, large)), "element-bytes", 100, 101);
        OpenValueRequest other = OpenValueRequest.newBuilder().setInitial(large).build();
        assertLimit(machine.refused(ValuesGrpc.getOpenMethod(), other), "element-bytes", 100, 101);
    }

    @Test
    void totalBytes_countTheDifferenceOnly() {
        machine.limit("total-bytes", 100);
        ObjectId value = value(Elements.sized(90));
        machine.call(ValuesGrpc.getSetMethod(), set(value, Elements.sized(100)));
        machine.call(ValuesGrpc.getSetMethod(), set(value, Elements.sized(100)));
        assertLimit(
                machine.refused(ValuesGrpc.getSetMethod(), set(value, Elements.sized(101))), "total-bytes", 100, 101);
        assertLimit(
                machine.refused(
                        ValuesGrpc.getCompareAndSetMethod(),
                        compareAndSet(value, Elements.sized(100), Elements.sized(110))),
                "total-bytes",
                100,
                110);
        OpenValueRequest other =
                OpenValueRequest.newBuilder().setInitial(Elements.of("a")).build();
        assertLimit(machine.refused(ValuesGrpc.getOpenMethod(), other), "total-bytes", 100, 103);
        machine.call(ValuesGrpc.getSetMethod(), set(value, Elements.of("a")));
        machine.call(ValuesGrpc.getOpenMethod(), other);
        assertThat(machine.bytes()).isEqualTo(6);
    }

    @Test
    void anotherTypesObjectAndADeletedOne() {
        ObjectId list = machine.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName("l").build())
                .getId();
        assertThat(machine.refused(ValuesGrpc.getSetMethod(), set(list, Elements.of(1)))
                        .getCode())
                .isEqualTo(Code.MISMATCH);
        ObjectId value = value(Elements.of(1));
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setId(value).build());
        assertThat(machine.refused(ValuesGrpc.getSetMethod(), set(value, Elements.of(1)))
                        .getCode())
                .isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(machine.bytes()).isZero();
    }
}
