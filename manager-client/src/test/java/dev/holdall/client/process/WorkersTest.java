package dev.holdall.client.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.proxy.SharedEvent;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.python.Python;
import dev.holdall.client.routine.Procedure;
import dev.holdall.wire.Key;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How workers are set up, what they run, and what their parent learns of them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    @TempDir
    Path home;

    private final Manager manager = MANAGERS.manager();

    /** Something with parts, as an element. */
    public record Item(String name, int size) {}

    static void add(SharedList<Item> list, List<Item> items, int times) {
        for (int i = 0; i < times; i++) {
            list.addAll(items);
        }
    }

    static void tellWhatIsThere(SharedList<String> told) {
        WorkerContext context = WorkerContext.current().orElseThrow();
        told.addAll(List.of(
                context.name(),
                Thread.currentThread().getName(),
                String.valueOf(context.isDaemon()),
                String.valueOf(context.isParentAlive()),
                String.valueOf(context.parentPid()),
                String.valueOf(System.getenv("HOLDALL_TEST")),
                String.valueOf(System.getenv("HOME")),
                System.getProperty("user.dir"),
                System.getProperty("holdall.test")));
    }

    static void fail(String message) {
        throw new IllegalStateException(message, new IOException("below it"));
    }

    static void exhaust() {
        throw new StackOverflowError("not really");
    }

    static void print(int lines) {
        for (int i = 0; i < lines; i++) {
            System.out.println("out " + i);
            System.err.println("err " + i);
        }
    }

    static void await(SharedEvent event) throws InterruptedException {
        event.await(60, TimeUnit.SECONDS);
    }

    // What they run

    @Test
    @Python("Process")
    void a_static_method_runs_with_arguments_of_the_types_that_it_declares() throws Exception {
        SharedList<Item> list = manager.list(Item.class);
        List<Item> items = List.of(new Item("a", 1), new Item("b", 2));

        assertThat(manager.worker(WorkersTest::add, list, items, 2).start().join())
                .isZero();

        assertThat(list).containsExactly(items.get(0), items.get(1), items.get(0), items.get(1));
    }

    @Test
    void a_lambda_takes_what_it_captures_along() throws Exception {
        SharedList<String> list = manager.list(String.class);
        String captured = "captured";
        int times = 3;

        assertThat(manager.worker(word -> list.addAll(Collections.nCopies(times, captured + word)), "!")
                        .start()
                        .join())
                .isZero();

        assertThat(list).containsExactly("captured!", "captured!", "captured!");
    }

    @Test
    void what_belongs_to_an_object_is_refused() {
        Item item = new Item("a", 1);
        assertThatThrownBy(() -> manager.worker(item::name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("static");
        assertThatThrownBy(() -> manager.worker(() -> home.toFile()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surroundings");
    }

    /** Is what a lambda would be, but a class. */
    private static final class Written implements Procedure.Of0 {
        private static final long serialVersionUID = 1;

        @Override
        public void run() {}
    }

    @Test
    void an_object_that_is_no_lambda_is_refused() {
        Serializable written = new Written();
        assertThatThrownBy(() -> manager.worker((Procedure.Of0) written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Written.class.getName())
                .hasMessageContaining("Jobs::index");
    }

    @Test
    void arguments_of_a_method_that_have_no_encoding_are_refused_before_a_process_is_made() {
        assertThatThrownBy(() -> manager.worker((Thread thread) -> thread.interrupt(), Thread.currentThread()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Thread");
    }

    // How they are set up

    @Test
    @Python("Process.name")
    @Python("Process.daemon")
    @Python("current_process")
    @Python("parent_process")
    void a_worker_has_the_name_options_environment_and_directory_that_it_was_given() throws Exception {
        SharedList<String> told = manager.list(String.class);

        WorkerProcess worker = manager.worker(WorkersTest::tellWhatIsThere, told)
                .name("teller")
                .jvmOptions("-Dholdall.test=by option")
                .environment("HOLDALL_TEST", "by environment")
                .environment("HOME", null)
                .directory(home)
                .start();

        assertThat(worker.join()).isZero();
        assertThat(told)
                .containsExactly(
                        "teller",
                        "teller",
                        "true",
                        "true",
                        String.valueOf(ProcessHandle.current().pid()),
                        "by environment",
                        "null",
                        home.toRealPath().toString(),
                        "by option");
        assertThat(worker.name()).isEqualTo("teller");
        assertThat(worker.isDaemon()).isTrue();
        assertThat(WorkerContext.current()).isEmpty();
    }

    @Test
    void workers_without_a_name_are_told_apart() {
        WorkerProcess first = manager.worker(WorkersTest::exhaust);
        assertThat(first.name()).startsWith("Worker-");
        assertThat(manager.worker(WorkersTest::exhaust).name()).isNotEqualTo(first.name());
    }

    @Test
    void settings_that_cannot_be_are_refused() throws Exception {
        WorkerProcess worker = manager.worker(WorkersTest::exhaust);
        assertThatThrownBy(() -> worker.directory(home.resolve("missing"))).hasMessageContaining("missing");
        assertThatThrownBy(() -> worker.environment("A=B", "c")).hasMessageContaining("A=B");

        worker.errors(line -> {}).start();

        assertThatThrownBy(() -> worker.name("late"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("starts once");
        assertThatThrownBy(worker::start).isInstanceOf(IllegalStateException.class);
        worker.join();
    }

    @Test
    void options_that_the_jvm_does_not_know_end_it() throws Exception {
        List<String> said = Collections.synchronizedList(new ArrayList<>());

        WorkerProcess worker = manager.worker(WorkersTest::exhaust)
                .jvmOptions("-XX:NoSuchOption")
                .output(said::add)
                .errors(said::add)
                .start();

        assertThat(worker.join()).isEqualTo(1);
        assertThat(worker.failure()).isEmpty();
        assertThat(said).anyMatch(line -> line.contains("NoSuchOption"));
    }

    // What the parent learns

    @Test
    void what_a_worker_throws_is_told_with_its_stack_and_its_cause() throws Exception {
        WorkerProcess worker = manager.worker(WorkersTest::fail, "on purpose")
                .name("failing")
                .errors(line -> {})
                .start();

        assertThat(worker.join()).isEqualTo(1);

        assertThat(worker.failure())
                .hasValueSatisfying(failure -> assertThat(failure)
                        .hasMessageContaining("failing")
                        .hasMessageContaining("IllegalStateException: on purpose"));
        Throwable failure = worker.failure().orElseThrow();
        assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("fail");
        assertThat(failure.getCause()).hasMessageContaining("java.io.IOException: below it");
    }

    @Test
    void an_error_is_told_as_well_and_a_good_end_is_none() throws Exception {
        WorkerProcess bad =
                manager.worker(WorkersTest::exhaust).errors(line -> {}).start();
        WorkerProcess good = manager.worker(WorkersTest::print, 0).start();

        assertThat(bad.join()).isEqualTo(1);
        assertThat(bad.failure())
                .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining("StackOverflowError"));
        assertThat(good.join()).isZero();
        assertThat(good.failure()).isEmpty();
    }

    @Test
    void all_lines_of_output_are_told_before_join_returns() throws Exception {
        int lines = 20_000;
        List<String> out = new ArrayList<>();
        List<String> err = new ArrayList<>();

        WorkerProcess worker = manager.worker(WorkersTest::print, lines)
                .output(out::add)
                .errors(err::add)
                .start();

        assertThat(worker.join()).isZero();
        assertThat(out)
                .isEqualTo(IntStream.range(0, lines).mapToObj(i -> "out " + i).toList());
        assertThat(err)
                .isEqualTo(IntStream.range(0, lines).mapToObj(i -> "err " + i).toList());
    }

    @Test
    void a_reader_of_output_that_throws_does_not_stop_the_worker() throws Exception {
        List<String> out = new ArrayList<>();
        WorkerProcess worker = manager.worker(WorkersTest::print, 20_000)
                .output(line -> {
                    out.add(line);
                    if (out.size() == 1) {
                        throw new IllegalStateException("of the first line, on purpose");
                    }
                })
                .errors(line -> {})
                .start();

        assertThat(worker.join()).isZero();
        assertThat(out).hasSize(20_000);
    }

    @Test
    @Python("Process.sentinel")
    @Python("active_children")
    void the_sentinel_completes_with_the_exit_code_and_the_child_is_active_until_then() throws Exception {
        SharedEvent event = manager.event();
        WorkerProcess worker = manager.worker(WorkersTest::await, event);
        assertThat(WorkerProcess.activeChildren()).doesNotContain(worker);

        worker.start();

        assertThat(WorkerProcess.activeChildren()).contains(worker);
        worker.sentinel().complete(17);
        assertThat(worker.sentinel()).isNotDone();
        CompletableFuture<Object> any = CompletableFuture.anyOf(worker.sentinel(), new CompletableFuture<>());
        event.set();
        assertThat(any.get(60, TimeUnit.SECONDS)).isEqualTo(0);
        assertThat(worker.exitCode()).hasValue(0);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> !WorkerProcess.activeChildren().contains(worker));
    }

    @Test
    void the_signal_that_ended_a_worker_is_told() throws Exception {
        WorkerProcess killed =
                manager.worker(WorkersTest::await, manager.event()).start();
        assertThat(killed.signal()).isEmpty();
        killed.kill();
        assertThat(killed.join()).isEqualTo(128 + 9);
        assertThat(killed.signal()).hasValue(9);

        WorkerProcess failed = manager.worker(WorkersTest::fail, "on purpose")
                .errors(line -> {})
                .start();
        failed.join();
        assertThat(failed.signal()).isEmpty();
    }

    // Parents that end

    /** Goes on without its parent, and leaves a file behind when that is gone. */
    static void outlive(SharedQueue<Long> started, String file) throws Exception {
        started.put(ProcessHandle.current().pid());
        WorkerContext.current().orElseThrow().parentEnded().get(60, TimeUnit.SECONDS);
        Files.writeString(Path.of(file), "outlived");
    }

    /** Takes its time. */
    static void dawdle(String file) {
        try {
            TimeUnit.SECONDS.sleep(1);
            Files.writeString(Path.of(file), "done");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts a worker that is no daemon, and ends: at once by force, or as programs do. */
    public static final class Parent {
        public static void main(String[] args) {
            Manager manager = Manager.connect(
                    System.getenv("HOLDALL_TEST_ADDRESS"),
                    new ManagerOptions().key(Key.parse(System.getenv("HOLDALL_TEST_KEY"))));
            if (args[0].equals("vanishes")) {
                SharedQueue<Long> started = manager.queue("outliving", Long.class);
                manager.worker(WorkersTest::outlive, started, args[1])
                        .daemon(false)
                        .start();
            } else {
                manager.worker(WorkersTest::dawdle, args[1]).daemon(false).start();
            }
        }
    }

    private Process parent(String how, Path file) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Jvm.command(List.of(), Jvm.classPath(), Parent.class.getName(), List.of(how, file.toString())))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("HOLDALL_TEST_ADDRESS", manager.address());
        builder.environment().put("HOLDALL_TEST_KEY", MANAGERS.key().reveal());
        return builder.start();
    }

    @Test
    void a_worker_that_is_no_daemon_outlives_a_parent_that_is_killed() throws Exception {
        File file = home.resolve("outlived").toFile();
        SharedQueue<Long> started = manager.queue("outliving", Long.class);
        Process parent = parent("vanishes", file.toPath());
        long worker = started.take();
        assertThat(file).doesNotExist();

        parent.destroyForcibly().waitFor();

        Awaitility.await().atMost(SOON).until(file::exists);
        Awaitility.await().atMost(SOON).until(() -> ProcessHandle.of(worker).isEmpty());
    }

    @Test
    void a_program_ends_after_its_workers_that_are_no_daemons() throws Exception {
        Path file = home.resolve("done");

        assertThat(parent("returns", file).waitFor()).isZero();

        assertThat(file).hasContent("done");
    }
}
