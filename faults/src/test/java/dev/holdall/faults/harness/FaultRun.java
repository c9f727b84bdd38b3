package dev.holdall.faults.harness;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Recorder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run: a manager, workers, faults by the schedule of one seed for a time, and then the audit. Its histories stay where they are if
 * anything does not hold.
 */
final class FaultRun {
    /** Below this rate of answers a second a run proves too little. */
    private static final int LEAST_RATE = 500;

    /** How long a session outlives its connection. */
    static final long GRACE_MILLIS = 3_000;

    private final long seed;
    private final Path directory;
    private final PrintStream out;
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Integer> faults = new HashMap<>();
    private String managerMain = ManagerJvm.MAIN;
    private List<String> managerArguments = List.of("--session-grace", String.valueOf(GRACE_MILLIS / 1_000));
    private long operations;
    private int kills;
    private int cuts;

    /** @param kept where the files are kept of a run that fails */
    FaultRun(long seed, Path kept, PrintStream out) {
        this.seed = seed;
        this.directory = kept.resolve("seed-" + seed).toAbsolutePath();
        this.out = out;
    }

    /** Another program as the manager. */
    FaultRun against(String main, String... arguments) {
        managerMain = main;
        managerArguments = List.of(arguments);
        return this;
    }

    long operations() {
        return operations;
    }

    int faults() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }

    int kills() {
        return kills;
    }

    int cuts() {
        return cuts;
    }

    List<String> violations() {
        return violations;
    }

    void run(long seconds) throws Exception {
        remove(directory);
        Files.createDirectories(directory);
        try {
            runAndAudit(seconds);
        } catch (IOException e) {
            violations.add(e.toString());
        }
        out.printf(
                "seed=%d operations=%d faults=%d violations=%d kills=%d cuts=%d %s%n",
                seed, operations, faults(), violations.size(), kills, cuts, faults);
        if (violations.isEmpty()) {
            remove(directory);
        } else {
            Files.writeString(directory.resolve("violations"), String.join("\n", violations));
            out.println("histories, logs and violations of this run: " + directory
                    + "; its schedule again: -Dfaults.seed=" + seed);
            violations.forEach(out::println);
        }
    }

    private void runAndAudit(long seconds) throws Exception {
        try (ManagerJvm manager = ManagerJvm.start(managerMain, directory, 0, managerArguments);
                Recorder recorder = new Recorder(directory.resolve("harness.history"), "harness");
                Crew crew = new Crew(directory, manager, seed)) {
            Nemesis nemesis = new Nemesis(crew, new Random(seed), GRACE_MILLIS, recorder);
            try {
                breakThings(seconds, crew, nemesis);
                crew.stop();
            } finally {
                nemesis.close();
                faults.putAll(nemesis.counts());
                kills = nemesis.count("kill");
                cuts = nemesis.count("cut") + nemesis.count("down") + nemesis.count("flap");
                operations = crew.operations();
            }
            // The sessions of those who were killed last are over as well.
            Thread.sleep(GRACE_MILLIS + 500);
            List<Path> files = new ArrayList<>(crew.histories());
            // Somebody may have been killed before he began.
            files.removeIf(Files::notExists);
            files.add(directory.resolve("harness.history"));
            ManagerOptions options = new ManagerOptions().keyFile(manager.keyFile());
            try (Manager last = Manager.connect(manager.address(), options)) {
                violations.addAll(new Drain(last, recorder).drain(History.read(files)));
            }
            for (WorkerJvm worker : crew.everybody()) {
                violations.addAll(worker.unexpected());
                if (worker.losses() > nemesis.expectedLosses(worker)) {
                    violations.add(worker.name() + " lost " + worker.losses() + " sessions; its faults explain "
                            + nemesis.expectedLosses(worker));
                }
            }
            audit(files, crew);
        }
    }

    private void breakThings(long seconds, Crew crew, Nemesis nemesis) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long before = crew.operations();
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
            nemesis.rest();
            nemesis.strike();
        }
        long served = System.nanoTime() - start - nemesis.standstillNanos();
        long rate = (crew.operations() - before) * TimeUnit.SECONDS.toNanos(1) / served;
        out.printf("seed=%d rate=%d/s%n", seed, rate);
        if (rate < LEAST_RATE) {
            violations.add("the run is invalid: " + rate + " operations a second are fewer than " + LEAST_RATE);
        }
    }

    private void audit(List<Path> files, Crew crew) throws IOException {
        Map<String, Long> killed = new HashMap<>();
        crew.everybody().forEach(worker -> killed.put(worker.name(), worker.killed()));
        long start = System.nanoTime();
        Audit audit = new Audit(History.read(files), killed);
        violations.addAll(audit.violations());
        audit.counts().forEach((what, count) -> {
            if (count == 0) {
                violations.add("the run is invalid: it saw no " + what);
            }
        });
        out.printf(
                "seed=%d audit: %d states, %d ms %s%n",
                seed, audit.states(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), audit.counts());
    }

    private static void remove(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
