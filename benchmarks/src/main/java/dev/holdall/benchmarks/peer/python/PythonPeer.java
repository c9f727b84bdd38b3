package dev.holdall.benchmarks.peer.python;

import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.peer.Peer;
import dev.holdall.benchmarks.peer.Server;
import dev.holdall.benchmarks.peer.ServerProcess;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Python's manager; its clients are Python programs, which measure as the JVMs do. */
public final class PythonPeer implements Peer {
    private static final String PYTHON = "python3";

    @Override
    public String name() {
        return "python";
    }

    @Override
    public String title() {
        return "Python's multiprocessing.Manager";
    }

    @Override
    public Optional<String> missing() {
        try {
            Process process = new ProcessBuilder(PYTHON, "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return Optional.empty();
            }
        } catch (IOException e) {
            // There is none.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.of("python3 is not installed (Debian: apt-get install python3)");
    }

    @Override
    public boolean does(Workload workload, Mode mode) {
        return mode != Mode.ASYNC;
    }

    @Override
    public Server start(Path directory) throws Exception {
        return ServerProcess.start(name(), command("serve"), directory);
    }

    @Override
    public Optional<List<String>> clientCommand() {
        return Optional.of(command("drive"));
    }

    @Override
    public Client connect(String address) {
        throw new UnsupportedOperationException("clients of Python's manager are Python programs");
    }

    /** The program goes on the command line: it is small, and there is no file to be left behind. */
    private static List<String> command(String what) {
        try (InputStream program = PythonPeer.class.getResourceAsStream("peer.py")) {
            return List.of(PYTHON, "-c", new String(program.readAllBytes(), StandardCharsets.UTF_8), what);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
