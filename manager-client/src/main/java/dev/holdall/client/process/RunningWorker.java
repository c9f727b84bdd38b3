package dev.holdall.client.process;

import dev.holdall.client.RemoteFailure;
import dev.holdall.client.call.Held;
import dev.holdall.client.call.ThrownMessage;
import dev.holdall.v1.Thrown;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A worker's process, from its start on. */
final class RunningWorker {
    private final Process process;
    private final CompletableFuture<Integer> ended;
    private volatile @Nullable Thrown thrown;

    private RunningWorker(Process process, CompletableFuture<?> told, Path failures, List<Held> held) {
        this.process = process;
        this.ended = process.onExit().thenCombine(told, (gone, all) -> {
            thrown = read(failures);
            Reference.reachabilityFence(held);
            return gone.exitValue();
        });
    }

    /**
     * Starts a worker and returns at once.
     *
     * @param start what it is to do, and the file in which it is to leave what it threw
     * @param held what is kept until it has ended
     */
    static RunningWorker start(WorkerJvm jvm, Function<Path, WorkerStart> start, List<Held> held) throws IOException {
        // For this user alone, as all temporary files are that Java makes.
        Path failures = Files.createTempFile("holdall-worker-", ".failure");
        Process process;
        try {
            process = jvm.start();
        } catch (IOException e) {
            Files.deleteIfExists(failures);
            throw e;
        }
        CompletableFuture<?> told = CompletableFuture.allOf(
                lines(process.inputReader(Charset.defaultCharset()), jvm.output()),
                lines(process.errorReader(Charset.defaultCharset()), jvm.errors()));
        WorkerStart what = start.apply(failures);
        // On a thread of its own: many arguments wait until the worker reads them.
        inBackground("holdall-worker-arguments", () -> tell(process, what));
        return new RunningWorker(process, told, failures, held);
    }

    private static void tell(Process process, WorkerStart what) {
        try {
            // Stays open: its end tells the worker that this process is gone.
            what.write(new DataOutputStream(process.getOutputStream()));
        } catch (IOException e) {
            // It ended before it had read what to do; its exit code says so.
        }
    }

    /** Tells each line, to the end. */
    private static CompletableFuture<?> lines(BufferedReader from, @Nullable Consumer<? super String> to) {
        CompletableFuture<Void> all = new CompletableFuture<>();
        if (to == null) {
            all.complete(null);
            return all;
        }
        inBackground("holdall-worker-output", () -> {
            try (from) {
                for (String line = from.readLine(); line != null; line = from.readLine()) {
                    tell(line, to);
                }
            } catch (IOException e) {
                // The process is gone.
            } finally {
                all.complete(null);
            }
        });
        return all;
    }

    private static void tell(String line, Consumer<? super String> to) {
        try {
            to.accept(line);
        } catch (RuntimeException e) {
            // Lines that nobody reads would stop the worker.
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private static void inBackground(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static @Nullable Thrown read(Path failures) {
        try {
            byte[] bytes = Files.readAllBytes(failures);
            Files.deleteIfExists(failures);
            return bytes.length == 0 ? null : Thrown.parseFrom(bytes);
        } catch (IOException e) {
            // It was killed while it wrote, or somebody tidies up: the exit code still says that it failed.
            return null;
        }
    }

    Process process() {
        return process;
    }

    /** Completes with the exit code, after all that its end asks for. */
    CompletableFuture<Integer> ended() {
        return ended;
    }

    Optional<RemoteFailure> failure(String name) {
        Thrown message = thrown;
        return message == null
                ? Optional.empty()
                : Optional.of(ThrownMessage.read(message, "the worker " + name + " (process " + process.pid() + ")"));
    }
}
