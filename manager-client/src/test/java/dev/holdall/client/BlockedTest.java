package dev.holdall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.proxy.SharedLock;
import dev.holdall.client.proxy.SharedQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who waits for what and who has it, as a program is told. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlockedTest {
    @RegisterExtension
    static final ManagerFixture FIXTURE = new ManagerFixture();

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
        awaited(blocked -> blocked.calls().isEmpty());
    }

    private static Blocked awaited(Predicate<Blocked> what) {
        return Awaitility.await().until(() -> FIXTURE.manager().blocked(), what);
    }

    private static Blocked.Call onlyCall() {
        return awaited(blocked -> blocked.calls().size() == 1).calls().get(0);
    }

    @Test
    void nobodyWaits() {
        Blocked blocked = FIXTURE.manager().blocked();

        assertThat(blocked.calls()).isEmpty();
        assertThat(blocked.objects()).isEmpty();
        assertThat(blocked.deadlocks()).isEmpty();
        assertThat(blocked).hasToString("nobody waits");
    }

    @Test
    void aCallThatWaitsTellsWhoItIs() throws Exception {
        SharedQueue<String> queue = FIXTURE.other().queue("jobs", String.class);
        Thread taker = new Thread(
                () -> {
                    try {
                        queue.poll(1, TimeUnit.HOURS);
                    } catch (InterruptedException e) {
                        // As it is meant to be.
                    }
                },
                "taker");
        taker.start();

        Blocked.Call call = onlyCall();

        assertThat(call.caller().session()).isEqualTo(FIXTURE.other().session());
        assertThat(call.caller().client())
                .contains("@")
                .endsWith(" pid " + ProcessHandle.current().pid());
        assertThat(call.caller().thread()).isPositive();
        assertThat(call.caller().threadName()).isEqualTo("taker");
        assertThat(call.caller().owner()).isNull();
        assertThat(call.caller().site()).isNull();
        assertThat(call.method()).isEqualTo("holdall.v1.Queues/Take");
        assertThat(call.waitsFor()).isEqualTo("an element");
        assertThat(call.object()).isNotNull();
        assertThat(call.object().name()).isEqualTo("jobs");
        assertThat(call.object().service()).isEqualTo("holdall.v1.Queues");
        assertThat(call.waited()).isLessThan(Duration.ofMinutes(1));
        assertThat(call.left()).isBetween(Duration.ofMinutes(58), Duration.ofHours(1));
        taker.interrupt();
        taker.join();
    }

    @Test
    void aLongNameOfAThreadIsCutShort() throws Exception {
        SharedQueue<String> queue = FIXTURE.manager().queue(String.class);
        Thread taker = new Thread(
                () -> assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class), "t".repeat(200));
        taker.start();

        assertThat(onlyCall().caller().threadName()).isEqualTo("t".repeat(64));

        taker.interrupt();
        taker.join();
    }

    @Test
    void anAsynchronousCallKeepsNoThread() {
        SharedQueue<String> queue = FIXTURE.manager().queue(String.class);
        CompletableFuture<String> taking = queue.async().take();

        assertThat(onlyCall().caller().thread()).isZero();
        assertThat(onlyCall().caller().threadName())
                .isEqualTo(Thread.currentThread().getName());

        taking.cancel(true);
    }

    @Test
    void whoHoldsALockIsTold() throws Exception {
        SharedLock lock = FIXTURE.manager().lock("held");
        lock.lock();
        lock.lock();
        try {
            Future<?> waiting = threads.submit(() -> {
                FIXTURE.other().lock("held").lockInterruptibly();
                return null;
            });

            Blocked blocked = awaited(now -> now.calls().size() == 1);

            assertThat(blocked.objects()).hasSize(1);
            Blocked.Holder holder = blocked.objects().get(0).holders().get(0);
            assertThat(holder.party().session()).isEqualTo(FIXTURE.manager().session());
            assertThat(holder.party().threadName())
                    .isEqualTo(Thread.currentThread().getName());
            assertThat(holder.count()).isEqualTo(2);
            assertThat(holder.token()).isEqualTo(lock.fencingToken());
            assertThat(holder.held()).isLessThan(Duration.ofMinutes(1));
            assertThat(blocked.toString())
                    .startsWith("held (lock): ")
                    .contains(" holds it 2 times under the token ")
                    .contains("\n  waiting: ");
            waiting.cancel(true);
        } finally {
            lock.unlock();
            lock.unlock();
        }
    }

    @Test
    void aDeadlockOfTwoSessionsIsFound_andEndsWithOneOfThem() throws Exception {
        Manager one = FIXTURE.connect();
        Manager two = FIXTURE.connect();
        CountDownLatch bothHold = new CountDownLatch(2);
        Future<Long> first = threads.submit(() -> lockBoth(one, "a", "b", bothHold));
        Future<Long> second = threads.submit(() -> lockBoth(two, "b", "a", bothHold));

        Blocked blocked = awaited(now -> !now.deadlocks().isEmpty());

        assertThat(blocked.deadlocks()).hasSize(1);
        Blocked.Deadlock deadlock = blocked.deadlocks().get(0);
        assertThat(deadlock.possible()).isFalse();
        assertThat(deadlock.steps())
                .extracting(step -> step.call().caller().session())
                .containsExactlyInAnyOrder(one.session(), two.session());
        assertThat(deadlock.steps())
                .extracting(step -> step.holder().party().session())
                .containsExactlyInAnyOrder(one.session(), two.session());
        assertThat(blocked.toString()).startsWith("DEADLOCK: 2 wait for each other\n");
        assertThat(List.of(first.isDone(), second.isDone())).containsOnly(false);

        one.close();

        assertThat(second.get(30, TimeUnit.SECONDS)).isPositive();
        assertThatThrownBy(() -> first.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ManagerException.class);
        assertThat(FIXTURE.manager().blocked().deadlocks()).isEmpty();
    }

    /** Returns the token of the second lock, with both of them released. */
    private static long lockBoth(Manager manager, String first, String second, CountDownLatch bothHold)
            throws InterruptedException {
        SharedLock mine = manager.lock(first);
        SharedLock other = manager.lock(second);
        mine.lock();
        bothHold.countDown();
        assertThat(bothHold.await(30, TimeUnit.SECONDS)).isTrue();
        other.lock();
        long token = other.fencingToken();
        other.unlock();
        mine.unlock();
        return token;
    }

    @Test
    void namedOwnersAreTold_andTheirDeadlockIsPossible() {
        SharedLock a = FIXTURE.manager().lock("owned a");
        SharedLock b = FIXTURE.manager().lock("owned b");
        a.ownedBy("x").async().lock().join();
        b.ownedBy("y").async().lock().join();
        CompletableFuture<Long> xWaits = b.ownedBy("x").async().lock();
        CompletableFuture<Long> yWaits = a.ownedBy("y").async().lock();

        Blocked blocked = awaited(now -> !now.deadlocks().isEmpty());

        assertThat(blocked.deadlocks().get(0).possible()).isTrue();
        assertThat(blocked.deadlocks().get(0).steps())
                .extracting(step -> step.call().caller().owner())
                .containsExactlyInAnyOrder("x", "y");
        xWaits.cancel(true);
        b.ownedBy("y").async().unlock().join();
        assertThat(awaited(now -> now.deadlocks().isEmpty()).deadlocks()).isEmpty();
        a.ownedBy("x").async().unlock().join();
        assertThat(yWaits.join()).isPositive();
    }

    @Test
    void programsAreCalledWhatTheySay() {
        try (Manager named = Manager.connect(
                FIXTURE.server().address(), FIXTURE.clientOptions().program("p".repeat(300)))) {
            CompletableFuture<String> taking = named.queue(String.class).async().take();

            assertThat(onlyCall().caller().client()).startsWith("p".repeat(100) + "@");

            taking.cancel(true);
            assertThatThrownBy(taking::join)
                    .isInstanceOfAny(java.util.concurrent.CancellationException.class, CompletionException.class);
        }
    }

    @Test
    void aProgramIsItsMainClassOrItsJar_neverItsArguments() {
        assertThat(ClientName.program("app.Main --password secret")).isEqualTo("app.Main");
        assertThat(ClientName.program("/opt/app/worker.jar secret")).isEqualTo("worker.jar");
        assertThat(ClientName.program("C:\\app\\worker.jar")).isEqualTo("worker.jar");
        assertThat(ClientName.program("module/app.Main secret")).isEqualTo("app.Main");
        assertThat(ClientName.program("")).isEqualTo("java");
    }
}
