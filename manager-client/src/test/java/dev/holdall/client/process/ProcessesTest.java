package dev.holdall.client.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.SessionLost;
import dev.holdall.client.Unreachable;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.python.Python;
import dev.holdall.wire.Key;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Managers and workers as processes of their own. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessesTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final ManagerOptions OPTIONS =
            new ManagerOptions().key(Key.random()).connectTimeout(SOON);
    private static Manager manager;

    @BeforeAll
    static void start() {
        manager = Manager.start(OPTIONS);
    }

    @AfterAll
    static void stop() {
        manager.close();
    }

    // Workers

    /** Adds what it was given, and what it is. */
    public record Adds(SharedList<String> list, String word, Manager own, int times) implements Runnable {
        @Override
        public void run() {
            for (int i = 0; i < times; i++) {
                list.add(word);
            }
            own.list("by-name", Long.class).add(ProcessHandle.current().pid());
        }
    }

    /** Fails. */
    public record Throws(String message) implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException(message);
        }
    }

    /** Says that it runs, and waits for something that never comes. */
    public record Waits(SharedQueue<Long> started, SharedQueue<String> never) implements Runnable {
        @Override
        public void run() {
            try {
                started.put(ProcessHandle.current().pid());
                never.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Starts a manager and a worker that waits, tells their numbers on standard output, and ends without a word to them. */
    public static final class AbruptParent {
        public static void main(String[] args) throws Exception {
            Manager manager = Manager.start(new ManagerOptions().key(Key.random()));
            SharedQueue<Long> started = manager.queue("started", Long.class);
            manager.worker(Waits.class, started, manager.queue("never", String.class))
                    .start();
            long worker = started.take();
            long server = ProcessHandle.current()
                    .children()
                    .mapToLong(ProcessHandle::pid)
                    .filter(pid -> pid != worker)
                    .findFirst()
                    .orElseThrow();
            System.out.println(worker + " " + server + " " + manager.address());
            System.out.flush();
            Runtime.getRuntime().halt(9);
        }
    }

    @Test
    @Python("Process")
    @Python("Process.start")
    @Python("Process.join")
    @Python("Process.is_alive")
    @Python("Process.exitcode")
    @Python("Process.pid")
    void a_worker_gets_its_arguments_and_a_connection_of_its_own() throws Exception {
        SharedList<String> list = manager.list(String.class);

        WorkerProcess worker = manager.worker(Adds.class, list, "word", 3).start();

        assertThat(worker.join()).isZero();
        assertThat(list).containsExactly("word", "word", "word");
        assertThat(manager.list("by-name", Long.class)).containsExactly(worker.pid());
        assertThat(worker.isAlive()).isFalse();
        assertThat(worker.exitCode()).hasValue(0);
    }

    @Test
    @Python("Process.join")
    @Python("Process.exitcode")
    void a_worker_that_throws_ends_with_one() throws Exception {
        assertThat(manager.worker(Throws.class, "on purpose").start().join()).isEqualTo(1);
    }

    @Test
    @Python("Process.join(timeout)")
    @Python("Process.is_alive")
    @Python("Process.kill")
    @Python("Process.exitcode")
    void a_killed_worker_has_the_signal_in_its_exit_code_and_what_it_waited_for_is_not_lost() throws Exception {
        SharedQueue<Long> started = manager.queue(Long.class);
        SharedQueue<String> words = manager.queue(String.class);
        WorkerProcess worker = manager.worker(Waits.class, started, words).start();
        assertThat(started.take()).isEqualTo(worker.pid());
        assertThat(worker.isAlive()).isTrue();
        assertThat(worker.exitCode()).isEmpty();
        assertThat(worker.join(Duration.ofMillis(1))).isFalse();

        worker.kill();

        assertThat(worker.join(SOON)).isTrue();
        assertThat(worker.exitCode()).hasValue(128 + 9);
        // Whether its session has ended by now or not: the element reaches us, at once or when it goes back.
        words.put("kept");
        assertThat(words.poll(60, TimeUnit.SECONDS)).isEqualTo("kept");
    }

    @Test
    @Python("Process.terminate")
    void a_terminated_worker_has_the_signal_in_its_exit_code() throws Exception {
        SharedQueue<Long> started = manager.queue(Long.class);
        WorkerProcess worker = manager.worker(Waits.class, started, manager.queue(String.class))
                .start();
        started.take();
        worker.terminate();
        assertThat(worker.join()).isEqualTo(128 + 15);
    }

    @Test
    void arguments_that_do_not_fit_are_refused_before_a_process_is_made() {
        assertThatThrownBy(() -> manager.worker(Throws.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes 1 arguments")
                .hasMessageContaining("0 were given");
        assertThatThrownBy(() -> manager.worker(Throws.class, 17))
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("String")
                .hasMessageContaining("Integer");
        assertThatThrownBy(() -> manager.worker(Throws.class, "a", "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 were given");
    }

    /** Takes nothing for an argument. */
    public record TakesNothing(SharedList<String> list, String nothing) implements Runnable {
        @Override
        public void run() {
            list.add(nothing);
        }
    }

    @Test
    void null_is_an_argument() throws Exception {
        SharedList<String> list = manager.list(String.class);
        assertThat(manager.worker(TakesNothing.class, list, null).start().join())
                .isZero();
        assertThat(list).containsExactly((String) null);
    }

    @Test
    void a_lambda_is_no_worker() {
        Runnable lambda = () -> {};
        assertThatThrownBy(() -> manager.worker(lambda.getClass()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lambda");
    }

    @Test
    void a_class_that_needs_its_surroundings_is_no_worker() {
        class Local implements Runnable {
            @Override
            public void run() {}
        }
        assertThatThrownBy(() -> manager.worker(Local.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inner class");
        assertThatThrownBy(() -> manager.worker(Runnable.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_worker_starts_once_and_tells_nothing_before() {
        WorkerProcess worker = manager.worker(Throws.class, "never started");
        assertThatThrownBy(worker::pid).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(worker::join).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothing_that_a_worker_is_told_stands_on_its_command_line() throws Exception {
        SharedQueue<Long> started = manager.queue(Long.class);
        WorkerProcess worker = manager.worker(Waits.class, started, manager.queue(String.class))
                .start();
        started.take();
        Path proc = Path.of("/proc", Long.toString(worker.pid()), "cmdline");
        assumeThat(proc).exists();
        List<String> commandLine = List.of(Files.readString(proc).split("\0"));
        assertThat(commandLine).last().isEqualTo(WorkerMain.class.getName());
        worker.kill();
        worker.join();
    }

    // Managers

    @Test
    @Python("manager.start")
    @Python("manager.shutdown")
    void a_manager_that_is_closed_ends_its_process_and_its_clients_are_told() {
        Manager own = Manager.start(OPTIONS);
        Manager other = Manager.connect(own.address(), OPTIONS);
        SharedQueue<String> queue = other.queue("jobs", String.class);
        CompletableFuture<String> parked = queue.async().take();
        long before = ProcessHandle.current().children().count();

        own.close();

        assertThat(ProcessHandle.current().children().count()).isEqualTo(before - 1);
        Awaitility.await().atMost(SOON).until(parked::isDone);
        assertThatThrownBy(parked::join).hasCauseInstanceOf(SessionLost.class);
        assertThatThrownBy(queue::size).isInstanceOf(Unreachable.class);
        other.close();
    }

    @Test
    void a_parent_that_vanishes_takes_its_manager_and_its_workers_with_it() throws Exception {
        Process parent = java(System.getProperty("java.class.path"), AbruptParent.class.getName());
        String line = parent.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(line).as("what the parent printed").isNotNull();
        Path directory = Path.of(line.split(" ")[2].substring("unix:".length())).getParent();
        List<ProcessHandle> orphans = Arrays.stream(line.split(" "))
                .limit(2)
                .map(Long::parseLong)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .toList();
        assertThat(parent.waitFor()).isEqualTo(9);

        Awaitility.await().atMost(SOON).until(() -> orphans.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(directory).doesNotExist();
    }

    /** Starts a manager where there is none to start. */
    public static final class WithoutManager {
        public static void main(String[] args) {
            try {
                Manager.start(new ManagerOptions().key(Key.random()));
            } catch (Unreachable e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void a_missing_manager_is_named_as_the_dependency_that_it_is() throws Exception {
        String without = Arrays.stream(classPath().split(File.pathSeparator))
                .filter(entry -> !entry.contains("manager-server"))
                .collect(Collectors.joining(File.pathSeparator));

        Process process = java(without, WithoutManager.class.getName());

        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(out).contains("dev.holdall:manager-server").contains("holdall.home");
    }

    private static Process java(String classPath, String mainClass) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath, mainClass)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The test class path entry by entry; the build may pass it inside one jar's manifest. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
