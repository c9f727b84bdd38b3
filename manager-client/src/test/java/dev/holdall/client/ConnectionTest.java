package dev.holdall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.ManagerException.Effect;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.proxy.SharedValue;
import dev.holdall.client.python.Python;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.engine.Engine;
import dev.holdall.server.engine.LocalEngine;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Effects;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.StateMachine;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.server.type.ListType;
import dev.holdall.v1.OpenValueRequest;
import dev.holdall.v1.ValueCompareAndSetRequest;
import dev.holdall.v1.ValueGetRequest;
import dev.holdall.v1.ValueSetReply;
import dev.holdall.v1.ValueSetRequest;
import dev.holdall.v1.ValuesGrpc;
import dev.holdall.wire.Key;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong between a program and its manager, and what the program is told of it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionTest {

    // Connecting -------------------------------------------------------------------------------------------------

    @Test
    void noManagerThere() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatExceptionOfType(Unreachable.class)
                .isThrownBy(() -> Manager.connect("127.0.0.1:" + port, new ManagerOptions().key(Key.random())))
                .withMessageContaining("127.0.0.1:" + port)
                .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NONE));
    }

    @Test
    void noSocketThere(@TempDir Path directory) {
        assertThatExceptionOfType(Unreachable.class)
                .isThrownBy(() ->
                        Manager.connect("unix:" + directory.resolve("no.sock"), new ManagerOptions().key(Key.random())))
                .withMessageContaining("no.sock");
    }

    @Test
    void noSuchHost() {
        assertThatExceptionOfType(Unreachable.class)
                .isThrownBy(() -> Manager.connect(
                        "no-such-host.invalid:7411",
                        new ManagerOptions().key(Key.random()).connectTimeout(Duration.ofSeconds(20))))
                .withMessageContaining("no-such-host.invalid:7411");
    }

    @Test
    void somethingElseListensThere() throws Exception {
        // Accepts, and never says a word.
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + mute.getLocalPort();
            assertThatExceptionOfType(Unreachable.class)
                    .isThrownBy(() -> Manager.connect(
                            address, new ManagerOptions().key(Key.random()).connectTimeout(Duration.ofMillis(300))))
                    .withMessageContaining(address);
        }
    }

    @Test
    @Python("manager.authkey")
    void wrongKey() {
        try (ManagerFixture managers = ManagerFixture.start()) {
            String address = managers.server().address();
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> Manager.connect(address, new ManagerOptions().key(Key.random())))
                    .withMessageContaining("key")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.UNAUTHENTICATED));
            assertThat(managers.manager().names()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:",
                ":7411",
                "localhost:port",
                "localhost:70000",
                "localhost:-1",
                "::1:7411",
                "unix:",
                "holdall://",
                "[]:5"
            })
    void malformedAddress(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Manager.connect(address, new ManagerOptions().key(Key.random())))
                .withMessageContaining("'" + address + "'");
    }

    @Test
    void keyFile_missingOrOpenToOthersOrWithoutAKey(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("missing");
        assertThatExceptionOfType(Unreachable.class)
                .isThrownBy(() -> Manager.connect("127.0.0.1:1", new ManagerOptions().keyFile(missing)))
                .withMessageContaining(missing.toString());
        assertThat(missing).doesNotExist();
        Path open = Files.writeString(directory.resolve("open"), Key.random().reveal());
        Files.setPosixFilePermissions(open, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        assertThatExceptionOfType(Unreachable.class)
                .isThrownBy(() -> Manager.connect("127.0.0.1:1", new ManagerOptions().keyFile(open)))
                .withMessageContaining("chmod 600");
        Path empty = Files.writeString(directory.resolve("empty"), "no key");
        Files.setPosixFilePermissions(empty, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        assertThatExceptionOfType(Unreachable.class)
                .isThrownBy(() -> Manager.connect("127.0.0.1:1", new ManagerOptions().keyFile(empty)))
                .withMessageContaining("holds no key");
    }

    @Test
    void timeOuts_arePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ManagerOptions().callTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new ManagerOptions().callTimeout(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ManagerOptions().connectTimeout(Duration.ZERO));
    }

    // The end of a session ---------------------------------------------------------------------------------------

    @Test
    void managerStops_inMidCall() throws Exception {
        try (ManagerFixture managers = ManagerFixture.start()) {
            SharedQueue<String> queue = managers.manager().queue("q", String.class);
            CompletableFuture<String> async = queue.async().take();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread taker = new Thread(() -> {
                try {
                    queue.take();
                } catch (Throwable e) {
                    thrown.set(e);
                }
            });
            taker.start();
            await().until(() -> taker.getState() == Thread.State.WAITING);
            queue.size();
            managers.server().close();
            taker.join(20_000);
            assertThat(thrown.get())
                    .isInstanceOfSatisfying(
                            SessionLost.class, e -> assertThat(e.effect()).isEqualTo(Effect.UNKNOWN));
            assertThatThrownBy(() -> async.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(SessionLost.class);
            assertFailing(queue, Unreachable.class);
        }
    }

    /** Every later call fails at once, and had no effect. */
    private static void assertFailing(SharedQueue<String> queue, Class<? extends ManagerException> how) {
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThatExceptionOfType(how)
                    .isThrownBy(() -> queue.add("a"))
                    .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NONE));
            assertThatExceptionOfType(how).isThrownBy(queue::take);
        }
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void closedManager() throws Exception {
        try (ManagerFixture managers = ManagerFixture.start()) {
            Manager closed = managers.connect();
            SharedQueue<String> queue = closed.queue("q", String.class);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread taker = new Thread(() -> {
                try {
                    queue.take();
                } catch (Throwable e) {
                    thrown.set(e);
                }
            });
            taker.start();
            await().until(() -> taker.getState() == Thread.State.WAITING);
            queue.size();
            closed.close();
            taker.join(20_000);
            assertThat(thrown.get()).isInstanceOf(SessionLost.class);
            assertFailing(queue, SessionLost.class);
            assertThatExceptionOfType(SessionLost.class).isThrownBy(() -> closed.list("l", String.class));
            assertThatExceptionOfType(SessionLost.class).isThrownBy(closed::names);
            closed.close();
            // The others go on, and who waited is gone.
            SharedQueue<String> elsewhere = managers.manager().queue("q", String.class);
            elsewhere.add("a");
            assertThat(elsewhere.poll()).isEqualTo("a");
            assertThat(managers.manager().exists("l")).isFalse();
        }
    }

    @Test
    void closedByAnInterruptedThreadAndByTwoAtOnce() throws Exception {
        try (ManagerFixture managers = ManagerFixture.start()) {
            Manager first = managers.connect();
            SharedQueue<String> queue = first.queue("q", String.class);
            Thread.currentThread().interrupt();
            first.close();
            assertThat(Thread.interrupted()).isTrue();
            assertFailing(queue, SessionLost.class);

            Manager second = managers.connect();
            SharedQueue<String> again = second.queue("q", String.class);
            List<Thread> closers = new ArrayList<>();
            List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 4; i++) {
                Thread closer = new Thread(second::close);
                closer.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
                closers.add(closer);
                closer.start();
            }
            for (Thread closer : closers) {
                closer.join(20_000);
            }
            assertThat(failures).isEmpty();
            assertFailing(again, SessionLost.class);
        }
    }

    @Test
    void callsWhileTheManagerIsClosed_allEnd() throws Exception {
        try (ManagerFixture managers = ManagerFixture.start()) {
            for (int round = 0; round < 5; round++) {
                Manager manager = managers.connect();
                SharedQueue<String> queue = manager.queue("q", String.class);
                List<CompletableFuture<?>> calls = java.util.Collections.synchronizedList(new ArrayList<>());
                List<Thread> callers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    Thread caller = new Thread(() -> {
                        try {
                            while (true) {
                                calls.add(queue.async().size());
                                calls.add(queue.async().poll(1, TimeUnit.HOURS));
                                queue.size();
                            }
                        } catch (SessionLost e) {
                            // As expected.
                        }
                    });
                    callers.add(caller);
                    caller.start();
                }
                await().until(() -> calls.size() > 50);
                manager.close();
                for (Thread caller : callers) {
                    caller.join(20_000);
                    assertThat(caller.isAlive()).isFalse();
                }
                for (CompletableFuture<?> call : calls) {
                    assertThat(call.handle((result, failure) -> failure == null ? "done" : failure)
                                    .get(20, TimeUnit.SECONDS))
                            .isInstanceOfAny(String.class, SessionLost.class);
                }
            }
        }
    }

    @Test
    void endOfASession_givesBackWhatWasNotReceived() throws Exception {
        try (ManagerFixture managers = ManagerFixture.start()) {
            SharedQueue<Integer> queue = managers.manager().queue("q", Integer.class);
            Manager leaving = managers.connect();
            SharedQueue<Integer> theirs = leaving.queue("q", Integer.class);
            for (int i = 0; i < 20; i++) {
                theirs.async().take();
            }
            theirs.size();
            leaving.close();
            queue.addAll(List.of(1, 2, 3));
            assertThat(queue).containsExactly(1, 2, 3);
        }
    }

    // Time-outs --------------------------------------------------------------------------------------------------

    /** An engine that keeps frames back while it is told to. */
    private static final class HeldEngine implements Engine {
        private final Engine engine;
        private final List<Command> held = new ArrayList<>();
        private boolean holding;

        HeldEngine(StateMachine machine, Effects effects) {
            engine = new LocalEngine(machine, effects);
        }

        @Override
        public synchronized void submit(Command command) {
            if (holding) {
                held.add(command);
            } else {
                engine.submit(command);
            }
        }

        synchronized void hold() {
            holding = true;
        }

        synchronized void release() {
            holding = false;
            held.forEach(engine::submit);
            held.clear();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    @Test
    void callWithoutAnAnswer_isIndeterminate() throws Exception {
        AtomicReference<HeldEngine> engine = new AtomicReference<>();
        ServerOptions options = new ServerOptions().engine((machine, effects) -> {
            engine.set(new HeldEngine(machine, effects));
            return engine.get();
        });
        try (ManagerFixture managers = ManagerFixture.start(options)) {
            // What is expected to be answered goes through a connection that waits long enough for any machine.
            SharedList<String> seen = managers.manager().list("l", String.class);
            SharedQueue<String> left = managers.manager().queue("q", String.class);
            left.addAll(List.of("a", "b", "c"));
            Manager impatient = managers.connect(Duration.ofSeconds(1));
            SharedList<String> list = impatient.list("l", String.class);
            SharedQueue<String> queue = impatient.queue("q", String.class);
            engine.get().hold();
            long start = System.nanoTime();
            assertThatExceptionOfType(Indeterminate.class)
                    .isThrownBy(() -> list.add("x"))
                    .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.UNKNOWN));
            assertThat(System.nanoTime() - start).isBetween(TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(20));
            // An element that was granted when nobody waited for it any more goes back.
            assertThatExceptionOfType(Indeterminate.class).isThrownBy(queue::poll);
            assertThatExceptionOfType(Indeterminate.class).isThrownBy(() -> queue.poll(50, TimeUnit.MILLISECONDS));
            assertThatThrownBy(() -> queue.async().poll().get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(Indeterminate.class);
            engine.get().release();
            // The session goes on; what was sent had its effect.
            await().untilAsserted(() -> assertThat(seen).containsExactly("x"));
            await().untilAsserted(() -> assertThat(left).containsExactly("a", "b", "c"));
            list.add("y");
            assertThat(seen).containsExactly("x", "y");
        }
    }

    @Test
    void callThatMayWait_hasItsOwnTimeOnTop() throws Exception {
        try (ManagerFixture managers = ManagerFixture.start()) {
            managers.manager().queue("q", String.class);
            SharedQueue<String> queue = managers.connect(Duration.ofSeconds(1)).queue("q", String.class);
            CompletableFuture<String> forEver = queue.async().take();
            assertThat(queue.poll(1_500, TimeUnit.MILLISECONDS)).isNull();
            assertThat(forEver).isNotDone();
            queue.add("a");
            assertThat(forEver.get(20, TimeUnit.SECONDS)).isEqualTo("a");
        }
    }

    // A manager with a fault -------------------------------------------------------------------------------------

    /** Values whose methods fail. */
    private static final class Faulty implements ObjectType<Faulty.State> {
        static final class State implements StoredObject {
            @Override
            public long elements() {
                return 1;
            }

            @Override
            public long bytes() {
                return 0;
            }

            @Override
            public void watch(Watcher watcher) {}

            @Override
            public void save(SnapshotWriter out) {}
        }

        @Override
        public String service() {
            return ValuesGrpc.SERVICE_NAME;
        }

        @Override
        public Class<State> stateClass() {
            return State.class;
        }

        @Override
        public State load(SnapshotReader in, SipHash hash) {
            return new State();
        }

        @Override
        public void bind(Binder<State> binder) {
            binder.open(
                            ValuesGrpc.getOpenMethod(),
                            OpenValueRequest::getName,
                            (request, call) -> new State(),
                            (state, request) -> true)
                    .on(ValuesGrpc.getGetMethod(), ValueGetRequest::getValue, (state, request, call) -> {
                        throw new IllegalStateException("broken on purpose");
                    })
                    .on(ValuesGrpc.getSetMethod(), ValueSetRequest::getValue, (state, request, call) -> recurse(0))
                    .on(
                            ValuesGrpc.getCompareAndSetMethod(),
                            ValueCompareAndSetRequest::getValue,
                            (state, request, call) -> null);
        }

        private static ValueSetReply recurse(int depth) {
            return recurse(depth + 1).toBuilder().build();
        }
    }

    @Test
    @Python("manager.exceptions")
    void faultOfTheManager_showsItsStack() {
        ServerOptions options = new ServerOptions().types(List.of(new Faulty(), new ListType()));
        try (ManagerFixture managers = ManagerFixture.start(options)) {
            SharedValue<String> value = managers.manager().value("v", String.class, "a");
            assertThatExceptionOfType(ManagerFault.class)
                    .isThrownBy(value::get)
                    .withMessageContaining("broken on purpose")
                    .satisfies(e -> {
                        assertThat(e.effect()).isEqualTo(Effect.UNKNOWN);
                        assertThat(e.getCause())
                                .isInstanceOf(RemoteFailure.class)
                                .hasMessageContaining("IllegalStateException");
                        assertThat(e.getCause().getStackTrace())
                                .anyMatch(frame -> frame.getClassName().contains("Faulty"))
                                .anyMatch(frame -> frame.getClassName().contains("StateMachine"));
                    });
            assertThatExceptionOfType(ManagerFault.class)
                    .isThrownBy(() -> value.set("b"))
                    .satisfies(e -> assertThat(e.getCause()).hasMessageContaining(StackOverflowError.class.getName()));
            assertThatExceptionOfType(ManagerFault.class).isThrownBy(() -> value.compareAndSet("a", "b"));
            assertThatThrownBy(() -> value.async().get().get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(ManagerFault.class);
            // It harms nobody else.
            SharedList<String> list = managers.manager().list("l", String.class);
            list.add("a");
            assertThat(list).containsExactly("a");
            // And what the manager lacks is refused.
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> managers.manager().queue("q", String.class))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.UNIMPLEMENTED));
        }
    }
}
