package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.Error;
import dev.holdall.v1.FindRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenPluginRequest;
import dev.holdall.v1.PluginDoneRequest;
import dev.holdall.v1.PluginFailure;
import dev.holdall.v1.PluginFailure.Kind;
import dev.holdall.v1.PluginInvokeReply;
import dev.holdall.v1.PluginInvokeRequest;
import dev.holdall.v1.PluginTakeReply;
import dev.holdall.v1.PluginTakeRequest;
import dev.holdall.v1.PluginsGrpc;
import dev.holdall.v1.Wait;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks of plug-in objects between those who call and the hosts. The hosts are sessions that answer what they like. */
class PluginObjectTypeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** A call that a host has taken has changed its object while it waits: so not every call is looked at. */
    @RegisterExtension
    final TestMachine machine = new TestMachine().withoutCheckOfEachCall();

    private TestSession client;
    private TestSession host;

    @BeforeEach
    void open() {
        client = machine.open();
        host = host();
    }

    private TestSession host() {
        TestSession session = machine.open();
        machine.apply(new Command.AdmitHelper(session.id()));
        return session;
    }

    private static OpenPluginRequest.Builder opening(String name) {
        return OpenPluginRequest.newBuilder().setName(name).setType("Counter");
    }

    /** An object that has not been created yet. */
    private ObjectId fresh(String name) {
        return client.call(
                        PluginsGrpc.getOpenMethod(),
                        opening(name).addArguments(Elements.of(7)).build())
                .getId();
    }

    /** An object with the state "0". */
    private ObjectId made(String name) {
        return host.call(
                        PluginsGrpc.getOpenMethod(),
                        opening(name).setState(Elements.of(0)).build())
                .getId();
    }

    private static PluginInvokeRequest invocation(ObjectId object, String method, ByteString... arguments) {
        PluginInvokeRequest.Builder request = PluginInvokeRequest.newBuilder()
                .setObject(object)
                .setType("Counter")
                .setMethod(method)
                .setWait(Wait.newBuilder().setNanos(PATIENCE.toNanos()));
        for (ByteString argument : arguments) {
            request.addArguments(argument);
        }
        return request.build();
    }

    private Pending<PluginInvokeReply> invoke(ObjectId object, String method, ByteString... arguments) {
        return client.start(PluginsGrpc.getInvokeMethod(), invocation(object, method, arguments));
    }

    private static PluginTakeRequest taking(boolean suspects) {
        return PluginTakeRequest.newBuilder()
                .setSuspects(suspects)
                .setLimitNanos(LIMIT.toNanos())
                .build();
    }

    private static Pending<PluginTakeReply> take(TestSession from) {
        return from.start(PluginsGrpc.getTakeMethod(), taking(false));
    }

    private static Pending<PluginTakeReply> takeSuspect(TestSession from) {
        return from.start(PluginsGrpc.getTakeMethod(), taking(true));
    }

    private static PluginDoneRequest.Builder result(PluginTakeReply task, int result) {
        return PluginDoneRequest.newBuilder()
                .setObject(task.getObject())
                .setTask(task.getTask())
                .setResult(Elements.of(result));
    }

    private static PluginDoneRequest.Builder failure(PluginTakeReply task) {
        return PluginDoneRequest.newBuilder()
                .setObject(task.getObject())
                .setTask(task.getTask())
                .setFailure(PluginFailure.newBuilder().setKind(Kind.THROWN).setMessage("on purpose"));
    }

    private static boolean done(TestSession from, PluginDoneRequest.Builder request) {
        return from.call(PluginsGrpc.getDoneMethod(), request.build()).getAccepted();
    }

    private static String result(Pending<PluginInvokeReply> call) {
        return Elements.text(call.reply().getResult());
    }

    private static Kind failure(Pending<PluginInvokeReply> call) {
        assertThat(call.reply().getFailure().getMessage()).isNotEmpty();
        return call.reply().getFailure().getKind();
    }

    private boolean exists(String name) {
        return machine.call(
                        ObjectsGrpc.getFindMethod(),
                        FindRequest.newBuilder().setName(name).build())
                .hasObject();
    }

    // Opening ----------------------------------------------------------------------------------------------------

    @Test
    void open_withoutHostsIsRefusedAtOnce() {
        TestMachine without = new TestMachine();
        assertThat(without.refused(PluginsGrpc.getOpenMethod(), opening("c").build()))
                .satisfies(error -> {
                    assertThat(error.getCode()).isEqualTo(Code.UNIMPLEMENTED);
                    assertThat(error.getMessage()).contains("Counter").contains("--plugins");
                });
    }

    @Test
    void open_beforeTheFirstHostIsThereIsFine() {
        TestMachine starting = new TestMachine();
        starting.apply(new Command.AdmitHelper(0));
        assertThat(starting.call(PluginsGrpc.getOpenMethod(), opening("c").build())
                        .getCreated())
                .isTrue();
        starting.verify();
    }

    @Test
    void open_asAnotherTypeIsAMismatch() {
        ObjectId counter = made("c");
        assertThat(fresh("c")).isEqualTo(counter);
        assertThat(client.refused(
                                PluginsGrpc.getOpenMethod(),
                                opening("c").setType("Matrix").build())
                        .getCode())
                .isEqualTo(Code.MISMATCH);
        assertThat(client.refused(
                                PluginsGrpc.getInvokeMethod(),
                                invocation(counter, "get()").toBuilder()
                                        .setType("Matrix")
                                        .build())
                        .getCode())
                .isEqualTo(Code.MISMATCH);
    }

    @Test
    void open_withAStateIsForHostsOnly() {
        assertThat(client.refused(
                                PluginsGrpc.getOpenMethod(),
                                opening("c").setState(Elements.of(0)).build())
                        .getCode())
                .isEqualTo(Code.UNAUTHENTICATED);
        assertThat(client.refused(
                                PluginsGrpc.getOpenMethod(),
                                opening("c").setType("").build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(client.refused(
                                PluginsGrpc.getOpenMethod(),
                                opening("c")
                                        .addArguments(Elements.NOT_CANONICAL)
                                        .build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(exists("c")).isFalse();
    }

    @Test
    void open_theNameOfTheTypeFollowsTheRulesForNames() {
        for (String type : new String[] {
            "x".repeat(513), "\u001b[2JCounter", "Counter\nnobody waits", "Counter\u202e", "../Counter"
        }) {
            Error refused = client.refused(
                    PluginsGrpc.getOpenMethod(), opening("c").setType(type).build());
            assertThat(refused.getCode()).as(type).isIn(Code.INVALID_ARGUMENT, Code.LIMIT_EXCEEDED);
            assertThat(refused.getMessage().length()).isLessThan(200);
        }
        assertThat(exists("c")).isFalse();
        assertThat(new TestMachine()
                        .refused(
                                PluginsGrpc.getOpenMethod(),
                                opening("c").setType("x".repeat(513)).build())
                        .getCode())
                .isEqualTo(Code.LIMIT_EXCEEDED);
        assertThat(client.refused(
                                PluginsGrpc.getInvokeMethod(),
                                invocation(made("c"), "get()").toBuilder()
                                        .setType("x".repeat(513))
                                        .build())
                        .getCode())
                .isEqualTo(Code.LIMIT_EXCEEDED);
    }

    @Test
    void theNameOfTheTypeCountsAsBytesOfTheObject() {
        long before = machine.bytes();
        ObjectId one = made("one");
        long ofOne = machine.bytes() - before;
        host.call(
                PluginsGrpc.getOpenMethod(),
                opening("other")
                        .setType("é".repeat(100))
                        .setState(Elements.of(0))
                        .build());
        assertThat(ofOne).isEqualTo(Elements.of(0).size() + "Counter".length());
        assertThat(machine.bytes() - before - ofOne).isEqualTo(Elements.of(0).size() + 200);

        invoke(one, "add(long)");
        PluginTakeReply task = take(host).reply();
        assertThat(done(host, result(task, 5).setState(Elements.of(5)))).isTrue();
        assertThat(machine.bytes() - before).isEqualTo(2 * ofOne - "Counter".length() + 200);
        client.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("one").build());
        client.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("other").build());
        assertThat(machine.bytes()).isEqualTo(before);
    }

    @Test
    void theNameOfTheTypeCountsForTheLimits() {
        TestMachine small = new TestMachine().limit("total-bytes", 20);
        small.apply(new Command.AdmitHelper(0));
        assertThat(small.refused(
                                PluginsGrpc.getOpenMethod(),
                                opening("c").setType("x".repeat(21)).build())
                        .getCode())
                .isEqualTo(Code.LIMIT_EXCEEDED);
        small.call(
                PluginsGrpc.getOpenMethod(),
                opening("c").setType("x".repeat(20)).build());
        small.verify();
    }

    // Tasks ------------------------------------------------------------------------------------------------------

    @Test
    void take_andDone_areForHostsOnly() {
        ObjectId counter = made("c");
        invoke(counter, "add(long)", Elements.of(5));
        assertThat(client.refused(PluginsGrpc.getTakeMethod(), taking(false)).getCode())
                .isEqualTo(Code.UNAUTHENTICATED);
        assertThat(machine.refused(PluginsGrpc.getTakeMethod(), taking(false)).getCode())
                .isEqualTo(Code.SESSION_REQUIRED);
        PluginTakeReply task = take(host).reply();
        assertThat(client.refused(PluginsGrpc.getDoneMethod(), result(task, 5).build())
                        .getCode())
                .isEqualTo(Code.UNAUTHENTICATED);
    }

    @Test
    void host_thatWaitsGetsTheCallAtOnce() {
        ObjectId counter = made("c");
        Pending<PluginTakeReply> taken = take(host);
        assertThat(taken.isParked()).isTrue();
        Pending<PluginInvokeReply> call = invoke(counter, "add(long)", Elements.of(5));
        PluginTakeReply task = taken.reply();
        assertThat(task.getObject()).isEqualTo(counter);
        assertThat(task.getType()).isEqualTo("Counter");
        assertThat(task.getMethod()).isEqualTo("add(long)");
        assertThat(Elements.texts(task.getArgumentsList())).containsExactly("5");
        assertThat(task.getCreate()).isFalse();
        assertThat(Elements.text(task.getState())).isEqualTo("0");
        assertThat(call.isParked()).isTrue();

        assertThat(done(host, result(task, 5).setState(Elements.of(5)))).isTrue();
        assertThat(result(call)).isEqualTo("5");
    }

    @Test
    void call_waitsForAHost() {
        Pending<PluginInvokeReply> call = invoke(made("c"), "get()");
        assertThat(call.isParked()).isTrue();
        PluginTakeReply task = take(host).reply();
        assertThat(done(host, result(task, 0))).isTrue();
        assertThat(result(call)).isEqualTo("0");
    }

    @Test
    void state_goesToAHostThatDoesNotHaveItOnly() {
        ObjectId counter = made("c");
        invoke(counter, "add(long)");
        done(host, result(take(host).reply(), 1).setState(Elements.of(1)));
        invoke(counter, "add(long)");
        PluginTakeReply second = take(host).reply();
        assertThat(second.hasState()).isFalse();
        done(host, result(second, 2).setState(Elements.of(2)));
        invoke(counter, "get()");
        PluginTakeReply third = take(host()).reply();
        assertThat(Elements.text(third.getState())).isEqualTo("2");
    }

    @Test
    void host_thatHasForgottenTheObjectAsksForTheState() {
        ObjectId counter = made("c");
        invoke(counter, "add(long)");
        done(host, result(take(host).reply(), 1).setState(Elements.of(1)));
        Pending<PluginInvokeReply> call = invoke(counter, "get()");
        for (int i = 0; i < 3; i++) { // as often as it likes: it is no mark against the call
            PluginTakeReply task = take(host).reply();
            assertThat(done(
                            host,
                            PluginDoneRequest.newBuilder()
                                    .setObject(counter)
                                    .setTask(task.getTask())
                                    .setNeedsState(true)))
                    .isTrue();
        }
        PluginTakeReply task = take(host).reply();
        assertThat(Elements.text(task.getState())).isEqualTo("1");
        done(host, result(task, 1));
        assertThat(result(call)).isEqualTo("1");
    }

    @Test
    void callsOfOneObject_runOneAtATimeInTheirOrder() {
        ObjectId counter = made("c");
        Pending<PluginInvokeReply> first = invoke(counter, "first()");
        Pending<PluginInvokeReply> second = invoke(counter, "second()");
        Pending<PluginTakeReply> a = take(host);
        Pending<PluginTakeReply> b = take(host);
        Pending<PluginInvokeReply> third = invoke(counter, "third()");
        assertThat(a.reply().getMethod()).isEqualTo("first()");
        assertThat(b.isParked()).isTrue();
        done(host, result(a.reply(), 1));
        assertThat(result(first)).isEqualTo("1");
        assertThat(b.reply().getMethod()).isEqualTo("second()");
        done(host, result(b.reply(), 2));
        assertThat(result(second)).isEqualTo("2");
        assertThat(take(host).reply().getMethod()).isEqualTo("third()");
        assertThat(third.isParked()).isTrue();
    }

    @Test
    void callsOfDifferentObjects_runAtTheSameTimeAndAreTakenInTheirOrder() {
        invoke(made("a"), "a()");
        invoke(made("b"), "b()");
        PluginTakeReply a = take(host).reply();
        PluginTakeReply b = take(host()).reply();
        assertThat(a.getMethod()).isEqualTo("a()");
        assertThat(b.getMethod()).isEqualTo("b()");
    }

    @Test
    void hosts_areServedInTheirOrder() {
        Pending<PluginTakeReply> first = take(host);
        Pending<PluginTakeReply> second = take(host());
        invoke(made("a"), "a()");
        assertThat(first.reply().getMethod()).isEqualTo("a()");
        assertThat(second.isParked()).isTrue();
        invoke(made("b"), "b()");
        assertThat(second.reply().getMethod()).isEqualTo("b()");
    }

    @Test
    void failedCall_keepsTheStateOfBefore() {
        ObjectId counter = made("c");
        Pending<PluginInvokeReply> call = invoke(counter, "add(long)");
        done(host, failure(take(host).reply()));
        assertThat(failure(call)).isEqualTo(Kind.THROWN);
        invoke(counter, "get()");
        // Not even the host that ran it is trusted to have kept it.
        assertThat(Elements.text(take(host).reply().getState())).isEqualTo("0");
    }

    @Test
    void result_thatIsNoValueIsRefusedAndTheTaskGoesOn() {
        Pending<PluginInvokeReply> call = invoke(made("c"), "get()");
        PluginTakeReply task = take(host).reply();
        assertThat(host.refused(
                                PluginsGrpc.getDoneMethod(),
                                result(task, 1)
                                        .setResult(Elements.NOT_CANONICAL)
                                        .build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(host.refused(
                                PluginsGrpc.getDoneMethod(),
                                PluginDoneRequest.newBuilder()
                                        .setObject(task.getObject())
                                        .setTask(task.getTask())
                                        .build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(call.isParked()).isTrue();
        assertThat(done(host, failure(task))).isTrue();
        assertThat(call.isParked()).isFalse();
    }

    @Test
    void result_thatRefersToAnObject_keepsItForItsCaller() {
        ObjectId counter = made("c");
        ObjectId list = host.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                .getId();
        Pending<PluginInvokeReply> call = invoke(counter, "list");
        PluginTakeReply task = take(host).reply();
        assertThat(done(host, result(task, 0).setResult(Elements.of(list, ListsGrpc.SERVICE_NAME))))
                .isTrue();
        assertThat(call.answer().getReferencesList()).containsExactly(list);
        host.release(list, 1);
        machine.collect();
        assertThat(machine.exists(list)).isTrue();
        client.release(list, 1);
        machine.collect();
        assertThat(machine.exists(list)).isFalse();
    }

    @Test
    void arguments_thatAreNoValuesAreRefused() {
        assertThat(client.refused(
                                PluginsGrpc.getInvokeMethod(),
                                invocation(made("c"), "add(long)", Elements.NOT_CANONICAL))
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    // Creation ---------------------------------------------------------------------------------------------------

    @Test
    void firstCall_createsTheObject() {
        ObjectId counter = fresh("c");
        Pending<PluginInvokeReply> creation = invoke(counter, "");
        PluginTakeReply task = take(host).reply();
        assertThat(task.getCreate()).isTrue();
        assertThat(Elements.texts(task.getCreationList())).containsExactly("7");
        assertThat(host.refused(PluginsGrpc.getDoneMethod(), result(task, 0).build())
                        .getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        done(host, result(task, 0).setState(Elements.of(7)));
        assertThat(result(creation)).isEqualTo("0");
        // There is nothing to create any more: no host is asked.
        assertThat(result(invoke(counter, ""))).isEqualTo("null");
    }

    @Test
    void opening_whatIsBusyDoesNotWait() {
        ObjectId counter = made("c");
        invoke(counter, "slow()");
        take(host);
        assertThat(invoke(counter, "").isParked()).isFalse();
    }

    @Test
    void failedCreation_leavesNoObject() {
        ObjectId counter = fresh("c");
        Pending<PluginInvokeReply> creation = invoke(counter, "");
        Pending<PluginInvokeReply> other = invoke(counter, "get()");
        done(host, failure(take(host).reply()));
        assertThat(failure(creation)).isEqualTo(Kind.THROWN);
        assertThat(other.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(exists("c")).isFalse();
        assertThat(machine.bytes()).isZero();
    }

    @Test
    void creation_staysWhereTheCallBehindItFails() {
        ObjectId counter = fresh("c");
        Pending<PluginInvokeReply> call = invoke(counter, "add(long)");
        done(host, failure(take(host).reply()).setState(Elements.of(7)));
        assertThat(failure(call)).isEqualTo(Kind.THROWN);
        invoke(counter, "get()");
        assertThat(Elements.text(take(host).reply().getState())).isEqualTo("7");
    }

    // Time -------------------------------------------------------------------------------------------------------

    @Nested
    class Time {
        @Test
        void call_thatRunsTooLongFailsAndTheNextOneHasAFreshStart() {
            ObjectId counter = made("c");
            invoke(counter, "warm()");
            done(host, result(take(host).reply(), 1).setState(Elements.of(1)));
            Pending<PluginTakeReply> taken = take(host);
            Pending<PluginInvokeReply> slow = invoke(counter, "slow()");
            Pending<PluginInvokeReply> next = invoke(counter, "get()");
            machine.advance(LIMIT.minusNanos(1));
            assertThat(slow.isParked()).isTrue();
            machine.advance(Duration.ofNanos(1));
            assertThat(failure(slow)).isEqualTo(Kind.TIME_LIMIT);

            // A late answer changes nothing.
            assertThat(done(host, result(taken.reply(), 9).setState(Elements.of(9))))
                    .isFalse();
            PluginTakeReply task = take(host).reply();
            assertThat(task.getMethod()).isEqualTo("get()");
            assertThat(Elements.text(task.getState())).isEqualTo("1");
            assertThat(done(host, result(taken.reply(), 9))).isFalse();
            assertThat(done(host, result(task, 1))).isTrue();
            assertThat(result(next)).isEqualTo("1");
        }

        @Test
        void limit_countsFromWhenAHostHasIt() {
            Pending<PluginInvokeReply> call = invoke(made("c"), "get()");
            machine.advance(PATIENCE.minusSeconds(1));
            take(host);
            machine.advance(LIMIT.minusNanos(1));
            assertThat(call.isParked()).isTrue();
            machine.advance(Duration.ofNanos(1));
            assertThat(failure(call)).isEqualTo(Kind.TIME_LIMIT);
        }

        @Test
        void call_thatFindsNoHostGivesUp() {
            ObjectId counter = made("c");
            Pending<PluginInvokeReply> call = invoke(counter, "get()");
            machine.advance(PATIENCE);
            assertThat(failure(call)).isEqualTo(Kind.NO_TURN);
            Pending<PluginInvokeReply> next = invoke(counter, "next()");
            assertThat(take(host).reply().getMethod()).isEqualTo("next()");
            assertThat(next.isParked()).isTrue();
        }

        @Test
        void call_thatNeverHasItsTurnGivesUp() {
            ObjectId counter = made("c");
            Pending<PluginTakeReply> forever =
                    host.start(PluginsGrpc.getTakeMethod(), PluginTakeRequest.getDefaultInstance());
            Pending<PluginInvokeReply> slow = invoke(counter, "slow()");
            Pending<PluginInvokeReply> call = invoke(counter, "get()");
            machine.advance(PATIENCE);
            assertThat(failure(call)).isEqualTo(Kind.NO_TURN);
            assertThat(slow.isParked()).isTrue();
            assertThat(done(host, result(forever.reply(), 1))).isTrue();
        }

        @Test
        void creation_thatRunsTooLongLeavesNoObject() {
            Pending<PluginInvokeReply> creation = invoke(fresh("c"), "");
            take(host);
            machine.advance(LIMIT);
            assertThat(failure(creation)).isEqualTo(Kind.TIME_LIMIT);
            assertThat(exists("c")).isFalse();
        }
    }

    // Hosts that go away -----------------------------------------------------------------------------------------

    @Nested
    class HostsThatGoAway {
        @Test
        void task_runsAgainFromTheLastState() {
            ObjectId counter = made("c");
            invoke(counter, "add(long)");
            done(host, result(take(host).reply(), 1).setState(Elements.of(1)));
            Pending<PluginInvokeReply> call = invoke(counter, "add(long)");
            Pending<PluginTakeReply> taken = take(host);
            host.acknowledge(taken);
            host.end();
            TestSession next = host();
            PluginTakeReply task = takeSuspect(next).reply();
            assertThat(Elements.text(task.getState())).isEqualTo("1");
            assertThat(done(next, result(task, 2).setState(Elements.of(2)))).isTrue();
            assertThat(result(call)).isEqualTo("2");
        }

        @Test
        void task_thatWasNotReceivedGoesBackToo() {
            Pending<PluginInvokeReply> call = invoke(made("c"), "get()");
            Pending<PluginTakeReply> taken = take(host);
            host.giveBack(taken);
            assertThat(done(host, result(taken.reply(), 1))).isFalse();
            PluginTakeReply again = takeSuspect(host).reply();
            assertThat(again.hasState()).isTrue();
            done(host, result(again, 1));
            assertThat(result(call)).isEqualTo("1");
            host.end();
        }

        @Test
        void task_thatEndsTwoHostsIsGivenUp() {
            ObjectId counter = made("c");
            Pending<PluginInvokeReply> call = invoke(counter, "leak()");
            Pending<PluginInvokeReply> next = invoke(counter, "get()");
            take(host);
            host.end();
            TestSession second = host();
            Pending<PluginTakeReply> ordinary = take(second);
            assertThat(ordinary.isParked()).isTrue();
            takeSuspect(second);
            assertThat(call.isParked()).isTrue();
            second.end();
            assertThat(failure(call)).isEqualTo(Kind.HOST_LOST);
            PluginTakeReply task = take(host()).reply();
            assertThat(task.getMethod()).isEqualTo("get()");
            assertThat(next.isParked()).isTrue();
        }

        @Test
        void innocentTasks_runBesideTheGuiltyOneOnce() {
            Pending<PluginInvokeReply> innocent = invoke(made("a"), "innocent()");
            Pending<PluginInvokeReply> guilty = invoke(made("b"), "leak()");
            take(host);
            take(host);
            host.end();
            TestSession second = host();
            Pending<PluginTakeReply> first = takeSuspect(second);
            done(second, result(first.reply(), 1));
            assertThat(result(innocent)).isEqualTo("1");
            takeSuspect(second);
            second.end();
            assertThat(failure(guilty)).isEqualTo(Kind.HOST_LOST);
        }

        @Test
        void suspectTask_thatFindsNoOtherHostIsGivenUp() {
            ObjectId counter = made("c");
            Pending<PluginInvokeReply> call = invoke(counter, "get()");
            take(host);
            host.end();
            client.withdraw(call); // it may have been run, so it waits on
            assertThat(call.isParked()).isTrue();
            machine.advance(PATIENCE);
            assertThat(failure(call)).isEqualTo(Kind.HOST_LOST);
            assertThat(invoke(counter, "next()").isParked()).isTrue();
            assertThat(take(host()).reply().getMethod()).isEqualTo("next()");
        }

        @Test
        void creation_thatEndsTwoHostsLeavesNoObject() {
            Pending<PluginInvokeReply> creation = invoke(fresh("c"), "");
            take(host);
            host.end();
            TestSession second = host();
            takeSuspect(second);
            second.end();
            assertThat(failure(creation)).isEqualTo(Kind.HOST_LOST);
            assertThat(exists("c")).isFalse();
        }
    }

    // Callers that go away ---------------------------------------------------------------------------------------

    @Nested
    class CallersThatGoAway {
        @Test
        void call_thatNoHostHasTakenIsForgotten() {
            ObjectId counter = made("c");
            Pending<PluginInvokeReply> first = invoke(counter, "first()");
            Pending<PluginInvokeReply> second = invoke(counter, "second()");
            invoke(counter, "third()");
            client.withdraw(second);
            assertThat(second.error().getCode()).isEqualTo(Code.CANCELLED);
            client.withdraw(first);
            assertThat(first.error().getCode()).isEqualTo(Code.CANCELLED);
            assertThat(take(host).reply().getMethod()).isEqualTo("third()");
        }

        @Test
        void call_whoseSessionEnds_leavesTheObjectToTheNextOne() {
            ObjectId counter = made("c");
            TestSession gone = machine.open();
            gone.start(PluginsGrpc.getInvokeMethod(), invocation(counter, "first()"));
            Pending<PluginInvokeReply> second = invoke(counter, "second()");
            gone.end();
            PluginTakeReply task = take(host).reply();
            assertThat(task.getMethod()).isEqualTo("second()");
            done(host, result(task, 2));
            assertThat(result(second)).isEqualTo("2");
        }

        @Test
        void call_whoseSessionEndsAndThenItsHosts_leavesTheObjectToTheNextOne() {
            ObjectId counter = made("c");
            TestSession gone = machine.open();
            gone.start(PluginsGrpc.getInvokeMethod(), invocation(counter, "first()"));
            invoke(counter, "second()");
            assertThat(take(host).reply().getMethod()).isEqualTo("first()");
            gone.end();
            host.end();
            assertThat(take(host()).reply().getMethod()).isEqualTo("second()");
        }

        @Test
        void call_thatAHostHasTakenIsDoneAndAnswered() {
            ObjectId counter = made("c");
            Pending<PluginInvokeReply> call = invoke(counter, "add(long)");
            PluginTakeReply task = take(host).reply();
            client.withdraw(call);
            assertThat(call.isParked()).isTrue();
            done(host, result(task, 1).setState(Elements.of(1)));
            assertThat(result(call)).isEqualTo("1");
        }

        @Test
        void withdrawnCall_stillHasItsTimeLimit() {
            Pending<PluginInvokeReply> call = invoke(made("c"), "slow()");
            take(host);
            client.withdraw(call);
            machine.advance(LIMIT);
            assertThat(failure(call)).isEqualTo(Kind.TIME_LIMIT);
        }

        @Test
        void endOfTheCallersSession_forgetsWhatWaitsAndLetsRunWhatRuns() {
            ObjectId counter = made("c");
            invoke(counter, "add(long)");
            invoke(counter, "never()");
            PluginTakeReply task = take(host).reply();
            client.end();
            assertThat(done(host, result(task, 1).setState(Elements.of(1)))).isTrue();
            client = machine.open();
            invoke(counter, "get()");
            PluginTakeReply next = take(host()).reply();
            assertThat(next.getMethod()).isEqualTo("get()");
            assertThat(Elements.text(next.getState())).isEqualTo("1");
        }

        @Test
        void endOfTheCallersSession_whileItWaitsForAHost() {
            ObjectId counter = made("c");
            invoke(counter, "never()");
            client.end();
            client = machine.open();
            invoke(counter, "get()");
            assertThat(take(host).reply().getMethod()).isEqualTo("get()");
        }

        @Test
        void taskWithoutACaller_doesNotRunAgain() {
            ObjectId counter = made("c");
            invoke(counter, "add(long)");
            take(host);
            client.end();
            host.end();
            client = machine.open();
            TestSession next = host();
            assertThat(takeSuspect(next).isParked()).isTrue();
            invoke(counter, "get()");
            assertThat(take(next).reply().getMethod()).isEqualTo("get()");
        }

        @Test
        void unaryCall_isServedToo() {
            ObjectId counter = made("c");
            Pending<PluginInvokeReply> call =
                    machine.start(PluginsGrpc.getInvokeMethod(), invocation(counter, "get()"));
            Pending<PluginInvokeReply> withdrawn =
                    machine.start(PluginsGrpc.getInvokeMethod(), invocation(counter, "never()"));
            machine.withdraw(withdrawn);
            assertThat(withdrawn.error().getCode()).isEqualTo(Code.CANCELLED);
            done(host, result(take(host).reply(), 1));
            assertThat(result(call)).isEqualTo("1");
        }
    }

    // Deletion ---------------------------------------------------------------------------------------------------

    @Test
    void deletion_failsAllThatWait() {
        invoke(made("before"), "before()");
        ObjectId counter = made("c");
        Pending<PluginInvokeReply> waitsForAHost = invoke(counter, "a()");
        Pending<PluginInvokeReply> waitsForItsTurn = invoke(counter, "b()");
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("c").build());
        assertThat(waitsForAHost.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(waitsForItsTurn.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(take(host).reply().getMethod()).isEqualTo("before()");
        assertThat(take(host).isParked()).isTrue();
    }

    @Test
    void deletion_failsWhatRunsAndItsHostLearnsThat() {
        ObjectId counter = made("c");
        Pending<PluginInvokeReply> runs = invoke(counter, "a()");
        PluginTakeReply task = take(host).reply();
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("c").build());
        assertThat(runs.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(host.refused(PluginsGrpc.getDoneMethod(), result(task, 1).build())
                        .getCode())
                .isEqualTo(Code.NO_SUCH_OBJECT);
        host.end();
        assertThat(machine.bytes()).isZero();
    }

    @Test
    void state_isRefusedBeyondTheLimitOfAllObjects() {
        TestMachine small = new TestMachine().limit("total-bytes", 1_000).withoutCheckOfEachCall();
        TestSession trusted = small.open();
        small.apply(new Command.AdmitHelper(trusted.id()));
        ObjectId counter = trusted.call(
                        PluginsGrpc.getOpenMethod(),
                        opening("c").setState(Elements.of(0)).build())
                .getId();
        Pending<PluginInvokeReply> call = trusted.start(PluginsGrpc.getInvokeMethod(), invocation(counter, "grow()"));
        PluginTakeReply task = take(trusted).reply();
        assertThat(trusted.refused(
                                PluginsGrpc.getDoneMethod(),
                                result(task, 1).setState(Elements.sized(2_000)).build())
                        .getCode())
                .isEqualTo(Code.LIMIT_EXCEEDED);
        assertThat(call.isParked()).isTrue();
        small.verify();
    }
}
