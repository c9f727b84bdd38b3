package dev.holdall.examples.hosts;

import dev.holdall.client.Manager;
import dev.holdall.client.pool.PoolOptions;
import dev.holdall.client.pool.WorkerPool;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Estimates pi with the workers of a pool that others have started. Its argument is the manager's address; the join link stands in the
 * environment.
 */
final class PiAsker {
    private static final int TASKS = 40;
    private static final int DARTS = 1_000_000;

    private PiAsker() {}

    /**
     * What one task has found.
     *
     * @param hits how many darts hit the circle
     * @param worker who threw them
     */
    record Hits(long hits, String worker) {}

    /** Throws darts: what the workers do. */
    static Hits throwDarts(long seed, String manager) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        long hits = 0;
        for (int i = 0; i < DARTS; i++) {
            double x = random.nextDouble();
            double y = random.nextDouble();
            hits += x * x + y * y < 1 ? 1 : 0;
        }
        return new Hits(
                hits,
                Hosts.addressTowards(manager) + " process "
                        + ProcessHandle.current().pid());
    }

    public static void main(String[] args) throws Exception {
        String address = args[0];
        try (Manager manager = Manager.connect(System.getenv(Programs.LINK));
                WorkerPool pool = manager.pool(new PoolOptions().name(Pi.POOL).workers(0))) {
            List<Long> seeds = LongStream.range(0, TASKS).boxed().toList();
            List<Hits> found = pool.over(seeds).chunk(1).map((Long seed) -> throwDarts(seed, address));
            long hits = found.stream().mapToLong(Hits::hits).sum();
            Set<String> workers = new TreeSet<>(found.stream().map(Hits::worker).toList());
            System.out.printf(
                    Locale.ROOT,
                    "pi is about %.3f, by %d darts in %d tasks%n",
                    4.0 * hits / TASKS / DARTS,
                    (long) TASKS * DARTS,
                    TASKS);
            workers.forEach(
                    worker -> System.out.println("At " + worker.replaceAll(" process .*", "") + ": threw darts"));
            if (workers.size() != 2) {
                throw new IllegalStateException("both workers should have had tasks; these had: " + workers);
            }
            System.out.println("Check passed: two workers that the program does not know shared its tasks");
        }
    }
}
