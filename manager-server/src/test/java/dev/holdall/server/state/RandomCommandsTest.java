package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.DictEntry;
import dev.holdall.v1.DictPageRequest;
import dev.holdall.v1.DictPopRequest;
import dev.holdall.v1.DictPutAllRequest;
import dev.holdall.v1.DictRemoveRequest;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListInsertRequest;
import dev.holdall.v1.ListPageRequest;
import dev.holdall.v1.ListRemoveRangeRequest;
import dev.holdall.v1.ListReverseRequest;
import dev.holdall.v1.ListSetRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenDictRequest;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenValueRequest;
import dev.holdall.v1.QueueOfferAllReply;
import dev.holdall.v1.QueuePageReply;
import dev.holdall.v1.QueuePollReply;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.ValueGetRequest;
import dev.holdall.v1.ValueSetRequest;
import dev.holdall.v1.ValuesGrpc;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of random commands of several sessions and of none, checked against simple models. */
class RandomCommandsTest {
    private static final int STEPS = 3_000;
    private static final long CAPACITY = 5;

    @RegisterExtension
    final TestMachine machine = new TestMachine().withoutCheckOfEachCall();

    private Random random = new Random(0);
    private int lastElement;

    /** A call that put elements, or is to. */
    private record Put(Pending<?> call, TestSession by, List<Integer> elements) {}

    /** A call that took elements, or is to. */
    private record Take(Pending<?> call, TestSession by) {}

    private final List<TestSession> sessions = new ArrayList<>();
    private final List<Put> puts = new ArrayList<>();
    private final List<Take> takes = new ArrayList<>();
    /** Elements that are certainly in the queue or were; of parked puts only once they are done. */
    private final Set<Integer> accepted = new HashSet<>();

    private final Set<Integer> gone = new HashSet<>();

