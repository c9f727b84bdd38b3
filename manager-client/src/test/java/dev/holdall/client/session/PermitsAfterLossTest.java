package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.ConnectionState;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerException.Effect;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.SessionLost;
import dev.holdall.client.StateChange;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedSemaphore;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Key;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Permits come back when their session ends, and whoever releases them afterwards changes nothing. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PermitsAfterLossTest {
    enum Kind {
        UNBOUNDED,
        BOUNDED;

        SharedSemaphore open(Manager manager, int permits) {
            return this == BOUNDED ? manager.boundedSemaphore("s", permits) : manager.semaphore("s", permits);
        }
    }

    private final Key key = Key.random();
    private final List<StateChange> changes = new CopyOnWriteArrayList<>();
    private HoldallServer server;
    private CuttableWire wire;
    private Manager manager;
    private Manager elsewhere;

    @BeforeEach
    void connect() throws IOException {
        server = HoldallServer.start(new ServerOptions().key(key));
        wire = new CuttableWire(port());
        manager = Manager.connect(wire.address(), new ManagerOptions().key(key).sessionGrace(Duration.ofMillis(50)));
        manager.onStateChange(changes::add);
        elsewhere = Manager.connect(server.address(), new ManagerOptions().key(key));
    }

    @AfterEach
    void close() throws IOException {
        manager.close();
        elsewhere.close();
        wire.close();
        server.close();
    }

    private int port() {
        return Integer.parseInt(server.address().substring(server.address().lastIndexOf(':') + 1));
    }

    private void loseTheSession() {
        changes.clear();
        wire.breakDown();
        awaitLoss();
        wire.mend();
        awaitConnection();
    }

    private void awaitLoss() {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> changes.stream().anyMatch(change -> change.state() == ConnectionState.LOST));
    }

    private void awaitConnection() {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> manager.state() == ConnectionState.CONNECTED);
    }

    private static void assertLost(ThrowingCallable release) {
        assertThatExceptionOfType(SessionLost.class)
                .isThrownBy(release)
                .withMessageContaining("nothing was released")
                .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NONE));
    }

    private static void assertLost(CompletableFuture<Void> release) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> release.get(20, TimeUnit.SECONDS))
                .withCauseInstanceOf(SessionLost.class)
                .satisfies(
                        e -> assertThat(((SessionLost) e.getCause()).effect()).isEqualTo(Effect.NONE));
    }

    private static void inAnotherThread(ThrowingCallable what) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        what.call();
                        done.complete(null);
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                })
                .start();
        done.get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void releasedInALaterSession_areNotReleased_whichIsToldOnce(Kind kind) throws Exception {
        SharedSemaphore semaphore = kind.open(manager, 2);
        semaphore.acquire();
        semaphore.acquire();
        loseTheSession();
        assertLost(semaphore::release);
        assertLost(() -> semaphore.release());
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        if (kind == Kind.BOUNDED) {
            assertThatIllegalStateException().isThrownBy(semaphore::release);
        } else {
            // From now on it is anybody's.
            semaphore.release();
            assertThat(semaphore.availablePermits()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofTheNextHolder_areNotReleased(Kind kind) throws Exception {
        SharedSemaphore semaphore = kind.open(manager, 1);
        SharedSemaphore far = kind.open(elsewhere, 1);
        semaphore.acquire();
        loseTheSession();
        assertThat(far.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        assertLost(semaphore::release);
        assertThat(far.tryAcquire()).isFalse();
        far.release();
        assertThat(far.availablePermits()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void async(Kind kind) throws Exception {
        SharedSemaphore semaphore = kind.open(manager, 3);
        assertThat(semaphore.async().acquire(2).get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(semaphore.async().drainPermits().get(20, TimeUnit.SECONDS)).isEqualTo(1);
        loseTheSession();
        assertLost(semaphore.async().release());
        assertLost(semaphore.async().release(2));
        assertThat(semaphore.availablePermits()).isEqualTo(3);
    }

    @Test
    void asyncContinuation_isAnotherThread() throws Exception {
        SharedSemaphore semaphore = manager.semaphore("s", 1);
        CompletableFuture<Boolean> held = semaphore.async().acquire();
        assertThat(held.get(20, TimeUnit.SECONDS)).isTrue();
        loseTheSession();
        assertLost(held.thenComposeAsync(got -> semaphore.async().release()));
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void anyWayToAcquire_isNoted() throws Exception {
        SharedSemaphore semaphore = manager.semaphore("s", 6);
        semaphore.acquire();
        semaphore.acquireUninterruptibly();
        assertThat(semaphore.tryAcquire()).isTrue();
        assertThat(semaphore.tryAcquire(1, TimeUnit.SECONDS)).isTrue();
        assertThat(semaphore.tryAcquire(3)).isFalse();
        assertThat(semaphore.drainPermits()).isEqualTo(2);
        assertThat(semaphore.drainPermits()).isZero();
        loseTheSession();
        assertLost(() -> semaphore.release(6));
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void releasedByAnotherThread(Kind kind) throws Exception {
        SharedSemaphore semaphore = kind.open(manager, 2);
        semaphore.acquire();
        inAnotherThread(semaphore::acquire);
        loseTheSession();
        inAnotherThread(() -> {
            assertLost(semaphore::release);
            assertLost(semaphore::release);
        });
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void whatOtherThreadsHaveNow_isTheirs() throws Exception {
        SharedSemaphore semaphore = manager.boundedSemaphore("s", 1);
        semaphore.acquire();
        loseTheSession();
        inAnotherThread(semaphore::acquire);
        assertLost(semaphore::release);
        assertThat(semaphore.availablePermits()).isZero();
        // By now it has none, so it is the other one's that it returns.
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void byAnyProxyOfTheSameSemaphore() throws Exception {
        SharedSemaphore semaphore = manager.semaphore("s", 1);
        SharedList<SharedSemaphore> list = manager.list("semaphores", SharedSemaphore.class);
        list.add(semaphore);
        SharedSemaphore read = list.get(0);
        semaphore.acquire();
        loseTheSession();
        assertLost(read::release);
        read.acquire();
        loseTheSession();
        assertLost(manager.semaphore("s", 1)::release);
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void acquiredSince_areReleasedFirst() throws Exception {
        SharedSemaphore semaphore = manager.semaphore("s", 2);
        semaphore.acquire();
        loseTheSession();
        semaphore.acquire();
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        assertLost(semaphore::release);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void oneLostAmongMany_leavesTheOthersHeld() throws Exception {
        SharedSemaphore semaphore = manager.semaphore("s", 5);
        semaphore.acquire(2);
        loseTheSession();
        semaphore.acquire(3);
        assertLost(() -> semaphore.release(4));
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        semaphore.release(3);
        assertThat(semaphore.availablePermits()).isEqualTo(5);
        assertLost(semaphore::release);
        assertThat(semaphore.availablePermits()).isEqualTo(5);
    }

    @Test
    void whileThereIsNoConnection_theLossIsToldAtOnce() throws Exception {
        SharedSemaphore semaphore = manager.semaphore("s", 1);
        semaphore.acquire();
        wire.breakDown();
        awaitLoss();
        assertLost(semaphore::release);
        wire.mend();
        awaitConnection();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void aReleaseThatIsUnderWayWhenTheSessionIsLost_isOver() throws Exception {
        SharedSemaphore semaphore = manager.semaphore("s", 1);
        semaphore.acquire();
        wire.breakDown();
        CompletableFuture<Void> release = semaphore.async().release();
        awaitLoss();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> release.get(20, TimeUnit.SECONDS))
                .withCauseInstanceOf(SessionLost.class);
        wire.mend();
        awaitConnection();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void aRefusedRelease_leavesThemHeld() throws Exception {
        SharedSemaphore semaphore = manager.boundedSemaphore("s", 2);
        semaphore.acquire(2);
        elsewhere.boundedSemaphore("s", 2).release();
        assertThatIllegalStateException().isThrownBy(() -> semaphore.release(2));
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> semaphore.async().release(2).get(20, TimeUnit.SECONDS))
                .withCauseInstanceOf(IllegalStateException.class);
        loseTheSession();
        assertLost(() -> semaphore.release(2));
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void ofAManagerThatLivesAgain(Kind kind) throws Exception {
        SharedSemaphore semaphore = kind.open(manager, 1);
        SharedSemaphore other = kind.open(manager, 1);
        semaphore.acquire();
        int port = port();
        wire.breakDown();
        server.close();
        server = HoldallServer.start(new ServerOptions().key(key).listen("127.0.0.1:" + port));
        awaitLoss();
        wire.mend();
        awaitConnection();
        // Found again, with another id.
        assertThat(other.availablePermits()).isEqualTo(1);
        other.acquire();
        semaphore.release();
        assertLost(other::release);
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void inOneSession_nothingChanges_howeverOftenTheConnectionBreaks() throws Exception {
        try (Manager patient =
                Manager.connect(wire.address(), new ManagerOptions().key(key).sessionGrace(Duration.ofMinutes(1)))) {
            SharedSemaphore semaphore = patient.semaphore("s", 1);
            semaphore.acquire();
            wire.cut();
            semaphore.release();
            wire.cut();
            semaphore.release();
            assertThat(semaphore.availablePermits()).isEqualTo(2);
        }
    }
}
