package dev.holdall.server.type;

import static dev.holdall.server.type.ListTypeTest.assertLimit;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.TestMachine;
import dev.holdall.v1.Code;
import dev.holdall.v1.NamespaceGetReply;
import dev.holdall.v1.NamespaceGetRequest;
import dev.holdall.v1.NamespaceHasRequest;
import dev.holdall.v1.NamespacePageReply;
import dev.holdall.v1.NamespacePageRequest;
import dev.holdall.v1.NamespaceRemoveRequest;
import dev.holdall.v1.NamespaceSetRequest;
import dev.holdall.v1.NamespacesGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenNamespaceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NamespaceTypeTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId namespace() {
        return machine.call(
                        NamespacesGrpc.getOpenMethod(),
                        OpenNamespaceRequest.newBuilder().setName("n").build())
                .getId();
    }

    private static NamespaceSetRequest set(ObjectId namespace, String attribute, ByteString value) {
        return NamespaceSetRequest.newBuilder()
                .setNamespace(namespace)
                .setAttribute(attribute)
                .setValue(value)
                .build();
    }

    private static NamespaceGetRequest get(ObjectId namespace, String attribute) {
        return NamespaceGetRequest.newBuilder()
                .setNamespace(namespace)
                .setAttribute(attribute)
                .build();
    }

    private static NamespaceHasRequest has(ObjectId namespace, String attribute) {
        return NamespaceHasRequest.newBuilder()
                .setNamespace(namespace)
                .setAttribute(attribute)
                .build();
    }

    private static NamespaceRemoveRequest remove(ObjectId namespace, String attribute) {
        return NamespaceRemoveRequest.newBuilder()
                .setNamespace(namespace)
                .setAttribute(attribute)
                .build();
    }

    private NamespacePageReply page(ObjectId namespace, long after, int limit) {
        return machine.call(
                NamespacesGrpc.getPageMethod(),
                NamespacePageRequest.newBuilder()
                        .setNamespace(namespace)
                        .setAfter(after)
                        .setLimit(limit)
                        .build());
    }

    @Test
    void attributesAreSetReadAndRemoved() {
        ObjectId namespace = namespace();
        machine.call(NamespacesGrpc.getSetMethod(), set(namespace, "x", Elements.of(1)));
        machine.call(NamespacesGrpc.getSetMethod(), set(namespace, "y", Elements.NULL));
        machine.call(NamespacesGrpc.getSetMethod(), set(namespace, "x", Elements.of("one")));
        assertThat(machine.call(NamespacesGrpc.getGetMethod(), get(namespace, "x"))
                        .getValue())
                .isEqualTo(Elements.of("one"));
        assertThat(machine.call(NamespacesGrpc.getGetMethod(), get(namespace, "y"))
                        .getValue())
                .isEqualTo(Elements.NULL);
        assertThat(machine.call(NamespacesGrpc.getGetMethod(), get(namespace, "z")))
                .isEqualTo(NamespaceGetReply.getDefaultInstance());
        assertThat(machine.call(NamespacesGrpc.getHasMethod(), has(namespace, "y"))
                        .getPresent())
                .isTrue();
        assertThat(machine.call(NamespacesGrpc.getHasMethod(), has(namespace, "z"))
                        .getPresent())
                .isFalse();
        assertThat(page(namespace, 0, 0).getAttributesList()).containsExactly("x", "y");
        assertThat(machine.call(NamespacesGrpc.getRemoveMethod(), remove(namespace, "x"))
                        .getRemoved())
                .isTrue();
        assertThat(machine.call(NamespacesGrpc.getRemoveMethod(), remove(namespace, "x"))
                        .getRemoved())
                .isFalse();
        assertThat(page(namespace, 0, 0).getAttributesList()).containsExactly("y");
    }

    @Test
    void page_goesOnBehindTheLastOne() {
        ObjectId namespace = namespace();
        for (String attribute : new String[] {"a", "ä", "c"}) {
            machine.call(NamespacesGrpc.getSetMethod(), set(namespace, attribute, Elements.of(1)));
        }
        NamespacePageReply first = page(namespace, 0, 2);
        assertThat(first.getAttributesList()).containsExactly("a", "ä");
        assertThat(first.getMore()).isTrue();
        NamespacePageReply second = page(namespace, first.getLast(), 2);
        assertThat(second.getAttributesList()).containsExactly("c");
        assertThat(second.getMore()).isFalse();
    }

    @Test
    void whatIsRefused() {
        ObjectId namespace = namespace();
        assertThat(machine.refused(NamespacesGrpc.getSetMethod(), set(namespace, "", Elements.of(1)))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(machine.refused(NamespacesGrpc.getSetMethod(), set(namespace, "x", Elements.NOT_CANONICAL))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(machine.refused(NamespacesGrpc.getGetMethod(), get(namespace, ""))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(machine.refused(NamespacesGrpc.getGetMethod(), get(ObjectId.getDefaultInstance(), "x"))
                        .getCode())
                .isEqualTo(Code.NO_SUCH_OBJECT);
    }

    @Test
    void limits() {
        machine.limit("object-elements", 1).limit("total-bytes", 21);
        ObjectId namespace = namespace();
        machine.call(NamespacesGrpc.getSetMethod(), set(namespace, "x", Elements.sized(10)));
        assertLimit(
                machine.refused(NamespacesGrpc.getSetMethod(), set(namespace, "y", Elements.of(1))),
                "object-elements",
                1,
                2);
        machine.call(NamespacesGrpc.getSetMethod(), set(namespace, "x", Elements.sized(20)));
        assertLimit(
                machine.refused(NamespacesGrpc.getSetMethod(), set(namespace, "x", Elements.sized(21))),
                "total-bytes",
                21,
                22);
        assertThat(machine.bytes()).isEqualTo(21);
    }
}
