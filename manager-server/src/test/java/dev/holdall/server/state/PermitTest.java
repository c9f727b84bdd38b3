package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.BlockedRequest;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.Effect;
import dev.holdall.v1.Error;
import dev.holdall.v1.ExplainReply;
import dev.holdall.v1.ExplainRequest;
import dev.holdall.v1.FindRequest;
import dev.holdall.v1.Guard;
import dev.holdall.v1.HoldRequest;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListSizeReply;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.LockAcquireRequest;
import dev.holdall.v1.LockStateRequest;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.Named;
import dev.holdall.v1.NamesReply;
import dev.holdall.v1.NamesRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenLockRequest;
import dev.holdall.v1.Opened;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a key allows, and what it does not. That a refused call changes nothing is the machine's own check. */
class PermitTest {
    @RegisterExtension
    private final TestMachine machine = new TestMachine(new OddType());

    private static final Permit READER = Permits.of("reports", Role.READ);
    private static final Permit WRITER = Permits.of("ci", Role.WRITE);
    private static final Permit MANY = Permits.of(
            "many",
            Role.READ,
            IntStream.range(0, 5_000).mapToObj(i -> "team-" + i + "/*").toArray(String[]::new));
    private static final Permit JOBS = Permits.of("workers", Role.WRITE, "jobs/*", "log");

