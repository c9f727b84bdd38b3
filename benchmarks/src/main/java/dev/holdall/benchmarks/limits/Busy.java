package dev.holdall.benchmarks.limits;

import dev.holdall.benchmarks.driver.Window;
import dev.holdall.benchmarks.result.Spread;
import dev.holdall.client.Manager;
import dev.holdall.client.proxy.AsyncDict;
import java.util.concurrent.TimeUnit;

/** A client that is busy: how much it gets done. */
final class Busy {
    private static final int IN_FLIGHT = 1_024;
    private static final int AT_ONCE = 64;
    private static final int KEYS = 10_000;
    private static final int ROUNDS = 5;

    private final AsyncDict<String, byte[]> dict;
    private final byte[] value = new byte[64];

    Busy(Manager manager) {
        this.dict = manager.dict("busy", String.class, byte[].class).async();
    }

    /** Puts a second without waiting for answers; the median of some rounds, as puts a second. */
    double rate() {
        double[] rates = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rates[i] = round();
        }
        return Spread.of(rates).median();
    }

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
        return puts * 1e9 / (System.nanoTime() - start);
    }
}
