package dev.holdall.server.transport;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Slows down those who guess: of one address, at most {@link #MOST_PENDING} credentials are found wrong in a second.
 *
 * <p>A failure is answered after a second, and takes one of so many places until then. While all are taken, nothing of that address is
 * decided, right or wrong: it waits in a line, in which connections take turns. If the line is too long, the connection that has the most in
 * it is closed, without anything being decided. So nobody learns from the time or the way in which he is turned away whether he was right.
 *
 * <p>The price: while somebody guesses, whoever shares his address waits behind him for seconds at worst, or has to come again; behind a UNIX
 * socket that is everybody on the host. Other addresses are not concerned, nor is who is inside already.
 *
 * <p>Thread-safe. Nothing is kept of an address at which no failure waits for its answer.
 */
final class Throttle {
    static final long DELAY_MILLIS = 1_000;
    /** For one address. */
    static final int MOST_PENDING = 10;

    private static final int MOST_ADDRESSES = 10_000;

    /** Does something later on the attempt's own event loop, on which no thread waits for it. */
    @FunctionalInterface
    interface Later {
        void run(Runnable what, long millis);
    }

    /**
     * Somebody's attempt to come in.
     *
     * @param isRight decides, on the event loop, and lets him in; also true if there is nothing to decide any more
     * @param answer tells him that he is not
     * @param dropped nothing was decided, and the connection is closed
     */
    record Attempt(Peer peer, Later later, BooleanSupplier isRight, Runnable answer, Runnable dropped) {}

    private static final class Address {
        /** Being decided, or wrong and not answered yet. */
        private int pending;

        private final ThrottleLine line = new ThrottleLine();
    }

    private final Map<Object, Address> addresses = new HashMap<>();
    /** All that there is no room for one by one: they share their places. */
    private final Address others = new Address();

    /** Decides an attempt: now, by the calling thread, or when its turn comes. To be called on its event loop. */
    void decide(Attempt attempt) {
        Object group = attempt.peer().group();
        Address address;
        Attempt tooMany;
        synchronized (this) {
            address = addresses.get(group);
            if (address == null) {
                address = addresses.size() < MOST_ADDRESSES ? new Address() : others;
                if (address != others) {
                    addresses.put(group, address);
                }
            }
            if (address.pending == MOST_PENDING) {
                tooMany = address.line.add(attempt);
                if (tooMany == null) {
                    return;
                }
            } else {
                address.pending++;
                tooMany = null;
            }
        }
        if (tooMany != null) {
            tooMany.dropped().run();
            tooMany.peer().cutOff();
        } else {
            decide(address, attempt);
        }
    }

    /** There is a place for it. */
    private void decide(Address address, Attempt attempt) {
        boolean wrong = false;
        try {
            wrong = !attempt.isRight().getAsBoolean();
        } finally {
            if (!wrong) {
                leave(address, attempt.peer().group());
            }
        }
        if (wrong) {
            attempt.later()
                    .run(
                            () -> {
                                leave(address, attempt.peer().group());
                                attempt.answer().run();
                            },
                            DELAY_MILLIS);
        }
    }

    /** The place is free: for the next one in the line, if there is one. */
    private void leave(Address address, Object group) {
        Attempt next;
        synchronized (this) {
            next = address.line.poll();
            if (next == null) {
                address.pending--;
                if (address.pending == 0) {
                    addresses.remove(group, address);
                }
            }
        }
        if (next != null) {
            Attempt turn = next;
            next.later().run(() -> decide(address, turn), 0);
        }
    }

    /** How many addresses something is kept of. */
    synchronized int addresses() {
        return addresses.size();
    }
}
