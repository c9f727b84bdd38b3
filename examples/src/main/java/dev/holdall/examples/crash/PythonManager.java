package dev.holdall.examples.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/** The same three deaths with the manager of Python's {@code multiprocessing}, in a script beside this class. */
final class PythonManager {
    private static final String SCRIPT = "crash.py";
    private static final long PATIENCE_SECONDS = 60;

    private PythonManager() {}

    static void show(PrintStream out) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("holdall-crash");
        Path script = directory.resolve(SCRIPT);
        try (InputStream source = PythonManager.class.getResourceAsStream(SCRIPT)) {
            if (source == null) {
                throw new IOException("the script " + SCRIPT + " is missing beside " + PythonManager.class.getName());
            }
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
            run(script, out);
        } finally {
            Files.deleteIfExists(script);
            Files.deleteIfExists(directory);
        }
    }

    private static void run(Path script, PrintStream out) throws IOException, InterruptedException {
        Process python;
        try {
            python = new ProcessBuilder("python3", script.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            out.println("python: there is no python3 here to compare with");
            return;
        }
        python.getOutputStream().close();
        Thread reader = new Thread(() -> print(python, out), "python-output");
        reader.start();
        if (!python.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            python.descendants().forEach(ProcessHandle::destroyForcibly);
            python.destroyForcibly();
            out.println("python: not done within " + PATIENCE_SECONDS + " s");
        }
        reader.join();
    }

    private static void print(Process python, PrintStream out) {
        try (var lines = python.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(line -> out.println("python: " + line));
        } catch (IOException e) {
            out.println("python: " + e.getMessage());
        }
    }
}
