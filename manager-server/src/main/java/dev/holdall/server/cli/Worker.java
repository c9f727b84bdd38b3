package dev.holdall.server.cli;

import dev.holdall.server.plugin.ClientLibrary;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code holdall worker}: processes that run the tasks of a pool with a name, on this host. */
@Command(
        name = "worker",
        description = {
            "Runs the tasks of a pool that programs share by its name: new PoolOptions().name(\"NAME\").",
            "What is on --class-path can be run by whoever may put tasks into the pool. Ends on SIGTERM when the tasks under way are done, on"
                    + " Ctrl-C at once."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Worker implements Callable<Integer> {
    private static final String MAIN = "dev.holdall.client.pool.PoolWorkerMain";
    /** One that does not come up is not tried again at once. */
    private static final long PAUSE_MILLIS = 1_000;

    @Option(
            names = "--connect",
            paramLabel = "ADDRESS",
            required = true,
            description =
                    "Where the manager is: host:port, [::1]:port, unix:/path, or a join link. Other users of this host see what stands"
                            + " on a command line: write --connect and the link into a file that only you can read, and say @FILE instead.")
    private String connect;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = {
                "The file with the manager's key, where no join link has it.",
                "Default: HOLDALL_KEY_FILE of the environment, or ~/.holdall/key"
            })
    private @Nullable Path keyFile;

    @Option(names = "--tls", description = "Encrypt on this host too.")
    private boolean tls;

    @Option(
            names = "--insecure",
            description = "Use a manager on another host, although nothing on the way is encrypted.")
    private boolean insecure;

    @Option(names = "--pool", paramLabel = "NAME", required = true, description = "The name of the pool.")
    private String pool;

    @Option(
            names = {"--class-path", "-cp"},
            paramLabel = "PATH",
            required = true,
            description =
                    "The jars and directories with the program's classes; those whose routines the tasks call first. As of java -cp.")
    private String classPath;

    @Option(
            names = "--libraries",
            paramLabel = "PATH",
            description = "Further jars and directories that the classes need, whose own routines are not for tasks.")
    private @Nullable String libraries;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description =
                    "How many processes, each of which runs one task at a time. Default: as many as there are processors")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description = "An option of their JVMs, such as -Xmx1g. May be repeated.")
    private List<String> jvmOptions = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    private final List<Process> running = new ArrayList<>();
    private boolean stopping;

    @Override
    public Integer call() throws Exception {
        if (workers < 1) {
            throw new ParameterException(spec.commandLine(), "--workers: " + workers + " is too few, at least 1");
        }
        List<String> entries = entries();
        String library = ClientLibrary.classPath("workers");
        CountDownLatch ended = new CountDownLatch(workers);
        Thread stopper = new Thread(() -> stop(ended), "holdall-stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        for (int i = 1; i <= workers; i++) {
            String name = "worker-" + i;
            Thread keeper = new Thread(() -> keep(name, entries, library, ended), "holdall-" + name);
            keeper.start();
        }
        ended.await();
        return 0;
    }

    /** As the virtual machine names where a class comes from. */
    private List<String> entries() {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path path = Path.of(entry).toAbsolutePath().normalize();
            if (!Files.exists(path)) {
                throw new ParameterException(spec.commandLine(), "--class-path: there is no " + entry);
            }
            try {
                entries.add(path.toUri().toURL().toString());
            } catch (MalformedURLException e) {
                throw new ParameterException(spec.commandLine(), "--class-path: " + entry + ": " + e.getMessage());
            }
        }
        return entries;
    }

    /** Keeps one worker running until this command is to stop. */
    private void keep(String name, List<String> entries, String library, CountDownLatch ended) {
        try {
            for (Process process = start(library); process != null; process = start(library)) {
                tell(process, name, entries);
                say(process, name);
                int exit = process.waitFor();
                synchronized (this) {
                    running.remove(process);
                    if (stopping) {
                        return;
                    }
                }
                spec.commandLine()
                        .getErr()
                        .println("holdall: " + name + " ended with exit code " + exit + "; another one is started");
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (IOException e) {
            spec.commandLine().getErr().println("holdall: " + name + " cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    /** Null if this command is to stop. */
    private synchronized @Nullable Process start(String library) throws IOException {
        if (stopping) {
            return null;
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"));
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(
                classPath + (libraries == null ? "" : File.pathSeparator + libraries) + File.pathSeparator + library);
        command.add(MAIN);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        running.add(process);
        return process;
    }

    private void tell(Process process, String name, List<String> entries) {
        try {
            // Stays open: its end tells the worker to finish.
            DataOutputStream out = new DataOutputStream(process.getOutputStream());
            out.writeUTF(connect);
            out.writeUTF(keyFile == null ? "" : keyFile.toAbsolutePath().toString());
            out.writeBoolean(tls);
            out.writeBoolean(insecure);
            out.writeUTF(pool);
            out.writeUTF(name);
            out.writeInt(entries.size());
            for (String entry : entries) {
                out.writeUTF(entry);
            }
            out.flush();
        } catch (IOException e) {
            // It ended before it had read all; its exit code says so.
        }
    }

    /** What tasks print goes where this command's output goes; that it is ready is told first. */
    private void say(Process process, String name) {
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            boolean ready = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!ready && line.equals("ready")) {
                    ready = true;
                    line = name + " is ready for tasks of the pool " + pool;
                }
                spec.commandLine().getOut().println(line);
                spec.commandLine().getOut().flush();
            }
        } catch (IOException e) {
            // The process is gone.
        }
    }

    private void stop(CountDownLatch ended) {
        List<Process> last;
        synchronized (this) {
            stopping = true;
            last = List.copyOf(running);
        }
        for (Process process : last) {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                // It has ended.
            }
        }
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
