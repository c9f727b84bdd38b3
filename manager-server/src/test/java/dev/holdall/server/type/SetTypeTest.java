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
import dev.holdall.v1.OpenSetRequest;
import dev.holdall.v1.SetAddAllReply;
import dev.holdall.v1.SetAddAllRequest;
import dev.holdall.v1.SetAddRequest;
import dev.holdall.v1.SetClearRequest;
import dev.holdall.v1.SetCombineRequest;
import dev.holdall.v1.SetCompareRequest;
import dev.holdall.v1.SetContainsRequest;
import dev.holdall.v1.SetOperation;
import dev.holdall.v1.SetPageReply;
import dev.holdall.v1.SetPageRequest;
import dev.holdall.v1.SetPopReply;
import dev.holdall.v1.SetPopRequest;
import dev.holdall.v1.SetRelation;
import dev.holdall.v1.SetRemoveRequest;
import dev.holdall.v1.SetSizeRequest;
import dev.holdall.v1.SetUpdateRequest;
import dev.holdall.v1.SetsGrpc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SetTypeTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId set(String... elements) {
        ObjectId set = machine.call(SetsGrpc.getOpenMethod(), OpenSetRequest.getDefaultInstance())
                .getId();
        machine.call(SetsGrpc.getAddAllMethod(), addAll(set, elements));
        return set;
    }

    private static SetAddAllRequest addAll(ObjectId set, String... elements) {
        return SetAddAllRequest.newBuilder()
                .setSet(set)
                .addAllElements(Elements.of(elements))
                .build();
    }

    private static SetAddRequest add(ObjectId set, ByteString element) {
        return SetAddRequest.newBuilder().setSet(set).setElement(element).build();
    }

    private static SetRemoveRequest remove(ObjectId set, String... elements) {
        return SetRemoveRequest.newBuilder()
                .setSet(set)
                .addAllElements(Elements.of(elements))
                .build();
    }

    private static SetPageRequest page(ObjectId set, long after, int limit) {
        return SetPageRequest.newBuilder()
                .setSet(set)
                .setAfter(after)
                .setLimit(limit)
                .build();
    }

    private List<String> content(ObjectId set) {
        return Elements.texts(
                machine.call(SetsGrpc.getPageMethod(), page(set, 0, 0)).getElementsList());
    }

    private boolean contains(ObjectId set, String... elements) {
        return machine.call(
                        SetsGrpc.getContainsMethod(),
                        SetContainsRequest.newBuilder()
                                .setSet(set)
                                .addAllElements(Elements.of(elements))
                                .build())
                .getAll();
    }

    private static SetUpdateRequest update(SetOperation operation, ObjectId set, ObjectId... others) {
        return SetUpdateRequest.newBuilder()
                .setSet(set)
                .setOperation(operation)
                .addAllOthers(Arrays.asList(others))
                .build();
    }

    private boolean updated(SetOperation operation, ObjectId set, ObjectId... others) {
        return machine.call(SetsGrpc.getUpdateMethod(), update(operation, set, others))
                .getChanged();
    }

    private static SetCombineRequest combine(SetOperation operation, ObjectId set, ObjectId... others) {
        return SetCombineRequest.newBuilder()
                .setSet(set)
                .setOperation(operation)
                .addAllOthers(Arrays.asList(others))
                .build();
    }

    private ObjectId combined(SetOperation operation, ObjectId set, ObjectId... others) {
        return machine.call(SetsGrpc.getCombineMethod(), combine(operation, set, others))
                .getResult();
    }

    private boolean holds(SetRelation relation, ObjectId set, ObjectId other) {
        return machine.call(
                        SetsGrpc.getCompareMethod(),
                        SetCompareRequest.newBuilder()
                                .setSet(set)
                                .setRelation(relation)
                                .setOther(other)
                                .build())
                .getHolds();
    }

    // One set ----------------------------------------------------------------------------------------------------

    @Test
    void add_keepsTheOrderOfInsertion() {
        ObjectId set = set("b", "a");
        assertThat(machine.call(SetsGrpc.getAddMethod(), add(set, Elements.of("c")))
                        .getAdded())
                .isTrue();
        assertThat(machine.call(SetsGrpc.getAddMethod(), add(set, Elements.of("b")))
                        .getAdded())
                .isFalse();
        assertThat(content(set)).containsExactly("b", "a", "c");
    }

    @Test
    void addAll_countsWhatWasNotPresent() {
        ObjectId set = set("a");
        assertThat(machine.call(SetsGrpc.getAddAllMethod(), addAll(set, "b", "a", "b")))
                .isEqualTo(SetAddAllReply.newBuilder().setAdded(1).build());
        assertThat(content(set)).containsExactly("a", "b");
    }

    @Test
    void addAll_isAllOrNothing() {
        SetAddAllRequest request =
                addAll(set("a"), "b").toBuilder().addElements(Elements.NULL).build();
        assertThat(machine.refused(SetsGrpc.getAddAllMethod(), request).getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void contains_allOfThem() {
        ObjectId set = set("a", "b");
        assertThat(contains(set, "a", "b")).isTrue();
        assertThat(contains(set, "a", "c")).isFalse();
        assertThat(contains(set)).isTrue();
    }

    @Test
    void remove_countsWhatWasPresent() {
        ObjectId set = set("a", "b", "c");
        assertThat(machine.call(SetsGrpc.getRemoveMethod(), remove(set, "c", "x", "a", "a"))
                        .getRemoved())
                .isEqualTo(2);
        assertThat(content(set)).containsExactly("b");
    }

    @Test
    void anElementThatComesAgainStandsAtTheEnd() {
        ObjectId set = set("a", "b");
        machine.call(SetsGrpc.getRemoveMethod(), remove(set, "a"));
        machine.call(SetsGrpc.getAddMethod(), add(set, Elements.of("a")));
        assertThat(content(set)).containsExactly("b", "a");
    }

    @Test
    void pop_takesTheFirst() {
        ObjectId set = set("a", "b");
        SetPopRequest request = SetPopRequest.newBuilder().setSet(set).build();
        assertThat(Elements.text(machine.call(SetsGrpc.getPopMethod(), request).getElement()))
                .isEqualTo("a");
        assertThat(content(set)).containsExactly("b");
        machine.call(SetsGrpc.getPopMethod(), request);
        assertThat(machine.call(SetsGrpc.getPopMethod(), request)).isEqualTo(SetPopReply.getDefaultInstance());
    }

    @Test
    void page_goesOnBehindTheLastOne() {
        ObjectId set = set("a", "b", "c");
        SetPageReply first = machine.call(SetsGrpc.getPageMethod(), page(set, 0, 2));
        assertThat(Elements.texts(first.getElementsList())).containsExactly("a", "b");
        assertThat(first.getMore()).isTrue();
        machine.call(SetsGrpc.getRemoveMethod(), remove(set, "b"));
        SetPageReply second = machine.call(SetsGrpc.getPageMethod(), page(set, first.getLast(), 2));
        assertThat(Elements.texts(second.getElementsList())).containsExactly("c");
        assertThat(second.getMore()).isFalse();
        assertThat(machine.call(SetsGrpc.getPageMethod(), page(set, -1, 0)).getElementsList())
                .isEmpty();
    }

    @Test
    void page_isBoundedInBytes() {
        ObjectId set = set();
        for (int i = 0; i < 10; i++) {
            machine.call(SetsGrpc.getAddMethod(), add(set, Elements.of(i + "x".repeat(20_000))));
        }
        SetPageReply page = machine.call(SetsGrpc.getPageMethod(), page(set, 0, 0));
        assertThat(page.getElementsCount()).isEqualTo(4);
        assertThat(page.getMore()).isTrue();
    }

    @Test
    void clear_andSize() {
        ObjectId set = set("a", "b");
        SetSizeRequest size = SetSizeRequest.newBuilder().setSet(set).build();
        assertThat(machine.call(SetsGrpc.getSizeMethod(), size).getSize()).isEqualTo(2);
        machine.call(
                SetsGrpc.getClearMethod(),
                SetClearRequest.newBuilder().setSet(set).build());
        assertThat(machine.call(SetsGrpc.getSizeMethod(), size).getSize()).isZero();
        assertThat(machine.bytes()).isZero();
    }

    @Test
    void elementsThatAreNone() {
        ObjectId set = set("a");
        for (ByteString wrong : List.of(Elements.NULL, Elements.NOT_CANONICAL, ByteString.EMPTY)) {
            assertThat(machine.refused(SetsGrpc.getAddMethod(), add(set, wrong)).getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(machine.refused(
                                    SetsGrpc.getRemoveMethod(),
                                    remove(set, "a").toBuilder()
                                            .addElements(wrong)
                                            .build())
                            .getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(machine.refused(
                                    SetsGrpc.getContainsMethod(),
                                    SetContainsRequest.newBuilder()
                                            .setSet(set)
                                            .addElements(wrong)
                                            .build())
                            .getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
    }

    // With other sets --------------------------------------------------------------------------------------------

    @Test
    void update_keepsThePlacesOfWhatStays() {
        ObjectId set = set("a", "b", "c");
        assertThat(updated(SetOperation.SET_OPERATION_UNION, set, set("d", "b"), set("e", "d")))
                .isTrue();
        assertThat(content(set)).containsExactly("a", "b", "c", "d", "e");
        assertThat(updated(SetOperation.SET_OPERATION_INTERSECTION, set, set("e", "b", "a"), set("b", "e")))
                .isTrue();
        assertThat(content(set)).containsExactly("b", "e");
        assertThat(updated(SetOperation.SET_OPERATION_SYMMETRIC_DIFFERENCE, set, set("x", "b")))
                .isTrue();
        assertThat(content(set)).containsExactly("e", "x");
        assertThat(updated(SetOperation.SET_OPERATION_DIFFERENCE, set, set("y", "e"), set("z")))
                .isTrue();
        assertThat(content(set)).containsExactly("x");
    }

    @Test
    void update_saysWhetherItChangedAnything() {
        ObjectId set = set("a", "b");
        assertThat(updated(SetOperation.SET_OPERATION_UNION, set, set("b"))).isFalse();
        assertThat(updated(SetOperation.SET_OPERATION_INTERSECTION, set, set("b", "c", "a")))
                .isFalse();
        assertThat(updated(SetOperation.SET_OPERATION_DIFFERENCE, set, set("c")))
                .isFalse();
        assertThat(updated(SetOperation.SET_OPERATION_SYMMETRIC_DIFFERENCE, set, set()))
                .isFalse();
        // As many as before, but others.
        assertThat(updated(SetOperation.SET_OPERATION_SYMMETRIC_DIFFERENCE, set, set("b", "c")))
                .isTrue();
        assertThat(content(set)).containsExactly("a", "c");
    }

    @Test
    void operationsWithoutAnyOtherSet() {
        ObjectId set = set("a");
        for (SetOperation operation : List.of(
                SetOperation.SET_OPERATION_UNION,
                SetOperation.SET_OPERATION_INTERSECTION,
                SetOperation.SET_OPERATION_DIFFERENCE)) {
            assertThat(updated(operation, set)).isFalse();
            assertThat(content(combined(operation, set))).containsExactly("a");
        }
    }

    @Test
    void operationsWithItself() {
        ObjectId set = set("a", "b");
        assertThat(updated(SetOperation.SET_OPERATION_UNION, set, set)).isFalse();
        assertThat(updated(SetOperation.SET_OPERATION_INTERSECTION, set, set)).isFalse();
        assertThat(content(combined(SetOperation.SET_OPERATION_SYMMETRIC_DIFFERENCE, set, set)))
                .isEmpty();
        assertThat(holds(SetRelation.SET_RELATION_EQUAL, set, set)).isTrue();
        assertThat(updated(SetOperation.SET_OPERATION_DIFFERENCE, set, set)).isTrue();
        assertThat(content(set)).isEmpty();
    }

    @Test
    void combine_makesASetOfItsOwn() {
        ObjectId a = set("a", "b");
        ObjectId b = set("b", "c");
        ObjectId union = combined(SetOperation.SET_OPERATION_UNION, a, b);
        machine.call(SetsGrpc.getAddMethod(), add(union, Elements.of("d")));
        machine.call(SetsGrpc.getAddMethod(), add(a, Elements.of("e")));
        machine.call(SetsGrpc.getRemoveMethod(), remove(b, "b"));
        assertThat(content(union)).containsExactly("a", "b", "c", "d");
        assertThat(content(a)).containsExactly("a", "b", "e");
        assertThat(content(b)).containsExactly("c");
    }

    @Test
    void relations() {
        ObjectId abc = set("a", "b", "c");
        ObjectId cb = set("c", "b");
        ObjectId x = set("x");
        ObjectId none = set();
        assertThat(holds(SetRelation.SET_RELATION_SUBSET, cb, abc)).isTrue();
        assertThat(holds(SetRelation.SET_RELATION_SUBSET, abc, cb)).isFalse();
        assertThat(holds(SetRelation.SET_RELATION_SUPERSET, abc, cb)).isTrue();
        assertThat(holds(SetRelation.SET_RELATION_SUPERSET, abc, x)).isFalse();
        assertThat(holds(SetRelation.SET_RELATION_SUBSET, none, x)).isTrue();
        assertThat(holds(SetRelation.SET_RELATION_DISJOINT, abc, x)).isTrue();
        assertThat(holds(SetRelation.SET_RELATION_DISJOINT, x, abc)).isTrue();
        assertThat(holds(SetRelation.SET_RELATION_DISJOINT, abc, cb)).isFalse();
        assertThat(holds(SetRelation.SET_RELATION_DISJOINT, none, none)).isTrue();
        assertThat(holds(SetRelation.SET_RELATION_EQUAL, cb, set("b", "c"))).isTrue();
        assertThat(holds(SetRelation.SET_RELATION_EQUAL, cb, set("b", "d"))).isFalse();
        assertThat(holds(SetRelation.SET_RELATION_EQUAL, cb, abc)).isFalse();
    }

    @Test
    void otherObjectsThatAreNoSets() {
        ObjectId set = set("a");
        ObjectId list = machine.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                .getId();
        ObjectId gone = set("b");
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setId(gone).build());
        for (var wrong : List.of(
                List.of(list, Code.MISMATCH),
                List.of(gone, Code.NO_SUCH_OBJECT),
                List.of(ObjectId.getDefaultInstance(), Code.NO_SUCH_OBJECT))) {
            ObjectId other = (ObjectId) wrong.get(0);
            Object code = wrong.get(1);
            assertThat(machine.refused(
                                    SetsGrpc.getUpdateMethod(),
                                    update(SetOperation.SET_OPERATION_UNION, set, set, other))
                            .getCode())
                    .isEqualTo(code);
            assertThat(machine.refused(
                                    SetsGrpc.getCombineMethod(), combine(SetOperation.SET_OPERATION_UNION, set, other))
                            .getCode())
                    .isEqualTo(code);
            assertThat(machine.refused(
                                    SetsGrpc.getCompareMethod(),
                                    SetCompareRequest.newBuilder()
                                            .setSet(set)
                                            .setRelation(SetRelation.SET_RELATION_EQUAL)
                                            .setOther(other)
                                            .build())
                            .getCode())
                    .isEqualTo(code);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 99})
    void unknownOperations(int number) {
        ObjectId set = set("a");
        assertThat(machine.refused(
                                SetsGrpc.getUpdateMethod(),
                                SetUpdateRequest.newBuilder()
                                        .setSet(set)
                                        .setOperationValue(number)
                                        .build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(machine.refused(
                                SetsGrpc.getCompareMethod(),
                                SetCompareRequest.newBuilder()
                                        .setSet(set)
                                        .setRelationValue(number)
                                        .setOther(set)
                                        .build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void symmetricDifference_isOfTwo() {
        ObjectId set = set("a");
        for (ObjectId[] others : List.of(new ObjectId[0], new ObjectId[] {set, set})) {
            assertThat(machine.refused(
                                    SetsGrpc.getUpdateMethod(),
                                    update(SetOperation.SET_OPERATION_SYMMETRIC_DIFFERENCE, set, others))
                            .getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
    }

    // Limits -----------------------------------------------------------------------------------------------------

    @Test
    void objectElements_areLimited() {
        machine.limit("object-elements", 3);
        ObjectId set = set("a", "b");
        assertLimit(machine.refused(SetsGrpc.getAddAllMethod(), addAll(set, "c", "d")), "object-elements", 3, 4);
        // What is there already takes no room.
        machine.call(SetsGrpc.getAddAllMethod(), addAll(set, "a", "b", "c", "c"));
        assertLimit(machine.refused(SetsGrpc.getAddMethod(), add(set, Elements.of("d"))), "object-elements", 3, 4);
        machine.call(SetsGrpc.getAddMethod(), add(set, Elements.of("a")));
        ObjectId other = set("c", "d");
        assertLimit(
                machine.refused(SetsGrpc.getUpdateMethod(), update(SetOperation.SET_OPERATION_UNION, set, other)),
                "object-elements",
                3,
                4);
        assertLimit(
                machine.refused(SetsGrpc.getCombineMethod(), combine(SetOperation.SET_OPERATION_UNION, set, other)),
                "object-elements",
                3,
                4);
        // One goes, one comes.
        assertThat(updated(SetOperation.SET_OPERATION_SYMMETRIC_DIFFERENCE, set, other))
                .isTrue();
        assertThat(content(set)).containsExactly("a", "b", "d");
    }

    @Test
    void totalBytes_areLimited() {
        machine.limit("total-bytes", 100);
        ObjectId set = set();
        machine.call(SetsGrpc.getAddMethod(), add(set, Elements.sized(40)));
        ObjectId other = set();
        machine.call(SetsGrpc.getAddMethod(), add(other, Elements.sized(50)));
        assertLimit(
                machine.refused(SetsGrpc.getUpdateMethod(), update(SetOperation.SET_OPERATION_UNION, set, other)),
                "total-bytes",
                100,
                140);
        assertLimit(
                machine.refused(SetsGrpc.getCombineMethod(), combine(SetOperation.SET_OPERATION_UNION, set)),
                "total-bytes",
                100,
                130);
        assertLimit(machine.refused(SetsGrpc.getAddMethod(), add(set, Elements.sized(11))), "total-bytes", 100, 101);
        machine.call(SetsGrpc.getAddMethod(), add(set, Elements.sized(10)));
        // Twice the same.
        machine.call(
                SetsGrpc.getAddAllMethod(),
                SetAddAllRequest.newBuilder()
                        .setSet(set)
                        .addElements(Elements.sized(10))
                        .addElements(Elements.sized(10))
                        .build());
        assertThat(machine.bytes()).isEqualTo(100);
    }

    @Test
    void objects_areLimited() {
        machine.limit("objects", 2);
        ObjectId set = set("a");
        ObjectId copy = combined(SetOperation.SET_OPERATION_UNION, set);
        assertLimit(
                machine.refused(SetsGrpc.getCombineMethod(), combine(SetOperation.SET_OPERATION_UNION, set)),
                "objects",
                2,
                3);
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setId(copy).build());
        assertThat(content(combined(SetOperation.SET_OPERATION_UNION, set))).containsExactly("a");
    }

    // Against java.util ------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(
            value = SetOperation.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SET_OPERATION_UNSPECIFIED", "UNRECOGNIZED"})
    void operationsAreThoseOfJavaUtil(SetOperation operation) {
        machine.withoutCheckOfEachCall();
        Random random = new Random(operation.getNumber());
        for (int round = 0; round < 60; round++) {
            int range = 1 + random.nextInt(400);
            List<Set<String>> models = new ArrayList<>();
            List<ObjectId> sets = new ArrayList<>();
            int others = operation == SetOperation.SET_OPERATION_SYMMETRIC_DIFFERENCE ? 1 : random.nextInt(4);
            for (int i = 0; i <= others; i++) {
                String[] elements = IntStream.range(0, random.nextInt(range))
                        .mapToObj(n -> "e" + random.nextInt(range))
                        .toArray(String[]::new);
                models.add(new LinkedHashSet<>(Arrays.asList(elements)));
                sets.add(set(elements));
            }
            Set<String> expected = new LinkedHashSet<>(models.get(0));
            for (Set<String> other : models.subList(1, models.size())) {
                apply(operation, expected, other);
            }
            ObjectId[] ids = sets.subList(1, sets.size()).toArray(ObjectId[]::new);
            ObjectId result = combined(operation, sets.get(0), ids);
            assertThat(content(result)).containsExactlyElementsOf(expected);
            assertThat(content(sets.get(0))).containsExactlyElementsOf(models.get(0));
            assertThat(updated(operation, sets.get(0), ids)).isEqualTo(!expected.equals(models.get(0)));
            assertThat(content(sets.get(0))).containsExactlyElementsOf(expected);
            assertThat(holds(SetRelation.SET_RELATION_EQUAL, sets.get(0), result))
                    .isTrue();
            for (int i = 1; i < sets.size(); i++) {
                assertThat(content(sets.get(i))).containsExactlyElementsOf(models.get(i));
                assertThat(holds(SetRelation.SET_RELATION_SUPERSET, result, sets.get(i)))
                        .isEqualTo(expected.containsAll(models.get(i)));
            }
        }
    }

    private static void apply(SetOperation operation, Set<String> to, Set<String> other) {
        switch (operation) {
            case SET_OPERATION_UNION -> to.addAll(other);
            case SET_OPERATION_INTERSECTION -> to.retainAll(other);
            case SET_OPERATION_DIFFERENCE -> to.removeAll(other);
            default -> {
                Set<String> added = new LinkedHashSet<>(other);
                added.removeAll(to);
                to.removeAll(other);
                to.addAll(added);
            }
        }
    }
}
