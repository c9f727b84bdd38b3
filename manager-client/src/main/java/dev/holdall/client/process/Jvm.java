package dev.holdall.client.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of child JVMs: the Java that this process runs on. */
final class Jvm {
    private Jvm() {}

    static List<String> command(List<String> options, String classPath, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The sockets of Linux are native code; newer JDKs want to be told that it is wanted, and warn otherwise.
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }
}
