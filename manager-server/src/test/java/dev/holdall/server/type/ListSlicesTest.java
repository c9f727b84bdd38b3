package dev.holdall.server.type;

import static dev.holdall.server.type.ListTypeTest.assertLimit;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.value.JavaScalar;
import dev.holdall.v1.Code;
import dev.holdall.v1.ListInsertRequest;
import dev.holdall.v1.ListPageReply;
import dev.holdall.v1.ListPageRequest;
import dev.holdall.v1.ListRemoveSliceRequest;
import dev.holdall.v1.ListRepeatRequest;
import dev.holdall.v1.ListSetSliceRequest;
import dev.holdall.v1.ListSliceReply;
import dev.holdall.v1.ListSliceRequest;
import dev.holdall.v1.ListSortRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.Slice;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a list does by slices, and how the manager sorts it. */
class ListSlicesTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId list(List<ByteString> elements) {
        ObjectId list = machine.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                .getId();
        machine.call(
                ListsGrpc.getInsertMethod(),
                ListInsertRequest.newBuilder()
                        .setList(list)
                        .addAllElements(elements)
                        .build());
        return list;
    }

    private ObjectId list(String... elements) {
        return list(Elements.of(elements));
    }

    private ListPageReply page(ObjectId list) {
        return machine.call(
                ListsGrpc.getPageMethod(),
                ListPageRequest.newBuilder().setList(list).build());
    }

    private String content(ObjectId list) {
        return String.join("", Elements.texts(page(list).getElementsList()));
    }

    /** Off a text such as {@code 1:-1:2}. */
    private static Slice slice(String text) {
        String[] parts = text.split(":", -1);
        Slice.Builder slice = Slice.newBuilder();
        if (!parts[0].isEmpty()) {
            slice.setFrom(Long.parseLong(parts[0]));
        }
        if (!parts[1].isEmpty()) {
            slice.setTo(Long.parseLong(parts[1]));
        }
        if (parts.length > 2) {
            slice.setStep(Long.parseLong(parts[2]));
        }
        return slice.build();
    }

    private static ListSliceRequest get(ObjectId list, String slice, long skip) {
        return ListSliceRequest.newBuilder()
                .setList(list)
                .setSlice(slice(slice))
                .setSkip(skip)
                .build();
    }

    private static ListRemoveSliceRequest remove(ObjectId list, String slice) {
        return ListRemoveSliceRequest.newBuilder()
                .setList(list)
                .setSlice(slice(slice))
                .build();
    }

    private static ListSetSliceRequest set(ObjectId list, String slice, String... elements) {
        return ListSetSliceRequest.newBuilder()
                .setList(list)
                .setSlice(slice(slice))
                .addAllElements(Elements.of(elements))
                .build();
    }

    /** What Python 3 makes of {@code "abcdef"[slice]}. */
    @ParameterizedTest
    @CsvSource({
        ":, abcdef",
        "1:3, bc",
        ":-2, abcd",
        "-2:, ef",
        "2:100, cdef",
        "-100:2, ab",
        "4:2, ''",
        "100:, ''",
        "::2, ace",
        "1::2, bdf",
        "::-1, fedcba",
        "4:1:-1, edc",
        "-2::-2, eca",
        ":2:-1, fed",
        "1:4:-1, ''",
        "100::-3, fc",
        "-100::-1, ''",
        "::9223372036854775807, a",
        "::-9223372036854775808, f",
        "9223372036854775807:-9223372036854775808:-1, fedcba",
        "0:6:5, af",
        "5:-7:-5, fa"
    })
    void slices_followPython(String slice, String expected) {
        ObjectId list = list("a", "b", "c", "d", "e", "f");
        ListSliceReply reply = machine.call(ListsGrpc.getSliceMethod(), get(list, slice, 0));
        assertThat(String.join("", Elements.texts(reply.getElementsList()))).isEqualTo(expected);
        assertThat(reply.getCount()).isEqualTo(expected.length());
        assertThat(machine.call(ListsGrpc.getSliceMethod(), get(list, slice, 1)).getElementsCount())
                .isEqualTo(Math.max(0, expected.length() - 1));
        assertThat(machine.call(ListsGrpc.getRemoveSliceMethod(), remove(list, slice))
                        .getRemoved())
                .isEqualTo(expected.length());
        assertThat(content(list))
                .isEqualTo("abcdef"
                        .chars()
                        .mapToObj(c -> String.valueOf((char) c))
                        .filter(c -> !expected.contains(c))
                        .collect(Collectors.joining()));
    }

    @ParameterizedTest
    @CsvSource({
        "1:3, aXYZdef",
        ":, XYZ",
        "4:2, abcdXYZef",
        "100:, abcdefXYZ",
        "-1:, abcdeXYZ",
        "::2, XbYdZf",
        "4:1:-1, abZYXf"
    })
    void setSlice_followsPython(String slice, String expected) {
        ObjectId list = list("a", "b", "c", "d", "e", "f");
        machine.call(ListsGrpc.getSetSliceMethod(), set(list, slice, "X", "Y", "Z"));
        assertThat(content(list)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"::3", "::-1", "1:1:2", "::0"})
    void setSlice_withAStep_takesAsMany(String slice) {
        ObjectId list = list("a", "b", "c", "d", "e", "f");
        assertThat(machine.refused(ListsGrpc.getSetSliceMethod(), set(list, slice, "X", "Y", "Z"))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void aStepOfNothing() {
        ObjectId list = list("a");
        assertThat(machine.refused(ListsGrpc.getSliceMethod(), get(list, "::0", 0))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(machine.refused(ListsGrpc.getRemoveSliceMethod(), remove(list, "::0"))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void slices_areBounded_andShowTheVersion() {
        ObjectId list = list(IntStream.range(0, 10)
                .mapToObj(i -> Elements.of(i + "x".repeat(20_000)))
                .toList());
        ListSliceReply reply = machine.call(ListsGrpc.getSliceMethod(), get(list, "::-1", 0));
        assertThat(reply.getElementsCount()).isEqualTo(4);
        assertThat(reply.getCount()).isEqualTo(10);
        assertThat(machine.call(ListsGrpc.getSliceMethod(), get(list, "::-1", -1))
                        .getElementsCount())
                .isZero();
        machine.call(ListsGrpc.getRemoveSliceMethod(), remove(list, "3:3"));
        assertThat(page(list).getVersion()).isEqualTo(reply.getVersion());
        machine.call(ListsGrpc.getRemoveSliceMethod(), remove(list, "3:4"));
        assertThat(page(list).getVersion()).isGreaterThan(reply.getVersion());
    }

    @Test
    void setSlice_withinTheLimits() {
        machine.limit("object-elements", 3).limit("total-bytes", 12);
        ObjectId list = list("a", "b", "c");
        assertLimit(
                machine.refused(ListsGrpc.getSetSliceMethod(), set(list, "0:1", "d", "e")), "object-elements", 3, 4);
        assertLimit(machine.refused(ListsGrpc.getSetSliceMethod(), set(list, "0:1", "dddddd")), "total-bytes", 12, 14);
        machine.call(ListsGrpc.getSetSliceMethod(), set(list, ":", "dddddd"));
        assertThat(machine.bytes()).isEqualTo(8);
    }

    // Repeating --------------------------------------------------------------------------------------------------

    private static ListRepeatRequest repeat(ObjectId list, int times) {
        return ListRepeatRequest.newBuilder().setList(list).setTimes(times).build();
    }

    @Test
    void repeat_followsPython() {
        ObjectId list = list("a", "b");
        machine.call(ListsGrpc.getRepeatMethod(), repeat(list, 3));
        assertThat(content(list)).isEqualTo("ababab");
        machine.call(ListsGrpc.getRepeatMethod(), repeat(list, 1));
        assertThat(content(list)).isEqualTo("ababab");
        machine.call(ListsGrpc.getRepeatMethod(), repeat(list, 0));
        assertThat(content(list)).isEmpty();
        machine.call(ListsGrpc.getRepeatMethod(), repeat(list, -1));
        assertThat(content(list)).isEmpty();
    }

    @Test
    void repeat_withinTheLimits() {
        ObjectId list = list("a", "b");
        assertThat(machine.refused(ListsGrpc.getRepeatMethod(), repeat(list, -1))
                        .getCode())
                .isEqualTo(Code.LIMIT_EXCEEDED);
        assertThat(machine.refused(ListsGrpc.getRepeatMethod(), repeat(list, Integer.MAX_VALUE / 2))
                        .getLimit()
                        .getName())
                .isEqualTo("total-bytes");
    }

    // Sorting ----------------------------------------------------------------------------------------------------

    private boolean sorted(ObjectId list, boolean descending) {
        return machine.call(
                        ListsGrpc.getSortMethod(),
                        ListSortRequest.newBuilder()
                                .setList(list)
                                .setDescending(descending)
                                .build())
                .getDone();
    }

    private <T extends Comparable<T>> void assertSorts(List<T> elements) {
        for (boolean descending : new boolean[] {false, true}) {
            List<T> expected = new ArrayList<>(elements);
            expected.sort(descending ? Comparator.reverseOrder() : Comparator.naturalOrder());
            ObjectId list = list(elements.stream().map(JavaScalar::encode).toList());
            assertThat(sorted(list, descending)).isTrue();
            assertThat(page(list).getElementsList())
                    .isEqualTo(expected.stream().map(JavaScalar::encode).toList());
        }
    }

    @Test
    void sort_asJavaDoes() {
        Random random = new Random(11);
        assertSorts(random.ints(1_000).boxed().toList());
        assertSorts(random.longs(1_000).boxed().toList());
        assertSorts(random.ints(1_000).mapToObj(i -> (short) i).toList());
        assertSorts(List.of(0.0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, 1e300));
        assertSorts(Arrays.asList("b", "", "ä", "\uFFFD", "\uD83D\uDE00", "B", "ba"));
        assertSorts(List.of('b', 'a'));
        // Equal to compareTo, but not the same: stable.
        assertSorts(List.of(new BigDecimal("2"), new BigDecimal("1.00"), new BigDecimal("1.0"), new BigDecimal("1")));
        assertSorts(List.<Integer>of());
    }

    @Test
    void sort_leavesOtherListsAlone() {
        for (List<ByteString> elements : List.of(
                List.of(Elements.of(2), Elements.of("a")),
                List.of(Elements.of(2), JavaScalar.encode(1L)),
                List.of(Elements.of(2), Elements.NULL),
                List.of(JavaScalar.encode(true), JavaScalar.encode(false)))) {
            ObjectId list = list(elements);
            long version = page(list).getVersion();
            assertThat(sorted(list, false)).isFalse();
            assertThat(page(list).getElementsList()).isEqualTo(elements);
            assertThat(page(list).getVersion()).isEqualTo(version);
        }
    }
}
