package dev.holdall.client.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The JVM that a worker is to have. */
final class WorkerJvm {
    private final List<String> options = new ArrayList<>();
    private final Map<String, @Nullable String> environment = new LinkedHashMap<>();
    private @Nullable Path directory;
    private @Nullable Consumer<? super String> output;
    private @Nullable Consumer<? super String> errors;

    void options(List<String> more) {
        options.addAll(more);
    }

    void environment(String variable, @Nullable String value) {
        if (variable.isEmpty() || variable.indexOf('=') >= 0) {
            throw new IllegalArgumentException("a variable of the environment cannot be called '" + variable + "'");
        }
        environment.put(variable, value);
    }

    void directory(Path where) {
        if (!Files.isDirectory(where)) {
            throw new IllegalArgumentException("there is no directory " + where + " for a worker to start in");
        }
        directory = where;
    }

    void output(Consumer<? super String> lines) {
        output = Objects.requireNonNull(lines, "lines");
    }

    void errors(Consumer<? super String> lines) {
        errors = Objects.requireNonNull(lines, "lines");
    }

    @Nullable
    Consumer<? super String> output() {
        return output;
    }

    @Nullable
    Consumer<? super String> errors() {
        return errors;
    }

    /** Starts it. What it is to do, it reads from its standard input. */
    Process start() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(Jvm.command(allOptions(), Jvm.classPath(), WorkerMain.class.getName(), List.of()));
        environment.forEach((variable, value) -> {
            if (value == null) {
                builder.environment().remove(variable);
            } else {
                builder.environment().put(variable, value);
            }
        });
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        if (output == null) {
            builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
        }
        if (errors == null) {
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        }
        return builder.start();
    }

    private List<String> allOptions() {
        List<String> all = new ArrayList<>();
        // On few processors the fastest to start, and the smallest.
        all.add("-XX:+UseSerialGC");
        all.addAll(options);
        return all;
    }
}
