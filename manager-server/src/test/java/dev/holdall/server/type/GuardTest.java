package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.Permits;
import dev.holdall.server.state.Recorded;
import dev.holdall.server.state.StateMachine;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.server.type.LockFixture.Actor;
import dev.holdall.v1.BarrierAwaitReply;
import dev.holdall.v1.BarrierAwaitRequest;
import dev.holdall.v1.BarriersGrpc;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.Error;
import dev.holdall.v1.Guard;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListClearRequest;
import dev.holdall.v1.ListPageRequest;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.LockAwaitOutcome;
import dev.holdall.v1.LockAwaitReply;
import dev.holdall.v1.LockReleaseRequest;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenBarrierRequest;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenLockRequest;
import dev.holdall.v1.OpenPluginRequest;
import dev.holdall.v1.OpenSemaphoreRequest;
import dev.holdall.v1.PluginDoneRequest;
import dev.holdall.v1.PluginInvokeReply;
import dev.holdall.v1.PluginInvokeRequest;
import dev.holdall.v1.PluginTakeReply;
import dev.holdall.v1.PluginTakeRequest;
import dev.holdall.v1.PluginsGrpc;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.SemaphoreAcquireRequest;
import dev.holdall.v1.SemaphoresGrpc;
import dev.holdall.v1.Wait;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls that a lock guards run as long as it is held under the token that they name, and change nothing otherwise. */
class GuardTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine()
            .changesBeforeItParks(
                    LocksGrpc.getAwaitMethod(), PluginsGrpc.getInvokeMethod(), PluginsGrpc.getTakeMethod());

    private LockFixture lock;
    private TestSession session;
    private Actor holder;
    private Actor other;
    private ObjectId list;

    @BeforeEach
    void aLockAndAList() {
        lock = LockTypeTest.open(machine, "ledger");
        session = machine.open();
        holder = Actor.thread(session, 1);
        other = lock.newSession();
        list = machine.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName("list").build())
                .getId();
    }

    private static Guard guard(ObjectId lock, long token) {
        return Guard.newBuilder().setLock(lock).setToken(token).build();
    }

    private Guard guard(long token) {
        return guard(lock.lock(), token);
    }

    private ListAppendRequest appending(String element) {
        return ListAppendRequest.newBuilder()
                .setList(list)
                .setElement(Elements.of(element))
                .build();
    }

    private void appended(TestSession from, String element, Guard guard) {
        from.start(ListsGrpc.getAppendMethod(), appending(element), guard).reply();
    }

    private Error refusedToAppend(TestSession from, Guard guard) {
        return from.start(ListsGrpc.getAppendMethod(), appending("refused"), guard)
                .error();
    }

    private void stale(TestSession from, Guard guard) {
        stale(refusedToAppend(from, guard));
    }

    private static void stale(Error error) {
        assertThat(error.getCode()).isEqualTo(Code.STALE_GUARD);
    }

    private List<String> elements() {
        return Elements.texts(machine.call(
                        ListsGrpc.getPageMethod(),
                        ListPageRequest.newBuilder().setList(list).build())
                .getElementsList());
    }

    private void delete(ObjectId object) {
        assertThat(machine.call(
                                ObjectsGrpc.getDeleteMethod(),
                                DeleteRequest.newBuilder().setId(object).build())
                        .getDeleted())
                .isTrue();
    }

    // What is guarded --------------------------------------------------------------------------------------------

    @Test
    void everyKindOfEffect_isGuarded() {
        ObjectId semaphore = machine.call(
                        SemaphoresGrpc.getOpenMethod(),
                        OpenSemaphoreRequest.newBuilder().setPermits(3).build())
                .getId();
        long old = lock.acquired(holder);
        lock.released(holder);
        long token = lock.acquired(holder);
        for (Guarded<?> call : List.of(
                new Guarded<>(ListsGrpc.getAppendMethod(), appending("a")),
                new Guarded<>(
                        ListsGrpc.getSizeMethod(),
                        ListSizeRequest.newBuilder().setList(list).build()),
                new Guarded<>(
                        ListsGrpc.getClearMethod(),
                        ListClearRequest.newBuilder().setList(list).build()),
                new Guarded<>(
                        SemaphoresGrpc.getAcquireMethod(),
                        SemaphoreAcquireRequest.newBuilder()
                                .setSemaphore(semaphore)
                                .setPermits(1)
                                .build()),
                new Guarded<>(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName("more").build()),
                new Guarded<>(
                        ObjectsGrpc.getDeleteMethod(),
                        DeleteRequest.newBuilder().setName("more").build()))) {
            // That the refused one changes no object is looked at by the machine.
            stale(call.start(session, guard(old)).error());
            call.start(session, guard(token)).reply();
        }
    }

    private record Guarded<Q extends Message>(MethodDescriptor<Q, ? extends Message> method, Q request) {
        Pending<?> start(TestSession from, Guard guard) {
            return from.start(method, request, guard);
        }
    }

    @Test
    void theRefusal_namesLockAndToken() {
        assertThat(refusedToAppend(session, guard(17)).getMessage())
                .contains("'ledger'")
                .contains("17");
    }

    @Test
    void aCallWithoutAGuard_runsWhoeverHoldsTheLock() {
        lock.acquired(other);
        session.call(ListsGrpc.getAppendMethod(), appending("a"));
        assertThat(elements()).containsExactly("a");
    }

    // Which token ------------------------------------------------------------------------------------------------

    @Test
    void theTokenHolds_asLongAsTheLockIsHeld() {
        long token = lock.acquired(holder);
        appended(session, "a", guard(token));
        lock.acquired(holder);
        appended(session, "b", guard(token));
        lock.released(holder);
        appended(session, "c", guard(token));
        lock.released(holder);
        stale(session, guard(token));
        assertThat(elements()).containsExactly("a", "b", "c");
    }

    @Test
    void theTokenIsStale_whoeverAcquiresNext() {
        long first = lock.acquired(holder);
        lock.released(holder);
        long again = lock.acquired(holder);
        stale(session, guard(first));
        appended(session, "same thread", guard(again));
        lock.released(holder);

        long ofAnotherThread = lock.acquired(Actor.thread(session, 2));
        stale(session, guard(first));
        stale(session, guard(again));
        appended(session, "another thread", guard(ofAnotherThread));
        lock.released(Actor.thread(session, 2));

        long elsewhere = lock.acquired(other);
        stale(session, guard(ofAnotherThread));
        appended(other.session(), "another session", guard(elsewhere));
        assertThat(elements()).containsExactly("same thread", "another thread", "another session");
    }

    @Test
    void theTokenIsStale_onceTheHoldersSessionHasEnded() {
        long token = lock.acquired(holder);
        Pending<?> waiting = lock.acquire(other);
        session.end();
        stale(other.session(), guard(token));
        assertThat(waiting.isParked()).isFalse();
        stale(other.session(), guard(token));
    }

    @Test
    void whoSendsTheCall_doesNotMatter() {
        long token = lock.acquired(holder);
        appended(machine.open(), "by a worker", guard(token));
        session.thread(5);
        appended(session, "by another thread", guard(token));
        assertThat(elements()).containsExactly("by a worker", "by another thread");
    }

    @Test
    void aFreeLock_isHeldUnderNoToken() {
        for (long token : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            stale(session, guard(token));
        }
        long token = lock.acquired(holder);
        stale(session, guard(0));
        stale(session, guard(token + 1));
        lock.released(holder);
        stale(session, guard(0));
    }

    @Test
    void aLockThatIsGone_isNotHeld() {
        long token = lock.acquired(holder);
        delete(lock.lock());
        stale(session, guard(token));
        LockFixture again = LockTypeTest.open(machine, "ledger");
        long next = again.acquired(holder);
        assertThat(next).isGreaterThan(token);
        stale(session, guard(token));
        stale(session, guard(again.lock(), token));
        appended(session, "a", guard(again.lock(), next));
    }

    @Test
    void aLockOfAnotherManager_isNotHeld() {
        long token = lock.acquired(holder);
        ObjectId id = lock.lock();
        stale(session, guard(id.toBuilder().setEpoch(1).build(), token));
        stale(session, guard(id.toBuilder().setShard(1).build(), token));
        stale(session, guard(id.toBuilder().setNumber(1_000).build(), token));
        stale(session, Guard.newBuilder().setToken(token).build());
        stale(session, Guard.getDefaultInstance());
        assertThat(elements()).isEmpty();
    }

    @Test
    void whatIsNoLock_guardsNothing() {
        assertThat(refusedToAppend(session, guard(list, 1))).satisfies(error -> {
            assertThat(error.getCode()).isEqualTo(Code.MISMATCH);
            assertThat(error.getMessage()).contains(ListsGrpc.SERVICE_NAME);
        });
    }

    @Test
    void ofALockForReadingAndWriting_theWriterGuards() {
        LockFixture writing = ReadWriteLockTypeTest.writing(machine, "rw");
        LockFixture reading = ReadWriteLockTypeTest.reading(writing);
        long read = reading.acquired(holder);
        stale(session, guard(writing.lock(), read));
        reading.released(holder);
        long written = writing.acquired(holder);
        appended(session, "a", guard(writing.lock(), written));
        stale(session, guard(writing.lock(), read));
        // The writer reads too: that token is another one.
        long both = reading.acquired(holder);
        stale(session, guard(writing.lock(), both));
        appended(session, "b", guard(writing.lock(), written));
        writing.released(holder);
        stale(session, guard(writing.lock(), written));
        assertThat(elements()).containsExactly("a", "b");
    }

    /** Attack 24. */
    @Test
    void aReleaseUnderAnOldToken_isRefused() {
        long old = lock.acquired(holder);
        lock.released(holder);
        long token = lock.acquired(holder);
        LockReleaseRequest releasing =
                LockReleaseRequest.newBuilder().setLock(lock.lock()).build();
        stale(session.thread(1)
                .start(LocksGrpc.getReleaseMethod(), releasing, guard(old))
                .error());
        assertThat(lock.holds(holder)).isEqualTo(1);
        assertThat(session.thread(1)
                        .start(LocksGrpc.getReleaseMethod(), releasing, guard(token))
                        .reply()
                        .getReleased())
                .isTrue();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void aCallThatIsSentTwice_keepsItsAnswer() {
        long token = lock.acquired(holder);
        Pending<?> refused = session.start(ListsGrpc.getAppendMethod(), appending("a"), guard(token + 1));
        stale(refused.error());
        lock.released(holder);
        lock.acquired(holder);
        session.send(ClientFrame.newBuilder()
                .setFirstSeq(refused.seq())
                .addCalls(TestSession.encode(ListsGrpc.getAppendMethod(), appending("a")).toBuilder()
                        .setGuard(guard(token + 1))));
        assertThat(elements()).isEmpty();
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    @Nested
    class Waiting {
        private ObjectId queue;
        private long token;

        @BeforeEach
        void aFullQueueAndAHeldLock() {
            queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", 1))
                    .getId();
            machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "first"));
            token = lock.acquired(holder);
        }

        private Pending<QueuePutReply> put(String element, Guard guard) {
            Pending<QueuePutReply> put =
                    session.start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, element), guard);
            assertThat(put.isParked()).isTrue();
            return put;
        }

        private String taken() {
            return Elements.text(machine.call(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue))
                    .getElement());
        }

        @Test
        void itGoesOn_ifTheLockIsStillHeld() {
            Pending<QueuePutReply> put = put("guarded", guard(token));
            assertThat(taken()).isEqualTo("first");
            assertThat(put.reply().getAccepted()).isTrue();
            assertThat(taken()).isEqualTo("guarded");
        }

        @Test
        void itIsRefused_whenItCouldGoOn_andTheNextOneGoesOn() {
            Pending<QueuePutReply> put = put("guarded", guard(token));
            Pending<QueuePutReply> next =
                    other.session().start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "next"));
            lock.released(holder);
            assertThat(put.isParked()).isTrue();
            assertThat(taken()).isEqualTo("first");
            stale(put.error());
            assertThat(next.reply().getAccepted()).isTrue();
            assertThat(taken()).isEqualTo("next");
        }

        @Test
        void itIsRefused_ifTheLockWasAcquiredAgainMeanwhile() {
            Pending<QueuePutReply> put = put("guarded", guard(token));
            lock.released(holder);
            long again = lock.acquired(holder);
            Pending<QueuePutReply> second = put("second", guard(again));
            assertThat(taken()).isEqualTo("first");
            stale(put.error());
            assertThat(second.reply().getAccepted()).isTrue();
            assertThat(taken()).isEqualTo("second");
        }

        @Test
        void itIsNeverLetIn_withAStaleToken() {
            stale(session.start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "no"), guard(token + 1))
                    .error());
            stale(session.start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "no", Duration.ZERO), guard(token + 1))
                    .error());
        }

        @Test
        void itsTime_endsAsWithoutAGuard() {
            Pending<QueuePutReply> put =
                    session.start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "guarded", SECOND), guard(token));
            lock.released(holder);
            machine.advance(SECOND);
            assertThat(put.reply().getAccepted()).isFalse();
        }

        @Test
        void itIsWithdrawn_asWithoutAGuard() {
            Pending<QueuePutReply> put = put("guarded", guard(token));
            lock.released(holder);
            session.withdraw(put);
            assertThat(put.error().getCode()).isEqualTo(Code.CANCELLED);
            assertThat(taken()).isEqualTo("first");
        }

        @Test
        void aTake_isNotGrantedToAStaleGuard() {
            assertThat(taken()).isEqualTo("first");
            Pending<QueueTakeReply> take =
                    session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue), guard(token));
            assertThat(take.isParked()).isTrue();
            lock.released(holder);
            machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "next"));
            stale(take.error());
            assertThat(taken()).isEqualTo("next");
        }

        @Test
        void theLockIsDeleted_andItIsRefusedWhenItCouldGoOn() {
            Pending<QueuePutReply> put = put("guarded", guard(token));
            delete(lock.lock());
            assertThat(put.isParked()).isTrue();
            assertThat(taken()).isEqualTo("first");
            stale(put.error());
        }

        @Test
        void theHoldersSessionEnds_andAWorkersCallIsRefused() {
            Pending<QueuePutReply> put = other.session()
                    .start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "by a worker"), guard(token));
            session.end();
            assertThat(put.isParked()).isTrue();
            assertThat(taken()).isEqualTo("first");
            stale(put.error());
        }

        @Test
        void aSnapshot_keepsTheGuard() {
            Pending<QueuePutReply> put = put("guarded", guard(token));
            Recorded held = new Recorded();
            StateMachine loaded = machine.load(machine.snapshot());
            loaded.apply(0, take(), held);
            assertThat(held.events("reply")).singleElement().asString().contains("seq: " + put.seq());
            assertThat(held.events("reply").toString()).doesNotContain("error");

            lock.released(holder);
            Recorded released = new Recorded();
            loaded = machine.load(machine.snapshot());
            loaded.apply(0, take(), released);
            assertThat(released.events("reply"))
                    .singleElement()
                    .asString()
                    .contains("seq: " + put.seq())
                    .contains("STALE_GUARD");
            // What is parked now is written, read and tried again once more after the test.
            assertThat(put.isParked()).isTrue();
        }

        private Command take() {
            return new Command.UnaryCall(
                    1_000,
                    TestSession.encode(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue))
                            .getMethod(),
                    QueueCalls.take(queue).toByteString(),
                    Permits.ALL);
        }

        @Test
        void whatElseTheGuardBrings_isNotKept() {
            int before = machine.snapshot().size();
            Guard large = guard(token).toBuilder()
                    .setUnknownFields(UnknownFieldSet.newBuilder()
                            .addField(
                                    77,
                                    UnknownFieldSet.Field.newBuilder()
                                            .addLengthDelimited(ByteString.copyFrom(new byte[100_000]))
                                            .build())
                            .build())
                    .build();
            put("guarded", large);
            assertThat(machine.snapshot().size() - before).isLessThan(500);
        }

        @Test
        void aLockWithoutAName_staysAsLongAsACallThatItGuardsWaits() {
            ObjectId unnamed = other.session()
                    .call(LocksGrpc.getOpenMethod(), OpenLockRequest.getDefaultInstance())
                    .getId();
            LockFixture itsCalls = new LockFixture(
                    machine,
                    unnamed,
                    lock.acquire(),
                    lock.release(),
                    lock.hold(),
                    lock.openCondition(),
                    lock.await(),
                    lock.signal(),
                    lock.look());
            Pending<QueuePutReply> put = put("guarded", guard(unnamed, itsCalls.acquired(other)));
            other.session().release(unnamed, 1);
            machine.collect();
            assertThat(machine.exists(unnamed)).isTrue();
            assertThat(taken()).isEqualTo("first");
            assertThat(put.reply().getAccepted()).isTrue();
            machine.collect();
            assertThat(machine.exists(unnamed)).isFalse();
        }
    }

    // Calls that have begun --------------------------------------------------------------------------------------

    @Test
    void aConditionOfTheGuardingLockItself_isWaitedFor() {
        long token = lock.acquired(holder);
        Pending<LockAwaitReply> await = session.thread(1).start(lock.await(), lock.awaitRequest("", 0), guard(token));
        assertThat(await.isParked()).isTrue();
        assertThat(lock.isLocked()).isFalse();
        lock.acquired(other);
        lock.signal(other, 0, 1);
        lock.released(other);
        assertThat(await.reply().getOutcome()).isEqualTo(LockAwaitOutcome.LOCK_AWAIT_OUTCOME_SIGNALLED);
        assertThat(lock.holds(holder)).isEqualTo(1);
        stale(session, guard(token));
    }

    @Test
    void whoHasArrivedAtABarrier_staysInIt() {
        ObjectId barrier = machine.call(
                        BarriersGrpc.getOpenMethod(),
                        OpenBarrierRequest.newBuilder()
                                .setName("b")
                                .setParties(2)
                                .build())
                .getId();
        BarrierAwaitRequest awaiting =
                BarrierAwaitRequest.newBuilder().setBarrier(barrier).build();
        long token = lock.acquired(holder);
        Pending<BarrierAwaitReply> arrived = session.start(BarriersGrpc.getAwaitMethod(), awaiting, guard(token));
        assertThat(arrived.isParked()).isTrue();
        lock.released(holder);
        stale(session.start(BarriersGrpc.getAwaitMethod(), awaiting, guard(token))
                .error());
        assertThat(arrived.isParked()).isTrue();
        other.session().call(BarriersGrpc.getAwaitMethod(), awaiting);
        assertThat(arrived.reply().getOutcome().getIndex()).isEqualTo(1);
    }

    /** Plug-in objects, of which a host knows how to run them. */
    private final class Plugin {
        final TestSession host = machine.open();
        final ObjectId id;
        final PluginInvokeRequest invocation;

        Plugin() {
            machine.apply(new Command.AdmitHelper(host.id()));
            id = host.call(
                            PluginsGrpc.getOpenMethod(),
                            OpenPluginRequest.newBuilder()
                                    .setName("p")
                                    .setType("Counter")
                                    .setState(Elements.of(0))
                                    .build())
                    .getId();
            invocation = PluginInvokeRequest.newBuilder()
                    .setObject(id)
                    .setType("Counter")
                    .setMethod("increment")
                    .setWait(Wait.newBuilder().setNanos(SECOND.toNanos()))
                    .build();
        }

        Pending<PluginInvokeReply> invoke(long token) {
            return session.start(PluginsGrpc.getInvokeMethod(), invocation, guard(token));
        }

        Pending<PluginInvokeReply> invokeUnguarded() {
            return session.start(PluginsGrpc.getInvokeMethod(), invocation);
        }

        Pending<PluginTakeReply> take(TestSession by, boolean suspects) {
            return by.start(
                    PluginsGrpc.getTakeMethod(),
                    PluginTakeRequest.newBuilder().setSuspects(suspects).build());
        }

        /** A host has run a task, which has made of the object what it results in; says whether that counts. */
        boolean done(Pending<PluginTakeReply> task, int result) {
            return host.call(
                            PluginsGrpc.getDoneMethod(),
                            PluginDoneRequest.newBuilder()
                                    .setObject(task.reply().getObject())
                                    .setTask(task.reply().getTask())
                                    .setState(Elements.of(result))
                                    .setResult(Elements.of(result))
                                    .build())
                    .getAccepted();
        }

        /** The object as the next call finds it: whoever runs that is told, since no host may have it. */
        String stateForTheNextCall() {
            invokeUnguarded();
            return Elements.text(take(host, false).reply().getState());
        }
    }

    @Test
    void whatAHostMadeOfAnObject_countsOnlyIfTheLockIsStillHeldThen() {
        Plugin plugin = new Plugin();
        Pending<PluginInvokeReply> first = plugin.invoke(lock.acquired(holder));
        assertThat(plugin.done(plugin.take(plugin.host, false), 1)).isTrue();
        assertThat(Elements.text(first.reply().getResult())).isEqualTo("1");
        lock.released(holder);
        Pending<PluginInvokeReply> second = plugin.invoke(lock.acquired(holder));
        Pending<PluginTakeReply> task = plugin.take(plugin.host, false);
        lock.released(holder);
        lock.acquired(other);
        assertThat(plugin.done(task, 2)).isFalse();
        stale(second.error());
        assertThat(plugin.stateForTheNextCall()).isEqualTo("1");
    }

    @Test
    void whatAHostMadeOfAnObject_doesNotCountIfItsCallerIsGoneAndTheLockWithIt() {
        Plugin plugin = new Plugin();
        plugin.invoke(lock.acquired(holder));
        Pending<PluginTakeReply> task = plugin.take(plugin.host, false);
        session.end();
        session = machine.open();
        lock.acquired(other);
        assertThat(plugin.done(task, 1)).isFalse();
        assertThat(plugin.stateForTheNextCall()).isEqualTo("0");
    }

    @Test
    void whatTheSecondHostMadeOfAnObject_doesNotCountEither_andItsCallerHearsWhy() {
        Plugin plugin = new Plugin();
        Pending<PluginInvokeReply> call = plugin.invoke(lock.acquired(holder));
        TestSession lost = machine.open();
        machine.apply(new Command.AdmitHelper(lost.id()));
        plugin.take(lost, false).reply();
        lost.end();
        Pending<PluginTakeReply> task = plugin.take(plugin.host, true);
        lock.released(holder);
        assertThat(plugin.done(task, 1)).isFalse();
        stale(call.error());
    }

    @Test
    void aPluginsTask_isRefusedUntilAHostRunsIt() {
        Plugin plugin = new Plugin();
        long token = lock.acquired(holder);
        Pending<PluginInvokeReply> first = plugin.invoke(token);
        Pending<PluginInvokeReply> second = plugin.invoke(token);
        Pending<PluginTakeReply> task = plugin.take(plugin.host, false);
        assertThat(task.isParked()).isFalse();
        lock.released(holder);
        assertThat(second.isParked()).isTrue();
        plugin.done(task, 1);
        stale(first.error());
        stale(second.error());
        // The object is free for others.
        Pending<PluginInvokeReply> third = plugin.invokeUnguarded();
        assertThat(plugin.take(plugin.host, false).reply().getTask())
                .isNotEqualTo(task.reply().getTask());
        assertThat(third.isParked()).isTrue();
    }

    @Test
    void aPluginsTask_isRefusedWhenAHostComesForIt() {
        Plugin plugin = new Plugin();
        long token = lock.acquired(holder);
        Pending<PluginInvokeReply> first = plugin.invoke(token);
        Pending<PluginInvokeReply> second = plugin.invoke(token);
        Pending<PluginInvokeReply> third = plugin.invokeUnguarded();
        lock.released(holder);
        assertThat(first.isParked()).isTrue();
        Pending<PluginTakeReply> task = plugin.take(plugin.host, false);
        stale(first.error());
        stale(second.error());
        plugin.done(task, 7);
        assertThat(Elements.text(third.reply().getResult())).isEqualTo("7");
    }

    @Test
    void aPluginsTask_isRefusedWhenASecondHostComesForIt() {
        Plugin plugin = new Plugin();
        long token = lock.acquired(holder);
        Pending<PluginInvokeReply> first = plugin.invoke(token);
        Pending<PluginInvokeReply> second = plugin.invokeUnguarded();
        TestSession lost = machine.open();
        machine.apply(new Command.AdmitHelper(lost.id()));
        assertThat(plugin.take(lost, false).isParked()).isFalse();
        lost.end();
        assertThat(first.isParked()).isTrue();
        lock.released(holder);
        assertThat(plugin.take(plugin.host, true).isParked()).isTrue();
        stale(first.error());
        Pending<PluginTakeReply> task = plugin.take(plugin.host, false);
        plugin.done(task, 7);
        assertThat(Elements.text(second.reply().getResult())).isEqualTo("7");
    }

    @Test
    void aPluginsTask_runsAtASecondHostWhileItsLockIsHeld() {
        Plugin plugin = new Plugin();
        long token = lock.acquired(holder);
        Pending<PluginInvokeReply> first = plugin.invoke(token);
        TestSession lost = machine.open();
        machine.apply(new Command.AdmitHelper(lost.id()));
        plugin.take(lost, false).reply();
        lost.end();
        plugin.done(plugin.take(plugin.host, true), 7);
        assertThat(Elements.text(first.reply().getResult())).isEqualTo("7");
    }
}
