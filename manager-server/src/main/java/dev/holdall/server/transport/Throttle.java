package dev.holdall.server.transport;

import java.util.HashMap;
import java.util.Map;

/**
 * Slows down those who guess: a failure is answered after a second, and of one address only so many wait for that at a time. Further ones get
 * no answer but the end of their connection. Who has the right key waits for nobody.
 *
 * <p>Thread-safe. Nothing is kept of an address but the number of its failures of the last second.
 */
final class Throttle {
    static final long DELAY_MILLIS = 1_000;
    /** For one address. */
    static final int MOST_PENDING = 10;

    private static final int MOST_ADDRESSES = 10_000;

    /** Does something later, on no thread that waits for it. */
    @FunctionalInterface
    interface Later {
        void run(Runnable what, long millis);
    }

    private final Map<Object, Integer> pending = new HashMap<>();

    /**
     * Somebody failed.
     *
     * @param answer tells him, in a second
     */
    void failed(Peer peer, Later later, Runnable answer) {
        if (!enter(peer.group())) {
            peer.cutOff();
            return;
        }
        later.run(
                () -> {
                    leave(peer.group());
                    answer.run();
                },
                DELAY_MILLIS);
    }

    private synchronized boolean enter(Object address) {
        int count = pending.getOrDefault(address, 0);
        if (count >= MOST_PENDING || count == 0 && pending.size() >= MOST_ADDRESSES) {
            return false;
        }
        pending.put(address, count + 1);
        return true;
    }

    private synchronized void leave(Object address) {
        pending.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
    }

    /** How many addresses something is kept of. */
    synchronized int addresses() {
        return pending.size();
    }
}
