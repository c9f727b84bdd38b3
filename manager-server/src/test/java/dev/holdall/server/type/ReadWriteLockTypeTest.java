package dev.holdall.server.type;

import static dev.holdall.server.type.LockFixture.ended;
import static dev.holdall.server.type.LockFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.server.type.LockFixture.Actor;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.LockAcquireReply;
import dev.holdall.v1.LockAwaitOutcome;
import dev.holdall.v1.LockAwaitReply;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenReadWriteLockRequest;
import dev.holdall.v1.ReadWriteLocksGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Locks for reading and writing. */
class ReadWriteLockTypeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine().changesBeforeItParks(ReadWriteLocksGrpc.getAwaitMethod());

    private LockFixture reading;
    private LockFixture writing;
    private TestSession one;
    private Actor a;
    private Actor b;
    private Actor c;
    private Actor d;

    static LockFixture writing(TestMachine machine, String name) {
        ObjectId id = machine.call(
                        ReadWriteLocksGrpc.getOpenMethod(),
                        OpenReadWriteLockRequest.newBuilder().setName(name).build())
                .getId();
        return new LockFixture(
                machine,
                id,
                ReadWriteLocksGrpc.getAcquireWriteMethod(),
                ReadWriteLocksGrpc.getReleaseWriteMethod(),
                ReadWriteLocksGrpc.getHoldWriteMethod(),
                ReadWriteLocksGrpc.getOpenConditionMethod(),
                ReadWriteLocksGrpc.getAwaitMethod(),
                ReadWriteLocksGrpc.getSignalMethod(),
                ReadWriteLocksGrpc.getStateMethod());
    }

    /** The same lock, for reading. */
    static LockFixture reading(LockFixture writing) {
        return new LockFixture(
                writing.machine(),
                writing.lock(),
                ReadWriteLocksGrpc.getAcquireReadMethod(),
                ReadWriteLocksGrpc.getReleaseReadMethod(),
                ReadWriteLocksGrpc.getHoldReadMethod(),
                writing.openCondition(),
                writing.await(),
                writing.signal(),
                writing.look());
    }

    @BeforeEach
    void aFreeLock() {
        writing = writing(machine, "rw");
        reading = reading(writing);
        one = machine.open();
        a = Actor.thread(one, 1);
        b = Actor.thread(one, 2);
        c = writing.newSession();
        d = writing.newSession();
    }

    private long reads() {
        return reading.state().getReads();
    }

    // Who may hold it together -----------------------------------------------------------------------------------

    @Test
    void manyRead_orOneWrites() {
        reading.acquired(a);
        reading.acquired(b);
        reading.acquired(c);
        assertThat(reads()).isEqualTo(3);
        assertThat(writing.isLocked()).isFalse();
        assertThat(writing.tryAcquire(d)).isFalse();
        reading.released(a);
        reading.released(b);
        assertThat(writing.tryAcquire(d)).isFalse();
        reading.released(c);
        writing.acquired(d);
        assertThat(writing.isLocked()).isTrue();
        assertThat(reading.tryAcquire(a)).isFalse();
        assertThat(writing.tryAcquire(a)).isFalse();
    }

    @Test
    void bothAreReentrant() {
        for (LockFixture lock : List.of(reading, writing)) {
            for (int i = 1; i <= 3; i++) {
                lock.acquired(a);
                assertThat(lock.holds(a)).isEqualTo(i);
            }
            for (int i = 2; i >= 0; i--) {
                lock.released(a);
                assertThat(lock.holds(a)).isEqualTo(i);
            }
            assertThat(lock.release(a)).isFalse();
        }
        writing.acquired(c);
    }

    @Test
    void release_byWhoDoesNotHoldIt() {
        reading.acquired(a);
        assertThat(writing.release(a)).isFalse();
        assertThat(reading.release(b)).isFalse();
        assertThat(reading.release(Actor.thread(machine.open(), 1))).isFalse();
        assertThat(reading.holds(a)).isEqualTo(1);
        reading.released(a);
        writing.acquired(a);
        assertThat(reading.release(a)).isFalse();
        assertThat(writing.release(c)).isFalse();
        assertThat(writing.holds(a)).isEqualTo(1);
    }

    @Test
    void holdsForReading_haveALimit() {
        reading.acquired(a, 65_535);
        assertThat(reading.acquire(a).error().getCode()).isEqualTo(Code.LIMIT_EXCEEDED);
        assertThat(reads()).isEqualTo(65_535);
    }

    @Test
    void readers_countAsElementsAndByWhatTheyCost() {
        TestMachine small = new TestMachine().limit("object-elements", 2);
        LockFixture write = writing(small, "rw");
        LockFixture read = reading(write);
        TestSession session = small.open();
        read.acquired(Actor.thread(session, 1));
        long oneThread = small.bytes();
        assertThat(oneThread).isGreaterThan(100);
        read.acquired(Actor.named(session, "four"));
        assertThat(small.bytes()).isEqualTo(2 * oneThread + 4);
        assertThat(read.acquire(Actor.named(session, "third")).error().getCode())
                .isEqualTo(Code.LIMIT_EXCEEDED);
        read.acquired(Actor.named(session, "four"));
        read.released(Actor.named(session, "four"));
        read.released(Actor.named(session, "four"));
        assertThat(small.bytes()).isEqualTo(oneThread);
        small.verify();
    }

    // Down and up ------------------------------------------------------------------------------------------------

    @Test
    void downgrading() {
        long write = writing.acquired(a);
        long read = reading.acquired(a);
        assertThat(read).isGreaterThan(write);
        Pending<LockAcquireReply> reader = reading.acquire(c);
        assertThat(reader.isParked()).isTrue();
        writing.released(a);
        token(reader);
        assertThat(reading.holds(a)).isEqualTo(1);
        assertThat(writing.tryAcquire(d)).isFalse();
    }

    @Test
    void downgrading_pastAWriterWhoWaits() {
        writing.acquired(a);
        Pending<LockAcquireReply> writer = writing.acquire(c);
        reading.acquired(a);
        writing.released(a);
        assertThat(writer.isParked()).isTrue();
        reading.released(a);
        token(writer);
    }

    @Test
    void writerWhoReads_writesAgain() {
        writing.acquired(a);
        reading.acquired(a);
        writing.acquired(a);
        assertThat(writing.holds(a)).isEqualTo(2);
    }

    @Test
    void upgrading_isRefused() {
        reading.acquired(a);
        for (Pending<LockAcquireReply> call : List.of(writing.acquire(a), writing.acquire(a, Duration.ZERO))) {
            assertThat(call.reply().getUpgrade()).isTrue();
            assertThat(call.reply().getAcquired()).isFalse();
        }
        assertThat(reading.holds(a)).isEqualTo(1);
        assertThat(writing.holds(a)).isZero();
        // By another owner it just waits.
        assertThat(writing.acquire(b).isParked()).isTrue();
    }

    @Test
    void upgrading_ofAnOwnerWhoBeganToReadWhileItWaited() {
        Actor job = Actor.named(one, "job");
        writing.acquired(c);
        Pending<LockAcquireReply> read = reading.acquire(job);
        Pending<LockAcquireReply> write = writing.acquire(job);
        writing.released(c);
        token(read);
        assertThat(write.reply().getUpgrade()).isTrue();
    }

    // The line ---------------------------------------------------------------------------------------------------

    @Test
    void readers_goInTogetherUpToTheFirstWriter() {
        writing.acquired(a);
        Pending<LockAcquireReply> first = reading.acquire(b);
        Pending<LockAcquireReply> second = reading.acquire(c);
        Pending<LockAcquireReply> writer = writing.acquire(d);
        Actor e = reading.newSession();
        Pending<LockAcquireReply> third = reading.acquire(e);
        assertThat(writing.state().getQueueLength()).isEqualTo(4);
        writing.released(a);
        token(first);
        token(second);
        assertThat(writer.isParked()).isTrue();
        assertThat(third.isParked()).isTrue();
        reading.released(b);
        assertThat(writer.isParked()).isTrue();
        reading.released(c);
        token(writer);
        assertThat(third.isParked()).isTrue();
        writing.released(d);
        token(third);
    }

    @Test
    void newReader_doesNotOvertakeAWriterWhoWaits_butReadsAgain() {
        reading.acquired(a);
        Pending<LockAcquireReply> writer = writing.acquire(c);
        assertThat(reading.tryAcquire(b)).isFalse();
        assertThat(reading.tryAcquire(d)).isFalse();
        assertThat(reading.tryAcquire(a)).isTrue();
        reading.released(a);
        reading.released(a);
        token(writer);
    }

    @Test
    void writerWhoGivesUp_letsTheReadersBehindPass() {
        reading.acquired(a);
        Pending<LockAcquireReply> timed = writing.acquire(c, SECOND);
        Pending<LockAcquireReply> reader = reading.acquire(d);
        Pending<LockAcquireReply> withdrawn = writing.acquire(c);
        Pending<LockAcquireReply> last = reading.acquire(b);
        machine.advance(SECOND);
        assertThat(timed.reply().getAcquired()).isFalse();
        token(reader);
        assertThat(last.isParked()).isTrue();
        c.session().withdraw(withdrawn);
        assertThat(withdrawn.error().getCode()).isEqualTo(Code.CANCELLED);
        token(last);
    }

    @Test
    void tokens_growWithEachAcquisitionOfEitherKind() {
        long last = 0;
        for (int i = 0; i < 3; i++) {
            for (LockFixture lock : List.of(reading, writing)) {
                long token = lock.acquired(a);
                assertThat(token).isGreaterThan(last);
                assertThat(lock.acquired(a)).isEqualTo(token);
                assertThat(lock.hold(a).getToken()).isEqualTo(token);
                lock.released(a);
                lock.released(a);
                assertThat(lock.hold(a).getToken()).isZero();
                last = token;
            }
        }
    }

    // Ends -------------------------------------------------------------------------------------------------------

    @Test
    void endOfASession_freesAllThatItsOwnersHold() {
        one.acknowledge(reading.acquire(a), reading.acquire(a), reading.acquire(b));
        one.acknowledge(
                reading.acquire(Actor.named(one, "job")), reading.acquire(new Actor(one, Integer.MIN_VALUE, "")));
        reading.acquired(c);
        Pending<LockAcquireReply> writer = writing.acquire(d);
        one.end();
        assertThat(reads()).isEqualTo(1);
        assertThat(writer.isParked()).isTrue();
        c.session().end();
        token(writer);
    }

    @Test
    void endOfAWritersSession_servesAllReadersWhoWait() {
        one.acknowledge(writing.acquire(a), reading.acquire(a), writing.acquire(a));
        Pending<LockAcquireReply> first = reading.acquire(c);
        Pending<LockAcquireReply> second = reading.acquire(d);
        one.end();
        token(first);
        token(second);
        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void endOfASessionThatReleasedOneOfItsHolds_freesTheOther() {
        one.acknowledge(reading.acquire(a), reading.acquire(b));
        reading.released(a);
        one.end();
        assertThat(reads()).isZero();
        c.session().acknowledge(writing.acquire(c), reading.acquire(c));
        writing.released(c);
        c.session().end();
        assertThat(reads()).isZero();
        assertThat(writing.tryAcquire(d)).isTrue();
    }

    @Test
    void giveBack_takesTheHoldThatNobodyReceived() {
        one.acknowledge(reading.acquire(a));
        Pending<LockAcquireReply> read = reading.acquire(a);
        one.giveBack(read);
        assertThat(reading.holds(a)).isEqualTo(1);
        Pending<LockAcquireReply> other = reading.acquire(b);
        one.giveBack(other);
        assertThat(reading.holds(b)).isZero();
        // A later acquisition is not what was granted then.
        reading.released(a);
        Pending<LockAcquireReply> first = reading.acquire(a);
        reading.released(a);
        one.acknowledge(reading.acquire(a));
        one.giveBack(first);
        assertThat(reading.holds(a)).isEqualTo(1);
    }

    @Test
    void giveBack_ofWritingLeavesReadingAlone() {
        Pending<LockAcquireReply> write = writing.acquire(a);
        one.acknowledge(reading.acquire(a));
        Pending<LockAcquireReply> reader = reading.acquire(c);
        one.giveBack(write);
        assertThat(writing.isLocked()).isFalse();
        assertThat(reading.holds(a)).isEqualTo(1);
        token(reader);
    }

    @Test
    void deletedLock_failsItsWaiters() {
        reading.acquired(a);
        Pending<LockAcquireReply> waiting = writing.acquire(c);
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setId(writing.lock()).build());
        assertThat(waiting.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
        one.end();
    }

    @Test
    void unaryCalls_mayOnlyLook() {
        for (LockFixture lock : List.of(reading, writing)) {
            assertThat(machine.refused(lock.acquire(), lock.acquireRequest("job"))
                            .getCode())
                    .isEqualTo(Code.SESSION_REQUIRED);
        }
        assertThat(reads()).isZero();
    }

    // Conditions, beyond those of locks --------------------------------------------------------------------------

    @Test
    void await_byAReader() {
        reading.acquired(a);
        ended(writing.await(a, 0), LockAwaitOutcome.LOCK_AWAIT_OUTCOME_NOT_HELD);
        assertThat(writing.signal(a, 0, 1)).isFalse();
        assertThat(reading.holds(a)).isEqualTo(1);
    }

    @Test
    void await_byAWriterWhoReadsToo() {
        writing.acquired(a);
        reading.acquired(a);
        ended(writing.await(a, 0), LockAwaitOutcome.LOCK_AWAIT_OUTCOME_READING);
        assertThat(writing.holds(a)).isEqualTo(1);
        reading.released(a);
        assertThat(writing.await(a, 0).isParked()).isTrue();
    }

    @Test
    void signalled_waitsForTheReaders() {
        Pending<LockAwaitReply> waiting = writing.acquireAndAwait(a, 0);
        writing.acquired(c);
        writing.signal(c, 0, 1);
        reading.acquired(c);
        writing.released(c);
        assertThat(waiting.isParked()).isTrue();
        reading.released(c);
        LockFixture.signalled(waiting);
        assertThat(writing.holds(a)).isEqualTo(1);
    }

    @Test
    void await_letsReadersIn() {
        writing.acquired(a);
        List<Pending<LockAcquireReply>> readers = new ArrayList<>();
        readers.add(reading.acquire(c));
        readers.add(reading.acquire(d));
        writing.await(a, 0);
        readers.forEach(LockFixture::token);
    }
}
