package dev.holdall.faults.worker;

import org.jspecify.annotations.Nullable;

/** What the harness wants of a worker's threads. */
final class Stop {
    private volatile boolean requested;
    private volatile @Nullable String death;

    void request() {
        requested = true;
    }

    boolean isRequested() {
        return requested;
    }

    /** @param where in the midst of what the worker is to be killed */
    void prepareDeath(String where) {
        death = where;
    }

    @Nullable
    String death() {
        return death;
    }
}
