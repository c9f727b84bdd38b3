package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.DictPutRequest;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.Error;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListGetRequest;
import dev.holdall.v1.ListRemoveRequest;
import dev.holdall.v1.ListSetRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.LockAcquireRequest;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.NamesRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenDictRequest;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenLockRequest;
import dev.holdall.v1.QueuesGrpc;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is refused and what is served while there is too little memory. */
class MemoryTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private OpenListRequest open(String name) {
        return OpenListRequest.newBuilder().setName(name).build();
    }

    private ObjectId list() {
        return machine.call(ListsGrpc.getOpenMethod(), open("list")).getId();
    }

    private static ListAppendRequest append(ObjectId list, int bytes) {
        return ListAppendRequest.newBuilder()
                .setList(list)
                .setElement(Elements.sized(bytes))
                .build();
    }

    private static ListSetRequest set(ObjectId list, int bytes) {
        return ListSetRequest.newBuilder()
                .setList(list)
                .setElement(Elements.sized(bytes))
                .build();
    }

    private ObjectId queue(long capacity) {
        return machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("queue", capacity))
                .getId();
    }

    private static void assertHeap(Error error) {
        assertThat(error.getCode()).isEqualTo(Code.LIMIT_EXCEEDED);
        assertThat(error.getLimit().getName()).isEqualTo("heap-percent");
    }

    @Nested
    class HeapNearlyFull {
        private void full() {
            machine.apply(new Command.Pressure(90));
        }

        @Test
        void whatGrowsIsRefused() {
            ObjectId list = list();
            machine.call(ListsGrpc.getAppendMethod(), append(list, 50));
            ObjectId queue = queue(0);
            ObjectId dict = machine.call(
                            DictsGrpc.getOpenMethod(),
                            OpenDictRequest.newBuilder().setName("dict").build())
                    .getId();
            full();
            TestSession session = machine.open();
            assertHeap(session.refused(ListsGrpc.getAppendMethod(), append(list, 10)));
            assertHeap(machine.refused(ListsGrpc.getAppendMethod(), append(list, 10)));
            assertHeap(session.refused(ListsGrpc.getSetMethod(), set(list, 60)));
            assertHeap(session.refused(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "x")));
            assertHeap(session.refused(
                    DictsGrpc.getPutMethod(),
                    DictPutRequest.newBuilder()
                            .setDict(dict)
                            .setKey(Elements.of("k"))
                            .setValue(Elements.of("v"))
                            .build()));
            assertHeap(session.refused(ListsGrpc.getOpenMethod(), open("new")));
        }

        @Test
        void whatReadsRemovesOrReplacesGoesOn() {
            ObjectId list = list();
            machine.call(ListsGrpc.getAppendMethod(), append(list, 50));
            full();
            TestSession session = machine.open();
            assertThat(session.call(ListsGrpc.getOpenMethod(), open("list")).getId())
                    .isEqualTo(list);
            session.call(
                    ListsGrpc.getGetMethod(),
                    ListGetRequest.newBuilder().setList(list).build());
            session.call(ListsGrpc.getSetMethod(), set(list, 50));
            session.call(ListsGrpc.getSetMethod(), set(list, 40));
            session.call(
                    ListsGrpc.getRemoveMethod(),
                    ListRemoveRequest.newBuilder()
                            .setList(list)
                            .setElement(Elements.sized(40))
                            .build());
            machine.call(ObjectsGrpc.getNamesMethod(), NamesRequest.getDefaultInstance());
            assertThat(machine.bytes()).isZero();
        }

        @Test
        void whatOwnsForASessionGoesOn() {
            ObjectId lock = machine.call(
                            LocksGrpc.getOpenMethod(),
                            OpenLockRequest.newBuilder().setName("lock").build())
                    .getId();
            ObjectId queue = queue(0);
            machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "a"));
            full();
            TestSession session = machine.open().thread(1);
            session.call(
                    LocksGrpc.getAcquireMethod(),
                    LockAcquireRequest.newBuilder().setLock(lock).build());
            session.call(QueuesGrpc.getTakeLeasedMethod(), QueueCalls.pollLeased(queue, Duration.ofSeconds(30)));
            // And goes back when the session ends, whatever it costs.
            session.end();
            assertThat(machine.open()
                            .thread(1)
                            .call(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue))
                            .hasElement())
                    .isTrue();
        }

        @Test
        void whatTakesWaits_whatBringsDoesNot() {
            ObjectId queue = queue(1);
            Pending<?> parked;
            machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "a"));
            TestSession session = machine.open();
            parked = session.start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "b"));
            full();
            assertHeap(session.refused(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "c")));
            // What waited before has its memory already.
            session.call(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            assertThat(parked.isParked()).isFalse();
            assertThat(parked.answer().hasReply()).isTrue();
            session.call(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            assertThat(session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue))
                            .isParked())
                    .isTrue();
        }

        @Test
        void growthGoesOnOnceThereIsEnough() {
            ObjectId list = list();
            full();
            assertHeap(machine.refused(ListsGrpc.getAppendMethod(), append(list, 10)));
            machine.apply(new Command.Pressure(0));
            machine.call(ListsGrpc.getAppendMethod(), append(list, 10));
            assertThat(machine.bytes()).isEqualTo(10);
        }
    }

    @Nested
    class HeldForSessions {
        @Test
        void repliesOfASessionBeyondItsShareAreTakenLater() {
            machine.limit("sessions-bytes", 4_000);
            ObjectId list = list();
            machine.call(ListsGrpc.getAppendMethod(), append(list, 1_000));
            ListGetRequest get = ListGetRequest.newBuilder().setList(list).build();
            TestSession greedy = machine.open();
            TestSession other = machine.open();
            for (int i = 0; i < 4; i++) {
                greedy.call(ListsGrpc.getGetMethod(), get);
            }
            greedy.start(ListsGrpc.getGetMethod(), get);
            greedy.skipTo(5);
            assertThat(machine.recorded().events("resend"))
                    .containsExactly(new Recorded.Event("resend", greedy.id(), 5L));

            other.call(ListsGrpc.getGetMethod(), get);
            Error growth = other.refused(ListsGrpc.getAppendMethod(), append(list, 10));
            assertThat(growth.getLimit().getName()).isEqualTo("sessions-bytes");
            assertThat(growth.getLimit().getAllowed()).isEqualTo(4_000);
            assertThat(growth.getLimit().getAsked()).isGreaterThan(5_000);

            greedy.acknowledgeBelow(5);
            greedy.call(ListsGrpc.getGetMethod(), get);
            other.call(ListsGrpc.getAppendMethod(), append(list, 10));
        }

        @Test
        void whoWaitsWithMoreThanItsShareIsRefused_others_unaryCallsTooWhileThereIsRoom_wait() {
            // A share is room for five calls that wait.
            machine.limit("sessions-bytes", 10 * Session.WAITER_BYTES + 400);
            ObjectId queue = queue(0);
            TestSession greedy = machine.open();
            TestSession other = machine.open();
            for (int i = 0; i < 9; i++) {
                assertThat(wait(greedy, queue).isParked()).isTrue();
            }
            Pending<?> unary = machine.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            assertThat(unary.isParked()).isTrue();

            Pending<?> beyond = wait(greedy, queue);
            Error error = beyond.error();
            greedy.acknowledge(beyond);

            assertThat(error.getLimit().getName()).isEqualTo("sessions-bytes");
            assertThat(error.getLimit().getAsked()).isGreaterThan(11 * Session.WAITER_BYTES);
            assertThat(machine.refused(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue))
                            .getLimit()
                            .getName())
                    .isEqualTo("sessions-bytes");
            for (int i = 0; i < 4; i++) {
                assertThat(wait(other, queue).isParked()).isTrue();
            }
        }

        private Pending<?> wait(TestSession session, ObjectId queue) {
            return session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        }

        @Test
        void answersToWhatIsParkedAreBoundedByWhatBringsThem() {
            machine.limit("sessions-bytes", 20_000);
            ObjectId queue = queue(0);
            TestSession taker = machine.open();
            for (int i = 0; i < 30; i++) {
                taker.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            }
            TestSession giver = machine.open();
            int given = 0;
            while (given < 30
                    && giver.start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, Elements.sized(2_000)))
                            .answer()
                            .hasReply()) {
                given++;
            }
            assertThat(given).isBetween(1, 8);
        }

        @Test
        @Timeout(60)
        void whatItCostsIsBookedAndGivenBack() {
            TestSession session = machine.open();
            ObjectId queue = queue(0);
            assertThat(held()).isZero();
            Pending<?> first = session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            Pending<?> unary = machine.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            assertThat(held()).isGreaterThan(3 * Session.WAITER_BYTES);
            session.withdraw(first);
            machine.withdraw(unary);
            session.acknowledge(first);
            assertThat(held()).isBetween(Session.WAITER_BYTES, 2 * Session.WAITER_BYTES);
            session.end();
            assertThat(held()).isZero();
        }

        private long held() {
            return machine
                    .call(dev.holdall.v1.AdminGrpc.getInfoMethod(), dev.holdall.v1.InfoRequest.getDefaultInstance())
                    .getLimitsList()
                    .stream()
                    .filter(limit -> limit.getSetting().equals("sessions-bytes"))
                    .findFirst()
                    .orElseThrow()
                    .getUsed();
        }
    }

    @Nested
    class Many {
        @Tag("size")
        @Test
        @Timeout(120)
        void aHundredThousandParkedCallsHitTheQuota_othersAreUnharmed() {
            machine.limit("sessions-bytes", 1L << 30).withoutCheckOfEachCall();
            ObjectId queue = queue(0);
            TestSession greedy = machine.open();
            ClientFrame.Builder frame = ClientFrame.newBuilder().setFirstSeq(1);
            for (int i = 0; i < 100_001; i++) {
                frame.addCalls(TestSession.encode(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue)));
            }
            greedy.send(frame);
            greedy.skipTo(100_002);
            Error error = greedy.pending(QueuesGrpc.getTakeMethod(), 100_001).error();
            assertThat(error.getLimit().getName()).isEqualTo("session-waiters");
            assertThat(error.getLimit().getAsked()).isEqualTo(100_001);

            TestSession other = machine.open();
            ObjectId list = list();
            other.call(ListsGrpc.getAppendMethod(), append(list, 10));
            assertThat(other.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue))
                            .isParked())
                    .isTrue();
            greedy.end();
            machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "a"));
            assertThat(other.pending(QueuesGrpc.getTakeMethod(), 2).answer().hasReply())
                    .isTrue();
        }

        @Tag("size")
        @Test
        void namesHitTheQuota_andWhatIsThereStays() {
            machine.limit("objects", 20_000).withoutCheckOfEachCall();
            TestSession session = machine.open();
            ClientFrame.Builder frame = ClientFrame.newBuilder().setFirstSeq(1);
            for (int i = 0; i < 25_000; i++) {
                frame.addCalls(TestSession.encode(ListsGrpc.getOpenMethod(), open("list" + i)));
            }
            session.send(frame);
            session.skipTo(25_001);
            Error error = session.pending(ListsGrpc.getOpenMethod(), 20_001).error();
            assertThat(error.getLimit().getName()).isEqualTo("objects");
            assertThat(machine.objectCount()).isEqualTo(20_000);
            assertThat(machine.open()
                            .call(ListsGrpc.getOpenMethod(), open("list7"))
                            .getCreated())
                    .isFalse();
        }
    }
}
