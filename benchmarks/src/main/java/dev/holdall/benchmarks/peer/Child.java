package dev.holdall.benchmarks.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that is told what to do line by line on its standard input, answers each line with one on its standard output, and ends when
 * its input does.
 */
public final class Child implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    /** Further options of every JVM that is started. */
    private static volatile List<String> furtherOptions = List.of();

    private final String name;
    private final Process process;
    private final PrintStream in;
    private final BufferedReader out;

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts a process.
     *
     * @param name for errors
     * @param log takes what it prints on standard error
     */
    public static Child start(String name, List<String> command, Path log) throws IOException {
        return new Child(
                name,
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start());
    }

    /** Gives every JVM that is started from now on these options too, such as those of a profiler. */
    public static void furtherOptions(List<String> options) {
        furtherOptions = List.copyOf(options);
    }

    /** The command of a JVM on this process's class path. */
    public static List<String> jvm(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.addAll(furtherOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Sends a line; {@link #answer} waits for what comes back. */
    public void tell(String line) {
        in.println(line);
    }

    /**
     * The rest of the next line that it prints which begins with this word. Other lines are passed over: libraries print what they like.
     *
     * @throws IOException if it ends first, or says "failed"
     */
    public String answer(String word) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("failed ")) {
                throw new IOException(name + ": " + line);
            }
            if (line.equals(word) || line.startsWith(word + " ")) {
                return line.substring(word.length()).trim();
            }
        }
        throw new IOException(name + " has ended; its log says why");
    }

    /** Sends a line and waits for the answer to it. */
    public String ask(String line, String word) throws IOException {
        tell(line);
        return answer(word);
    }

    public long pid() {
        return process.pid();
    }

    /** Ends its input, and the process if that does not. */
    @Override
    public void close() throws InterruptedException {
        in.close();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
