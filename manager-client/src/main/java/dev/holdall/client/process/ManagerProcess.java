package dev.holdall.client.process;

import dev.holdall.client.Unreachable;
import dev.holdall.client.call.Durations;
import dev.holdall.client.session.SessionLink;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A manager in a JVM of its own that ends with this process. */
public final class ManagerProcess implements AutoCloseable {
    private static final String MAIN = "dev.holdall.server.cli.ChildMain";
    /** What the daemon prints when clients can connect, before each address. */
    private static final String READY = "listening on ";

    private static final int STOP_SECONDS = 10;
    /** On top of that, for one that leaves an archive of its classes behind: a slow machine takes long to write it. */
    private static final int ARCHIVE_SECONDS = 50;
    /** The exit code of one that was told something wrong. */
    private static final int MISUSED = 2;

    private final Process process;
    private final OutputStream stdin;
    private final @Nullable Path directory;
    private final ClassArchive.Part classes;
    private final CompletableFuture<Address> address = new CompletableFuture<>();
    /** Completes with the exit code, after all that its end asks for. */
    private final CompletableFuture<Integer> ended;

    private ManagerProcess(Process process, @Nullable Path directory, ClassArchive.Part classes) {
        this.process = process;
        this.classes = classes;
        this.stdin = process.getOutputStream();
        this.directory = directory;
        this.ended = process.onExit().thenApply(gone -> {
            classes.ended(gone.exitValue());
            return gone.exitValue();
        });
        Thread drain = new Thread(this::drain, "holdall-manager-output");
        drain.setDaemon(true);
        drain.start();
    }

    /**
     * Starts a manager and waits until clients can connect.
     *
     * @param archive where an archive of its classes is or will be; null: it is to start without
     * @param further words of its command line that say more than where it listens
     * @param listen null: a UNIX socket in a new directory of its own, else a free TCP port of the loopback address
     * @throws Unreachable if it cannot be started; the message says what is missing, or what it said itself
     */
    public static ManagerProcess start(
            Key key,
            @Nullable Address listen,
            List<String> jvmOptions,
            @Nullable ClassArchive archive,
            List<String> further,
            Duration timeout)
            throws IOException {
        String classPath = serverClassPath();
        Path directory = null;
        Address at = listen;
        if (at == null && SessionLink.hasUnixSockets()) {
            directory = Files.createTempDirectory("holdall-");
            at = new Address.Unix(directory.resolve("manager.sock"));
        } else if (at == null) {
            at = new Address.Tcp("127.0.0.1", 0);
        }
        List<String> arguments = new ArrayList<>(List.of("--listen", at.toString()));
        arguments.addAll(further);
        if (directory != null) {
            // Gone with the manager, even if this process is not there any more to remove it.
            arguments.addAll(List.of("--temporary-directory", directory.toString()));
        }
        ClassArchive.Part classes =
                archive == null ? ClassArchive.Part.NONE : archive.part("manager", classPath, jvmOptions);
        List<String> options = new ArrayList<>(jvmOptions);
        options.addAll(classes.options());
        Process process = new ProcessBuilder(Jvm.command(options, classPath, MAIN, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ManagerProcess manager = new ManagerProcess(process, directory, classes);
        try {
            manager.tell(key);
            manager.address.get(Durations.nanos(timeout), TimeUnit.NANOSECONDS);
            return manager;
        } catch (TimeoutException e) {
            manager.close();
            throw new Unreachable("the manager did not start within " + timeout, e);
        } catch (ExecutionException e) {
            manager.close();
            if (!classes.options().isEmpty() && manager.ended.getNow(MISUSED) != MISUSED) {
                // It may have been the archive, which nobody needs.
                return start(key, listen, jvmOptions, null, further, timeout);
            }
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new Unreachable("the manager could not be started: " + why.getMessage(), e);
        } catch (InterruptedException e) {
            manager.close();
            Thread.currentThread().interrupt();
            throw new Unreachable("interrupted while the manager was starting", e);
        }
    }

    /** Tells it its key. */
    private void tell(Key key) {
        try {
            stdin.write((key.reveal() + "\n").getBytes(StandardCharsets.US_ASCII));
            stdin.flush();
        } catch (IOException e) {
            // It has ended already, which whoever reads its output finds out too.
        }
    }

    /** Where the manager's classes are: on this program's class path, or under the directory that the settings name. */
    private static String serverClassPath() {
        try {
            Class.forName(MAIN, false, ManagerProcess.class.getClassLoader());
            return Jvm.classPath();
        } catch (ClassNotFoundException e) {
            String home = System.getProperty("holdall.home", System.getenv("HOLDALL_HOME"));
            if (home == null) {
                throw new Unreachable(
                        "the manager is not on the class path: add the dependency dev.holdall:manager-server, or name the"
                                + " directory of an installation by the system property holdall.home or the environment's"
                                + " HOLDALL_HOME",
                        null);
            }
            Path jar = Path.of(home, "lib", "holdall.jar");
            if (!Files.isRegularFile(jar)) {
                throw new Unreachable("there is no manager under holdall.home: " + jar + " is missing", null);
            }
            return jar.toString();
        }
    }

    /** Reads what the manager prints, for as long as it runs: a full pipe would stop it. */
    private void drain() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(READY)) {
                    address.complete(Address.parse(line.substring(READY.length())));
                }
            }
        } catch (IOException e) {
            // The process is gone.
        }
        address.completeExceptionally(
                new IOException("it ended before it could be reached; what it said stands above"));
    }

    public Address address() {
        return address.join();
    }

    /** Tells when the process has ended, and with what exit code. */
    public void onEnd(IntConsumer listener) {
        ended.thenAccept(listener::accept);
    }

    /** Its process number. */
    public long pid() {
        return process.pid();
    }

    /** Stops the manager in good order, or by force if it takes too long. */
    @Override
    public void close() {
        try {
            stdin.close();
        } catch (IOException e) {
            // It has ended already.
        }
        try {
            if (!process.waitFor(STOP_SECONDS + (classes.draft() == null ? 0 : ARCHIVE_SECONDS), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            ended.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (directory != null) {
            try {
                Files.deleteIfExists(directory.resolve("manager.sock"));
                Files.deleteIfExists(directory);
            } catch (IOException e) {
                // An empty directory is left in the place for temporary files.
            }
        }
    }
}
