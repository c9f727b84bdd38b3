package dev.holdall.client.process;

import com.google.protobuf.ByteString;
import dev.holdall.client.RemoteFailure;
import dev.holdall.client.call.Durations;
import dev.holdall.client.call.Held;
import dev.holdall.client.call.Holds;
import dev.holdall.client.codec.Codecs;
import dev.holdall.client.routine.Bound;
import dev.holdall.client.routine.Procedure;
import dev.holdall.client.routine.Routine;
import dev.holdall.client.routine.RoutineName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs a worker: Python's {@code multiprocessing.Process}, on a JVM of its own with this program's class path.
 *
 * <p>It is made by {@link dev.holdall.client.Manager#worker}, set up by the methods that return it, and started once. As in Python it has a
 * name and an exit code, is joined, and is terminated or killed. Otherwise than in Python it is a {@linkplain #daemon daemon} unless told
 * otherwise, so that no process is left behind; and what it throws is told to this process too: {@link #failure}.
 *
 * <p>Safe for use by many threads.
 */
public final class WorkerProcess {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Set<WorkerProcess> ACTIVE = new LinkedHashSet<>();

    /** The greatest number of a signal. */
    private static final int SIGNALS = 64;
    /** What is added to a signal's number for the exit code of a process that it ended. */
    private static final int BY_SIGNAL = 128;

    private final RoutineName routine;
    private final List<ByteString> arguments;
    private final ManagerAccess manager;
    private final WorkerJvm jvm = new WorkerJvm();
    private String name = "Worker-" + NUMBERS.incrementAndGet();
    private boolean daemon = true;
    private @Nullable RunningWorker running;

    /** What keeps the objects alive that the arguments refer to, until the worker holds them, and to be sure until it ends. */
    private final List<Held> held;

    private WorkerProcess(RoutineName routine, List<ByteString> arguments, ManagerAccess manager, List<Held> held) {
        this.routine = routine;
        this.arguments = arguments;
        this.manager = manager;
        this.held = held;
    }

    /** A worker of this class, not started; its arguments are encoded now. */
    public static WorkerProcess of(
            Class<? extends Runnable> worker,
            List<? extends @Nullable Object> arguments,
            ManagerAccess manager,
            Codecs codecs) {
        return of(Routine.of(worker), arguments, manager, codecs);
    }

    /** A worker that runs a {@link Procedure}, not started; its arguments are encoded now. */
    public static WorkerProcess of(
            Bound procedure, List<? extends @Nullable Object> arguments, ManagerAccess manager, Codecs codecs) {
        return of(procedure.routine(), procedure.with(arguments), manager, codecs);
    }

    private static WorkerProcess of(
            Routine routine, List<? extends @Nullable Object> arguments, ManagerAccess manager, Codecs codecs) {
        Holds.takeEncoded();
        List<ByteString> encoded = routine.encode(arguments, codecs);
        List<Held> encodedHeld = Holds.takeEncoded();
        return new WorkerProcess(routine.name(), encoded, manager, encodedHeld == null ? List.of() : encodedHeld);
    }

    // Before it starts -------------------------------------------------------------------------------------------

    /** What it is called, in {@link WorkerContext#name} and in the names of its session and its main thread. {@code Worker-N} by itself. */
    public synchronized WorkerProcess name(String name) {
        checkNotStarted();
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Whether it ends with this process, however that ends: true unless told otherwise. One that is no daemon goes on when this process is
     * gone; as with threads, this JVM waits for it before it ends by itself.
     */
    public synchronized WorkerProcess daemon(boolean daemon) {
        checkNotStarted();
        this.daemon = daemon;
        return this;
    }

    /** Options of its JVM, such as {@code -Xmx512m}, which everybody who may list processes can see. They are added to those given before. */
    public synchronized WorkerProcess jvmOptions(String... options) {
        checkNotStarted();
        jvm.options(List.of(options));
        return this;
    }

    /** A variable of its environment, which otherwise is this process's. Null removes it. */
    public synchronized WorkerProcess environment(String variable, @Nullable String value) {
        checkNotStarted();
        jvm.environment(variable, value);
        return this;
    }

    /** The directory in which it starts, otherwise this process's. */
    public synchronized WorkerProcess directory(Path directory) {
        checkNotStarted();
        jvm.directory(directory);
        return this;
    }

    /**
     * Who is told each line that it prints to its standard output, in a thread of this library's. Otherwise the output goes where this
     * process's goes. All is told before {@link #join} returns.
     */
    public synchronized WorkerProcess output(Consumer<? super String> lines) {
        checkNotStarted();
        jvm.output(lines);
        return this;
    }

    /** As {@link #output}, for its standard error. */
    public synchronized WorkerProcess errors(Consumer<? super String> lines) {
        checkNotStarted();
        jvm.errors(lines);
        return this;
    }

    private void checkNotStarted() {
        if (running != null) {
            throw new IllegalStateException("the worker process " + name + " has been started, and starts once");
        }
    }

    /**
     * Starts it and returns at once.
     *
     * @throws IllegalStateException if it was started already
     * @throws UncheckedIOException if the process cannot be made
     */
    public synchronized WorkerProcess start() {
        checkNotStarted();
        RunningWorker started;
        try {
            started = RunningWorker.start(
                    jvm,
                    failures -> new WorkerStart(
                            manager,
                            name,
                            daemon,
                            ProcessHandle.current().pid(),
                            failures.toString(),
                            routine,
                            arguments,
                            held.stream().map(Held::object).distinct().toList()),
                    held);
        } catch (IOException e) {
            throw new UncheckedIOException("the process of the worker " + name + " could not be started", e);
        }
        running = started;
        synchronized (ACTIVE) {
            ACTIVE.add(this);
        }
        started.ended().whenComplete((exit, failure) -> {
            synchronized (ACTIVE) {
                ACTIVE.remove(this);
            }
        });
        if (!daemon) {
            awaitInTheForeground(started);
        }
        return this;
    }

    /** A JVM stays for as long as one of its threads is no daemon. */
    private void awaitInTheForeground(RunningWorker worker) {
        Thread waiting = new Thread(() -> worker.ended().join(), "holdall-awaits-" + name);
        waiting.setDaemon(false);
        waiting.start();
    }

    // From its start on ------------------------------------------------------------------------------------------

    private synchronized RunningWorker running() {
        if (running == null) {
            throw new IllegalStateException("the worker process " + name + " has not been started");
        }
        return running;
    }

    /** The workers that this process has started and that have not ended: Python's {@code active_children}. */
    public static List<WorkerProcess> activeChildren() {
        synchronized (ACTIVE) {
            return List.copyOf(ACTIVE);
        }
    }

    public synchronized String name() {
        return name;
    }

    /** See {@link #daemon}. */
    public synchronized boolean isDaemon() {
        return daemon;
    }

    /** Waits until it has ended. Returns its exit code: 0, or 1 if the worker threw something. */
    public int join() throws InterruptedException {
        try {
            return running().ended().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it has ended, at most so long. Returns whether it has. */
    public boolean join(Duration timeout) throws InterruptedException {
        try {
            running().ended().get(Durations.nanos(timeout), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Completes with the exit code when it has ended: what Python's {@code sentinel} is for, and what {@code
     * CompletableFuture.anyOf} waits for. Completing it by oneself changes nothing for others.
     */
    public CompletableFuture<Integer> sentinel() {
        return running().ended().copy();
    }

    /** Its exit code once it has ended: 128 and the signal's number if a signal ended it. Empty while it runs. */
    public OptionalInt exitCode() {
        Integer exit = running().ended().getNow(null);
        return exit == null ? OptionalInt.empty() : OptionalInt.of(exit);
    }

    /** The number of the signal that ended it, such as 9 for SIGKILL; empty while it runs and if none did. */
    public OptionalInt signal() {
        OptionalInt exit = exitCode();
        int signal = exit.orElse(0) - BY_SIGNAL;
        return signal > 0 && signal <= SIGNALS ? OptionalInt.of(signal) : OptionalInt.empty();
    }

    /** What the worker threw, with its stack of there, once it has ended by it; it has also printed it to its standard error. */
    public Optional<RemoteFailure> failure() {
        return running().failure(name);
    }

    /** Its process number. */
    public long pid() {
        return running().process().pid();
    }

    public boolean isAlive() {
        return !running().ended().isDone();
    }

    /** Asks it to end (SIGTERM). Its session ends with its connection; what it held goes back. */
    public void terminate() {
        // Through the handle: Process.destroy would close the worker's standard input too, which says that this process
        // is gone.
        running().process().toHandle().destroy();
    }

    /** Ends it at once (SIGKILL). Its session ends with its connection; what it held goes back. */
    public void kill() {
        running().process().toHandle().destroyForcibly();
    }

    @Override
    public synchronized String toString() {
        String state = running == null ? "not started" : isAlive() ? "running" : "ended";
        return "WorkerProcess[" + name + ", " + routine + ", " + state + "]";
    }
}