    private ObjectId list(String name) {
        return machine.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName(name).build())
                .getId();
    }

    private static void assertDenied(Error error, String... words) {
        assertThat(error.getCode()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(error.getMessage()).contains(words);
    }

    private static ListAppendRequest append(ObjectId list, ByteString element) {
        return ListAppendRequest.newBuilder().setList(list).setElement(element).build();
    }

    /** The answer to a call of any method. */
    private Error answer(TestSession session, Method<?, ?> method, Message request) {
        return errorOf(session.start(untyped(method), request));
    }

    private static Error errorOf(Pending<?> call) {
        return call.isParked() ? Error.getDefaultInstance() : call.answer().getError();
    }

    @SuppressWarnings("unchecked") // the caller knows that the request is one of the method's
    private static MethodDescriptor<Message, Message> untyped(Method<?, ?> method) {
        return (MethodDescriptor<Message, Message>) method.descriptor();
    }

    private static Message emptyRequest(Method<?, ?> method) {
        return ((MethodDescriptor.PrototypeMarshaller<? extends Message>)
                        method.descriptor().getRequestMarshaller())
                .getMessagePrototype();
    }

    @Nested
    class Roles {
        @Test
        void a_reader_may_call_what_reads_opens_or_holds_and_nothing_else() {
            TestSession reader = machine.under(READER).open();
            List<String> allowed = new ArrayList<>();
            for (Method<?, ?> method : machine.methods().methods()) {
                boolean reads = method.traits().getEffect() == Effect.READ
                        && !method.traits().getAdmin();
                boolean opens = method.descriptor().getResponseMarshaller()
                                instanceof MethodDescriptor.PrototypeMarshaller<?> marshaller
                        && marshaller.getMessagePrototype() instanceof Opened;
                boolean holds = method.descriptor().equals(ObjectsGrpc.getHoldMethod());
                Error answer = answer(reader, method, emptyRequest(method));
                if (reads || holds) {
                    assertThat(answer.getCode()).as("%s", method).isNotEqualTo(Code.PERMISSION_DENIED);
                    allowed.add(method.toString());
                } else if (opens) {
                    assertThat(answer.getMessage()).as("%s", method).contains("making");
                    allowed.add(method.toString());
                } else {
                    assertDenied(answer, "'reports'", "the role read", method.toString());
                }
            }
            assertThat(allowed)
                    .contains(
                            "holdall.v1.Lists/Page",
                            "holdall.v1.Events/Await",
                            "holdall.v1.Dicts/Open",
                            "holdall.v1.Objects/Hold")
                    .doesNotContain(
                            "holdall.v1.Queues/Take",
                            "holdall.v1.Locks/Acquire",
                            "holdall.v1.Objects/Delete",
                            "holdall.test.Odd/Govern");
        }

        @Test
        void a_reader_opens_what_is_there_and_makes_nothing() {
            ObjectId list = list("l");
            machine.call(ListsGrpc.getAppendMethod(), append(list, Elements.of("a")));

            TestSession reader = machine.under(READER).open();
            assertThat(reader.call(
                            ListsGrpc.getOpenMethod(),
                            OpenListRequest.newBuilder().setName("l").build()))
                    .isEqualTo(Opened.newBuilder().setId(list).build());
            assertThat(reader.call(
                                    ListsGrpc.getSizeMethod(),
                                    ListSizeRequest.newBuilder().setList(list).build())
                            .getSize())
                    .isEqualTo(1);
            assertDenied(
                    reader.refused(
                            ListsGrpc.getOpenMethod(),
                            OpenListRequest.newBuilder().setName("m").build()),
                    "'reports'",
                    "read",
                    "'m'");
            assertDenied(reader.refused(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance()), "an object");
            assertThat(reader.call(
                                    ObjectsGrpc.getHoldMethod(),
                                    HoldRequest.newBuilder().addObjects(list).build())
                            .getObjectsList())
                    .containsExactly(list);
        }

        @Test
        void a_writer_may_call_all_but_what_needs_an_admin() {
            TestSession writer = machine.under(WRITER).open();
            for (Method<?, ?> method : machine.methods().methods()) {
                Error answer = answer(writer, method, emptyRequest(method));
                if (method.traits().getAdmin()) {
                    assertDenied(answer, "'ci'", "the role write", method.toString(), "needs admin");
                } else {
                    assertThat(answer.getCode()).as("%s", method).isNotEqualTo(Code.PERMISSION_DENIED);
                }
            }
        }

        @Test
        void an_admin_may_call_all() {
            TestSession admin = machine.under(Permits.of("root", Role.ADMIN)).open();
            for (Method<?, ?> method : machine.methods().methods()) {
                assertThat(answer(admin, method, emptyRequest(method)).getCode())
                        .as("%s", method)
                        .isNotEqualTo(Code.PERMISSION_DENIED);
            }
            ObjectId odd = admin.call(
                            OddType.OPEN,
                            OpenListRequest.newBuilder().setName("o").build())
                    .getId();
            admin.call(OddType.GOVERN, ListSizeRequest.newBuilder().setList(odd).build());
        }

        @Test
        void unary_calls_are_held_to_the_same() {
            ObjectId list = list("l");
            machine.under(READER);
            assertThat(machine.call(
                                    ListsGrpc.getSizeMethod(),
                                    ListSizeRequest.newBuilder().setList(list).build())
                            .getSize())
                    .isZero();
            assertDenied(machine.refused(ListsGrpc.getAppendMethod(), append(list, Elements.of("a"))), "'reports'");
        }
    }

    @Nested
    class NamesOfObjects {
        @Test
        void that_match_are_opened_made_and_deleted() {
            TestSession workers = machine.under(JOBS).open();
            for (String name : List.of("jobs/1", "log")) {
                ObjectId list = workers.call(
                                ListsGrpc.getOpenMethod(),
                                OpenListRequest.newBuilder().setName(name).build())
                        .getId();
                workers.call(ListsGrpc.getAppendMethod(), append(list, Elements.of("a")));
                assertThat(workers.call(
                                        ObjectsGrpc.getDeleteMethod(),
                                        DeleteRequest.newBuilder().setName(name).build())
                                .getDeleted())
                        .isTrue();
            }
        }

        @Test
        void that_do_not_match_are_refused_whether_they_are_there_or_not() {
            list("there");
            TestSession workers = machine.under(JOBS).open();
            for (String name : List.of("there", "not there")) {
                assertDenied(
                        workers.refused(
                                ListsGrpc.getOpenMethod(),
                                OpenListRequest.newBuilder().setName(name).build()),
                        "'workers'",
                        "jobs/*, log",
                        "'" + name + "'");
                assertDenied(
                        workers.refused(
                                ObjectsGrpc.getFindMethod(),
                                FindRequest.newBuilder().setName(name).build()),
                        "'" + name + "'");
                assertDenied(
                        workers.refused(
                                ObjectsGrpc.getDeleteMethod(),
                                DeleteRequest.newBuilder().setName(name).build()),
                        "'" + name + "'");
            }
        }

        @Test
        void protect_against_every_method_that_has_the_object_by_its_id() {
            ObjectId secret = list("secret");
            TestSession workers = machine.under(JOBS).open();
            int tried = 0;
            for (Method<?, ?> method : machine.methods().methods()) {
                if (method.traits().getAdmin()) {
                    continue;
                }
                for (Message request : naming(secret, emptyRequest(method), 0)) {
                    Error answer = answer(workers, method, request);
                    assertDenied(answer, "'workers'", "jobs/*, log", "number " + secret.getNumber());
                    // Its name is nothing to those who only guess numbers.
                    assertThat(answer.getMessage()).doesNotContain("secret");
                    tried++;
                }
            }
            assertThat(tried).isGreaterThan(100);
        }

        /** A request for each of its fields that hold an id, with the object in that field. */
        private List<Message> naming(ObjectId object, Message empty, int depth) {
            List<Message> requests = new ArrayList<>();
            for (FieldDescriptor field : empty.getDescriptorForType().getFields()) {
                if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
                    continue;
                }
                Message part =
                        empty.newBuilderForType().newBuilderForField(field).build();
                List<Message> inner = field.getMessageType().equals(ObjectId.getDescriptor())
                        ? List.of(object)
                        // Values nest, and a reference is never deeper than one in a list.
                        : depth == 4 ? List.of() : naming(object, part, depth + 1);
                for (Message value : inner) {
                    requests.add(
                            field.isRepeated()
                                    ? empty.toBuilder()
                                            .addRepeatedField(field, value)
                                            .build()
                                    : empty.toBuilder().setField(field, value).build());
                }
            }
            return requests;
        }

        @Test
        void every_type_is_protected_by_the_gate() {
            // Each service of a type has a method that opens, and methods that name the object.
            Set<String> services = new java.util.TreeSet<>();
            for (Method<?, ?> method : machine.methods().methods()) {
                if (!naming(ObjectId.getDefaultInstance(), emptyRequest(method), 0)
                        .isEmpty()) {
                    services.add(
                            ((ProtoMethodDescriptorSupplier) method.descriptor().getSchemaDescriptor())
                                    .getMethodDescriptor()
                                    .getService()
                                    .getFullName());
                }
            }
            for (Method<?, ?> method : machine.methods().methods()) {
                if (!method.traits().getAdmin()) {
                    assertThat(services).contains(method.descriptor().getServiceName());
                }
            }
        }

        @Test
        void whatTellsOfAllObjectsIsForKeysOfAllNames() {
            TestSession some =
                    machine.under(Permits.of("some", Role.ADMIN, "jobs/*")).open();
            assertDenied(
                    some.refused(AdminGrpc.getBlockedMethod(), BlockedRequest.getDefaultInstance()), "all objects");
            TestSession all = machine.under(Permits.of("all", Role.ADMIN)).open();
            assertThat(all.call(AdminGrpc.getBlockedMethod(), BlockedRequest.getDefaultInstance())
                            .getCallsList())
                    .isEmpty();
        }

        @Test
        void aGuardDoesNotTellWhetherSomebodyHoldsALockOfAnotherName() {
            TestSession holder = machine.open().thread(1);
            ObjectId lock = holder.call(
                            LocksGrpc.getOpenMethod(),
                            OpenLockRequest.newBuilder().setName("secret").build())
                    .getId();
            holder.call(
                    LocksGrpc.getAcquireMethod(),
                    LockAcquireRequest.newBuilder().setLock(lock).build());
            TestSession workers = machine.under(JOBS).open();
            ObjectId log = workers.call(
                            ListsGrpc.getOpenMethod(),
                            OpenListRequest.newBuilder().setName("log").build())
                    .getId();
            Call size =
                    TestSession.encode(
                                    ListsGrpc.getSizeMethod(),
                                    ListSizeRequest.newBuilder().setList(log).build())
                            .toBuilder()
                            .setGuard(Guard.newBuilder().setLock(lock).setToken(1))
                            .build();
            Pending<ListSizeReply> guarded = workers.pending(ListsGrpc.getSizeMethod(), workers.nextSeq());
            workers.send(ClientFrame.newBuilder().setFirstSeq(workers.nextSeq()).addCalls(size));
            assertDenied(guarded.error(), "'workers'");
        }

        @Test
        void protect_from_references_in_elements_that_others_would_follow() {
            ObjectId secret = list("secret");
            TestSession workers = machine.under(JOBS).open();
            ObjectId log = workers.call(
                            ListsGrpc.getOpenMethod(),
                            OpenListRequest.newBuilder().setName("log").build())
                    .getId();
            assertDenied(
                    workers.refused(
                            ListsGrpc.getAppendMethod(), append(log, Elements.of(secret, ListsGrpc.SERVICE_NAME))),
                    "'workers'");
            workers.call(ListsGrpc.getAppendMethod(), append(log, Elements.of(log, ListsGrpc.SERVICE_NAME)));
        }

        @Test
        void a_reference_from_elsewhere_does_not_get_around_them() {
            ObjectId secret = list("secret");
            ObjectId log = list("log");
            machine.call(ListsGrpc.getAppendMethod(), append(log, Elements.of(secret, ListsGrpc.SERVICE_NAME)));

            TestSession workers = machine.under(JOBS).open();
            assertThat(workers.call(
                                    ListsGrpc.getPageMethod(),
                                    dev.holdall.v1.ListPageRequest.newBuilder()
                                            .setList(log)
                                            .build())
                            .getElementsCount())
                    .isEqualTo(1);
            assertDenied(
                    workers.refused(
                            ListsGrpc.getSizeMethod(),
                            ListSizeRequest.newBuilder().setList(secret).build()),
                    "'workers'");
            assertDenied(
                    workers.refused(
                            ObjectsGrpc.getHoldMethod(),
                            HoldRequest.newBuilder()
                                    .addObjects(log)
                                    .addObjects(secret)
                                    .build()),
                    "'workers'");
        }

        @Test
        void objects_without_one_are_open_to_who_has_a_reference() {
            TestSession owner = machine.open();
            ObjectId nameless = owner.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                    .getId();
            TestSession workers = machine.under(JOBS).open();
            workers.call(ListsGrpc.getAppendMethod(), append(nameless, Elements.of("a")));
            ObjectId own = workers.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                    .getId();
            assertThat(workers.call(
                                    ObjectsGrpc.getDeleteMethod(),
                                    DeleteRequest.newBuilder().setId(own).build())
                            .getDeleted())
                    .isTrue();
        }

        @Test
        void are_listed_only_where_they_match() {
            for (String name : List.of("a", "jobs/1", "jobs/2", "k", "log", "logs", "z")) {
                list(name);
            }
            machine.under(JOBS);
            NamesReply first = machine.call(
                    ObjectsGrpc.getNamesMethod(),
                    NamesRequest.newBuilder().setLimit(2).build());
            assertThat(first.getObjectsList().stream().map(Named::getName)).containsExactly("jobs/1", "jobs/2");
            assertThat(first.getMore()).isTrue();
            NamesReply second = machine.call(
                    ObjectsGrpc.getNamesMethod(),
                    NamesRequest.newBuilder().setAfter("jobs/2").build());
            assertThat(second.getObjectsList().stream().map(Named::getName)).containsExactly("log");
            assertThat(second.getMore()).isFalse();
        }

        /** So that nobody waits for long behind who asks, however many there are that are not for him. */
        @Test
        void are_looked_at_some_at_a_time() {
            for (int i = 0; i < 500; i++) {
                list("other/" + i);
            }
            list("team-7/a");
            list("zoo");
            machine.under(MANY);
            List<String> found = new ArrayList<>();
            NamesReply page = NamesReply.getDefaultInstance();
            int pages = 0;
            int empty = 0;
            do {
                page = machine.call(
                        ObjectsGrpc.getNamesMethod(),
                        NamesRequest.newBuilder()
                                .setAfter(found.isEmpty() ? "" : found.get(found.size() - 1))
                                .setPassed(page.getPassed())
                                .build());
                page.getObjectsList().forEach(object -> found.add(object.getName()));
                pages++;
                empty += page.getObjectsCount() == 0 ? 1 : 0;
            } while (page.getMore() && pages < 1_000);
            assertThat(found).containsExactly("team-7/a");
            assertThat(pages).isBetween(5, 50);
            assertThat(empty).isGreaterThan(3);
        }

        @Test
        void are_listed_from_the_last_one_that_was_told_if_the_last_one_that_was_looked_at_is_gone() {
            for (String name : List.of("a", "jobs/1", "k", "log", "z")) {
                list(name);
            }
            long gone = machine.call(
                            ObjectsGrpc.getFindMethod(),
                            FindRequest.newBuilder().setName("k").build())
                    .getObject()
                    .getId()
                    .getNumber();
            NamesRequest request =
                    NamesRequest.newBuilder().setAfter("jobs/1").setPassed(gone).build();
            machine.call(
                    ObjectsGrpc.getDeleteMethod(),
                    DeleteRequest.newBuilder().setName("k").build());
            machine.under(JOBS);
            for (NamesRequest each : List.of(
                    request,
                    request.toBuilder().setPassed(1).build(),
                    request.toBuilder().setPassed(-1).build())) {
                assertThat(machine.call(ObjectsGrpc.getNamesMethod(), each).getObjectsList().stream()
                                .map(Named::getName))
                        .containsExactly("log");
            }
            // What was looked at is not looked at again.
            machine.under(Permits.ALL);
            assertThat(machine
                            .call(
                                    ObjectsGrpc.getNamesMethod(),
                                    request.toBuilder()
                                            .setPassed(list("log").getNumber())
                                            .build())
                            .getObjectsList()
                            .stream()
                            .map(Named::getName))
                    .containsExactly("z");
        }

        @Test
        void that_a_key_is_for_are_not_all_named_when_it_is_refused() {
            list("other");
            machine.under(MANY);
            assertThat(machine.refused(
                                    ObjectsGrpc.getFindMethod(),
                                    FindRequest.newBuilder().setName("other").build())
                            .getMessage())
                    .isEqualTo(
                            "the key 'many' is for the names team-0/*, team-1/*, team-2/*, team-3/*, team-4/* and 4995"
                                    + " more, not for 'other'");
            String large = "x".repeat(NamePattern.LONGEST);
            machine.under(Permits.of("large", Role.READ, large, large, large));
            assertThat(machine.refused(
                                    ObjectsGrpc.getFindMethod(),
                                    FindRequest.newBuilder().setName("other").build())
                            .getMessage())
                    .isEqualTo("the key 'large' is for the names " + large + " and 2 more, not for 'other'");
        }

        @Test
        void are_not_told_to_who_asks_what_keeps_an_object_alive() {
            TestSession owner = machine.open();
            ObjectId nameless = owner.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                    .getId();
            for (String holder : List.of("secret", "log")) {
                owner.call(
                        ListsGrpc.getAppendMethod(),
                        append(list(holder), Elements.of(nameless, ListsGrpc.SERVICE_NAME)));
            }
            ExplainReply explained = explain(machine.under(JOBS).open(), nameless);
            assertThat(explained.getObjectsList().stream().map(object -> object.getName()))
                    .containsExactly("log");
            assertThat(explained.getOtherObjects()).isEqualTo(1);
        }

        @Test
        void objects_without_one_that_refer_to_another_are_told_of_to_who_holds_them() {
            TestSession owner = machine.open();
            ObjectId nameless = owner.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                    .getId();
            TestSession workers = machine.under(JOBS).open();
            for (TestSession session : List.of(owner, workers)) {
                ObjectId holder = session.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                        .getId();
                session.call(
                        ListsGrpc.getAppendMethod(), append(holder, Elements.of(nameless, ListsGrpc.SERVICE_NAME)));
            }

            ExplainReply explained = explain(workers, nameless);
            assertThat(explained.getObjectsCount()).isEqualTo(1);
            assertThat(explained.getOtherObjects()).isEqualTo(1);
            assertThat(explain(owner, nameless).getObjectsCount()).isEqualTo(2);
            assertThat(explain(owner, nameless).getOtherObjects()).isZero();
        }

        private ExplainReply explain(TestSession session, ObjectId object) {
            return session.call(
                    ObjectsGrpc.getExplainMethod(),
                    ExplainRequest.newBuilder().setObject(object).build());
        }

        @Test
        void who_else_holds_an_object_is_told_to_who_looks_after_the_manager_and_to_others_only_how_many() {
            TestSession owner = machine.open();
            ObjectId nameless = owner.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                    .getId();
            for (Permit permit : List.of(READER, WRITER, JOBS, Permits.of("deputy", Role.ADMIN, "jobs/*"))) {
                TestSession asking = machine.under(permit).open();
                ExplainReply stranger = explain(asking, nameless);
                assertThat(stranger.getSessionsCount()).as("%s", permit).isZero();
                assertThat(stranger.getOtherSessions()).isEqualTo(1);
                assertThat(machine.call(
                                        ObjectsGrpc.getExplainMethod(),
                                        ExplainRequest.newBuilder()
                                                .setObject(nameless)
                                                .build())
                                .getSessionsCount())
                        .as("unary, %s", permit)
                        .isZero();

                asking.call(
                        ObjectsGrpc.getHoldMethod(),
                        HoldRequest.newBuilder().addObjects(nameless).build());

                ExplainReply holder = explain(asking, nameless);
                assertThat(holder.getSessionsList())
                        .singleElement()
                        .satisfies(session -> assertThat(session.getSession()).isEqualTo(asking.id()));
                assertThat(holder.getOtherSessions()).isEqualTo(1);
                asking.end();
            }
            TestSession admin = machine.under(Permits.ALL).open();
            assertThat(explain(admin, nameless).getSessionsList())
                    .singleElement()
                    .satisfies(session -> assertThat(session.getSession()).isEqualTo(owner.id()));
            assertThat(explain(admin, nameless).getOtherSessions()).isZero();
        }

        @Test
        void and_roles_hold_together() {
            list("jobs/1");
            list("other");
            TestSession reader =
                    machine.under(Permits.of("reader", Role.READ, "jobs/*")).open();
            ObjectId jobs = reader.call(
                            ListsGrpc.getOpenMethod(),
                            OpenListRequest.newBuilder().setName("jobs/1").build())
                    .getId();
            assertDenied(reader.refused(ListsGrpc.getAppendMethod(), append(jobs, Elements.of("a"))), "the role read");
            assertDenied(
                    reader.refused(
                            ListsGrpc.getOpenMethod(),
                            OpenListRequest.newBuilder().setName("other").build()),
                    "jobs/*");
        }
    }

    @Nested
    class Changes {
        private final Permit changed = Permits.of("workers", Role.READ, "jobs/*", "log");

        private ObjectId lock(TestSession session) {
            return session.call(
                            LocksGrpc.getOpenMethod(),
                            OpenLockRequest.newBuilder().setName("log").build())
                    .getId();
        }

        @Test
        void sessions_under_a_key_that_was_removed_or_changed_end_at_once_with_all_they_hold() {
            TestSession workers = machine.under(JOBS).open();
            ObjectId lock = lock(workers);
            workers.call(
                    LocksGrpc.getAcquireMethod(),
                    LockAcquireRequest.newBuilder().setLock(lock).setOwner("me").build());
            TestSession writer = machine.under(WRITER).open();
            Pending<?> waiting = writer.start(
                    LocksGrpc.getAcquireMethod(),
                    LockAcquireRequest.newBuilder().setLock(lock).setOwner("me").build());
            assertThat(waiting.isParked()).isTrue();

            machine.apply(new Command.KeepPermits(Set.of(Permits.ALL, WRITER, changed)));

            assertThat(waiting.isParked()).isFalse();
            assertThat(machine.recorded().events("ended"))
                    .extracting(Recorded.Event::to)
                    .containsExactly(workers.id());
            assertThat(machine.recorded().events("violation")).singleElement().satisfies(event -> {
                assertThat(event.to()).isEqualTo(workers.id());
                Error why = (Error) event.what();
                assertThat(why.getCode()).isEqualTo(Code.UNAUTHENTICATED);
                assertThat(why.getMessage()).contains("'workers'").contains("removed or changed");
            });
            writer.call(
                    LocksGrpc.getStateMethod(),
                    LockStateRequest.newBuilder().setLock(lock).build());
        }

        @Test
        void sessions_under_keys_that_stay_do_not_notice() {
            TestSession workers = machine.under(JOBS).open();
            machine.apply(new Command.KeepPermits(Set.of(JOBS)));
            lock(workers);
            assertThat(machine.recorded().events("ended")).isEmpty();
        }

        @Test
        void unary_calls_that_wait_under_such_a_key_are_refused_and_take_nothing() {
            machine.under(JOBS);
            ObjectId queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("jobs/q", 0))
                    .getId();
            Pending<QueueTakeReply> refused = machine.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            Pending<QueueTakeReply> served =
                    machine.under(WRITER).start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));

            machine.apply(new Command.KeepPermits(Set.of(WRITER)));

            assertThat(refused.error().getCode()).isEqualTo(Code.UNAUTHENTICATED);
            machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "job"));
            assertThat(Elements.text(served.reply().getElement())).isEqualTo("job");
        }

        @Test
        void permits_are_saved_with_sessions_and_with_parked_calls() {
            TestSession reader = machine.under(changed).open();
            machine.under(JOBS);
            ObjectId queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("jobs/q", 0))
                    .getId();
            Pending<QueueTakeReply> parked = machine.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));

            StateMachine loaded = machine.load(machine.snapshot());

            Recorded effects = new Recorded();
            loaded.apply(machine.now(), new Command.KeepPermits(Set.of(JOBS)), effects);
            assertThat(effects.events("ended")).extracting(Recorded.Event::to).containsExactly(reader.id());
            assertThat(effects.events("unary")).isEmpty();
            loaded.apply(machine.now(), new Command.KeepPermits(Set.of(changed)), effects);
            assertThat(effects.events("unary")).extracting(Recorded.Event::to).containsExactly(parked.seq());
        }

        @Test
        void a_permit_reads_back_as_it_was_written() {
            Permit permit = new Permit("k", ByteString.copyFromUtf8("12345678"), Role.WRITE, List.of("a*", "b?"));
            ByteString written = TestMachine.written(permit::save);
            assertThat(Permit.load(new dev.holdall.server.state.snapshot.SnapshotReader(written.newCodedInput())))
                    .isEqualTo(permit);
        }
    }
}
