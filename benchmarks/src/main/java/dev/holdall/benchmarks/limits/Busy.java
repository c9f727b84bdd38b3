package dev.holdall.benchmarks.limits;

import dev.holdall.benchmarks.driver.Window;
import dev.holdall.benchmarks.result.Spread;
import dev.holdall.client.Manager;
import dev.holdall.client.proxy.AsyncDict;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A client that is busy: how much it gets done. */
final class Busy {
    private static final int IN_FLIGHT = 1_024;
    private static final int AT_ONCE = 64;
    private static final int KEYS = 10_000;
    private static final int WARM_UP = 8;
    private static final int ROUNDS = 9;

    private final AsyncDict<String, byte[]> dict;
    private final byte[] value = new byte[64];

    Busy(Manager manager) {
        this.dict = manager.dict("busy", String.class, byte[].class).async();
    }

    /**
     * How much slower this one is than another one, which has a manager to itself: the two take turns, and the median of the ratios
     * counts.
     */
    Row slowerThan(Busy alone, String what, double bound) {
        double[] rates = new double[ROUNDS];
        double[] alones = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            double beside = round();
            double quiet = alone.round();
            if (round >= 0) {
                rates[round] = beside;
                alones[round] = quiet;
                ratios[round] = quiet / beside;
            }
        }
        Spread spread = Spread.of(ratios);
        return new Row(
                        what + "how much slower a busy client is beside them",
                        spread.median(),
                        bound,
                        String.format(
                                Locale.ROOT,
                                "%.2f to %.2f; %,.0f puts a second beside them",
                                spread.least(),
                                spread.greatest(),
                                Spread.of(rates).median()))
                .controlledBy(Spread.of(alones));
    }

    /** Puts a second without waiting for answers. */
    private double round() {
        Window window = new Window(IN_FLIGHT, AT_ONCE);
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(1);
        long puts = 0;
        while (System.nanoTime() < end) {
            window.begin();
            for (int i = 0; i < AT_ONCE; i++) {
                dict.set("key-" + puts++ % KEYS, value).whenComplete((result, failure) -> window.ended(failure));
            }
        }
        window.awaitAll();
        if (window.failure() != null) {
            throw new IllegalStateException("a put failed", window.failure());
        }
        return puts * 1e9 / (System.nanoTime() - start);
    }
}
