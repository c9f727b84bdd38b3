package dev.holdall.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How this process is called where people look who is connected: {@code program@host pid 12}. */
final class ClientName {
    private static final int MOST_OF_A_PROGRAM = 100;
    private static final int MOST_OF_A_HOST = 64;
    private static final String HOST = cut(host(), MOST_OF_A_HOST);

    private ClientName() {}

    static String of(String program) {
        return cut(program, MOST_OF_A_PROGRAM) + "@" + HOST + " pid "
                + ProcessHandle.current().pid();
    }

    /** The main class or the jar that was started. */
    static String program() {
        return program(System.getProperty("sun.java.command", ""));
    }

    /** @param command main class, module and class, or path of a jar; then the arguments, which are nobody's business */
    static String program(String command) {
        int end = command.indexOf(' ');
        String started = end < 0 ? command : command.substring(0, end);
        int directory = Math.max(started.lastIndexOf('/'), started.lastIndexOf('\\'));
        String name = started.substring(directory + 1);
        return name.isEmpty() ? "java" : name;
    }

    private static String host() {
        try {
            // Asked first, because the other way may ask the network.
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException | RuntimeException e) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException unknown) {
                return "unknown";
            }
        }
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
