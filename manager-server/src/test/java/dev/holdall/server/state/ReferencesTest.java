package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.DictPutRequest;
import dev.holdall.v1.DictRemoveRequest;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.ExplainReply;
import dev.holdall.v1.ExplainRequest;
import dev.holdall.v1.HoldRequest;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListClearRequest;
import dev.holdall.v1.ListGetRequest;
import dev.holdall.v1.ListPermuteRequest;
import dev.holdall.v1.ListRemoveAtRequest;
import dev.holdall.v1.ListRemoveRangeRequest;
import dev.holdall.v1.ListReverseRequest;
import dev.holdall.v1.ListSearchRequest;
import dev.holdall.v1.ListSetRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.LockAcquireRequest;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.NamespaceRemoveRequest;
import dev.holdall.v1.NamespaceSetRequest;
import dev.holdall.v1.NamespacesGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenDictRequest;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenLockRequest;
import dev.holdall.v1.OpenNamespaceRequest;
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.OpenSetRequest;
import dev.holdall.v1.OpenValueRequest;
import dev.holdall.v1.Opened;
import dev.holdall.v1.QueueOfferRequest;
import dev.holdall.v1.QueueOrder;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.SetAddRequest;
import dev.holdall.v1.SetOperation;
import dev.holdall.v1.SetUpdateRequest;
import dev.holdall.v1.SetsGrpc;
import dev.holdall.v1.ValueSetRequest;
import dev.holdall.v1.ValuesGrpc;
import dev.holdall.wire.MethodNumber;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Objects without a name live as long as somebody refers to them, and no longer. */
class ReferencesTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine().collectingBy(3);

    private TestSession session;
    private ObjectId root;

    @BeforeEach
    void open() {
        session = machine.open();
        root = session.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName("root").build())
                .getId();
    }

    private ObjectId unnamed() {
        return session.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                .getId();
    }

    private static ByteString reference(ObjectId object) {
        return Elements.of(object, ListsGrpc.SERVICE_NAME);
    }

    private void append(ObjectId list, ByteString element) {
        session.call(
                ListsGrpc.getAppendMethod(),
                ListAppendRequest.newBuilder().setList(list).setElement(element).build());
    }

    private void removeAt(ObjectId list, long index) {
        session.call(
                ListsGrpc.getRemoveAtMethod(),
                ListRemoveAtRequest.newBuilder().setList(list).setIndex(index).build());
    }

    private ExplainReply explain(ObjectId object) {
        return machine.call(
                ObjectsGrpc.getExplainMethod(),
                ExplainRequest.newBuilder().setObject(object).build());
    }

    /** Another session puts it there and forgets it, so that nothing but the content of objects keeps it. */
    private ObjectId heldBy(java.util.function.Consumer<ByteString> put) {
        ObjectId object = unnamed();
        put.accept(reference(object));
        session.release(object, 1);
        machine.collect();
        assertThat(machine.exists(object)).as("it is still referred to").isTrue();
        return object;
    }

    private void assertGone(ObjectId object) {
        machine.collect();
        assertThat(machine.exists(object)).isFalse();
    }

    private void assertThere(ObjectId object) {
        machine.collect();
        assertThat(machine.exists(object)).isTrue();
    }

    @Nested
    class Sessions {
        @Test
        void an_object_lives_until_its_session_releases_it() {
            Pending<Opened> opened = session.start(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance());
            ObjectId object = opened.reply().getId();
            assertThat(opened.answer().getReferencesList()).containsExactly(object);
            assertThere(object);
            session.release(object, 1);
            assertGone(object);
        }

        @Test
        void one_with_a_name_needs_nobody_to_hold_it() {
            Pending<Opened> opened = session.start(
                    ListsGrpc.getOpenMethod(),
                    OpenListRequest.newBuilder().setName("other").build());
            assertThat(opened.answer().getReferencesList()).isEmpty();
            session.end();
            assertThere(opened.reply().getId());
        }

        @Test
        void one_made_without_a_session_lives_until_it_is_deleted() {
            ObjectId object = machine.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                    .getId();
            assertThat(explain(object).getUntilDeleted()).isTrue();
            append(root, reference(object));
            removeAt(root, 0);
            assertThere(object);
        }

        @Test
        void the_end_of_a_session_releases_all_that_it_held() {
            ObjectId object = unnamed();
            session.end();
            assertGone(object);
        }

        @Test
        void a_release_leaves_the_answers_that_it_does_not_mean() {
            ObjectId object = unnamed();
            append(root, reference(object));
            session.call(
                    ListsGrpc.getGetMethod(),
                    ListGetRequest.newBuilder().setList(root).setIndex(0).build());
            removeAt(root, 0);
            // Opened, got, and returned by the removal: three answers named it.
            assertThat(explain(object).getSessions(0).getDeliveries()).isEqualTo(3);
            session.release(object, 1);
            assertThere(object);
            session.release(object, 2);
            assertGone(object);
        }

        @Test
        void an_answer_counts_once_however_often_it_names_an_object() {
            ObjectId object = unnamed();
            append(root, reference(object));
            append(root, reference(object));
            Pending<?> page = session.start(
                    ListsGrpc.getPageMethod(),
                    dev.holdall.v1.ListPageRequest.newBuilder().setList(root).build());
            assertThat(page.answer().getReferencesList()).containsExactly(object);
            assertThat(explain(object).getSessions(0).getDeliveries()).isEqualTo(2);
        }

        @Test
        void releasing_too_much_or_what_is_not_held_does_no_harm() {
            ObjectId object = unnamed();
            append(root, reference(object));
            session.release(object, Long.MAX_VALUE);
            session.release(object, 1);
            session.release(
                    ObjectId.newBuilder()
                            .setEpoch(1)
                            .setNumber(object.getNumber())
                            .build(),
                    1);
            assertThere(object);
        }

        @Test
        void another_session_may_hold_it_too() {
            TestSession other = machine.open();
            ObjectId object = unnamed();
            other.call(
                    ObjectsGrpc.getHoldMethod(),
                    HoldRequest.newBuilder().addObjects(object).build());
            session.end();
            assertThere(object);
            other.end();
            assertGone(object);
        }

        @Test
        void what_is_gone_cannot_be_held() {
            ObjectId object = unnamed();
            ObjectId gone = unnamed();
            session.release(gone, 1);
            assertGone(gone);
            assertThat(session.refused(
                                    ObjectsGrpc.getHoldMethod(),
                                    HoldRequest.newBuilder()
                                            .addObjects(object)
                                            .addObjects(gone)
                                            .build())
                            .getCode())
                    .isEqualTo(Code.NO_SUCH_OBJECT);
            assertThat(explain(object).getSessions(0).getDeliveries()).isEqualTo(1);
        }

        @Test
        void an_answer_that_comes_a_second_time_counts_once() {
            Pending<Opened> opened = session.start(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance());
            session.send(ClientFrame.newBuilder()
                    .setFirstSeq(opened.seq())
                    .addCalls(TestSession.encode(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())));
            ObjectId object = machine.answers(new CallId(session.id(), opened.seq()))
                    .get(1)
                    .getReferences(0);
            session.release(object, 1);
            assertGone(object);
        }
    }

    @Nested
    class Contents {
        @Test
        void of_a_list() {
            ObjectId object = heldBy(element -> append(root, element));
            removeAt(root, 0);
            session.release(object, 1);
            assertGone(object);
        }

        @Test
        void of_a_list_that_is_rearranged() {
            ObjectId object = heldBy(element -> {
                append(root, element);
                append(root, Elements.of("x"));
            });
            session.call(
                    ListsGrpc.getReverseMethod(),
                    ListReverseRequest.newBuilder().setList(root).build());
            assertThat(session.call(
                                    ListsGrpc.getPermuteMethod(),
                                    ListPermuteRequest.newBuilder()
                                            .setList(root)
                                            .setVersion(3)
                                            .addFrom(1)
                                            .addFrom(0)
                                            .build())
                            .getDone())
                    .isTrue();
            assertThere(object);
            session.call(
                    ListsGrpc.getRemoveRangeMethod(),
                    ListRemoveRangeRequest.newBuilder()
                            .setList(root)
                            .setFrom(0)
                            .setTo(1)
                            .build());
            assertGone(object);
        }

        @Test
        void of_a_list_whose_element_is_replaced() {
            ObjectId object = heldBy(element -> append(root, element));
            session.call(
                    ListsGrpc.getSetMethod(),
                    ListSetRequest.newBuilder()
                            .setList(root)
                            .setIndex(0)
                            .setElement(Elements.of("x"))
                            .build());
            session.release(object, 1);
            assertGone(object);
        }

        @Test
        void of_a_list_that_is_cleared() {
            ObjectId object = heldBy(element -> append(root, element));
            session.call(
                    ListsGrpc.getClearMethod(),
                    ListClearRequest.newBuilder().setList(root).build());
            assertGone(object);
        }

        @Test
        void of_a_list_that_is_deleted() {
            ObjectId object = heldBy(element -> append(root, element));
            machine.call(
                    ObjectsGrpc.getDeleteMethod(),
                    dev.holdall.v1.DeleteRequest.newBuilder().setId(root).build());
            assertGone(object);
        }

        @Test
        void of_a_set_that_becomes_another() {
            ObjectId set = openSet("set");
            ObjectId kept = heldBy(element -> add(set, element));
            ObjectId object = heldBy(element -> add(set, element));
            ObjectId others = openSet("others");
            add(others, reference(kept));
            ObjectId brought = heldBy(element -> add(others, element));
            update(set, SetOperation.SET_OPERATION_INTERSECTION, others);
            assertGone(object);
            assertThere(kept);
            update(set, SetOperation.SET_OPERATION_UNION, others);
            delete(others);
            assertThere(brought);
            update(set, SetOperation.SET_OPERATION_DIFFERENCE, set);
            assertGone(brought);
            assertGone(kept);
        }

        @Test
        void of_a_queue_at_a_priority_that_nothing_had_before() {
            ObjectId queue = session.call(
                            QueuesGrpc.getOpenMethod(),
                            OpenQueueRequest.newBuilder()
                                    .setName("by priority")
                                    .setOrder(QueueOrder.BY_PRIORITY)
                                    .build())
                    .getId();
            ObjectId first = heldBy(element -> offer(queue, element, 1));
            ObjectId second = heldBy(element -> offer(queue, element, 2));
            machine.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, 1));
            assertGone(first);
            assertThere(second);
            machine.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, 1));
            assertGone(second);
        }

        private void offer(ObjectId queue, ByteString element, long priority) {
            session.call(
                    QueuesGrpc.getOfferMethod(),
                    QueueOfferRequest.newBuilder()
                            .setQueue(queue)
                            .setElement(element)
                            .setPriority(priority)
                            .build());
        }

        @Test
        void of_a_queue_to_that_of_its_dead_letters() {
            ObjectId queue = session.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("jobs", 0))
                    .getId();
            ObjectId dead = session.call(QueuesGrpc.getOpenMethod(), OpenQueueRequest.getDefaultInstance())
                    .getId();
            machine.call(QueuesGrpc.getSetDeadLettersMethod(), QueueCalls.deadLetters(queue, dead, 3));
            session.release(dead, 1);
            assertThere(dead);
            machine.call(QueuesGrpc.getSetDeadLettersMethod(), QueueCalls.noDeadLetters(queue));
            assertGone(dead);
        }

        private ObjectId openSet(String name) {
            return session.call(
                            SetsGrpc.getOpenMethod(),
                            OpenSetRequest.newBuilder().setName(name).build())
                    .getId();
        }

        private void add(ObjectId set, ByteString element) {
            session.call(
                    SetsGrpc.getAddMethod(),
                    SetAddRequest.newBuilder().setSet(set).setElement(element).build());
        }

        private void update(ObjectId set, SetOperation operation, ObjectId other) {
            machine.call(
                    SetsGrpc.getUpdateMethod(),
                    SetUpdateRequest.newBuilder()
                            .setSet(set)
                            .setOperation(operation)
                            .addOthers(other)
                            .build());
        }

        private void delete(ObjectId object) {
            machine.call(
                    ObjectsGrpc.getDeleteMethod(),
                    dev.holdall.v1.DeleteRequest.newBuilder().setId(object).build());
        }

        @Test
        void of_a_dict_as_a_key_and_as_a_value() {
            ObjectId dict = session.call(
                            DictsGrpc.getOpenMethod(),
                            OpenDictRequest.newBuilder().setName("dict").build())
                    .getId();
            ObjectId key = unnamed();
            ObjectId object = heldBy(element -> session.call(
                    DictsGrpc.getPutMethod(),
                    DictPutRequest.newBuilder()
                            .setDict(dict)
                            .setKey(reference(key))
                            .setValue(element)
                            .build()));
            session.release(key, 1);
            assertThere(key);
            machine.call(
                    DictsGrpc.getRemoveMethod(),
                    DictRemoveRequest.newBuilder()
                            .setDict(dict)
                            .setKey(reference(key))
                            .build());
            assertGone(key);
            assertGone(object);
        }

        @Test
        void of_a_value_that_is_set_again_and_again() {
            ObjectId value = session.call(
                            ValuesGrpc.getOpenMethod(),
                            OpenValueRequest.newBuilder()
                                    .setName("value")
                                    .setInitial(Elements.of("x"))
                                    .build())
                    .getId();
            ObjectId first = heldBy(element -> set(value, element));
            ObjectId second = heldBy(element -> set(value, element));
            assertGone(first);
            assertThere(second);
            set(value, reference(second));
            assertThere(second);
            set(value, Elements.of("x"));
            assertGone(second);
        }

        private void set(ObjectId value, ByteString element) {
            session.call(
                    ValuesGrpc.getSetMethod(),
                    ValueSetRequest.newBuilder()
                            .setValue(value)
                            .setNewValue(element)
                            .build());
        }

        @Test
        void of_a_namespace() {
            ObjectId namespace = session.call(
                            NamespacesGrpc.getOpenMethod(),
                            OpenNamespaceRequest.newBuilder().setName("names").build())
                    .getId();
            ObjectId object = heldBy(element -> set(namespace, "a", element));
            ObjectId other = heldBy(element -> set(namespace, "b", element));
            set(namespace, "a", Elements.of("x"));
            assertGone(object);
            assertThere(other);
            session.call(
                    NamespacesGrpc.getRemoveMethod(),
                    NamespaceRemoveRequest.newBuilder()
                            .setNamespace(namespace)
                            .setAttribute("b")
                            .build());
            assertGone(other);
        }

        private void set(ObjectId namespace, String attribute, ByteString element) {
            session.call(
                    NamespacesGrpc.getSetMethod(),
                    NamespaceSetRequest.newBuilder()
                            .setNamespace(namespace)
                            .setAttribute(attribute)
                            .setValue(element)
                            .build());
        }

        @Test
        void of_a_value_that_is_made_with_it() {
            ObjectId[] value = new ObjectId[1];
            ObjectId object = heldBy(element -> value[0] = session.call(
                            ValuesGrpc.getOpenMethod(),
                            OpenValueRequest.newBuilder()
                                    .setName("value")
                                    .setInitial(element)
                                    .build())
                    .getId());
            machine.call(
                    ValuesGrpc.getSetMethod(),
                    ValueSetRequest.newBuilder()
                            .setValue(value[0])
                            .setNewValue(Elements.of("x"))
                            .build());
            assertGone(object);
        }

        @Test
        void looking_for_a_reference_does_not_count() {
            ObjectId object = unnamed();
            session.call(
                    ListsGrpc.getSearchMethod(),
                    ListSearchRequest.newBuilder()
                            .setList(root)
                            .setElement(reference(object))
                            .build());
            session.release(object, 1);
            assertGone(object);
        }

        @Test
        void a_reference_to_nothing_counts_for_nothing() {
            ObjectId next = root.toBuilder().setNumber(root.getNumber() + 1).build();
            append(root, reference(next));
            append(root, reference(next.toBuilder().setEpoch(77).build()));
            ObjectId made = unnamed();
            assertThat(made.getNumber()).isEqualTo(next.getNumber());
            // Its number, and the check of another one.
            append(root, reference(next));
            assertThat(explain(made).getObjectsList()).isEmpty();
            append(root, reference(made));
            assertThat(explain(made).getObjects(0).getTimes()).isEqualTo(1);
            removeAt(root, 0);
            assertThat(explain(made).getObjects(0).getTimes()).isEqualTo(1);
            session.release(next, 9);
            session.release(made, 1);
            assertThere(made);
            removeAt(root, 2);
            // Named by the answer that returned the element too.
            session.release(made, 1);
            assertGone(made);
        }
    }

    @Nested
    class CallsUnderWay {
        private ObjectId queue;

        @BeforeEach
        void openQueue() {
            queue = session.call(
                            QueuesGrpc.getOpenMethod(),
                            OpenQueueRequest.newBuilder()
                                    .setName("queue")
                                    .setCapacity(1)
                                    .build())
                    .getId();
        }

        @Test
        void a_parked_call_keeps_what_it_brings() {
            session.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, Elements.of("full")));
            ObjectId object = unnamed();
            TestSession other = machine.open();
            Pending<?> put = other.start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, reference(object)));
            assertThat(put.isParked()).isTrue();
            session.release(object, 1);
            assertThere(object);
            assertThat(explain(object).getCalls()).isEqualTo(1);
            other.withdraw(put);
            assertGone(object);
        }

        @Test
        void a_parked_call_keeps_what_it_waits_in() {
            Pending<Opened> opened = session.start(QueuesGrpc.getOpenMethod(), OpenQueueRequest.getDefaultInstance());
            ObjectId unnamedQueue = opened.reply().getId();
            Pending<QueueTakeReply> take = session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(unnamedQueue));
            session.release(unnamedQueue, 1);
            assertThere(unnamedQueue);
            session.withdraw(take);
            assertGone(unnamedQueue);
        }

        @Test
        void what_a_taken_element_refers_to_goes_with_it_and_comes_back_with_it() {
            ObjectId object =
                    heldBy(element -> session.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, element)));
            TestSession taker = machine.open();
            Pending<QueueTakeReply> take = taker.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            assertThat(take.answer().getReferencesList()).containsExactly(object);
            assertThere(object);
            taker.end();
            assertThere(object);
            assertThat(explain(object).getObjectsList()).hasSize(1);
        }
    }

    @Nested
    class Circles {
        @Test
        void go_when_nothing_outside_refers_to_them() {
            ObjectId first = unnamed();
            ObjectId second = unnamed();
            append(first, reference(second));
            append(second, reference(first));
            append(root, reference(first));
            session.release(first, 1);
            session.release(second, 1);
            assertThere(first);
            assertThere(second);
            session.call(
                    ListsGrpc.getClearMethod(),
                    ListClearRequest.newBuilder().setList(root).build());
            assertGone(first);
            assertGone(second);
        }

        @Test
        void of_one() {
            ObjectId object = unnamed();
            append(object, reference(object));
            session.release(object, 1);
            assertGone(object);
        }

        @Test
        void take_along_what_hangs_on_them() {
            ObjectId object = unnamed();
            ObjectId leaf = unnamed();
            append(object, reference(object));
            append(object, reference(leaf));
            session.release(leaf, 1);
            session.release(object, 1);
            assertGone(leaf);
            assertThat(machine.objectCount()).isEqualTo(1);
        }

        @Test
        void go_by_short_steps() {
            ObjectId first = unnamed();
            ObjectId previous = first;
            for (int i = 0; i < 50; i++) {
                ObjectId next = unnamed();
                append(previous, reference(next));
                session.release(next, 1);
                previous = next;
            }
            append(previous, reference(first));
            session.release(first, 1);
            long before = machine.objectCount();
            machine.advance(Duration.ofMillis(2));
            machine.advance(Duration.ofMillis(2));
            assertThat(machine.objectCount()).isEqualTo(before);
            machine.collect();
            assertThat(machine.objectCount()).isEqualTo(1);
        }

        @Test
        void a_deleted_object_lets_its_many_references_go_by_short_steps() {
            for (int i = 0; i < 50; i++) {
                ObjectId object = unnamed();
                append(root, reference(object));
                session.release(object, 1);
            }
            machine.call(
                    ObjectsGrpc.getDeleteMethod(),
                    dev.holdall.v1.DeleteRequest.newBuilder().setId(root).build());
            machine.advance(Duration.ofMillis(2));
            assertThat(machine.objectCount()).isGreaterThan(40);
            machine.collect();
            assertThat(machine.objectCount()).isZero();
        }
    }

    @Nested
    class Snapshots {
        @Test
        void count_what_an_object_that_is_gone_still_refers_to() {
            ObjectId object = unnamed();
            ObjectId gone = unnamed();
            append(root, reference(object));
            append(gone, reference(object));
            session.release(object, 1);
            // What it referred to is lost by later steps only; the machine is saved and loaded before those.
            machine.call(
                    ObjectsGrpc.getDeleteMethod(),
                    dev.holdall.v1.DeleteRequest.newBuilder().setId(gone).build());
            machine.verify();
            assertThere(object);
        }

        @Test
        void watch_a_queue_whose_references_are_all_taken() {
            ObjectId queue = session.call(
                            QueuesGrpc.getOpenMethod(),
                            OpenQueueRequest.newBuilder().setName("queue").build())
                    .getId();
            ObjectId object =
                    heldBy(element -> session.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, element)));
            TestSession taker = machine.open();
            taker.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));

            StateMachine loaded = machine.load(machine.snapshot());
            Recorded effects = new Recorded();
            loaded.apply(Long.MAX_VALUE / 2, new Command.EndSession(taker.id(), taker.attached()), effects);
            for (long due = loaded.nextDeadline(); due != Long.MAX_VALUE; due = loaded.nextDeadline()) {
                loaded.apply(due, new Command.Tick(), effects);
            }
            assertThat(loaded.store().find(object)).isNotNull();
        }

        @Test
        void mark_alike_what_referred_to_something_before() {
            ObjectId object = unnamed();
            ObjectId other = unnamed();
            append(root, reference(object));
            append(object, reference(object));
            // It lost a hold and is still referred to: a marking begins, and by now has come to the root.
            session.release(object, 1);
            for (int i = 0; i < 2; i++) {
                machine.advance(Duration.ofMillis(2));
            }
            session.call(
                    ListsGrpc.getClearMethod(),
                    ListClearRequest.newBuilder().setList(root).build());
            StateMachine loaded = machine.load(machine.snapshot());
            Command again = new Command.UnaryCall(
                    1_000,
                    MethodNumber.of(ListsGrpc.getAppendMethod().getFullMethodName()),
                    ListAppendRequest.newBuilder()
                            .setList(root)
                            .setElement(reference(other))
                            .build()
                            .toByteString(),
                    Permits.ALL);
            machine.apply(again);
            loaded.apply(machine.now(), again, new Recorded());
            assertThat(TestMachine.written(loaded::save)).isEqualTo(machine.snapshot());
        }
    }

    @Test
    void a_session_forgets_what_it_owned_in_objects_that_are_gone() {
        session.thread(1);
        for (int i = 0; i < 200; i++) {
            ObjectId lock = session.call(LocksGrpc.getOpenMethod(), OpenLockRequest.getDefaultInstance())
                    .getId();
            session.call(
                    LocksGrpc.getAcquireMethod(),
                    LockAcquireRequest.newBuilder().setLock(lock).build());
            session.release(lock, 1);
            machine.collect();
        }
        assertThat(machine.stakes(session)).isLessThan(50);
    }

    @Test
    void explains_who_keeps_an_object() {
        ObjectId object = unnamed();
        append(root, reference(object));
        append(root, reference(object));
        ExplainReply why = explain(object);
        assertThat(why.getName()).isEmpty();
        assertThat(why.getService()).isEqualTo(ListsGrpc.SERVICE_NAME);
        assertThat(why.getSessionsList()).singleElement().satisfies(holder -> {
            assertThat(holder.getSession()).isEqualTo(session.id());
            assertThat(holder.getClient()).isEqualTo("test");
        });
        assertThat(why.getObjectsList()).singleElement().satisfies(referrer -> {
            assertThat(referrer.getName()).isEqualTo("root");
            assertThat(referrer.getTimes()).isEqualTo(2);
        });
        assertThat(explain(root).getName()).isEqualTo("root");
        assertThat(List.of(why.getCalls(), explain(root).getCalls())).containsExactly(0L, 0L);
    }
}
