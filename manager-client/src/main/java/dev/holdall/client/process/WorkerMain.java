package dev.holdall.client.process;

import dev.holdall.client.Manager;
import dev.holdall.client.call.Held;
import dev.holdall.client.call.ThrownMessage;
import dev.holdall.client.routine.Routine;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker process: reads what it is to do from standard input, connects to the manager, runs, and ends with 0, or with 1 if something was
 * thrown. Ends too when its parent is gone, if it is a daemon.
 */
public final class WorkerMain {
    private WorkerMain() {}

    /** Takes no arguments: nothing of what a worker is told may stand on a command line. */
    public static void main(String[] args) throws Exception {
        DataInputStream in = new DataInputStream(System.in);
        WorkerStart start = WorkerStart.read(in);
        WorkerContext context = WorkerContext.enter(start);
        Path failures = Path.of(start.failures());
        Thread parent = new Thread(() -> awaitParent(in, context, failures), "holdall-parent");
        parent.setDaemon(true);
        parent.start();
        Thread.currentThread().setName(start.name());
        try (Manager manager = Manager.connect(
                start.manager().address().toString(), start.manager().options().program(start.name()))) {
            run(start, manager);
        } catch (Throwable e) { // whatever it is, it is for the parent
            tell(e, failures);
            throw e;
        }
    }

    private static void run(WorkerStart start, Manager manager) throws Exception {
        Routine routine = Routine.find(start.routine(), WorkerMain.class.getClassLoader());
        // Before the proxies are made, which share what keeps their objects alive.
        List<Held> held =
                start.references().isEmpty() ? List.of() : manager.proxies().hold(start.references());
        @Nullable Object[] arguments = routine.decode(start.arguments(), manager);
        Reference.reachabilityFence(held);
        routine.run(arguments);
    }

    /** Leaves what was thrown where the parent looks when this process has ended. */
    private static void tell(Throwable thrown, Path failures) {
        try {
            // Not made anew: it is there, unless the parent is gone.
            Files.write(failures, ThrownMessage.of(thrown).toByteArray(), StandardOpenOption.WRITE);
        } catch (IOException e) {
            thrown.addSuppressed(e);
        }
    }

    private static void awaitParent(DataInputStream in, WorkerContext context, Path failures) {
        try {
            while (in.read() >= 0) {
                // A parent says nothing more; it only ends.
            }
        } catch (IOException e) {
            // As good as an end.
        }
        try {
            Files.deleteIfExists(failures);
        } catch (IOException e) {
            // An empty file is left in the place for temporary files.
        }
        context.parentHasEnded();
        if (context.isDaemon()) {
            Runtime.getRuntime().halt(1);
        }
    }
}
