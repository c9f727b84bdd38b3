package dev.holdall.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Drives a target without Jazzer: first with all inputs that are kept, then with random ones, for {@code -Dfuzz.seconds} seconds.
 *
 * <p>Kept inputs are where Jazzer looks for them and puts those that it finds: {@code src/test/resources}, the package, the name of the fuzz
 * test's class with {@code Inputs} behind it, its method. An input on which the target fails is written to {@code target/fuzz-findings}; once
 * the fault is mended, it belongs to the kept ones.
 */
public final class FuzzRun {
    private static final int LONGEST = 600;
    /** Of the processor: a machine that has other things to do makes no input slow. */
    private static final long MOST_MILLIS = 10_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What is tried. */
    @FunctionalInterface
    public interface Target {
        /** Fails by whatever it throws. */
        void run(byte[] input) throws Exception;
    }

    private FuzzRun() {}

    /**
     * Runs all kept inputs, these ones, and random ones for a while.
     *
     * @param fuzz the class with the one fuzz test
     * @param samples inputs that come far, of which random ones are made too
     */
    public static void of(Class<?> fuzz, List<byte[]> samples, Target target) throws Exception {
        List<byte[]> known = new ArrayList<>(samples);
        for (Path file : kept(fuzz)) {
            known.add(Files.readAllBytes(file));
        }
        for (byte[] input : known) {
            once(fuzz, input, target, "a kept input");
        }
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("fuzz.seconds", 3));
        int rounds = 0;
        do {
            once(fuzz, input(known, random), target, "round " + rounds++ + " of -Dfuzz.seed=" + seed);
        } while (System.nanoTime() < end);
        System.out.println(fuzz.getSimpleName() + ": " + known.size() + " kept inputs, " + rounds + " random ones");
    }

    private static byte[] input(List<byte[]> known, Random random) {
        if (known.isEmpty() || random.nextInt(3) == 0) {
            byte[] input = new byte[random.nextInt(LONGEST)];
            random.nextBytes(input);
            return input;
        }
        byte[] input = known.get(random.nextInt(known.size())).clone();
        for (int left = random.nextInt(4); left >= 0 && input.length > 0; left--) {
            input[random.nextInt(input.length)] = (byte) random.nextInt();
        }
        return input;
    }

    private static void once(Class<?> fuzz, byte[] input, Target target, String which) {
        long began = THREADS.getCurrentThreadCpuTime();
        try {
            target.run(input);
        } catch (Throwable failure) { // that is what is looked for
            throw new AssertionError(
                    fuzz.getSimpleName() + " fails on " + which + ", " + input.length + " bytes, which are in "
                            + written(fuzz, input) + ": " + failure,
                    failure);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(THREADS.getCurrentThreadCpuTime() - began);
        if (millis > MOST_MILLIS) {
            throw new AssertionError(fuzz.getSimpleName() + " takes " + millis + " ms of the processor on " + which
                    + ", in " + written(fuzz, input));
        }
    }

    private static Path written(Class<?> fuzz, byte[] input) {
        try {
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(input))
                    .substring(0, 16);
            Path file = Path.of("target", "fuzz-findings", fuzz.getSimpleName(), "crash-" + digest);
            Files.createDirectories(file.getParent());
            return Files.write(file, input);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(HexFormat.of().formatHex(input), e);
        }
    }

    private static List<Path> kept(Class<?> fuzz) throws IOException {
        Path directory = Path.of("src", "test", "resources")
                .resolve(fuzz.getPackageName().replace('.', '/'))
                .resolve(fuzz.getSimpleName() + "Inputs");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
