package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.TestMachine;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.Error;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListClearRequest;
import dev.holdall.v1.ListCompareAndRemoveRequest;
import dev.holdall.v1.ListCompareAndSetRequest;
import dev.holdall.v1.ListGetRequest;
import dev.holdall.v1.ListInsertRequest;
import dev.holdall.v1.ListPageReply;
import dev.holdall.v1.ListPageRequest;
import dev.holdall.v1.ListPermuteRequest;
import dev.holdall.v1.ListRemoveAtRequest;
import dev.holdall.v1.ListRemoveRangeRequest;
import dev.holdall.v1.ListRemoveRequest;
import dev.holdall.v1.ListReverseRequest;
import dev.holdall.v1.ListSearchReply;
import dev.holdall.v1.ListSearchRequest;
import dev.holdall.v1.ListSetRequest;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenDictRequest;
import dev.holdall.v1.OpenListRequest;
import io.grpc.MethodDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListTypeTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId list(String... elements) {
        ObjectId list = machine.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName("l").build())
                .getId();
        for (String element : elements) {
            append(list, Elements.of(element));
        }
        return list;
    }

    private void append(ObjectId list, ByteString element) {
        machine.call(ListsGrpc.getAppendMethod(), appendRequest(list, element));
    }

    private static ListAppendRequest appendRequest(ObjectId list, ByteString element) {
        return ListAppendRequest.newBuilder().setList(list).setElement(element).build();
    }

    private ListPageReply page(ObjectId list, long from, int limit) {
        return machine.call(ListsGrpc.getPageMethod(), pageRequest(list, from, limit));
    }

    private static ListPageRequest pageRequest(ObjectId list, long from, int limit) {
        return ListPageRequest.newBuilder()
                .setList(list)
                .setFrom(from)
                .setLimit(limit)
                .build();
    }

    private List<String> content(ObjectId list) {
        return Elements.texts(page(list, 0, 0).getElementsList());
    }

    private long version(ObjectId list) {
        return page(list, 0, 1).getVersion();
    }

    private <Q extends Message, R extends Message> Code refused(MethodDescriptor<Q, R> method, Q request) {
        return machine.refused(method, request).getCode();
    }

    @Test
    void open_findsAListByNameAndMakesNamelessOnes() {
        ObjectId list = list("a");
        assertThat(list()).isEqualTo(list);
        OpenListRequest nameless = OpenListRequest.getDefaultInstance();
        ObjectId one = machine.call(ListsGrpc.getOpenMethod(), nameless).getId();
        ObjectId two = machine.call(ListsGrpc.getOpenMethod(), nameless).getId();
        assertThat(List.of(list, one, two)).doesNotHaveDuplicates();
        assertThat(machine.call(ListsGrpc.getOpenMethod(), nameless).getCreated())
                .isTrue();
        assertThat(content(list)).containsExactly("a");
    }

    @Test
    void append_addsAtTheEndNullToo() {
        ObjectId list = list("a");
        append(list, Elements.NULL);
        append(list, Elements.of("a"));
        assertThat(content(list)).containsExactly("a", "null", "a");
    }

    @Test
    void insert_atAnIndexAndAtTheEnd() {
        ObjectId list = list("a", "d");
        ListInsertRequest.Builder request = ListInsertRequest.newBuilder().setList(list);
        machine.call(
                ListsGrpc.getInsertMethod(),
                request.setIndex(1).addAllElements(Elements.of("b", "c")).build());
        machine.call(
                ListsGrpc.getInsertMethod(),
                request.clearElements()
                        .setIndex(4)
                        .addElements(Elements.of("e"))
                        .build());
        machine.call(ListsGrpc.getInsertMethod(), request.clearIndex().build());
        machine.call(ListsGrpc.getInsertMethod(), request.setIndex(0).build());
        assertThat(content(list)).containsExactly("e", "a", "b", "c", "d", "e", "e");
    }

    @ParameterizedTest
    @ValueSource(longs = {3, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void insert_beyondTheEndIsOutOfRange(long index) {
        ListInsertRequest request = ListInsertRequest.newBuilder()
                .setList(list("a", "b"))
                .setIndex(index)
                .addElements(Elements.of("c"))
                .build();
        assertThat(refused(ListsGrpc.getInsertMethod(), request)).isEqualTo(Code.OUT_OF_RANGE);
    }

    @Test
    void insert_ofManyIsAllOrNothing() {
        ListInsertRequest request = ListInsertRequest.newBuilder()
                .setList(list("a"))
                .addElements(Elements.of("b"))
                .addElements(Elements.NOT_CANONICAL)
                .build();
        assertThat(refused(ListsGrpc.getInsertMethod(), request)).isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void get_countsFromBothEnds() {
        ObjectId list = list("a", "b", "c");
        ListGetRequest.Builder get = ListGetRequest.newBuilder().setList(list);
        List<String> gotten = Stream.of(0, 2, -1, -3)
                .map(index -> machine.call(
                        ListsGrpc.getGetMethod(), get.setIndex(index).build()))
                .map(reply -> Elements.text(reply.getElement()))
                .toList();
        assertThat(gotten).containsExactly("a", "c", "c", "a");
    }

    @ParameterizedTest
    @ValueSource(longs = {2, -3, Long.MAX_VALUE, Long.MIN_VALUE})
    void indexOfNoElementIsOutOfRange(long index) {
        ObjectId list = list("a", "b");
        assertThat(refused(
                        ListsGrpc.getGetMethod(),
                        ListGetRequest.newBuilder()
                                .setList(list)
                                .setIndex(index)
                                .build()))
                .isEqualTo(Code.OUT_OF_RANGE);
        assertThat(refused(
                        ListsGrpc.getSetMethod(),
                        ListSetRequest.newBuilder()
                                .setList(list)
                                .setIndex(index)
                                .setElement(Elements.of("x"))
                                .build()))
                .isEqualTo(Code.OUT_OF_RANGE);
        assertThat(refused(
                        ListsGrpc.getRemoveAtMethod(),
                        ListRemoveAtRequest.newBuilder()
                                .setList(list)
                                .setIndex(index)
                                .build()))
                .isEqualTo(Code.OUT_OF_RANGE);
    }

    @Test
    void page_showsElementsFromAnIndexOn() {
        ObjectId list = list("a", "b", "c", "d");
        assertThat(Elements.texts(page(list, 1, 2).getElementsList())).containsExactly("b", "c");
        assertThat(Elements.texts(page(list, 3, 9).getElementsList())).containsExactly("d");
        assertThat(page(list, 4, 1).getElementsList()).isEmpty();
        assertThat(page(list, 0, -1).getElementsCount()).isEqualTo(4);
        assertThat(page(list, 2, 1).getSize()).isEqualTo(4);
        for (long from : new long[] {5, -1}) {
            assertThat(refused(ListsGrpc.getPageMethod(), pageRequest(list, from, 1)))
                    .isEqualTo(Code.OUT_OF_RANGE);
        }
    }

    @Test
    void page_isBoundedInBytesAndElements() {
        ObjectId list = list();
        for (int i = 0; i < 3; i++) {
            append(list, Elements.sized(50_000));
        }
        assertThat(page(list, 0, 0).getElementsCount()).isEqualTo(2);
        ListInsertRequest.Builder many =
                ListInsertRequest.newBuilder().setList(list).setIndex(0);
        IntStream.range(0, 10_000).forEach(i -> many.addElements(Elements.of(i)));
        machine.call(ListsGrpc.getInsertMethod(), many.build());
        assertThat(page(list, 0, Integer.MAX_VALUE).getElementsCount()).isBetween(1_000, 9_000);
        assertThat(page(list, 0, 10).getElementsCount()).isEqualTo(10);
        assertThat(page(list, 0, 1).getSize()).isEqualTo(10_003);
    }

    @Test
    void set_replacesAndReturnsTheFormerElement() {
        ObjectId list = list("a", "b");
        ListSetRequest set = ListSetRequest.newBuilder()
                .setList(list)
                .setIndex(-1)
                .setElement(Elements.NULL)
                .build();
        assertThat(Elements.text(machine.call(ListsGrpc.getSetMethod(), set).getPrevious()))
                .isEqualTo("b");
        assertThat(content(list)).containsExactly("a", "null");
    }

    @Test
    void compareAndSet_replacesARunIfAllOfItIsAsExpected() {
        ObjectId list = list("a", "b", "c");
        ListCompareAndSetRequest.Builder request = ListCompareAndSetRequest.newBuilder()
                .setList(list)
                .setIndex(1)
                .addAllExpected(Elements.of("b", "c"))
                .addAllElements(Elements.of("x", "y"));
        assertThat(machine.call(ListsGrpc.getCompareAndSetMethod(), request.build())
                        .getDone())
                .isTrue();
        assertThat(content(list)).containsExactly("a", "x", "y");
        long version = version(list);
        assertThat(machine.call(ListsGrpc.getCompareAndSetMethod(), request.build())
                        .getDone())
                .isFalse();
        request.clearExpected().addAllExpected(Elements.of("x", "y"));
        for (long index : new long[] {0, 2, 3, 4, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            assertThat(machine.call(
                                    ListsGrpc.getCompareAndSetMethod(),
                                    request.setIndex(index).build())
                            .getDone())
                    .isFalse();
        }
        assertThat(version(list)).isEqualTo(version);
        assertThat(content(list)).containsExactly("a", "x", "y");
        assertThat(refused(
                        ListsGrpc.getCompareAndSetMethod(),
                        request.setIndex(1).addElements(Elements.NULL).build()))
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void removeAt_removesAndReturns() {
        ObjectId list = list("a", "b", "c");
        ListRemoveAtRequest.Builder request = ListRemoveAtRequest.newBuilder().setList(list);
        assertThat(Elements.text(machine.call(
                                ListsGrpc.getRemoveAtMethod(),
                                request.setIndex(-3).build())
                        .getElement()))
                .isEqualTo("a");
        machine.call(ListsGrpc.getRemoveAtMethod(), request.setIndex(1).build());
        assertThat(content(list)).containsExactly("b");
    }

    @Test
    void remove_takesTheFirstEqualElement() {
        ObjectId list = list("a", "b", "a");
        ListRemoveRequest.Builder request = ListRemoveRequest.newBuilder().setList(list);
        assertThat(machine.call(
                                ListsGrpc.getRemoveMethod(),
                                request.setElement(Elements.of("a")).build())
                        .getRemoved())
                .isTrue();
        long version = version(list);
        assertThat(machine.call(
                                ListsGrpc.getRemoveMethod(),
                                request.setElement(Elements.of("x")).build())
                        .getRemoved())
                .isFalse();
        assertThat(version(list)).isEqualTo(version);
        assertThat(content(list)).containsExactly("b", "a");
    }

    private static ListCompareAndRemoveRequest compareAndRemove(ObjectId list, Object... indexesAndElements) {
        ListCompareAndRemoveRequest.Builder request =
                ListCompareAndRemoveRequest.newBuilder().setList(list);
        for (Object each : indexesAndElements) {
            if (each instanceof Long index) {
                request.addIndexes(index);
            } else {
                request.addExpected(Elements.of((String) each));
            }
        }
        return request.build();
    }

    @Test
    void compareAndRemove_removesAllOrNothing() {
        ObjectId list = list("a", "b", "c", "d");
        var method = ListsGrpc.getCompareAndRemoveMethod();
        long version = version(list);
        assertThat(machine.call(method, compareAndRemove(list, 0L, "a", 2L, "x"))
                        .getDone())
                .isFalse();
        assertThat(machine.call(method, compareAndRemove(list, 3L, "d", 4L, "e"))
                        .getDone())
                .isFalse();
        // Numbers without a sign: these ascend, and lie beyond the list.
        assertThat(machine.call(method, compareAndRemove(list, 3L, "d", Long.MIN_VALUE, "e", -1L, "f"))
                        .getDone())
                .isFalse();
        assertThat(version(list)).isEqualTo(version);
        assertThat(machine.call(method, compareAndRemove(list, 0L, "a", 2L, "c", 3L, "d"))
                        .getDone())
                .isTrue();
        assertThat(content(list)).containsExactly("b");
    }

    static Stream<Arguments> wrongIndexes() {
        return Stream.of(
                Arguments.of((Object) new Object[] {1L, "b", 0L, "a"}),
                Arguments.of((Object) new Object[] {0L, "a", 0L, "a"}),
                Arguments.of((Object) new Object[] {-1L, "a", 0L, "a"}),
                Arguments.of((Object) new Object[] {0L, "a", "b"}),
                Arguments.of((Object) new Object[] {0L, 1L, "a"}));
    }

    @ParameterizedTest
    @MethodSource("wrongIndexes")
    void compareAndRemove_ofIndexesThatDoNotAscendOrMatch(Object[] indexesAndElements) {
        ListCompareAndRemoveRequest request = compareAndRemove(list("a", "b"), indexesAndElements);
        assertThat(refused(ListsGrpc.getCompareAndRemoveMethod(), request)).isEqualTo(Code.INVALID_ARGUMENT);
    }

    private static ListRemoveRangeRequest range(ObjectId list, long from, long to) {
        return ListRemoveRangeRequest.newBuilder()
                .setList(list)
                .setFrom(from)
                .setTo(to)
                .build();
    }

    @Test
    void removeRange_removesWhatLiesWithin() {
        ObjectId list = list("a", "b", "c", "d");
        machine.call(ListsGrpc.getRemoveRangeMethod(), range(list, 1, 3));
        assertThat(content(list)).containsExactly("a", "d");
        long[][] wrong = {{0, 3}, {2, 1}, {3, 3}, {-1, 1}, {0, -1}, {-2, -1}, {Long.MAX_VALUE, Long.MIN_VALUE}};
        for (long[] bounds : wrong) {
            assertThat(refused(ListsGrpc.getRemoveRangeMethod(), range(list, bounds[0], bounds[1])))
                    .isEqualTo(Code.OUT_OF_RANGE);
        }
        machine.call(ListsGrpc.getRemoveRangeMethod(), range(list, 0, 2));
        assertThat(content(list)).isEmpty();
    }

    @Test
    void search_findsFirstAndLastAndCounts() {
        ObjectId list = list("a", "b", "a", "c");
        append(list, Elements.NULL);
        ListSearchRequest.Builder search =
                ListSearchRequest.newBuilder().setList(list).setElement(Elements.of("a"));
        assertThat(machine.call(ListsGrpc.getSearchMethod(), search.build()))
                .isEqualTo(ListSearchReply.newBuilder().setIndex(0).build());
        assertThat(machine.call(
                        ListsGrpc.getSearchMethod(),
                        search.setLast(true).setCount(true).build()))
                .isEqualTo(ListSearchReply.newBuilder().setIndex(2).setCount(2).build());
        assertThat(machine.call(
                                ListsGrpc.getSearchMethod(),
                                search.setElement(Elements.NULL).build())
                        .getIndex())
                .isEqualTo(4);
        assertThat(machine.call(
                        ListsGrpc.getSearchMethod(),
                        search.setElement(Elements.of("x")).build()))
                .isEqualTo(ListSearchReply.getDefaultInstance());
    }

    @Test
    void clearAndSize() {
        ObjectId list = list("a", "b");
        ListSizeRequest size = ListSizeRequest.newBuilder().setList(list).build();
        assertThat(machine.call(ListsGrpc.getSizeMethod(), size).getSize()).isEqualTo(2);
        machine.call(
                ListsGrpc.getClearMethod(),
                ListClearRequest.newBuilder().setList(list).build());
        assertThat(machine.call(ListsGrpc.getSizeMethod(), size).getSize()).isZero();
        assertThat(machine.bytes()).isZero();
    }

    @Test
    void reverse_turnsTheOrderRound() {
        ObjectId list = list("a", "b", "c");
        machine.call(
                ListsGrpc.getReverseMethod(),
                ListReverseRequest.newBuilder().setList(list).build());
        assertThat(content(list)).containsExactly("c", "b", "a");
    }

    private static ListPermuteRequest permute(ObjectId list, long version, Integer... from) {
        return ListPermuteRequest.newBuilder()
                .setList(list)
                .setVersion(version)
                .addAllFrom(Arrays.asList(from))
                .build();
    }

    @Test
    void permute_rearrangesUnlessTheListHasChanged() {
        ObjectId list = list("a", "b", "c");
        long version = version(list);
        assertThat(machine.call(ListsGrpc.getPermuteMethod(), permute(list, version, 2, 0, 1))
                        .getDone())
                .isTrue();
        assertThat(content(list)).containsExactly("c", "a", "b");
        assertThat(machine.call(ListsGrpc.getPermuteMethod(), permute(list, version, 2, 0, 1))
                        .getDone())
                .isFalse();
        assertThat(content(list)).containsExactly("c", "a", "b");
        // It goes on as a list of its own.
        append(list, Elements.of("d"));
        assertThat(content(list)).containsExactly("c", "a", "b", "d");
    }

    static Stream<Arguments> wrongOrders() {
        return Stream.of(
                Arguments.of((Object) new Integer[] {0, 1}),
                Arguments.of((Object) new Integer[] {0, 1, 2, 3}),
                Arguments.of((Object) new Integer[] {0, 1, 1}),
                Arguments.of((Object) new Integer[] {0, 1, 3}),
                Arguments.of((Object) new Integer[] {0, 1, -1}),
                Arguments.of((Object) new Integer[] {0, 1, Integer.MIN_VALUE}));
    }

    @ParameterizedTest
    @MethodSource("wrongOrders")
    void permute_ofAnOrderThatIsNone(Integer[] from) {
        ObjectId list = list("a", "b", "c");
        assertThat(refused(ListsGrpc.getPermuteMethod(), permute(list, version(list), from)))
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void version_countsChangesOnly() {
        ObjectId list = list("a");
        long version = version(list);
        machine.call(
                ListsGrpc.getInsertMethod(),
                ListInsertRequest.newBuilder().setList(list).build());
        machine.call(
                ListsGrpc.getCompareAndSetMethod(),
                ListCompareAndSetRequest.newBuilder().setList(list).build());
        machine.call(ListsGrpc.getCompareAndRemoveMethod(), compareAndRemove(list));
        machine.call(ListsGrpc.getRemoveRangeMethod(), range(list, 1, 1));
        assertThat(version(list)).isEqualTo(version);
        append(list, Elements.of("b"));
        assertThat(version(list)).isEqualTo(version + 1);
    }

    // Rules ------------------------------------------------------------------------------------------------------

    static List<ByteString> notElements() {
        return List.of(Elements.NOT_CANONICAL, ByteString.EMPTY, ByteString.copyFromUtf8("no value"));
    }

    @ParameterizedTest
    @MethodSource("notElements")
    void whatIsNotCanonicalIsRefused(ByteString wrong) {
        ObjectId list = list("a");
        assertThat(refused(ListsGrpc.getAppendMethod(), appendRequest(list, wrong)))
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused(
                        ListsGrpc.getSetMethod(),
                        ListSetRequest.newBuilder()
                                .setList(list)
                                .setElement(wrong)
                                .build()))
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused(
                        ListsGrpc.getRemoveMethod(),
                        ListRemoveRequest.newBuilder()
                                .setList(list)
                                .setElement(wrong)
                                .build()))
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused(
                        ListsGrpc.getSearchMethod(),
                        ListSearchRequest.newBuilder()
                                .setList(list)
                                .setElement(wrong)
                                .build()))
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused(
                        ListsGrpc.getCompareAndSetMethod(),
                        ListCompareAndSetRequest.newBuilder()
                                .setList(list)
                                .addExpected(Elements.of("a"))
                                .addElements(wrong)
                                .build()))
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused(
                        ListsGrpc.getCompareAndRemoveMethod(),
                        ListCompareAndRemoveRequest.newBuilder()
                                .setList(list)
                                .addIndexes(0)
                                .addExpected(wrong)
                                .build()))
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void elementBytes_areLimited() {
        machine.limit("element-bytes", 100);
        ObjectId list = list("a");
        append(list, Elements.sized(100));
        Error error = machine.refused(ListsGrpc.getAppendMethod(), appendRequest(list, Elements.sized(101)));
        assertLimit(error, "element-bytes", 100, 101);
    }

    @Test
    void objectElements_areLimitedButReplacingNeedsNoRoom() {
        machine.limit("object-elements", 3);
        ObjectId list = list("a", "b");
        ListInsertRequest two = ListInsertRequest.newBuilder()
                .setList(list)
                .addAllElements(Elements.of("c", "d"))
                .build();
        assertLimit(machine.refused(ListsGrpc.getInsertMethod(), two), "object-elements", 3, 4);
        append(list, Elements.of("c"));
        assertLimit(
                machine.refused(ListsGrpc.getAppendMethod(), appendRequest(list, Elements.of("d"))),
                "object-elements",
                3,
                4);
        machine.call(
                ListsGrpc.getSetMethod(),
                ListSetRequest.newBuilder()
                        .setList(list)
                        .setElement(Elements.of("x"))
                        .build());
        assertThat(content(list)).containsExactly("x", "b", "c");
    }

    @Test
    void totalBytes_areLimitedAndReplacingNeedsTheDifferenceOnly() {
        machine.limit("total-bytes", 100);
        ObjectId list = list();
        append(list, Elements.sized(60));
        append(list, Elements.sized(40));
        assertThat(machine.bytes()).isEqualTo(100);
        assertLimit(
                machine.refused(ListsGrpc.getAppendMethod(), appendRequest(list, Elements.sized(3))),
                "total-bytes",
                100,
                103);
        ListSetRequest.Builder set = ListSetRequest.newBuilder().setList(list);
        machine.call(
                ListsGrpc.getSetMethod(), set.setElement(Elements.sized(60)).build());
        assertLimit(
                machine.refused(
                        ListsGrpc.getSetMethod(),
                        set.setElement(Elements.sized(61)).build()),
                "total-bytes",
                100,
                101);
        machine.call(
                ListsGrpc.getSetMethod(), set.setElement(Elements.sized(10)).build());
        machine.call(
                ListsGrpc.getCompareAndSetMethod(),
                ListCompareAndSetRequest.newBuilder()
                        .setList(list)
                        .addExpected(Elements.sized(10))
                        .addExpected(Elements.sized(40))
                        .addElements(Elements.sized(80))
                        .addElements(Elements.sized(20))
                        .build());
        assertThat(machine.bytes()).isEqualTo(100);
        assertLimit(
                machine.refused(
                        ListsGrpc.getCompareAndSetMethod(),
                        ListCompareAndSetRequest.newBuilder()
                                .setList(list)
                                .addExpected(Elements.sized(80))
                                .addElements(Elements.sized(90))
                                .build()),
                "total-bytes",
                100,
                110);
    }

    static void assertLimit(Error error, String name, long allowed, long asked) {
        assertThat(error.getCode()).isEqualTo(Code.LIMIT_EXCEEDED);
        assertThat(error.getLimit().getName()).isEqualTo(name);
        assertThat(error.getLimit().getAllowed()).isEqualTo(allowed);
        assertThat(error.getLimit().getAsked()).isEqualTo(asked);
        assertThat(error.getMessage()).contains(name, String.valueOf(allowed), String.valueOf(asked));
    }

    @Test
    void anotherTypesObject_isAMismatch() {
        ObjectId dict = machine.call(
                        DictsGrpc.getOpenMethod(),
                        OpenDictRequest.newBuilder().setName("d").build())
                .getId();
        assertThat(refused(ListsGrpc.getAppendMethod(), appendRequest(dict, Elements.of("a"))))
                .isEqualTo(Code.MISMATCH);
        assertThat(refused(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName("d").build()))
                .isEqualTo(Code.MISMATCH);
    }

    @Test
    void objectThatIsNotThere() {
        ObjectId list = list("a");
        ObjectId.Builder id = list.toBuilder();
        List<ObjectId> wrong = List.of(
                ObjectId.getDefaultInstance(),
                id.clone().setEpoch(list.getEpoch() + 1).build(),
                id.clone().setShard(1).build(),
                id.clone().setNumber(0).build(),
                id.clone().setNumber(99).build(),
                id.clone().setNumber(-1).build());
        for (ObjectId object : wrong) {
            assertThat(refused(ListsGrpc.getAppendMethod(), appendRequest(object, Elements.of("a"))))
                    .isEqualTo(Code.NO_SUCH_OBJECT);
        }
        assertThat(machine.refused(ListsGrpc.getAppendMethod(), appendRequest(wrong.get(5), Elements.of("a")))
                        .getMessage())
                .contains("never", "18446744073709551615");

        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setId(list).build());
        Error error = machine.refused(ListsGrpc.getAppendMethod(), appendRequest(list, Elements.of("a")));
        assertThat(error.getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(error.getMessage()).contains("deleted");
        // A new one of the same name is another one.
        assertThat(list()).isNotEqualTo(list);
        assertThat(refused(ListsGrpc.getAppendMethod(), appendRequest(list, Elements.of("a"))))
                .isEqualTo(Code.NO_SUCH_OBJECT);
    }
}
