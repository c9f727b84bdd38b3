package dev.holdall.benchmarks.limits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM takes.
 *
 * @param live bytes of objects that a full collection has left
 * @param resident bytes of the process that are in memory
 */
record Footprint(long live, long resident) {
    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);

    /** Collects garbage there, and looks. */
    static Footprint of(long pid) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        // Of objects that are alive, which only a full collection tells.
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IOException("jcmd does not tell what is alive in " + pid + ": " + histogram);
        }
        return new Footprint(Long.parseLong(total.group(1)), resident(pid));
    }

    static long resident(long pid) throws IOException {
        String line = Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                .filter(any -> any.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }
}
