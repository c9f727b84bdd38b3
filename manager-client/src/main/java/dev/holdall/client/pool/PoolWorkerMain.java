package dev.holdall.client.pool;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerException;
import dev.holdall.client.ManagerOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.HashSet;
import java.util.Set;

/**
 * A worker that {@code holdall worker} has started: runs the tasks of a pool with a name, of whatever program put them there. It is told
 * what to do by its standard input; when that ends, it finishes the task that it has, and ends.
 */
public final class PoolWorkerMain {
    /** The exit code of one that could not be what it was to be. */
    private static final int FAILED = 1;

    private PoolWorkerMain() {}

    /**
     * What a worker is told.
     *
     * @param manager an address or a join link
     * @param keyFile where the key is, unless it is in the link
     * @param name which worker it is, for people
     * @param classes the entries of its class path whose classes' routines may run
     */
    private record Start(
            String manager,
            String keyFile,
            boolean tls,
            boolean insecure,
            String pool,
            String name,
            Set<String> classes) {
        static Start read(DataInputStream in) throws IOException {
            String manager = in.readUTF();
            String keyFile = in.readUTF();
            boolean tls = in.readBoolean();
            boolean insecure = in.readBoolean();
            String pool = in.readUTF();
            String name = in.readUTF();
            Set<String> classes = new HashSet<>();
            for (int left = in.readInt(); left > 0; left--) {
                classes.add(in.readUTF());
            }
            return new Start(manager, keyFile, tls, insecure, pool, name, classes);
        }

        ManagerOptions options() {
            ManagerOptions options = new ManagerOptions().program(name);
            if (!keyFile.isEmpty()) {
                options.keyFile(Path.of(keyFile));
            }
            if (tls) {
                options.tls();
            } else if (insecure) {
                options.insecure();
            }
            return options;
        }

        /** Whether a class stands in one of the entries: what is there for other classes to use is not for pools. */
        boolean allows(Class<?> type) {
            CodeSource source = type.getProtectionDomain().getCodeSource();
            return source != null
                    && source.getLocation() != null
                    && classes.contains(source.getLocation().toString());
        }
    }

    /** Takes no arguments: nothing of what a worker is told may stand on a command line. */
    public static void main(String[] args) throws IOException {
        DataInputStream in = new DataInputStream(System.in);
        Start start = Start.read(in);
        System.setIn(InputStream.nullInputStream());
        try (Manager manager = Manager.connect(start.manager(), start.options())) {
            TaskRunner runner = new TaskRunner(
                    manager.queue(WorkerPool.queueOf(start.pool()), Parcel.class),
                    manager,
                    start.name(),
                    new RoutineFinder(PoolWorkerMain.class.getClassLoader(), start::allows));
            Thread listener = new Thread(() -> stopAtTheEnd(in, runner), "holdall-parent");
            listener.setDaemon(true);
            listener.start();
            System.out.println("ready");
            runner.run(Integer.MAX_VALUE);
        } catch (ManagerException | IllegalArgumentException e) {
            System.err.println("holdall: " + e.getMessage());
            System.exit(FAILED);
        }
    }

    private static void stopAtTheEnd(DataInputStream in, TaskRunner runner) {
        try {
            while (in.read() >= 0) {
                // Nothing more is said.
            }
        } catch (IOException e) {
            // As good as an end.
        }
        runner.stop();
    }
}
