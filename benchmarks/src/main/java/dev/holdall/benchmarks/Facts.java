package dev.holdall.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where and when something is measured, and of which versions. */
final class Facts {
    private static final Pattern LIBRARY = Pattern.compile(
            "(?:^|/)((?:jedis|lettuce-core|redisson|hazelcast|grpc-netty|netty-transport)-\\d[^/]*)\\.jar$");

    private Facts() {}

    static List<String> now() {
        List<String> facts = new ArrayList<>();
        facts.add("date: " + LocalDate.now());
        facts.add("processors: " + Runtime.getRuntime().availableProcessors() + " × " + processor());
        facts.add("memory: " + memory());
        facts.add("system: " + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.add("java: " + System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.add("libraries: " + String.join(", ", libraries()));
        facts.add("redis: " + firstLine("redis-server", "--version"));
        facts.add("python: " + firstLine("python3", "--version"));
        return facts;
    }

    private static String processor() {
        return lineOf("/proc/cpuinfo", "model name");
    }

    private static String memory() {
        return lineOf("/proc/meminfo", "MemTotal");
    }

    /** What stands behind the colon in the first line of a file that begins with a word. */
    private static String lineOf(String file, String word) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(word))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static TreeSet<String> libraries() {
        TreeSet<String> libraries = new TreeSet<>();
        Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                .map(LIBRARY::matcher)
                .filter(Matcher::find)
                .forEach(found -> libraries.add(found.group(1)));
        return libraries;
    }

    private static String firstLine(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(10, TimeUnit.SECONDS);
            return printed.lines().findFirst().orElse("unknown");
        } catch (IOException e) {
            return "not there";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
