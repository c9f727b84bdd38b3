package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.BlockedReply;
import dev.holdall.v1.BlockedRequest;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.ExplainReply;
import dev.holdall.v1.ExplainRequest;
import dev.holdall.v1.Holder;
import dev.holdall.v1.InfoReply;
import dev.holdall.v1.InfoRequest;
import dev.holdall.v1.LimitInfo;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.LockAcquireRequest;
import dev.holdall.v1.LockReleaseRequest;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenLockRequest;
import dev.holdall.v1.OpenSemaphoreRequest;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.SemaphoreAcquireRequest;
import dev.holdall.v1.SemaphoreReleaseRequest;
import dev.holdall.v1.SemaphoresGrpc;
import dev.holdall.v1.ServiceCount;
import dev.holdall.v1.SessionInfo;
import dev.holdall.v1.SessionsReply;
import dev.holdall.v1.SessionsRequest;
import dev.holdall.wire.MethodTraits;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The manager in numbers, and its sessions. Who waits for what is tested with the types. */
class AdminMethodsTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private InfoReply info() {
        return machine.call(AdminGrpc.getInfoMethod(), InfoRequest.getDefaultInstance());
    }

    private LimitInfo limit(String setting) {
        return info().getLimitsList().stream()
                .filter(limit -> limit.getSetting().equals(setting))
                .findFirst()
                .orElseThrow();
    }

    private SessionsReply sessions() {
        return machine.call(AdminGrpc.getSessionsMethod(), SessionsRequest.getDefaultInstance());
    }

    private ObjectId list(String name) {
        return machine.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName(name).build())
                .getId();
    }

    private ObjectId queue() {
        return machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", 0)).getId();
    }

    private static void takeAndWait(TestSession session, ObjectId queue) {
        assertThat(session.start(
                                QueuesGrpc.getTakeMethod(),
                                QueueTakeRequest.newBuilder().setQueue(queue).build())
                        .isParked())
                .isTrue();
    }

    @Test
    void everyMethodIsMarkedForThoseWhoLookAfterTheManager() {
        assertThat(machine.methods().methods())
                .filteredOn(method -> MethodTraits.of(method.descriptor()).getAdmin())
                .extracting(Method::toString)
                .containsExactlyInAnyOrder(
                        "holdall.v1.Admin/Blocked", "holdall.v1.Admin/Info", "holdall.v1.Admin/Sessions");
    }

    @Test
    void infoTellsWhichManagerItIsAndForHowLongItHasLived() {
        ObjectId list = list("l");
        machine.advance(Duration.ofSeconds(5));

        assertThat(info().getVersion()).isEqualTo(StateMachine.VERSION).isNotEmpty();
        assertThat(info().getEpoch()).isEqualTo(list.getEpoch());
        assertThat(info().getUpNanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
    }

    @Test
    void infoCountsObjectsByService() {
        list("a");
        list("b");
        queue();
        assertThat(info().getObjectsList())
                .extracting(ServiceCount::getService, ServiceCount::getObjects)
                .containsExactly(tuple("holdall.v1.Lists", 2L), tuple("holdall.v1.Queues", 1L));

        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("q").build());

        assertThat(info().getObjectsList()).extracting(ServiceCount::getObjects).containsExactly(2L);
    }

    @Test
    void infoCountsWhatSessionsCost() {
        TestSession one = machine.open();
        TestSession other = machine.open();
        ObjectId list = list("l");
        ListAppendRequest append = ListAppendRequest.newBuilder()
                .setList(list)
                .setElement(Elements.of("x"))
                .build();
        one.call(ListsGrpc.getAppendMethod(), append);
        one.call(ListsGrpc.getAppendMethod(), append);
        takeAndWait(other, queue());

        InfoReply info = info();

        assertThat(info.getSessions()).isEqualTo(2);
        assertThat(info.getParkedCalls()).isEqualTo(1);
        assertThat(info.getKeptReplies()).isEqualTo(2);
        assertThat(info.getKeptReplyBytes()).isPositive();
        assertThat(info.getElementBytes()).isEqualTo(machine.bytes()).isPositive();

        one.acknowledgeBelow(one.nextSeq());

        assertThat(info().getKeptReplies()).isZero();
        assertThat(info().getKeptReplyBytes()).isZero();
    }

    @Test
    void everyLimitIsTold_withItsUseWhereItIsACount() {
        TestSession one = machine.open();
        machine.open();
        list("l");
        ObjectId queue = queue();
        takeAndWait(one, queue);
        takeAndWait(one, queue);
        machine.start(
                QueuesGrpc.getTakeMethod(),
                QueueTakeRequest.newBuilder().setQueue(queue).build());

        assertThat(info().getLimitsList())
                .extracting(LimitInfo::getSetting)
                .containsExactlyElementsOf(
                        Arrays.stream(Limit.values()).map(Limit::setting).toList());
        assertThat(info().getLimitsList())
                .allSatisfy(limit -> assertThat(limit.getAllowed()).isPositive());
        assertThat(limit("objects").getUsed()).isEqualTo(2);
        assertThat(limit("sessions").getUsed()).isEqualTo(2);
        assertThat(limit("session-waiters").getUsed()).isEqualTo(2);
        assertThat(limit("session-waiters").getEachSession()).isTrue();
        assertThat(limit("window-calls").getUsed()).isEqualTo(2);
        assertThat(limit("unary-waiters").getUsed()).isEqualTo(1);
        assertThat(limit("unary-waiters").getEachSession()).isFalse();
        assertThat(limit("element-bytes").hasUsed()).isFalse();
    }

    @Test
    void sessionsTellWhoTheyAreAndWhatTheyHave() {
        machine.advance(Duration.ofSeconds(1));
        TestSession session = machine.open();
        machine.advance(Duration.ofSeconds(2));
        ObjectId lock = session.call(LocksGrpc.getOpenMethod(), OpenLockRequest.getDefaultInstance())
                .getId();
        session.thread(1)
                .call(
                        LocksGrpc.getAcquireMethod(),
                        LockAcquireRequest.newBuilder().setLock(lock).build());
        takeAndWait(session, queue());

        SessionInfo info = sessions().getSessions(0);

        assertThat(info.getSession()).isEqualTo(session.id());
        assertThat(info.getClient()).isEqualTo("test");
        assertThat(info.getStreams()).isEqualTo(1);
        assertThat(info.getOpenNanos()).isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(info.getParkedCalls()).isEqualTo(1);
        assertThat(info.getHeldObjects()).isEqualTo(1);
        assertThat(info.getOwningObjects()).isEqualTo(1);
        assertThat(info.getCalls()).isEqualTo(3);
        assertThat(info.getKeptReplies()).isEqualTo(2);
        assertThat(info.getKeptBytes()).isPositive();
        assertThat(info.getHelper()).isFalse();
    }

    @Test
    void whoHasReturnedEverything_ownsNothingMore() {
        TestSession session = machine.open();
        ObjectId lock = session.call(LocksGrpc.getOpenMethod(), OpenLockRequest.getDefaultInstance())
                .getId();
        ObjectId semaphore = session.call(
                        SemaphoresGrpc.getOpenMethod(),
                        OpenSemaphoreRequest.newBuilder().setPermits(2).build())
                .getId();
        session.thread(1)
                .call(
                        LocksGrpc.getAcquireMethod(),
                        LockAcquireRequest.newBuilder().setLock(lock).build());
        session.call(
                SemaphoresGrpc.getAcquireMethod(),
                SemaphoreAcquireRequest.newBuilder()
                        .setSemaphore(semaphore)
                        .setPermits(2)
                        .build());
        assertThat(sessions().getSessions(0).getOwningObjects()).isEqualTo(2);

        session.thread(1)
                .call(
                        LocksGrpc.getReleaseMethod(),
                        LockReleaseRequest.newBuilder().setLock(lock).build());
        session.call(
                SemaphoresGrpc.getReleaseMethod(),
                SemaphoreReleaseRequest.newBuilder()
                        .setSemaphore(semaphore)
                        .setPermits(2)
                        .build());

        assertThat(sessions().getSessions(0).getOwningObjects()).isZero();
    }

    @Test
    void noSecretIsToldOfASession_andNothingThatATerminalObeys() {
        machine.apply(new Command.OpenSession(
                99, ByteString.copyFromUtf8("do not tell"), "\u001b]0;gotcha\u0007" + "x".repeat(1_000), Permits.ALL));

        SessionsReply told = sessions();

        assertThat(told.toByteString().toStringUtf8()).doesNotContain("do not tell");
        assertThat(told.getSessions(0).getClient()).startsWith("?]0;gotcha?xxx").hasSize(200);
    }

    @Test
    void nothingThatATerminalObeysIsToldOfWhoHoldsAnObject() {
        machine.apply(new Command.OpenSession(
                99, ByteString.copyFromUtf8("secret"), "\u001b[2J\nnobody" + "x".repeat(1_000), Permits.ALL));
        TestSession session = new TestSession(machine, 1, 1, ByteString.EMPTY);
        ObjectId lock = session.call(LocksGrpc.getOpenMethod(), OpenLockRequest.getDefaultInstance())
                .getId();

        ExplainReply explained = machine.call(
                ObjectsGrpc.getExplainMethod(),
                ExplainRequest.newBuilder().setObject(lock).build());

        assertThat(explained.getSessions(0).getClient())
                .startsWith("?[2J?nobodyxxx")
                .hasSize(200);
    }

    @Test
    void nothingThatATerminalObeysIsToldOfWhoWaits_whateverATypeTells() {
        TestMachine withOdd = new TestMachine(new OddType());
        ObjectId odd = withOdd.call(
                        OddType.OPEN,
                        OpenListRequest.newBuilder().setName("odd").build())
                .getId();
        assertThat(withOdd.start(
                                OddType.FAIL_LATER,
                                ListSizeRequest.newBuilder().setList(odd).build())
                        .isParked())
                .isTrue();

        BlockedReply blocked = withOdd.call(AdminGrpc.getBlockedMethod(), BlockedRequest.getDefaultInstance());

        String harmless = "?[2J?nobody waits";
        assertThat(blocked.getCalls(0).getWaitsFor()).isEqualTo("a poke" + harmless);
        assertThat(blocked.getObjects(0).getState()).isEqualTo("count 0" + harmless);
        Holder holder = blocked.getObjects(0).getHolders(0);
        assertThat(holder.getHolds()).isEqualTo("has it" + harmless);
        assertThat(holder.getParty().getOwner()).isEqualTo("owner" + harmless);
    }

    @Test
    void sessionsComeInPages() {
        for (int i = 0; i < 5; i++) {
            machine.open();
        }

        SessionsReply first = machine.call(
                AdminGrpc.getSessionsMethod(),
                SessionsRequest.newBuilder().setLimit(2).build());
        SessionsReply second = machine.call(
                AdminGrpc.getSessionsMethod(),
                SessionsRequest.newBuilder()
                        .setAfter(first.getSessions(1).getSession())
                        .build());

        assertThat(first.getMore()).isEqualTo(3);
        assertThat(second.getSessionsList()).extracting(SessionInfo::getSession).containsExactly(3L, 4L, 5L);
        assertThat(second.getMore()).isZero();
        assertThat(machine.call(
                                AdminGrpc.getSessionsMethod(),
                                SessionsRequest.newBuilder().setAfter(-1).build())
                        .getSessionsList())
                .isEmpty();
    }
}
