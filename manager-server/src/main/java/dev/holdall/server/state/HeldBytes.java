package dev.holdall.server.state;

/** What the kept replies and the parked calls of all sessions cost. */
final class HeldBytes {
    private long total;

    void add(long bytes) {
        total += bytes;
    }

    long total() {
        return total;
    }
}