    private final List<Integer> list = new ArrayList<>();
    private final Map<Integer, Integer> dict = new LinkedHashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void nothingIsLostNothingIsThereTwiceAndNobodyWaitsForWhatIsThere(long seed) {
        random = new Random(seed);
        ObjectId queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", CAPACITY))
                .getId();
        ObjectId listId = machine.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName("l").build())
                .getId();
        ObjectId dictId = machine.call(
                        DictsGrpc.getOpenMethod(),
                        OpenDictRequest.newBuilder().setName("d").build())
                .getId();
        ObjectId value = machine.call(
                        ValuesGrpc.getOpenMethod(),
                        OpenValueRequest.newBuilder().setInitial(Elements.NULL).build())
                .getId();
        for (int i = 0; i < 4; i++) {
            sessions.add(machine.open());
        }
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> put(queue);
                case 3, 4, 5 -> take(queue);
                case 6 -> settle();
                case 7 -> disturb();
                case 8 -> changeList(listId);
                case 9 -> changeDict(dictId);
                case 10 -> {
                    ByteString next = Elements.of(step);
                    call(
                            ValuesGrpc.getSetMethod(),
                            ValueSetRequest.newBuilder()
                                    .setValue(value)
                                    .setNewValue(next)
                                    .build());
                    assertThat(call(
                                            ValuesGrpc.getGetMethod(),
                                            ValueGetRequest.newBuilder()
                                                    .setValue(value)
                                                    .build())
                                    .reply()
                                    .getValue())
                            .isEqualTo(next);
                }
                default -> machine.advance(Duration.ofMillis(random.nextInt(30)));
            }
            if (step % 10 == 0) {
                check(queue);
                acknowledgeOthers();
            }
        }
        check(queue);
        check(listId, dictId);
        assertThat(accepted).hasSizeGreaterThan(300);
        assertThat(gone).hasSizeGreaterThan(100);
    }

    // What happens -----------------------------------------------------------------------------------------------

    private TestSession anybody() {
        return sessions.get(random.nextInt(sessions.size()));
    }

    /** By a session or by none. */
    private <Q extends Message, R extends Message> Pending<R> call(MethodDescriptor<Q, R> method, Q request) {
        return random.nextInt(4) == 0
                ? machine.start(method, request)
                : anybody().start(method, request);
    }

    private Duration someTime() {
        return Duration.ofMillis(random.nextInt(3) * 20L);
    }

    private void put(ObjectId queue) {
        TestSession by = random.nextInt(4) == 0 ? null : anybody();
        int element = ++lastElement;
        if (random.nextInt(4) == 0) {
            int count = random.nextInt(4);
            List<Integer> elements = new ArrayList<>();
            List<ByteString> encoded = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                elements.add(++lastElement);
                encoded.add(Elements.of(lastElement));
            }
            var request = QueueCalls.offerAll(queue).toBuilder()
                    .addAllElements(encoded)
                    .build();
            puts.add(new Put(start(by, QueuesGrpc.getOfferAllMethod(), request), by, elements));
            return;
        }
        var request = QueueCalls.put(queue, Elements.of(element)).toBuilder();
        if (random.nextBoolean()) {
            request.getWaitBuilder().setNanos(someTime().toNanos());
        }
        puts.add(new Put(start(by, QueuesGrpc.getPutMethod(), request.build()), by, List.of(element)));
    }

    private void take(ObjectId queue) {
        TestSession by = random.nextInt(6) == 0 ? null : anybody();
        if (random.nextInt(3) == 0) {
            takes.add(new Take(start(by, QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, random.nextInt(4))), by));
        } else {
            var request = random.nextBoolean() ? QueueCalls.take(queue) : QueueCalls.take(queue, someTime());
            takes.add(new Take(start(by, QueuesGrpc.getTakeMethod(), request), by));
        }
    }

    private <Q extends Message, R extends Message> Pending<R> start(
            TestSession by, MethodDescriptor<Q, R> method, Q request) {
        return by == null ? machine.start(method, request) : by.start(method, request);
    }

    /** Somebody acknowledges what he took, or gives it back. */
    private void settle() {
        TestSession session = anybody();
        List<Take> mine = takes.stream()
                .filter(take -> take.by() == session && !take.call().isParked())
                .toList();
        for (Take take : mine) {
            switch (random.nextInt(3)) {
                case 0 -> {
                    session.acknowledge(take.call());
                    gone.addAll(taken(take));
                    takes.remove(take);
                }
                case 1 -> {
                    session.giveBack(take.call());
                    takes.remove(take);
                }
                default -> {
                    // Later.
                }
            }
        }
    }

    /** Somebody withdraws a call, or his session ends and another begins. */
    private void disturb() {
        TestSession session = anybody();
        if (random.nextInt(3) > 0) {
            for (Take take : takes) {
                if (take.by() == session) {
                    session.withdraw(take.call());
                } else if (take.by() == null && random.nextBoolean()) {
                    machine.withdraw(take.call());
                }
            }
            puts.stream().filter(put -> put.by() == session).forEach(put -> session.withdraw(put.call()));
            return;
        }
        settlePuts();
        session.end();
        puts.removeIf(put -> put.by() == session);
        takes.removeIf(take -> take.by() == session);
        sessions.set(sessions.indexOf(session), machine.open());
    }

    private void settlePuts() {
        for (Put put : List.copyOf(puts)) {
            if (put.call().isParked()) {
                continue;
            }
            puts.remove(put);
            if (put.call().answer().hasError()) {
                continue;
            }
            Message reply = put.call().reply();
            int count = reply instanceof QueueOfferAllReply all
                    ? all.getAccepted()
                    : ((QueuePutReply) reply).getAccepted() ? 1 : 0;
            accepted.addAll(put.elements().subList(0, count));
        }
    }

    private void acknowledgeOthers() {
        for (TestSession session : sessions) {
            Set<Long> open = new TreeSet<>();
            takes.stream()
                    .filter(take -> take.by() == session)
                    .forEach(take -> open.add(take.call().seq()));
            puts.stream()
                    .filter(put -> put.by() == session)
                    .forEach(put -> open.add(put.call().seq()));
            session.acknowledgeBelow(open.isEmpty() ? session.nextSeq() : Collections.min(open));
        }
    }

    // What must be true ------------------------------------------------------------------------------------------

    private static List<Integer> taken(Take take) {
        if (take.call().isParked() || take.call().answer().hasError()) {
            return List.of();
        }
        Message reply = take.call().reply();
        List<ByteString> elements = reply instanceof QueuePollReply poll
                ? poll.getElementsList()
                : ((QueueTakeReply) reply).hasElement() ? List.of(((QueueTakeReply) reply).getElement()) : List.of();
        return elements.stream().map(Elements::text).map(Integer::valueOf).toList();
    }

    private void check(ObjectId queue) {
        settlePuts();
        for (Take take : List.copyOf(takes)) {
            if (take.by() == null && !take.call().isParked()) {
                // A unary taker has what it got.
                gone.addAll(taken(take));
                takes.remove(take);
            }
        }
        QueuePageReply page = machine.call(QueuesGrpc.getPageMethod(), QueueCalls.page(queue, 0, 0));
        assertThat(page.getMore()).isFalse();
        List<Integer> somewhere = new ArrayList<>(gone);
        page.getElementsList().forEach(element -> somewhere.add(Integer.valueOf(Elements.text(element))));
        takes.forEach(take -> somewhere.addAll(taken(take)));
        assertThat(somewhere).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(somewhere)).isEqualTo(new TreeSet<>(accepted));
        assertThat(page.getPositionsList()).isSorted();
        if (takes.stream().anyMatch(take -> take.call().isParked())) {
            assertThat(page.getElementsList())
                    .as("elements while somebody waits for one")
                    .isEmpty();
        }
        if (puts.stream().anyMatch(put -> put.call().isParked())) {
            assertThat(page.getElementsCount())
                    .as("elements while somebody waits for room")
                    .isGreaterThanOrEqualTo((int) CAPACITY);
        }
    }

    // Lists and dicts --------------------------------------------------------------------------------------------

    private void changeList(ObjectId id) {
        int number = ++lastElement;
        ByteString element = Elements.of(number);
        int size = list.size();
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                call(
                                ListsGrpc.getAppendMethod(),
                                ListAppendRequest.newBuilder()
                                        .setList(id)
                                        .setElement(element)
                                        .build())
                        .reply();
                list.add(number);
            }
            case 2 -> {
                int index = random.nextInt(size + 1);
                call(
                                ListsGrpc.getInsertMethod(),
                                ListInsertRequest.newBuilder()
                                        .setList(id)
                                        .setIndex(index)
                                        .addElements(element)
                                        .addElements(element)
                                        .build())
                        .reply();
                list.addAll(index, List.of(number, number));
            }
            case 3 -> {
                call(
                        ListsGrpc.getReverseMethod(),
                        ListReverseRequest.newBuilder().setList(id).build());
                Collections.reverse(list);
            }
            case 4 -> {
                if (size > 0) {
                    int index = random.nextInt(size);
                    call(
                                    ListsGrpc.getSetMethod(),
                                    ListSetRequest.newBuilder()
                                            .setList(id)
                                            .setIndex(index - size)
                                            .setElement(element)
                                            .build())
                            .reply();
                    list.set(index, number);
                }
            }
            default -> {
                int from = random.nextInt(size + 1);
                int to = from + random.nextInt(Math.min(3, size - from + 1));
                call(
                                ListsGrpc.getRemoveRangeMethod(),
                                ListRemoveRangeRequest.newBuilder()
                                        .setList(id)
                                        .setFrom(from)
                                        .setTo(to)
                                        .build())
                        .reply();
                list.subList(from, to).clear();
            }
        }
    }

    private void changeDict(ObjectId id) {
        int key = random.nextInt(50);
        switch (random.nextInt(4)) {
            case 0, 1 -> {
                DictPutAllRequest.Builder request =
                        DictPutAllRequest.newBuilder().setDict(id);
                for (int i = 0; i < 3; i++) {
                    int each = (key + random.nextInt(2)) % 50;
                    dict.put(each, ++lastElement);
                    request.addEntries(
                            DictEntry.newBuilder().setKey(Elements.of(each)).setValue(Elements.of(lastElement)));
                }
                call(DictsGrpc.getPutAllMethod(), request.build()).reply();
            }
            case 2 -> {
                call(
                                DictsGrpc.getRemoveMethod(),
                                DictRemoveRequest.newBuilder()
                                        .setDict(id)
                                        .setKey(Elements.of(key))
                                        .build())
                        .reply();
                dict.remove(key);
            }
            default -> {
                boolean any = call(
                                DictsGrpc.getPopMethod(),
                                DictPopRequest.newBuilder()
                                        .setDict(id)
                                        .setFirst(true)
                                        .build())
                        .reply()
                        .hasEntry();
                assertThat(any).isEqualTo(!dict.isEmpty());
                if (any) {
                    dict.remove(dict.keySet().iterator().next());
                }
            }
        }
    }

    private void check(ObjectId listId, ObjectId dictId) {
        assertThat(machine.call(
                                ListsGrpc.getPageMethod(),
                                ListPageRequest.newBuilder().setList(listId).build())
                        .getElementsList())
                .containsExactlyElementsOf(
                        list.stream().map(number -> Elements.of((int) number)).toList());
        List<String> entries = new ArrayList<>();
        dict.forEach((key, value) -> entries.add(key + "=" + value));
        assertThat(machine
                        .call(
                                DictsGrpc.getPageMethod(),
                                DictPageRequest.newBuilder().setDict(dictId).build())
                        .getEntriesList()
                        .stream()
                        .map(entry -> Elements.text(entry.getKey()) + "=" + Elements.text(entry.getValue())))
                .containsExactlyElementsOf(entries);
    }
}
