package dev.holdall.benchmarks.workload;

import java.util.SplittableRandom;

/** The keys and values of one thread's round. */
public final class Data {
    /** How many keys a dict has. */
    public static final int KEYS = 10_000;

    private static final String[] ALL = new String[KEYS];

    static {
        for (int i = 0; i < KEYS; i++) {
            ALL[i] = "key-" + i;
        }
    }

    private final SplittableRandom random;
    private final byte[] value;

    public Data(long seed, int bytes) {
        random = new SplittableRandom(seed);
        value = new byte[bytes];
        random.nextBytes(value);
    }

    /** Every key that there is. */
    public static String[] keys() {
        return ALL.clone();
    }

    /** Any of the keys. */
    String key() {
        return ALL[random.nextInt(KEYS)];
    }

    public byte[] value() {
        return value;
    }

    /** Whether this is one of so many in a hundred. */
    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
