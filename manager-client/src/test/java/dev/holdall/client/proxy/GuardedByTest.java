package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.TypeRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a guard does to whom: see {@link Guardable}. That each proxy carries it, {@link GuardedProxiesTest} says. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuardedByTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private SharedLock lock;
    private SharedDict<String, Integer> accounts;

    private static Manager manager() {
        return MANAGERS.manager();
    }

    @BeforeEach
    void aLockAndADict() {
        lock = manager().lock();
        accounts = manager().dict(String.class, Integer.class);
        accounts.put("Sam", 1);
    }

    private static void stale(ThrowingCallable call) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(call)
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Refused.Reason.STALE_GUARD));
    }

    // Whose lock, which token ------------------------------------------------------------------------------------

    @Test
    void whatTheHolderDoes_takesEffect_untilItReleases() {
        lock.lock();
        SharedDict<String, Integer> guarded = accounts.guardedBy(lock);
        guarded.put("Sam", 2);
        assertThat(guarded.get("Sam")).isEqualTo(2);
        lock.lock();
        lock.unlock();
        guarded.put("Sam", 3);
        lock.unlock();
        stale(() -> guarded.put("Sam", 4));
        stale(() -> guarded.get("Sam"));
        // Neither its own next acquisition counts, nor another's.
        lock.lock();
        stale(() -> guarded.put("Sam", 5));
        accounts.guardedBy(lock).put("Sam", 6);
        lock.unlock();
        assertThat(accounts).containsEntry("Sam", 6);
    }

    /** Attack 24. */
    @Test
    void aHolderThatWasStoppedForTooLong_writesNothingIntoWhatTheNextOneDoes() {
        try (Manager stopped = MANAGERS.connect()) {
            SharedLock its = stopped.lock("ledger");
            its.lock();
            long token = its.fencingToken();
            SharedDict<String, Integer> late = manager()
                    .dict("ledger-accounts", String.class, Integer.class)
                    .guardedBy(manager().lock("ledger"), token);
            late.put("Sam", 1);
            stopped.close();

            SharedLock next = MANAGERS.other().lock("ledger");
            next.lock();
            SharedDict<String, Integer> now = MANAGERS.other()
                    .dict("ledger-accounts", String.class, Integer.class)
                    .guardedBy(next);
            now.put("Sam", 10);
            stale(() -> late.put("Sam", 2));
            stale(() -> late.remove("Sam"));
            assertThat(now.get("Sam")).isEqualTo(10);
            next.unlock();
        }
    }

    @Test
    void aThreadThatDoesNotHoldTheLock_cannotGuardByIt() throws Exception {
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(() -> accounts.guardedBy(lock));
        lock.lock();
        assertThatThrownBy(() -> Waiting.start(() -> accounts.guardedBy(lock)).get())
                .hasCauseInstanceOf(IllegalMonitorStateException.class);
        // What the holder made, any thread may use.
        SharedDict<String, Integer> guarded = accounts.guardedBy(lock);
        assertThat(Waiting.start(() -> guarded.put("Sam", 2)).get()).isEqualTo(1);
        lock.unlock();
    }

    @Test
    void anotherProcess_actsUnderTheTokenThatItIsTold() {
        SharedLock mine = manager().lock("told");
        mine.lock();
        SharedDict<String, Integer> elsewhere = MANAGERS.other()
                .value(new TypeRef<SharedDict<String, Integer>>() {}, accounts)
                .get();
        SharedDict<String, Integer> worker =
                elsewhere.guardedBy(MANAGERS.other().lock("told"), mine.fencingToken());
        worker.put("Sam", 2);
        mine.unlock();
        stale(() -> worker.put("Sam", 3));
        assertThat(accounts).containsEntry("Sam", 2);
    }

    @Test
    void theLockOfAnotherConnection_guardsAsWell() {
        SharedLock elsewhere = MANAGERS.other().lock();
        elsewhere.lock();
        SharedDict<String, Integer> guarded = accounts.guardedBy(elsewhere);
        guarded.put("Sam", 2);
        elsewhere.unlock();
        stale(() -> guarded.put("Sam", 3));
    }

    @Test
    void theLockOfAnotherManager_guardsNothing() {
        try (ManagerFixture another = ManagerFixture.start()) {
            SharedLock foreign = another.manager().lock();
            foreign.lock();
            stale(() -> accounts.guardedBy(foreign).put("Sam", 2));
        }
    }

    @Test
    void aNamedOwner_guardsInWhateverThread() throws Exception {
        SharedLock job = lock.ownedBy("job");
        job.async().lock().get(30, TimeUnit.SECONDS);
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(() -> accounts.guardedBy(lock));
        SharedDict<String, Integer> guarded =
                Waiting.start(() -> accounts.guardedBy(job)).get();
        guarded.put("Sam", 2);
        job.async().unlock().get(30, TimeUnit.SECONDS);
        stale(() -> guarded.put("Sam", 3));
    }

    @Test
    void aWriteLockAndACondition_guardAsLocksDo_andAReadLockDoesNot() throws Exception {
        SharedReadWriteLock both = manager().readWriteLock();
        SharedCondition condition = manager().condition();
        for (OwnedLock each : List.of(both.writeLock(), condition)) {
            each.lock();
            SharedDict<String, Integer> guarded = accounts.guardedBy(each);
            guarded.put("Sam", 2);
            each.unlock();
            stale(() -> guarded.put("Sam", 3));
        }
        both.readLock().lock();
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.guardedBy(both.readLock()));
        assertThatIllegalArgumentException().isThrownBy(() -> accounts.guardedBy(both.readLock(), 1));
        both.readLock().unlock();
    }

    @Test
    void aWaitInACondition_makesTheGuardStale() throws Exception {
        SharedCondition condition = manager().condition();
        condition.lock();
        SharedDict<String, Integer> guarded = accounts.guardedBy(condition);
        assertThat(condition.await(1, TimeUnit.MILLISECONDS)).isFalse();
        stale(() -> guarded.put("Sam", 2));
        accounts.guardedBy(condition).put("Sam", 3);
        condition.unlock();
    }

    @Test
    void aLockThatIsDeleted_guardsNothing() {
        SharedLock deleted = manager().lock("deleted");
        deleted.lock();
        SharedDict<String, Integer> guarded = accounts.guardedBy(deleted);
        manager().delete("deleted");
        stale(() -> guarded.put("Sam", 2));
    }

    @Test
    void badArguments() {
        assertThatNullPointerException().isThrownBy(() -> accounts.guardedBy(null));
        for (long token : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> accounts.guardedBy(lock, token))
                    .withMessageContaining(String.valueOf(token));
        }
        stale(() -> accounts.guardedBy(lock, 1).put("Sam", 2));
        stale(() -> accounts.guardedBy(lock, Long.MAX_VALUE).put("Sam", 2));
    }

    // What it is -------------------------------------------------------------------------------------------------

    @Test
    void theGuard_doesNotTravel() throws Exception {
        lock.lock();
        SharedDict<String, Integer> guarded = accounts.guardedBy(lock);
        SharedDict<String, Integer> element = manager()
                .value(new TypeRef<SharedDict<String, Integer>>() {}, guarded)
                .get();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(guarded);
        }
        @SuppressWarnings("unchecked")
        SharedDict<String, Integer> read = (SharedDict<String, Integer>) manager()
                .proxies()
                .reading(() -> new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject());
        lock.unlock();
        stale(() -> guarded.put("Sam", 2));
        element.put("Sam", 3);
        read.put("Sam", 4);
        assertThat(accounts).containsEntry("Sam", 4);
    }

    @Test
    void otherObjects_areNotGuardedByIt() {
        SharedSet<String> set = manager().set(String.class);
        set.add("a");
        lock.lock();
        SharedSet<String> union = set.guardedBy(lock).union(manager().set(String.class));
        lock.unlock();
        assertThat(union.add("b")).isTrue();
    }

    @Test
    void anotherGuard_takesThePlaceOfTheFirst() {
        SharedLock second = manager().lock();
        lock.lock();
        second.lock();
        SharedDict<String, Integer> guarded = accounts.guardedBy(lock).guardedBy(second);
        lock.unlock();
        guarded.put("Sam", 2);
        second.unlock();
        stale(() -> guarded.put("Sam", 3));
    }

    @Test
    void viewsAndIterators_areRefusedInTheMiddle() {
        SharedList<Integer> list = manager().list(Integer.class);
        list.addAll(Collections.nCopies(30_000, 7));
        lock.lock();
        SharedList<Integer> guarded = list.guardedBy(lock);
        List<Integer> part = guarded.subList(0, 10);
        Iterator<Integer> iterator = guarded.iterator();
        iterator.next();
        lock.unlock();
        stale(() -> iterator.forEachRemaining(element -> {}));
        stale(() -> part.set(0, 8));
        stale(() -> guarded.sort(null));
        assertThat(list.get(0)).isEqualTo(7);
    }

    @Test
    void aQueueByPriority_keepsItsFunction() throws Exception {
        SharedQueue<String> queue = manager().priorityQueue(String.class, String::length);
        lock.lock();
        SharedQueue<String> guarded = queue.guardedBy(lock);
        guarded.put("long");
        guarded.put("a");
        assertThat(guarded.take()).isEqualTo("a");
        lock.unlock();
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    @Test
    void aCallThatWaits_isRefusedWhenItIsTriedAgain() throws Exception {
        SharedQueue<String> queue = manager().queue(String.class, 1);
        queue.put("first");
        lock.lock();
        SharedQueue<String> guarded = queue.guardedBy(lock);
        Waiting<Boolean> put = Waiting.start(() -> {
            guarded.put("second");
            return true;
        });
        untilThisManyWaitIn(queue, 1);
        Waiting<Boolean> timed = Waiting.start(() -> guarded.offer("third", 2, TimeUnit.SECONDS));
        untilThisManyWaitIn(queue, 2);
        lock.unlock();
        assertThat(timed.get()).isFalse();
        // Tried again when the one behind it left, or when there is room: refused either way.
        assertThat(queue.take()).isEqualTo("first");
        assertThatThrownBy(put::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.reason()).isEqualTo(Refused.Reason.STALE_GUARD));
        assertThat(queue).isEmpty();
    }

    private static void untilThisManyWaitIn(SharedObject object, int calls) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> manager().explain(object).calls() == calls);
    }

    @Test
    void aGuardedProxy_keepsALockWithoutAName() {
        Manager other = MANAGERS.other();
        SharedDict<String, Integer> guarded = guardedByALockThatNobodyElseKnows(other);
        for (int i = 0; i < 5; i++) {
            System.gc();
            other.list(String.class).add("a");
        }
        guarded.put("Sam", 2);
        assertThat(guarded).containsEntry("Sam", 2);
    }

    private static SharedDict<String, Integer> guardedByALockThatNobodyElseKnows(Manager from) {
        SharedLock unknown = from.lock();
        unknown.lock();
        return from.dict(String.class, Integer.class).guardedBy(unknown);
    }

    // Many ------------------------------------------------------------------------------------------------------

    @Test
    void tokensOnlyRise_whoeverWritesWhenever() throws Exception {
        SharedList<Long> written = manager().list("written", Long.class);
        List<Waiting<Boolean>> writers = new ArrayList<>();
        for (Manager from : List.of(manager(), MANAGERS.other(), MANAGERS.connect())) {
            for (int thread = 0; thread < 2; thread++) {
                writers.add(Waiting.start(() -> write(from)));
            }
        }
        for (Waiting<Boolean> writer : writers) {
            assertThat(writer.get()).isTrue();
        }
        assertThat(List.copyOf(written)).hasSize(6 * 20).isSorted().doesNotHaveDuplicates();
    }

    /** Writes under its token while it has the lock, and tries to once more afterwards. */
    private static boolean write(Manager from) {
        SharedLock lock = from.lock("writing");
        SharedList<Long> list = from.list("written", Long.class);
        for (int i = 0; i < 20; i++) {
            lock.lock();
            SharedList<Long> guarded = list.guardedBy(lock);
            long token = lock.fencingToken();
            guarded.add(token);
            lock.unlock();
            stale(() -> guarded.add(token));
        }
        return true;
    }

    @Test
    void ofADict_theEntriesToo() {
        lock.lock();
        SharedDict<String, Integer> guarded = accounts.guardedBy(lock);
        Map.Entry<String, Integer> entry = guarded.entrySet().iterator().next();
        entry.setValue(5);
        lock.unlock();
        stale(() -> entry.setValue(6));
        assertThat(accounts).containsEntry("Sam", 5);
    }
}
