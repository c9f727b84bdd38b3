package dev.holdall.faults.worker;

/** Names of the shared objects: what stands before the hyphen is the kind, and what follows tells which one. */
public final class Keys {
    /** The one dict. Each of its keys has a history of its own, {@code dict/key}. */
    public static final String DICT = "dict";
    /** The one semaphore. */
    public static final String SEMAPHORE = "semaphore";
    /** How many permits it has. */
    public static final int PERMITS = 3;
    /** How many wait at each barrier. */
    public static final int PARTIES = 3;
    /** How many elements fit into a queue for batches. */
    public static final int BATCH_CAPACITY = 8;
    /** For how long jobs are leased, at least. */
    public static final int VISIBILITY_MILLIS = 400;
    /** How often a job is delivered before it goes to the dead letters. */
    public static final int MOST_DELIVERIES = 3;

    private Keys() {}

    /** The key in a history of an object's name: {@code queue-17} is {@code queue/17}. */
    public static String key(String name) {
        return name.replaceFirst("-", "/");
    }

    /** The name of an object by its key in a history. */
    public static String name(String key) {
        return key.replaceFirst("/", "-");
    }

    /** The queue in which a worker is killed while it waits for an element. */
    public static String idleQueue(String worker) {
        return "queue-idle." + worker;
    }

    /** The queue in which a worker is killed that has leased an element. */
    public static String idleLease(String worker) {
        return "lease-idle." + worker;
    }

    /** The queue of a leased queue's dead letters. */
    public static String deadLetters(String leased) {
        return leased.replaceFirst("lease-", "dead-");
    }

    /** The dict's key of a register that the lock of the same slot guards; its key in a history is of a kind of its own. */
    public static String fenced(long slot) {
        return "fenced-" + slot;
    }

    /** The queue in which a worker is killed half way through a batch. */
    public static String idleBatch(String worker) {
        return "batch-idle." + worker;
    }
}
