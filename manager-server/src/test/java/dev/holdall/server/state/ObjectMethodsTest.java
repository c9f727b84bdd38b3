package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.Error;
import dev.holdall.v1.FindReply;
import dev.holdall.v1.FindRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.Named;
import dev.holdall.v1.NamesReply;
import dev.holdall.v1.NamesRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenDictRequest;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.QueuesGrpc;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectMethodsTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private static OpenListRequest open(String name) {
        return OpenListRequest.newBuilder().setName(name).build();
    }

    private ObjectId list(String name) {
        return machine.call(ListsGrpc.getOpenMethod(), open(name)).getId();
    }

    private static FindRequest find(String name) {
        return FindRequest.newBuilder().setName(name).build();
    }

    private boolean delete(String name) {
        return machine.call(
                        ObjectsGrpc.getDeleteMethod(),
                        DeleteRequest.newBuilder().setName(name).build())
                .getDeleted();
    }

    private NamesReply names(String after, int limit) {
        return machine.call(
                ObjectsGrpc.getNamesMethod(),
                NamesRequest.newBuilder().setAfter(after).setLimit(limit).build());
    }

    @Test
    void find_tellsIdAndType() {
        ObjectId list = list("l");
        assertThat(machine.call(ObjectsGrpc.getFindMethod(), find("l")).getObject())
                .isEqualTo(Named.newBuilder()
                        .setName("l")
                        .setId(list)
                        .setService("holdall.v1.Lists")
                        .build());
        assertThat(machine.call(ObjectsGrpc.getFindMethod(), find("m"))).isEqualTo(FindReply.getDefaultInstance());
    }

    @Test
    void delete_byNameAndById() {
        ObjectId list = list("l");
        assertThat(delete("l")).isTrue();
        assertThat(delete("l")).isFalse();
        ObjectId nameless = list("");
        DeleteRequest byId = DeleteRequest.newBuilder().setId(nameless).build();
        assertThat(machine.call(ObjectsGrpc.getDeleteMethod(), byId).getDeleted())
                .isTrue();
        assertThat(machine.call(ObjectsGrpc.getDeleteMethod(), byId).getDeleted())
                .isFalse();
        ObjectId again = list("l");
        for (ObjectId other : List.of(
                list,
                again.toBuilder().setEpoch(again.getEpoch() ^ 1).build(),
                again.toBuilder().setShard(1).build(),
                ObjectId.getDefaultInstance())) {
            assertThat(machine.call(
                                    ObjectsGrpc.getDeleteMethod(),
                                    DeleteRequest.newBuilder().setId(other).build())
                            .getDeleted())
                    .isFalse();
        }
        assertThat(machine.call(ObjectsGrpc.getFindMethod(), find("l"))
                        .getObject()
                        .getId())
                .isEqualTo(again);
    }

    @Test
    void delete_ofNothingNamedIsRefused() {
        assertThat(machine.refused(ObjectsGrpc.getDeleteMethod(), DeleteRequest.getDefaultInstance())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void delete_freesTheNameForAnotherType() {
        list("l");
        delete("l");
        machine.call(
                DictsGrpc.getOpenMethod(),
                OpenDictRequest.newBuilder().setName("l").build());
        assertThat(machine.call(ObjectsGrpc.getFindMethod(), find("l"))
                        .getObject()
                        .getService())
                .isEqualTo("holdall.v1.Dicts");
    }

    @Test
    void delete_freesTheBytes() {
        ObjectId queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", 0))
                .getId();
        machine.call(QueuesGrpc.getOfferAllMethod(), QueueCalls.offerAll(queue, "a", "b"));
        assertThat(machine.bytes()).isEqualTo(6);
        delete("q");
        assertThat(machine.bytes()).isZero();
    }

    @Test
    void names_areSortedByTheirBytesAndPaged() {
        // In UTF-16, the last one would come before the one before it.
        List<String> sorted = List.of("B", "a", "aa", "b", "ä", "\uff21", "\ud83d\ude00");
        List<String> shuffled = new ArrayList<>(sorted);
        java.util.Collections.shuffle(shuffled, new java.util.Random(1));
        shuffled.forEach(this::list);
        list("");
        NamesReply all = names("", 0);
        assertThat(all.getObjectsList().stream().map(Named::getName)).containsExactlyElementsOf(sorted);
        assertThat(all.getMore()).isFalse();

        List<String> seen = new ArrayList<>();
        NamesReply page = names("", 2);
        while (page.getObjectsCount() > 0) {
            page.getObjectsList().forEach(named -> seen.add(named.getName()));
            assertThat(page.getMore()).isEqualTo(seen.size() < sorted.size());
            page = names(seen.get(seen.size() - 1), 2);
        }
        assertThat(seen).containsExactlyElementsOf(sorted);
        assertThat(names("aaa", -1).getObjects(0).getName()).isEqualTo("b");
    }

    @Tag("size")
    @Test
    void names_showAThousandAtMost() {
        machine.withoutCheckOfEachCall();
        for (int i = 0; i < 1_100; i++) {
            list("l" + i);
        }
        for (int limit : new int[] {0, 5_000, -1}) {
            NamesReply reply = names("", limit);
            assertThat(reply.getObjectsCount()).isEqualTo(1_000);
            assertThat(reply.getMore()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0",
                "a\0b",
                "a\nb",
                "\u007f",
                "\u0085",
                "../x",
                "..",
                ".",
                "a/../b",
                "a/.",
                "/..",
                "\u202e",
                "abc\u202edcba",
                "\u2066x\u2069",
                "\u200b",
                "\ufeff",
                "\u00ad",
                "\u2028",
                "\udb40\udc41",
                "a\u034fb",
                "\u115f",
                "\u1160",
                "\u17b4",
                "\u180b",
                "\u3164",
                "\uffa0",
            })
    void nameThatIsNone(String name) {
        assertThat(machine.refused(ListsGrpc.getOpenMethod(), open(name)).getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(machine.refused(ObjectsGrpc.getFindMethod(), find(name)).getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(machine.refused(
                                ObjectsGrpc.getDeleteMethod(),
                                DeleteRequest.newBuilder().setName(name).build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "a/b/c", "/", "...", "a..b", "größe", "\u65e5\u672c", "\ud83d\ude00", "x:y@z%"})
    void nameThatIsOne(String name) {
        ObjectId list = list(name);
        assertThat(machine.call(ObjectsGrpc.getFindMethod(), find(name))
                        .getObject()
                        .getId())
                .isEqualTo(list);
    }

    @Test
    void emptyName_isRefusedWhereOneIsNeeded() {
        assertThat(machine.refused(ObjectsGrpc.getFindMethod(), find("")).getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(machine.refused(
                                ObjectsGrpc.getDeleteMethod(),
                                DeleteRequest.newBuilder().setName("").build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void nameBytes_areLimitedAndCountedInUtf8() {
        machine.limit("name-bytes", 10);
        list("äääää");
        Error error = machine.refused(ListsGrpc.getOpenMethod(), open("ääääää"));
        assertThat(error.getCode()).isEqualTo(Code.LIMIT_EXCEEDED);
        assertThat(error.getLimit().getName()).isEqualTo("name-bytes");
        assertThat(error.getLimit().getAllowed()).isEqualTo(10);
        assertThat(error.getLimit().getAsked()).isEqualTo(12);
        Error huge = machine.refused(ObjectsGrpc.getFindMethod(), find("x".repeat(1 << 20)));
        assertThat(huge.getLimit().getAsked()).isEqualTo(1 << 20);
        // The name itself is not sent back.
        assertThat(huge.getSerializedSize()).isLessThan(200);
    }

    @Test
    void objects_areLimited() {
        machine.limit("objects", 2);
        list("a");
        list("");
        for (String name : List.of("b", "")) {
            Error error = machine.refused(ListsGrpc.getOpenMethod(), open(name));
            assertThat(error.getCode()).isEqualTo(Code.LIMIT_EXCEEDED);
            assertThat(error.getLimit().getName()).isEqualTo("objects");
            assertThat(error.getLimit().getAllowed()).isEqualTo(2);
            assertThat(error.getLimit().getAsked()).isEqualTo(3);
        }
        // What is there can still be opened, and a deletion makes room.
        list("a");
        delete("a");
        list("b");
        assertThat(names("", 0).getObjectsCount()).isEqualTo(1);
    }
}
