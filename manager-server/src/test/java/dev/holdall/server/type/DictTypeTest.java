package dev.holdall.server.type;

import static dev.holdall.server.type.ListTypeTest.assertLimit;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.TestMachine;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.DictClearRequest;
import dev.holdall.v1.DictCompareAndRemoveRequest;
import dev.holdall.v1.DictCompareAndSetReply;
import dev.holdall.v1.DictCompareAndSetRequest;
import dev.holdall.v1.DictContainsKeyRequest;
import dev.holdall.v1.DictContainsValueRequest;
import dev.holdall.v1.DictEntry;
import dev.holdall.v1.DictGetAllReply;
import dev.holdall.v1.DictGetAllRequest;
import dev.holdall.v1.DictGetReply;
import dev.holdall.v1.DictGetRequest;
import dev.holdall.v1.DictPageReply;
import dev.holdall.v1.DictPageRequest;
import dev.holdall.v1.DictPopReply;
import dev.holdall.v1.DictPopRequest;
import dev.holdall.v1.DictPutAllRequest;
import dev.holdall.v1.DictPutIfAbsentReply;
import dev.holdall.v1.DictPutIfAbsentRequest;
import dev.holdall.v1.DictPutReply;
import dev.holdall.v1.DictPutRequest;
import dev.holdall.v1.DictRemoveReply;
import dev.holdall.v1.DictRemoveRequest;
import dev.holdall.v1.DictReplaceReply;
import dev.holdall.v1.DictReplaceRequest;
import dev.holdall.v1.DictSizeRequest;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenDictRequest;
import dev.holdall.v1.OpenListRequest;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DictTypeTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    /** A dict of keys and values, in turns. */
    private ObjectId dict(String... entries) {
        ObjectId dict = machine.call(
                        DictsGrpc.getOpenMethod(),
                        OpenDictRequest.newBuilder().setName("d").build())
                .getId();
        machine.call(DictsGrpc.getPutAllMethod(), putAll(dict, entries));
        return dict;
    }

    private static List<DictEntry> entries(String... entries) {
        List<DictEntry> all = new ArrayList<>();
        for (int i = 0; i < entries.length; i += 2) {
            all.add(entry(Elements.of(entries[i]), Elements.of(entries[i + 1])));
        }
        return all;
    }

    private static DictEntry entry(ByteString key, ByteString value) {
        return DictEntry.newBuilder().setKey(key).setValue(value).build();
    }

    private static DictPutAllRequest putAll(ObjectId dict, String... entries) {
        return DictPutAllRequest.newBuilder()
                .setDict(dict)
                .addAllEntries(entries(entries))
                .build();
    }

    private static DictPutRequest put(ObjectId dict, ByteString key, ByteString value) {
        return DictPutRequest.newBuilder()
                .setDict(dict)
                .setKey(key)
                .setValue(value)
                .setReturnPrevious(true)
                .build();
    }

    private static DictPutRequest put(ObjectId dict, String key, String value) {
        return put(dict, Elements.of(key), Elements.of(value));
    }

    private DictPageReply page(ObjectId dict, long after, int limit) {
        return machine.call(
                DictsGrpc.getPageMethod(),
                DictPageRequest.newBuilder()
                        .setDict(dict)
                        .setAfter(after)
                        .setLimit(limit)
                        .build());
    }

    private List<String> content(ObjectId dict) {
        return page(dict, 0, 0).getEntriesList().stream()
                .map(entry -> Elements.text(entry.getKey()) + "=" + Elements.text(entry.getValue()))
                .toList();
    }

    private <Q extends Message, R extends Message> Code refused(MethodDescriptor<Q, R> method, Q request) {
        return machine.refused(method, request).getCode();
    }

    @Test
    void put_keepsTheOrderOfInsertion() {
        ObjectId dict = dict("b", "1", "a", "2");
        assertThat(machine.call(DictsGrpc.getPutMethod(), put(dict, "c", "3")))
                .isEqualTo(DictPutReply.getDefaultInstance());
        DictPutReply reply = machine.call(DictsGrpc.getPutMethod(), put(dict, "b", "4"));
        assertThat(Elements.text(reply.getPrevious())).isEqualTo("1");
        DictPutRequest silent =
                put(dict, "a", "5").toBuilder().setReturnPrevious(false).build();
        assertThat(machine.call(DictsGrpc.getPutMethod(), silent)).isEqualTo(DictPutReply.getDefaultInstance());
        assertThat(content(dict)).containsExactly("b=4", "a=5", "c=3");
    }

    @Test
    void putAll_givesAKeyThatOccursTwiceTheLaterValue() {
        ObjectId dict = dict("a", "1");
        machine.call(DictsGrpc.getPutAllMethod(), putAll(dict, "b", "2", "a", "3", "b", "4444"));
        assertThat(content(dict)).containsExactly("a=3", "b=4444");
    }

    @Test
    void putAll_isAllOrNothing() {
        DictPutAllRequest request = putAll(dict("a", "1"), "b", "2").toBuilder()
                .addEntries(entry(Elements.of("c"), Elements.NULL))
                .build();
        assertThat(refused(DictsGrpc.getPutAllMethod(), request)).isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void putIfAbsent_putsOnce() {
        ObjectId dict = dict("a", "1");
        DictPutIfAbsentRequest.Builder request =
                DictPutIfAbsentRequest.newBuilder().setDict(dict).setValue(Elements.of("2"));
        assertThat(machine.call(
                                DictsGrpc.getPutIfAbsentMethod(),
                                request.setKey(Elements.of("a")).build())
                        .getPresent())
                .isEqualTo(Elements.of("1"));
        assertThat(machine.call(
                        DictsGrpc.getPutIfAbsentMethod(),
                        request.setKey(Elements.of("b")).build()))
                .isEqualTo(DictPutIfAbsentReply.getDefaultInstance());
        assertThat(content(dict)).containsExactly("a=1", "b=2");
    }

    @Test
    void replace_needsTheKey() {
        ObjectId dict = dict("a", "1");
        DictReplaceRequest.Builder request =
                DictReplaceRequest.newBuilder().setDict(dict).setValue(Elements.of("2"));
        assertThat(machine.call(
                        DictsGrpc.getReplaceMethod(),
                        request.setKey(Elements.of("b")).build()))
                .isEqualTo(DictReplaceReply.getDefaultInstance());
        assertThat(machine.call(
                                DictsGrpc.getReplaceMethod(),
                                request.setKey(Elements.of("a")).build())
                        .getPrevious())
                .isEqualTo(Elements.of("1"));
        assertThat(content(dict)).containsExactly("a=2");
    }

    private DictCompareAndSetReply compareAndSet(ObjectId dict, String key, String expected, String value) {
        DictCompareAndSetRequest.Builder request =
                DictCompareAndSetRequest.newBuilder().setDict(dict).setKey(Elements.of(key));
        if (expected != null) {
            request.setExpected(Elements.of(expected));
        }
        if (value != null) {
            request.setValue(Elements.of(value));
        }
        return machine.call(DictsGrpc.getCompareAndSetMethod(), request.build());
    }

    @Test
    void compareAndSet_ofEachCombination() {
        ObjectId dict = dict("a", "1");
        assertThat(compareAndSet(dict, "a", "2", "3").getPresent()).isEqualTo(Elements.of("1"));
        assertThat(compareAndSet(dict, "a", null, "3").getDone()).isFalse();
        assertThat(compareAndSet(dict, "b", "1", "3")).isEqualTo(DictCompareAndSetReply.getDefaultInstance());
        assertThat(content(dict)).containsExactly("a=1");
        assertThat(compareAndSet(dict, "a", "1", "2").getDone()).isTrue();
        assertThat(compareAndSet(dict, "b", null, "3").getDone()).isTrue();
        assertThat(compareAndSet(dict, "c", null, null).getDone()).isTrue();
        assertThat(content(dict)).containsExactly("a=2", "b=3");
        assertThat(compareAndSet(dict, "a", "2", null).getDone()).isTrue();
        assertThat(content(dict)).containsExactly("b=3");
    }

    @Test
    void get_containsKey_containsValue() {
        ObjectId dict = dict("a", "1");
        DictGetRequest.Builder get = DictGetRequest.newBuilder().setDict(dict);
        assertThat(machine.call(
                                DictsGrpc.getGetMethod(),
                                get.setKey(Elements.of("a")).build())
                        .getValue())
                .isEqualTo(Elements.of("1"));
        assertThat(machine.call(
                        DictsGrpc.getGetMethod(), get.setKey(Elements.of("b")).build()))
                .isEqualTo(DictGetReply.getDefaultInstance());
        DictContainsKeyRequest.Builder key = DictContainsKeyRequest.newBuilder().setDict(dict);
        assertThat(machine.call(
                                DictsGrpc.getContainsKeyMethod(),
                                key.setKey(Elements.of("a")).build())
                        .getPresent())
                .isTrue();
        assertThat(machine.call(
                                DictsGrpc.getContainsKeyMethod(),
                                key.setKey(Elements.of("1")).build())
                        .getPresent())
                .isFalse();
        DictContainsValueRequest.Builder value =
                DictContainsValueRequest.newBuilder().setDict(dict);
        assertThat(machine.call(
                                DictsGrpc.getContainsValueMethod(),
                                value.setValue(Elements.of("1")).build())
                        .getPresent())
                .isTrue();
        for (ByteString other : List.of(Elements.of("a"), Elements.NULL)) {
            assertThat(machine.call(
                                    DictsGrpc.getContainsValueMethod(),
                                    value.setValue(other).build())
                            .getPresent())
                    .isFalse();
        }
    }

    @Test
    void getAll_givesWhatIsPresentInTheOrderAsked() {
        ObjectId dict = dict("a", "1", "b", "2", "c", "3");
        DictGetAllReply reply = machine.call(
                DictsGrpc.getGetAllMethod(),
                DictGetAllRequest.newBuilder()
                        .setDict(dict)
                        .addAllKeys(Elements.of("c", "x", "a", "a"))
                        .build());
        assertThat(reply.getEntriesList()).containsExactlyElementsOf(entries("c", "3", "a", "1", "a", "1"));
        assertThat(reply.getLookedUp()).isEqualTo(4);
    }

    @Test
    void getAll_endsEarlyWhenTheReplyIsFull() {
        ObjectId dict = dict();
        machine.call(DictsGrpc.getPutMethod(), put(dict, Elements.of("a"), Elements.sized(40_000)));
        DictGetAllReply reply = machine.call(
                DictsGrpc.getGetAllMethod(),
                DictGetAllRequest.newBuilder()
                        .setDict(dict)
                        .addAllKeys(Elements.of("x", "a", "a", "a", "a"))
                        .build());
        assertThat(reply.getEntriesCount()).isEqualTo(2);
        assertThat(reply.getLookedUp()).isEqualTo(3);
    }

    @Test
    void remove_returnsTheValue() {
        ObjectId dict = dict("a", "1", "b", "2");
        DictRemoveRequest request = DictRemoveRequest.newBuilder()
                .setDict(dict)
                .setKey(Elements.of("a"))
                .build();
        assertThat(machine.call(DictsGrpc.getRemoveMethod(), request).getPrevious())
                .isEqualTo(Elements.of("1"));
        assertThat(machine.call(DictsGrpc.getRemoveMethod(), request)).isEqualTo(DictRemoveReply.getDefaultInstance());
        machine.call(DictsGrpc.getPutMethod(), put(dict, "a", "3"));
        assertThat(content(dict)).containsExactly("b=2", "a=3");
    }

    @Test
    void compareAndRemove_removesWhatIsStillAsExpected() {
        ObjectId dict = dict("a", "1", "b", "2", "c", "3");
        DictCompareAndRemoveRequest request = DictCompareAndRemoveRequest.newBuilder()
                .setDict(dict)
                .addAllEntries(entries("a", "1", "b", "x", "z", "1", "c", "3", "c", "3"))
                .build();
        assertThat(machine.call(DictsGrpc.getCompareAndRemoveMethod(), request).getRemoved())
                .isEqualTo(2);
        assertThat(content(dict)).containsExactly("b=2");
        assertThat(refused(
                        DictsGrpc.getCompareAndRemoveMethod(),
                        request.toBuilder()
                                .addAllEntries(entries("b", "2"))
                                .addEntries(entry(Elements.NOT_CANONICAL, Elements.of("a")))
                                .build()))
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void pop_takesTheLastOrTheFirst() {
        ObjectId dict = dict("a", "1", "b", "2", "c", "3");
        DictPopRequest last = DictPopRequest.newBuilder().setDict(dict).build();
        assertThat(machine.call(DictsGrpc.getPopMethod(), last).getEntry())
                .isEqualTo(entry(Elements.of("c"), Elements.of("3")));
        assertThat(machine.call(
                                DictsGrpc.getPopMethod(),
                                last.toBuilder().setFirst(true).build())
                        .getEntry())
                .isEqualTo(entry(Elements.of("a"), Elements.of("1")));
        machine.call(DictsGrpc.getPopMethod(), last);
        assertThat(machine.call(DictsGrpc.getPopMethod(), last)).isEqualTo(DictPopReply.getDefaultInstance());
        assertThat(content(dict)).isEmpty();
    }

    @Test
    void page_goesOnBehindItsLastEntryEvenIfThatWasRemoved() {
        ObjectId dict = dict("a", "1", "b", "2", "c", "3", "d", "4");
        DictPageReply first = page(dict, 0, 2);
        assertThat(first.getEntriesCount()).isEqualTo(2);
        assertThat(first.getMore()).isTrue();
        machine.call(
                DictsGrpc.getRemoveMethod(),
                DictRemoveRequest.newBuilder()
                        .setDict(dict)
                        .setKey(Elements.of("b"))
                        .build());
        DictPageReply second = page(dict, first.getLast(), 2);
        assertThat(second.getEntriesList()).containsExactlyElementsOf(entries("c", "3", "d", "4"));
        assertThat(second.getMore()).isFalse();
        DictPageReply end = page(dict, second.getLast(), 2);
        assertThat(end.getEntriesList()).isEmpty();
        assertThat(end.getLast()).isEqualTo(second.getLast());
        assertThat(end.getMore()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void page_behindAllEntriesIsEmpty(long after) {
        DictPageReply reply = page(dict("a", "1"), after, 0);
        assertThat(reply.getEntriesList()).isEmpty();
        assertThat(reply.getMore()).isFalse();
        assertThat(reply.getLast()).isEqualTo(after);
    }

    @Test
    void page_ofKeysOnlyAndOfManyBytes() {
        ObjectId dict = dict();
        for (String key : List.of("a", "b", "c")) {
            machine.call(DictsGrpc.getPutMethod(), put(dict, Elements.of(key), Elements.sized(40_000)));
        }
        assertThat(page(dict, 0, 0).getEntriesCount()).isEqualTo(2);
        assertThat(page(dict, 0, 0).getMore()).isTrue();
        DictPageReply keys = machine.call(
                DictsGrpc.getPageMethod(),
                DictPageRequest.newBuilder().setDict(dict).setKeysOnly(true).build());
        assertThat(keys.getEntriesCount()).isEqualTo(3);
        assertThat(keys.getEntriesList()).allMatch(entry -> entry.getValue().isEmpty());
        assertThat(page(dict, 0, -1).getEntriesCount()).isEqualTo(2);
    }

    @Test
    void sizeAndClear() {
        ObjectId dict = dict("a", "1", "b", "2");
        DictSizeRequest size = DictSizeRequest.newBuilder().setDict(dict).build();
        long last = page(dict, 0, 0).getLast();
        assertThat(machine.call(DictsGrpc.getSizeMethod(), size).getSize()).isEqualTo(2);
        machine.call(
                DictsGrpc.getClearMethod(),
                DictClearRequest.newBuilder().setDict(dict).build());
        assertThat(machine.call(DictsGrpc.getSizeMethod(), size).getSize()).isZero();
        assertThat(machine.bytes()).isZero();
        // A reader's place stays behind what it has seen.
        machine.call(DictsGrpc.getPutMethod(), put(dict, "c", "3"));
        assertThat(page(dict, last, 0).getEntriesCount()).isEqualTo(1);
    }

    @Test
    void manyKeys() {
        machine.withoutCheckOfEachCall();
        ObjectId dict = dict();
        DictPutAllRequest.Builder all = DictPutAllRequest.newBuilder().setDict(dict);
        IntStream.range(0, 3_000).forEach(i -> all.addEntries(entry(Elements.of(i), Elements.of(-i))));
        machine.call(DictsGrpc.getPutAllMethod(), all.build());
        for (int i = 0; i < 3_000; i += 2) {
            machine.call(
                    DictsGrpc.getRemoveMethod(),
                    DictRemoveRequest.newBuilder()
                            .setDict(dict)
                            .setKey(Elements.of(i))
                            .build());
        }
        List<String> seen = new ArrayList<>();
        long after = 0;
        DictPageReply page;
        do {
            page = page(dict, after, 100);
            page.getEntriesList().forEach(entry -> seen.add(Elements.text(entry.getKey())));
            after = page.getLast();
        } while (page.getMore());
        assertThat(seen)
                .containsExactlyElementsOf(IntStream.range(0, 1_500)
                        .mapToObj(i -> String.valueOf(2 * i + 1))
                        .toList());
    }

    // Rules ------------------------------------------------------------------------------------------------------

    static List<ByteString> neitherKeysNorValues() {
        return List.of(Elements.NULL, Elements.NOT_CANONICAL, ByteString.EMPTY);
    }

    @ParameterizedTest
    @MethodSource("neitherKeysNorValues")
    void keysAndValuesAreElementsAndNotNull(ByteString wrong) {
        ObjectId dict = dict("a", "1");
        ByteString right = Elements.of("a");
        assertThat(List.of(
                        refused(DictsGrpc.getPutMethod(), put(dict, wrong, right)),
                        refused(DictsGrpc.getPutMethod(), put(dict, right, wrong)),
                        refused(
                                DictsGrpc.getPutAllMethod(),
                                DictPutAllRequest.newBuilder()
                                        .setDict(dict)
                                        .addEntries(entry(right, right))
                                        .addEntries(entry(wrong, right))
                                        .build()),
                        refused(
                                DictsGrpc.getPutIfAbsentMethod(),
                                DictPutIfAbsentRequest.newBuilder()
                                        .setDict(dict)
                                        .setKey(right)
                                        .setValue(wrong)
                                        .build()),
                        refused(
                                DictsGrpc.getReplaceMethod(),
                                DictReplaceRequest.newBuilder()
                                        .setDict(dict)
                                        .setKey(right)
                                        .setValue(wrong)
                                        .build()),
                        refused(
                                DictsGrpc.getCompareAndSetMethod(),
                                DictCompareAndSetRequest.newBuilder()
                                        .setDict(dict)
                                        .setKey(right)
                                        .setExpected(Elements.of("1"))
                                        .setValue(wrong)
                                        .build()),
                        refused(
                                DictsGrpc.getGetMethod(),
                                DictGetRequest.newBuilder()
                                        .setDict(dict)
                                        .setKey(wrong)
                                        .build()),
                        refused(
                                DictsGrpc.getGetAllMethod(),
                                DictGetAllRequest.newBuilder()
                                        .setDict(dict)
                                        .addKeys(wrong)
                                        .build()),
                        refused(
                                DictsGrpc.getContainsKeyMethod(),
                                DictContainsKeyRequest.newBuilder()
                                        .setDict(dict)
                                        .setKey(wrong)
                                        .build()),
                        refused(
                                DictsGrpc.getRemoveMethod(),
                                DictRemoveRequest.newBuilder()
                                        .setDict(dict)
                                        .setKey(wrong)
                                        .build())))
                .containsOnly(Code.INVALID_ARGUMENT);
    }

    @Test
    void elementBytes_areLimitedForKeysAndValues() {
        machine.limit("element-bytes", 100);
        ObjectId dict = dict();
        ByteString right = Elements.sized(100);
        ByteString large = Elements.sized(101);
        assertLimit(machine.refused(DictsGrpc.getPutMethod(), put(dict, large, right)), "element-bytes", 100, 101);
        assertLimit(machine.refused(DictsGrpc.getPutMethod(), put(dict, right, large)), "element-bytes", 100, 101);
        machine.call(DictsGrpc.getPutMethod(), put(dict, right, right));
    }

    @Test
    void objectElements_countKeysNotPuts() {
        machine.limit("object-elements", 2);
        ObjectId dict = dict("a", "1", "b", "2");
        machine.call(DictsGrpc.getPutMethod(), put(dict, "a", "3"));
        machine.call(DictsGrpc.getPutAllMethod(), putAll(dict, "a", "4", "b", "5", "a", "6"));
        assertThat(compareAndSet(dict, "b", "5", "7").getDone()).isTrue();
        assertLimit(machine.refused(DictsGrpc.getPutMethod(), put(dict, "c", "3")), "object-elements", 2, 3);
        assertLimit(
                machine.refused(DictsGrpc.getPutAllMethod(), putAll(dict, "a", "9", "c", "3", "c", "4")),
                "object-elements",
                2,
                3);
        assertLimit(
                machine.refused(
                        DictsGrpc.getPutIfAbsentMethod(),
                        DictPutIfAbsentRequest.newBuilder()
                                .setDict(dict)
                                .setKey(Elements.of("c"))
                                .setValue(Elements.of("c"))
                                .build()),
                "object-elements",
                2,
                3);
        assertThat(content(dict)).containsExactly("a=6", "b=7");
    }

    @Test
    void totalBytes_countTheDifferenceOnly() {
        machine.limit("total-bytes", 103);
        ByteString key = Elements.of("a");
        ByteString full = Elements.sized(100);
        ObjectId dict = dict();
        machine.call(DictsGrpc.getPutMethod(), put(dict, key, full));
        assertThat(machine.bytes()).isEqualTo(103);
        machine.call(DictsGrpc.getPutMethod(), put(dict, key, full));
        machine.call(
                DictsGrpc.getReplaceMethod(),
                DictReplaceRequest.newBuilder()
                        .setDict(dict)
                        .setKey(key)
                        .setValue(full)
                        .build());
        machine.call(
                DictsGrpc.getCompareAndSetMethod(),
                DictCompareAndSetRequest.newBuilder()
                        .setDict(dict)
                        .setKey(key)
                        .setExpected(full)
                        .setValue(full)
                        .build());
        machine.call(
                DictsGrpc.getPutAllMethod(),
                DictPutAllRequest.newBuilder()
                        .setDict(dict)
                        // Too large at first, but not in the end.
                        .addEntries(entry(key, Elements.sized(120)))
                        .addEntries(entry(key, full))
                        .build());
        assertThat(machine.bytes()).isEqualTo(103);
        ByteString large = Elements.sized(101);
        assertLimit(machine.refused(DictsGrpc.getPutMethod(), put(dict, key, large)), "total-bytes", 103, 104);
        assertLimit(
                machine.refused(
                        DictsGrpc.getReplaceMethod(),
                        DictReplaceRequest.newBuilder()
                                .setDict(dict)
                                .setKey(key)
                                .setValue(large)
                                .build()),
                "total-bytes",
                103,
                104);
        assertLimit(
                machine.refused(
                        DictsGrpc.getPutAllMethod(),
                        DictPutAllRequest.newBuilder()
                                .setDict(dict)
                                .addEntries(entry(key, Elements.of("x")))
                                .addEntries(entry(key, large))
                                .build()),
                "total-bytes",
                103,
                104);
        machine.call(DictsGrpc.getPutMethod(), put(dict, key, Elements.of("x")));
        assertThat(machine.bytes()).isEqualTo(6);
    }

    @Test
    void anotherTypesObject_isAMismatch() {
        ObjectId list = machine.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName("l").build())
                .getId();
        assertThat(refused(DictsGrpc.getPutMethod(), put(list, "a", "1"))).isEqualTo(Code.MISMATCH);
        assertThat(refused(
                        DictsGrpc.getOpenMethod(),
                        OpenDictRequest.newBuilder().setName("l").build()))
                .isEqualTo(Code.MISMATCH);
    }

    @Test
    void deletedDict_isNotThere() {
        ObjectId dict = dict("a", "1");
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("d").build());
        assertThat(refused(DictsGrpc.getPutMethod(), put(dict, "a", "1"))).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(machine.bytes()).isZero();
        assertThat(content(dict())).isEmpty();
    }
}
