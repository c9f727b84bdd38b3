package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Message;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.server.type.LockFixture.Actor;
import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.BarrierAwaitRequest;
import dev.holdall.v1.BarrierAwaitToActRequest;
import dev.holdall.v1.BarriersGrpc;
import dev.holdall.v1.BlockedCall;
import dev.holdall.v1.BlockedObject;
import dev.holdall.v1.BlockedReply;
import dev.holdall.v1.BlockedRequest;
import dev.holdall.v1.Comparison;
import dev.holdall.v1.Deadlock;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.EventAwaitRequest;
import dev.holdall.v1.EventsGrpc;
import dev.holdall.v1.Holder;
import dev.holdall.v1.LatchAwaitRequest;
import dev.holdall.v1.LatchesGrpc;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenBarrierRequest;
import dev.holdall.v1.OpenEventRequest;
import dev.holdall.v1.OpenLatchRequest;
import dev.holdall.v1.OpenPluginRequest;
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.OpenReadWriteLockRequest;
import dev.holdall.v1.OpenSemaphoreRequest;
import dev.holdall.v1.OpenValueRequest;
import dev.holdall.v1.Party;
import dev.holdall.v1.PluginInvokeRequest;
import dev.holdall.v1.PluginTakeRequest;
import dev.holdall.v1.PluginsGrpc;
import dev.holdall.v1.QueueJoinRequest;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.ReadWriteLocksGrpc;
import dev.holdall.v1.SemaphoreAcquireReply;
import dev.holdall.v1.SemaphoreAcquireRequest;
import dev.holdall.v1.SemaphoreReleaseRequest;
import dev.holdall.v1.SemaphoresGrpc;
import dev.holdall.v1.ValueAwaitRequest;
import dev.holdall.v1.ValuesGrpc;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who waits for what, who has it, and who waits for each other in a circle. */
class BlockedTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine()
            .changesBeforeItParks(
                    LocksGrpc.getAwaitMethod(),
                    ReadWriteLocksGrpc.getAwaitMethod(),
                    BarriersGrpc.getAwaitMethod(),
                    PluginsGrpc.getInvokeMethod());

    private BlockedReply blocked() {
        return machine.call(AdminGrpc.getBlockedMethod(), BlockedRequest.getDefaultInstance());
    }

    private BlockedCall onlyCall() {
        BlockedReply blocked = blocked();
        assertThat(blocked.getCallsList()).hasSize(1);
        return blocked.getCalls(0);
    }

    private BlockedObject onlyObject() {
        BlockedReply blocked = blocked();
        assertThat(blocked.getObjectsList()).hasSize(1);
        return blocked.getObjects(0);
    }

    private void nobodyWaits() {
        assertThat(blocked()).isEqualTo(BlockedReply.getDefaultInstance());
    }

    private static <Q extends Message, R extends Message> void parks(
            TestSession session, MethodDescriptor<Q, R> method, Q request) {
        assertThat(session.start(method, request).isParked()).isTrue();
    }

    private LockFixture lock(String name) {
        return LockTypeTest.open(machine, name);
    }

    private ObjectId readWriteLock(String name) {
        return machine.call(
                        ReadWriteLocksGrpc.getOpenMethod(),
                        OpenReadWriteLockRequest.newBuilder().setName(name).build())
                .getId();
    }

    private LockFixture reading(ObjectId lock) {
        return new LockFixture(
                machine,
                lock,
                ReadWriteLocksGrpc.getAcquireReadMethod(),
                ReadWriteLocksGrpc.getReleaseReadMethod(),
                ReadWriteLocksGrpc.getHoldReadMethod(),
                ReadWriteLocksGrpc.getOpenConditionMethod(),
                ReadWriteLocksGrpc.getAwaitMethod(),
                ReadWriteLocksGrpc.getSignalMethod(),
                ReadWriteLocksGrpc.getStateMethod());
    }

    private LockFixture writing(ObjectId lock) {
        return new LockFixture(
                machine,
                lock,
                ReadWriteLocksGrpc.getAcquireWriteMethod(),
                ReadWriteLocksGrpc.getReleaseWriteMethod(),
                ReadWriteLocksGrpc.getHoldWriteMethod(),
                ReadWriteLocksGrpc.getOpenConditionMethod(),
                ReadWriteLocksGrpc.getAwaitMethod(),
                ReadWriteLocksGrpc.getSignalMethod(),
                ReadWriteLocksGrpc.getStateMethod());
    }

    private ObjectId semaphore(String name, int permits) {
        return machine.call(
                        SemaphoresGrpc.getOpenMethod(),
                        OpenSemaphoreRequest.newBuilder()
                                .setName(name)
                                .setPermits(permits)
                                .build())
                .getId();
    }

    private static Pending<SemaphoreAcquireReply> acquire(TestSession session, ObjectId semaphore, int permits) {
        return session.start(
                SemaphoresGrpc.getAcquireMethod(),
                SemaphoreAcquireRequest.newBuilder()
                        .setSemaphore(semaphore)
                        .setPermits(permits)
                        .build());
    }

    private static void acquired(TestSession session, ObjectId semaphore, int permits) {
        assertThat(acquire(session, semaphore, permits).reply().getAcquired()).isTrue();
    }

    private static void waitsFor(TestSession session, ObjectId semaphore, int permits) {
        assertThat(acquire(session, semaphore, permits).isParked()).isTrue();
    }

    @Test
    void nothingIsToldWhereNobodyWaits() {
        lock("idle").acquired(Actor.of(machine.open()));

        nobodyWaits();
    }

    /** What is told of a call, whatever it waits for. */
    @Nested
    class Calls {
        private final LockFixture lock = lock("jobs");
        private final TestSession holder = machine.open().named("main", "Worker.run(Worker.java:17)");
        private final TestSession waiter = machine.open().named("pool-1", "Other.call(Other.java:3)");

        @Test
        void aCallTellsWhoWaitsWhereAndForWhat() {
            lock.acquired(Actor.of(holder));
            lock.acquire(Actor.thread(waiter, 5));

            BlockedCall call = onlyCall();

            assertThat(call.getCaller())
                    .isEqualTo(Party.newBuilder()
                            .setSession(waiter.id())
                            .setClient("test")
                            .setThread(5)
                            .setThreadName("pool-1")
                            .setSite("Other.call(Other.java:3)")
                            .build());
            assertThat(call.getMethod()).isEqualTo("holdall.v1.Locks/Acquire");
            assertThat(call.getWaitsFor()).isEqualTo("the lock");
            assertThat(call.getObject()).isEqualTo(lock.lock());
            assertThat(call.getName()).isEqualTo("jobs");
            assertThat(call.getService()).isEqualTo(LocksGrpc.SERVICE_NAME);
            assertThat(call.hasLeftNanos()).isFalse();
        }

        @Test
        void theTimesOfACallAreThoseSinceItParkedAndUntilItsDeadline() {
            lock.acquired(Actor.of(holder));
            machine.advance(SECOND);
            lock.acquire(Actor.of(waiter), SECOND.multipliedBy(10));
            machine.advance(SECOND.multipliedBy(3));

            assertThat(onlyCall().getWaitedNanos())
                    .isEqualTo(SECOND.multipliedBy(3).toNanos());
            assertThat(onlyCall().getLeftNanos())
                    .isEqualTo(SECOND.multipliedBy(7).toNanos());
            assertThat(onlyObject().getHolders(0).getHeldNanos())
                    .isEqualTo(SECOND.multipliedBy(4).toNanos());
        }

        @Test
        void aCallInANamesNameTellsTheName() {
            lock.acquired(Actor.of(holder));
            lock.acquire(Actor.named(waiter, "job 7"));

            assertThat(onlyCall().getCaller().getOwner()).isEqualTo("job 7");
        }

        @Test
        void aUnaryCallHasNoSession() {
            ObjectId queue = machine.call(
                            QueuesGrpc.getOpenMethod(),
                            OpenQueueRequest.newBuilder().build())
                    .getId();
            machine.start(
                    QueuesGrpc.getTakeMethod(),
                    QueueTakeRequest.newBuilder().setQueue(queue).build());

            assertThat(onlyCall().getCaller()).isEqualTo(Party.getDefaultInstance());
            assertThat(onlyCall().getName()).isEmpty();
            assertThat(onlyCall().getObject()).isEqualTo(queue);
        }

        @Test
        void whatAClientSaysIsCutShortAndMadeHarmless() {
            String hostile = "\u001b[2J" + "x".repeat(1_000);
            waiter.named(hostile, "\u202e" + "y".repeat(1_000));
            lock.acquired(Actor.of(holder));
            lock.acquire(Actor.of(waiter));

            Party caller = onlyCall().getCaller();

            assertThat(caller.getThreadName()).isEqualTo("?[2J" + "x".repeat(60));
            assertThat(caller.getSite()).isEqualTo("?" + "y".repeat(127));
        }

        @Test
        void aCharacterOfTwoHalvesIsNotCutInTwo() {
            waiter.named("x".repeat(63) + "\ud83d\ude00", "");
            lock.acquired(Actor.of(holder));
            lock.acquire(Actor.of(waiter));

            assertThat(onlyCall().getCaller().getThreadName()).isEqualTo("x".repeat(63));
        }

        @Test
        void callsAreToldInTheirOrderUpToTheLimit_andTheRestIsCounted() {
            lock.acquired(Actor.of(holder));
            for (int i = 1; i <= 5; i++) {
                lock.acquire(Actor.thread(waiter, i));
            }

            BlockedReply two = machine.call(
                    AdminGrpc.getBlockedMethod(),
                    BlockedRequest.newBuilder().setLimit(2).build());

            assertThat(two.getCallsList())
                    .extracting(call -> call.getCaller().getThread())
                    .containsExactly(1, 2);
            assertThat(two.getMoreCalls()).isEqualTo(3);
        }

        @Test
        void atMostAThousandCallsAreTold() {
            machine.withoutCheckOfEachCall();
            lock.acquired(Actor.of(holder));
            for (int i = 1; i <= 1_005; i++) {
                lock.acquire(Actor.thread(waiter, i));
            }

            for (int limit : new int[] {0, 2_000, -1}) {
                BlockedReply blocked = machine.call(
                        AdminGrpc.getBlockedMethod(),
                        BlockedRequest.newBuilder().setLimit(limit).build());
                assertThat(blocked.getCallsCount()).isEqualTo(1_000);
                assertThat(blocked.getMoreCalls()).isEqualTo(5);
            }
        }

        @Test
        void afterTheReleaseNobodyWaits() {
            lock.acquired(Actor.of(holder));
            lock.acquire(Actor.of(waiter));

            lock.released(Actor.of(holder));

            nobodyWaits();
        }

        @Test
        void afterTheObjectIsDeletedNobodyWaits() {
            lock.acquired(Actor.of(holder));
            lock.acquire(Actor.of(waiter));

            machine.call(
                    ObjectsGrpc.getDeleteMethod(),
                    DeleteRequest.newBuilder().setName("jobs").build());

            nobodyWaits();
        }

        @Test
        void afterASnapshotTheSameIsTold() {
            lock.acquired(Actor.of(holder));
            lock.acquire(Actor.named(waiter, "job 7"), SECOND);

            // The fixture asks a machine that was loaded, too, and compares.
            machine.verify();

            assertThat(onlyCall().getCaller().getThreadName()).isEqualTo("pool-1");
        }
    }

    /** What each type tells. */
    @Nested
    class Types {
        private final TestSession one = machine.open().named("main", "One.java");
        private final TestSession other = machine.open();

        @Test
        void aLockTellsItsHolder() {
            LockFixture lock = lock("l");
            lock.acquired(Actor.thread(one, 3));
            lock.acquired(Actor.thread(one, 3));
            lock.acquire(Actor.of(other));

            Holder holder = onlyObject().getHolders(0);

            assertThat(holder.getParty())
                    .isEqualTo(Party.newBuilder()
                            .setSession(one.id())
                            .setClient("test")
                            .setThread(3)
                            .setThreadName("main")
                            .setSite("One.java")
                            .build());
            assertThat(holder.getCount()).isEqualTo(2);
            assertThat(holder.getToken())
                    .isEqualTo(lock.hold(Actor.thread(one, 3)).getToken());
        }

        @Test
        void aConditionTellsThatASignalIsWaitedFor_andThenTheLock() {
            LockFixture lock = lock("l");
            int named = lock.condition("not empty");
            lock.acquireAndAwait(Actor.of(one), 0);
            lock.acquireAndAwait(Actor.of(other), named);
            BlockedReply blocked = blocked();
            assertThat(blocked.getCallsList())
                    .extracting(BlockedCall::getWaitsFor)
                    .containsExactly("a signal", "a signal of the condition 'not empty'");
            assertThat(blocked.getObjects(0).getHoldersList()).isEmpty();
            assertThat(blocked.getObjects(0).getState()).isEqualTo("free");
            machine.advance(SECOND);

            Actor third = lock.newSession();
            lock.acquired(third);
            lock.signal(third, 0, 1);

            BlockedCall signalled = blocked().getCalls(1);
            assertThat(signalled.getWaitsFor()).isEqualTo("the lock");
            assertThat(signalled.getWaitedNanos()).isEqualTo(SECOND.toNanos());
            assertThat(signalled.getCaller().getThreadName()).isEqualTo("main");
        }

        @Test
        void whoComesBackFromAConditionHoldsTheLockSinceThen() {
            LockFixture lock = lock("l");
            lock.acquireAndAwait(Actor.of(one), 0);
            machine.advance(SECOND);
            Actor third = lock.newSession();
            lock.acquired(third);
            lock.signal(third, 0, 1);
            lock.released(third);
            machine.advance(SECOND);
            lock.acquire(Actor.of(other));

            Holder holder = onlyObject().getHolders(0);

            assertThat(holder.getHeldNanos()).isEqualTo(SECOND.toNanos());
            assertThat(holder.getParty().getThreadName()).isEqualTo("main");
        }

        @Test
        void aReadWriteLockTellsItsReadersAndItsWriter() {
            ObjectId lock = readWriteLock("rw");
            reading(lock).acquired(Actor.of(one));
            reading(lock).acquired(Actor.of(other));
            writing(lock).acquire(Actor.thread(other, 2));
            assertThat(onlyObject().getHoldersList())
                    .extracting(holder -> holder.getParty().getSession(), Holder::getHolds)
                    .containsExactly(
                            tuple(one.id(), "holds it for reading"), tuple(other.id(), "holds it for reading"));

            reading(lock).released(Actor.of(one));
            reading(lock).released(Actor.of(other));
            reading(lock).acquire(Actor.of(one));

            assertThat(onlyObject().getHoldersList()).hasSize(1);
            assertThat(onlyObject().getHolders(0).getHolds()).isEqualTo("holds it");
            assertThat(onlyCall().getMethod()).endsWith("AcquireRead");
        }

        @Test
        void atMostAHundredHoldersAreTold_andTheRestIsCounted() {
            ObjectId lock = readWriteLock("rw");
            for (int i = 1; i <= 105; i++) {
                reading(lock).acquired(Actor.thread(one, i));
            }
            writing(lock).acquire(Actor.of(other));

            assertThat(onlyObject().getHoldersCount()).isEqualTo(100);
            assertThat(onlyObject().getMoreHolders()).isEqualTo(5);
        }

        @Test
        void aSemaphoreTellsWhichSessionsHavePermits() {
            ObjectId semaphore = semaphore("s", 4);
            acquired(one, semaphore, 2);
            acquired(other, semaphore, 1);
            waitsFor(other, semaphore, 3);

            assertThat(onlyCall().getWaitsFor()).isEqualTo("permits");
            assertThat(onlyObject().getState()).isEqualTo("1 permit is there");
            assertThat(onlyObject().getHoldersList())
                    .extracting(
                            holder -> holder.getParty().getSession(),
                            holder -> holder.getParty().getThread(),
                            Holder::getHolds,
                            Holder::getCount)
                    .containsExactly(tuple(one.id(), 0, "has 2 permits", 2L), tuple(other.id(), 0, "has 1 permit", 1L));
        }

        @Test
        void aBarrierTellsWhoIsThere_andWhoRunsItsAction() {
            ObjectId barrier = machine.call(
                            BarriersGrpc.getOpenMethod(),
                            OpenBarrierRequest.newBuilder().setParties(3).build())
                    .getId();
            BarrierAwaitRequest request =
                    BarrierAwaitRequest.newBuilder().setBarrier(barrier).build();
            parks(one, BarriersGrpc.getAwaitMethod(), request);
            parks(one, BarriersGrpc.getAwaitMethod(), request);
            assertThat(onlyObject().getState()).isEqualTo("2 of 3 parties are there");
            assertThat(blocked().getCallsList())
                    .extracting(BlockedCall::getWaitsFor)
                    .containsOnly("the other parties");

            other.call(
                    BarriersGrpc.getAwaitToActMethod(),
                    BarrierAwaitToActRequest.newBuilder().setBarrier(barrier).build());
            parks(other, BarriersGrpc.getAwaitMethod(), request);

            assertThat(onlyObject().getState()).isEqualTo("3 of 3 parties are there");
            assertThat(onlyObject().getHolders(0).getHolds()).isEqualTo("runs the barrier's action");
            assertThat(onlyObject().getHolders(0).getParty().getSession()).isEqualTo(other.id());
            assertThat(blocked().getCallsList())
                    .extracting(BlockedCall::getWaitsFor)
                    .containsExactly("the barrier's action", "the barrier's action", "the next round");
        }

        @Test
        void aQueueTellsHowFullItIs() {
            ObjectId queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", 1))
                    .getId();
            parks(
                    one,
                    QueuesGrpc.getTakeMethod(),
                    QueueTakeRequest.newBuilder().setQueue(queue).build());
            assertThat(onlyObject().getState()).isEqualTo("empty");
            assertThat(onlyCall().getWaitsFor()).isEqualTo("an element");

            other.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "a"));
            other.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "b"));
            parks(one, QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "c"));
            assertThat(onlyObject().getState()).isEqualTo("full: 1 element, 2 unfinished tasks");
            assertThat(onlyCall().getWaitsFor()).isEqualTo("room");

            parks(
                    one,
                    QueuesGrpc.getJoinMethod(),
                    QueueJoinRequest.newBuilder().setQueue(queue).build());
            assertThat(blocked().getCalls(1).getWaitsFor()).isEqualTo("all tasks to be done");
        }

        @Test
        void anEventALatchAndAValueTellWhatIsMissing() {
            ObjectId event = machine.call(EventsGrpc.getOpenMethod(), OpenEventRequest.getDefaultInstance())
                    .getId();
            ObjectId latch = machine.call(
                            LatchesGrpc.getOpenMethod(),
                            OpenLatchRequest.newBuilder().setCount(3).build())
                    .getId();
            ObjectId value = machine.call(
                            ValuesGrpc.getOpenMethod(),
                            OpenValueRequest.newBuilder()
                                    .setInitial(Elements.of("secret"))
                                    .build())
                    .getId();

            parks(
                    one,
                    EventsGrpc.getAwaitMethod(),
                    EventAwaitRequest.newBuilder().setEvent(event).build());
            parks(
                    one,
                    LatchesGrpc.getAwaitMethod(),
                    LatchAwaitRequest.newBuilder().setLatch(latch).build());
            parks(
                    one,
                    ValuesGrpc.getAwaitMethod(),
                    ValueAwaitRequest.newBuilder()
                            .setValue(value)
                            .setComparison(Comparison.COMPARISON_EQUAL)
                            .setOperand(Elements.of("more"))
                            .build());

            BlockedReply blocked = blocked();
            assertThat(blocked.getCallsList())
                    .extracting(BlockedCall::getWaitsFor)
                    .containsExactly("the event", "the count to reach 0", "another value");
            assertThat(blocked.getObjectsList())
                    .extracting(BlockedObject::getState)
                    .containsExactly("not set", "3 of 3 are still to be counted", "");
            assertThat(blocked.toString()).doesNotContain("secret");
        }
    }

    /** Objects of plug-in types, which hosts run calls of. */
    @Nested
    class PluginObjects {
        private final TestSession host = machine.open();
        private final TestSession client = machine.open();

        @Test
        void callsTellHowFarTheyHaveCome_andWhoRunsThem() {
            machine.apply(new Command.AdmitHelper(host.id()));
            ObjectId object = host.call(
                            PluginsGrpc.getOpenMethod(),
                            OpenPluginRequest.newBuilder()
                                    .setName("counter")
                                    .setType("Counter")
                                    .setState(Elements.of(0))
                                    .build())
                    .getId();
            PluginInvokeRequest call = PluginInvokeRequest.newBuilder()
                    .setObject(object)
                    .setType("Counter")
                    .setMethod("next")
                    .build();
            parks(client, PluginsGrpc.getInvokeMethod(), call);
            parks(client, PluginsGrpc.getInvokeMethod(), call);
            assertThat(blocked().getCallsList())
                    .extracting(BlockedCall::getName, BlockedCall::getWaitsFor)
                    .containsExactly(tuple("counter", "a plug-in host"), tuple("counter", "its turn"));
            assertThat(onlyObject().getHoldersList()).isEmpty();

            host.call(PluginsGrpc.getTakeMethod(), PluginTakeRequest.getDefaultInstance());

            assertThat(blocked().getCallsList())
                    .extracting(BlockedCall::getWaitsFor)
                    .containsExactlyInAnyOrder("its turn", "its result");
            assertThat(onlyObject().getState()).isEqualTo("of the type Counter");
            assertThat(onlyObject().getHolders(0).getParty().getSession()).isEqualTo(host.id());
            assertThat(blocked().getDeadlocksList()).isEmpty();
        }

        @Test
        void aHostThatHasNothingToDoWaitsInNoObject() {
            machine.apply(new Command.AdmitHelper(host.id()));
            parks(host, PluginsGrpc.getTakeMethod(), PluginTakeRequest.getDefaultInstance());

            assertThat(onlyCall().hasObject()).isFalse();
            assertThat(blocked().getObjectsList()).isEmpty();
        }
    }

    /** Who waits for each other. */
    @Nested
    class Circles {
        private final TestSession one = machine.open();
        private final TestSession two = machine.open();
        private final TestSession three = machine.open();
        private final LockFixture a = lock("a");
        private final LockFixture b = lock("b");
        private final LockFixture c = lock("c");

        private Deadlock onlyDeadlock() {
            assertThat(blocked().getDeadlocksList()).hasSize(1);
            return blocked().getDeadlocks(0);
        }

        private void noDeadlock() {
            assertThat(blocked().getCallsList()).isNotEmpty();
            assertThat(blocked().getDeadlocksList()).isEmpty();
        }

        /** Each step's holder is the next step's caller, and the object of each step is told. */
        private void goesRound(Deadlock deadlock, String... names) {
            assertThat(deadlock.getStepsList())
                    .extracting(step -> step.getCall().getName())
                    .containsExactlyInAnyOrder(names);
            for (int i = 0; i < deadlock.getStepsCount(); i++) {
                Party holder = deadlock.getSteps(i).getHolder().getParty();
                Party next = deadlock.getSteps((i + 1) % deadlock.getStepsCount())
                        .getCall()
                        .getCaller();
                assertThat(holder.getSession()).isEqualTo(next.getSession());
                assertThat(List.of(0, next.getThread())).contains(holder.getThread());
                assertThat(List.of("", next.getOwner())).contains(holder.getOwner());
            }
        }

        @Test
        void twoThatWaitForEachOthersLocks() {
            a.acquired(Actor.of(one));
            b.acquired(Actor.of(two));
            b.acquire(Actor.of(one));
            noDeadlock();

            a.acquire(Actor.of(two));

            assertThat(onlyDeadlock().getPossible()).isFalse();
            goesRound(onlyDeadlock(), "a", "b");
        }

        @Test
        void threeInACircle_andWhoWaitsForThemIsNotInIt() {
            a.acquired(Actor.of(one));
            b.acquired(Actor.of(two));
            c.acquired(Actor.of(three));
            a.acquire(Actor.thread(one, 9));
            b.acquire(Actor.of(one));
            c.acquire(Actor.of(two));
            noDeadlock();

            a.acquire(Actor.of(three));

            Deadlock deadlock = onlyDeadlock();
            goesRound(deadlock, "a", "b", "c");
            assertThat(deadlock.getStepsList())
                    .extracting(step -> step.getCall().getCaller().getThread())
                    .doesNotContain(9);
        }

        @Test
        void twoThreadsOfOneSession() {
            a.acquired(Actor.thread(one, 1));
            b.acquired(Actor.thread(one, 2));
            b.acquire(Actor.thread(one, 1));
            a.acquire(Actor.thread(one, 2));

            goesRound(onlyDeadlock(), "a", "b");
        }

        @Test
        void otherThreadsOfTheSameSessionsAreNotInACircle() {
            a.acquired(Actor.thread(one, 1));
            b.acquired(Actor.thread(two, 1));
            b.acquire(Actor.thread(one, 2));
            a.acquire(Actor.thread(two, 2));

            noDeadlock();
        }

        @Test
        void aDeadlockIsGoneWhenASessionEnds() {
            a.acquired(Actor.of(one));
            b.acquired(Actor.of(two));
            b.acquire(Actor.of(one));
            Pending<?> goesOn = a.acquire(Actor.of(two));

            one.end();

            assertThat(goesOn.isParked()).isFalse();
            nobodyWaits();
        }

        @Test
        void aDeadlockIsGoneWhenACallTimesOut() {
            a.acquired(Actor.of(one));
            b.acquired(Actor.of(two));
            b.acquire(Actor.of(one), SECOND);
            a.acquire(Actor.of(two));
            assertThat(onlyDeadlock().getSteps(0).getCall().hasLeftNanos()
                            || onlyDeadlock().getSteps(1).getCall().hasLeftNanos())
                    .isTrue();

            machine.advance(SECOND);

            noDeadlock();
        }

        @Test
        void twoCirclesAreTwoDeadlocks() {
            LockFixture d = lock("d");
            a.acquired(Actor.thread(one, 1));
            b.acquired(Actor.thread(two, 1));
            c.acquired(Actor.thread(one, 2));
            d.acquired(Actor.thread(two, 2));
            b.acquire(Actor.thread(one, 1));
            a.acquire(Actor.thread(two, 1));
            d.acquire(Actor.thread(one, 2));
            c.acquire(Actor.thread(two, 2));

            assertThat(blocked().getDeadlocksList()).hasSize(2);
            goesRound(blocked().getDeadlocks(0), "a", "b");
            goesRound(blocked().getDeadlocks(1), "c", "d");
        }

        @Test
        void aReaderAndAWriter() {
            ObjectId rw = readWriteLock("rw");
            reading(rw).acquired(Actor.of(three));
            reading(rw).acquired(Actor.of(one));
            a.acquired(Actor.of(two));
            writing(rw).acquire(Actor.of(two));
            noDeadlock();

            a.acquire(Actor.of(one));

            // The other reader does not wait, and it does not help.
            assertThat(onlyDeadlock().getPossible()).isFalse();
            goesRound(onlyDeadlock(), "a", "rw");
        }

        @Test
        void aReaderBehindAWriterThatWaits() {
            ObjectId rw = readWriteLock("rw");
            reading(rw).acquired(Actor.of(one));
            writing(rw).acquire(Actor.of(three));
            a.acquired(Actor.of(two));
            reading(rw).acquire(Actor.of(two));
            noDeadlock();

            a.acquire(Actor.of(one));

            goesRound(onlyDeadlock(), "a", "rw");
        }

        @Test
        void aWriterWhoHoldsAndWaits() {
            ObjectId rw = readWriteLock("rw");
            writing(rw).acquired(Actor.of(one));
            a.acquired(Actor.of(two));
            a.acquire(Actor.of(one));
            reading(rw).acquire(Actor.of(two));

            goesRound(onlyDeadlock(), "a", "rw");
        }

        @Test
        void whoWaitsForASignalHoldsNothingUp() {
            a.acquired(Actor.of(two));
            b.acquired(Actor.of(two));
            b.acquire(Actor.of(one));
            a.await(Actor.of(two), 0);
            a.acquired(Actor.of(three));

            b.acquire(Actor.of(three));

            // Two has b and waits for a signal of a. Three has a now and waits for b; but anybody may give the signal.
            noDeadlock();
        }

        @Test
        void whoWaitsForAnElementOfAQueueMayGetItFromAnybody() {
            ObjectId queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", 0))
                    .getId();
            a.acquired(Actor.of(one));
            one.thread(1)
                    .start(
                            QueuesGrpc.getTakeMethod(),
                            QueueTakeRequest.newBuilder().setQueue(queue).build());
            a.acquire(Actor.of(two));

            noDeadlock();
        }

        @Test
        void aThreadThatWaitsInANamesNameForWhatItHasItself() {
            a.acquired(Actor.thread(one, 7));
            a.acquire(Actor.named(one, "job"));

            assertThat(onlyDeadlock().getPossible()).isFalse();
            goesRound(onlyDeadlock(), "a");
        }

        @Test
        void namedOwnersMayBeHelpedByOthers() {
            a.acquired(Actor.named(one, "x"));
            b.acquired(Actor.named(two, "y"));
            b.acquire(Actor.named(one, "x"));
            a.acquire(Actor.named(two, "y"));

            assertThat(onlyDeadlock().getPossible()).isTrue();
            goesRound(onlyDeadlock(), "a", "b");
        }

        @Test
        void twoSemaphores_possibly() {
            ObjectId s = semaphore("s", 1);
            ObjectId t = semaphore("t", 1);
            acquired(one, s, 1);
            acquired(two, t, 1);
            waitsFor(one.thread(1), t, 1);
            noDeadlock();
            waitsFor(two.thread(1), s, 1);

            assertThat(onlyDeadlock().getPossible()).isTrue();
            goesRound(onlyDeadlock(), "s", "t");
        }

        @Test
        void aSemaphoreAndALock_possibly() {
            ObjectId s = semaphore("s", 1);
            a.acquired(Actor.of(one));
            acquired(two, s, 1);
            waitsFor(one.thread(1), s, 1);
            noDeadlock();
            a.acquire(Actor.of(two));

            assertThat(onlyDeadlock().getPossible()).isTrue();
            goesRound(onlyDeadlock(), "a", "s");
        }

        @Test
        void aSemaphoreOfWhichSomebodyElseHasPermitsIsNoDeadlock() {
            ObjectId s = semaphore("s", 2);
            a.acquired(Actor.of(one));
            acquired(two, s, 1);
            acquired(three, s, 1);
            waitsFor(one.thread(1), s, 1);
            a.acquire(Actor.of(two));

            // Three can release.
            noDeadlock();

            a.acquire(Actor.of(three));
            assertThat(onlyDeadlock().getPossible()).isTrue();
        }

        @Test
        void sessionsThatShareASemaphoreWaitForEachOtherAsAMatterOfCourse() {
            ObjectId s = semaphore("s", 2);
            acquired(one, s, 1);
            acquired(two, s, 1);
            waitsFor(one.thread(2), s, 1);
            waitsFor(two.thread(2), s, 1);

            noDeadlock();
        }

        @Test
        void threadsOfASessionThatShareTwoSemaphoresWaitForEachOtherAsAMatterOfCourse() {
            ObjectId s = semaphore("s", 1);
            ObjectId t = semaphore("t", 1);
            acquired(one, s, 1);
            acquired(one, t, 1);
            waitsFor(one.thread(2), s, 1);
            waitsFor(one.thread(3), t, 1);

            noDeadlock();
        }

        @Test
        void permitsThatComeBackEndIt() {
            ObjectId s = semaphore("s", 1);
            a.acquired(Actor.of(one));
            acquired(two, s, 1);
            waitsFor(one.thread(1), s, 1);
            a.acquire(Actor.of(two));

            machine.call(
                    SemaphoresGrpc.getReleaseMethod(),
                    SemaphoreReleaseRequest.newBuilder()
                            .setSemaphore(s)
                            .setPermits(1)
                            .build());

            noDeadlock();
        }

        @Test
        void aBarrierWhoseActionWaitsForAParty_possibly() {
            ObjectId barrier = machine.call(
                            BarriersGrpc.getOpenMethod(),
                            OpenBarrierRequest.newBuilder()
                                    .setName("barrier")
                                    .setParties(2)
                                    .build())
                    .getId();
            a.acquired(Actor.of(one));
            parks(
                    one,
                    BarriersGrpc.getAwaitMethod(),
                    BarrierAwaitRequest.newBuilder().setBarrier(barrier).build());
            two.call(
                    BarriersGrpc.getAwaitToActMethod(),
                    BarrierAwaitToActRequest.newBuilder().setBarrier(barrier).build());
            noDeadlock();
            a.acquire(Actor.of(two));

            assertThat(onlyDeadlock().getPossible()).isTrue();
            goesRound(onlyDeadlock(), "a", "barrier");
        }

        @Tag("size")
        @Test
        void aCircleIsFoundBeyondWhatIsShown_andLongOnesAreCutShort() {
            machine.withoutCheckOfEachCall();
            int count = 150;
            LockFixture[] locks = new LockFixture[count];
            for (int i = 0; i < count; i++) {
                locks[i] = lock("lock " + i);
                locks[i].acquired(Actor.thread(one, i + 1));
            }
            for (int i = 0; i < count; i++) {
                locks[(i + 1) % count].acquire(Actor.thread(one, i + 1));
            }

            BlockedReply blocked = machine.call(
                    AdminGrpc.getBlockedMethod(),
                    BlockedRequest.newBuilder().setLimit(1).build());

            assertThat(blocked.getCallsCount()).isEqualTo(1);
            assertThat(blocked.getDeadlocksCount()).isEqualTo(1);
            assertThat(blocked.getDeadlocks(0).getStepsCount()).isEqualTo(100);
            assertThat(blocked.getDeadlocks(0).getMoreSteps()).isEqualTo(50);
        }

        @Tag("size")
        @Test
        void manyDeadlocksAreCutShortAndCounted() {
            machine.withoutCheckOfEachCall();
            for (int i = 1; i <= 105; i++) {
                LockFixture first = lock("first " + i);
                LockFixture second = lock("second " + i);
                first.acquired(Actor.thread(one, i));
                second.acquired(Actor.thread(two, i));
                second.acquire(Actor.thread(one, i));
                first.acquire(Actor.thread(two, i));
            }

            assertThat(blocked().getDeadlocksCount()).isEqualTo(100);
            assertThat(blocked().getMoreDeadlocks()).isEqualTo(5);
        }
    }
}
