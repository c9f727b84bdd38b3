package dev.holdall.faults.harness;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Small JVMs of their own, and signals to them. */
final class Jvm {
    private static final List<String> OPTIONS =
            List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private Jvm() {}

    /** Starts a main class on this program's class path. What it says on standard error goes to the end of a file. */
    static Process start(File errors, Class<?> main, String... arguments) throws IOException {
        return start(errors, main.getName(), List.of(arguments));
    }

    static Process start(File errors, String main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectError(Redirect.appendTo(errors))
                .start();
    }

    /** Stops a process where it is; only {@link #goOn} or a kill changes that. */
    static void halt(Process process) throws IOException, InterruptedException {
        signal("-STOP", process);
    }

    static void goOn(Process process) throws IOException, InterruptedException {
        signal("-CONT", process);
    }

    private static void signal(String signal, Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("kill " + signal + " " + process.pid() + " failed");
        }
    }

    /** {@code kill -9}, and waits until it is gone. */
    static void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
