package dev.holdall.client.process;

import com.google.protobuf.ByteString;
import dev.holdall.client.call.Durations;
import dev.holdall.client.call.Held;
import dev.holdall.client.call.Holds;
import dev.holdall.client.codec.Codecs;
import dev.holdall.client.session.TlsSettings;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs a worker: Python's {@code multiprocessing.Process}, on a JVM of its own with this program's class path. Its output
 * goes where this program's goes. It ends when this process ends.
 *
 * <p>Safe for use by many threads.
 */
public final class WorkerProcess {
    private final WorkerStart start;
    private @Nullable Process process;

    /** What keeps the objects alive that the arguments refer to, until the worker holds them, and to be sure until it ends. */
    private final List<Held> held;

    private WorkerProcess(WorkerStart start, List<Held> held) {
        this.start = start;
        this.held = held;
    }

    /** A worker of this class, not started; its arguments are encoded now. */
    public static WorkerProcess of(
            Class<? extends Runnable> worker,
            List<Object> arguments,
            Address manager,
            TlsSettings tls,
            Key key,
            Codecs codecs) {
        Holds.takeEncoded();
        List<ByteString> encoded = new WorkerClass(worker, codecs).encode(arguments);
        List<Held> encodedHeld = Holds.takeEncoded();
        List<Held> held = encodedHeld == null ? List.of() : encodedHeld;
        return new WorkerProcess(
                new WorkerStart(
                        manager.toString(),
                        tls,
                        key.reveal(),
                        worker.getName(),
                        encoded,
                        held.stream().map(Held::object).distinct().toList()),
                held);
    }

    /**
     * Starts it and returns at once.
     *
     * @throws IllegalStateException if it was started already
     * @throws UncheckedIOException if the process cannot be made
     */
    public synchronized WorkerProcess start() {
        if (process != null) {
            throw new IllegalStateException("a worker process starts once");
        }
        List<String> command =
                Jvm.command(List.of("-XX:+UseSerialGC"), Jvm.classPath(), WorkerMain.class.getName(), List.of());
        Process started;
        try {
            started = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the worker's process could not be started", e);
        }
        process = started;
        started.onExit().thenRun(() -> Reference.reachabilityFence(held));
        // On a thread of its own: many arguments wait until the worker reads them.
        Thread teller = new Thread(() -> tell(started), "holdall-worker-arguments");
        teller.setDaemon(true);
        teller.start();
        return this;
    }

    private void tell(Process started) {
        try {
            // Stays open: its end tells the worker that this process is gone.
            start.write(new DataOutputStream(started.getOutputStream()));
        } catch (IOException e) {
            // It ended before it had read what to do; its exit code says so.
        }
    }

    private synchronized Process process() {
        if (process == null) {
            throw new IllegalStateException("the worker process has not been started");
        }
        return process;
    }

    /** Waits until it has ended. Returns its exit code: 0, or 1 if the worker threw something. */
    public int join() throws InterruptedException {
        return process().waitFor();
    }

    /** Waits until it has ended, at most so long. Returns whether it has. */
    public boolean join(Duration timeout) throws InterruptedException {
        return process().waitFor(Durations.nanos(timeout), TimeUnit.NANOSECONDS);
    }

    /** Its exit code once it has ended: 128 and the signal's number if a signal ended it. Empty while it runs. */
    public OptionalInt exitCode() {
        Process started = process();
        return started.isAlive() ? OptionalInt.empty() : OptionalInt.of(started.exitValue());
    }

    /** Its process number. */
    public long pid() {
        return process().pid();
    }

    public boolean isAlive() {
        return process().isAlive();
    }

    /** Asks it to end (SIGTERM). Its session ends with its connection; what it held goes back. */
    public void terminate() {
        // Through the handle: Process.destroy would close the worker's standard input too, which says that this process
        // is gone.
        process().toHandle().destroy();
    }

    /** Ends it at once (SIGKILL). Its session ends with its connection; what it held goes back. */
    public void kill() {
        process().toHandle().destroyForcibly();
    }
}
