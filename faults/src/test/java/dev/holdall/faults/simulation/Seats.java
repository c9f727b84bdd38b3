package dev.holdall.faults.simulation;

import java.util.HashMap;
import java.util.Map;

/** Who holds how much of the lock and the semaphore for certain, at this moment of the virtual time: nobody more than there is. */
final class Seats {
    private final World world;
    private final Map<String, Integer> free = new HashMap<>();
    private final Map<String, Long> tokens = new HashMap<>();

    Seats(World world) {
        this.world = world;
    }

    void taken(String key, int count, int all) {
        int left = free.getOrDefault(key, all) - count;
        free.put(key, left);
        if (left < 0) {
            world.violation(key + " is held " + (all - left) + " times, and is there " + all + " times");
        }
    }

    /** Somebody took a lock for certain, after all who did so before him. */
    void token(String key, long token) {
        Long before = tokens.put(key, token);
        if (before != null && before >= token) {
            world.violation(key + " has the token " + token + ", and had " + before + " before");
        }
    }

    void left(String key, int count) {
        free.merge(key, count, Integer::sum);
    }
}
