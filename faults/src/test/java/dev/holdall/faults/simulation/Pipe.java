package dev.holdall.faults.simulation;

import java.util.function.Consumer;

/**
 * One direction of a stream: what is sent arrives later, in its order, up to the moment from which on nothing arrives any more.
 *
 * @param <T> what is sent
 */
final class Pipe<T> {
    private static final int ROOM = 4;

    private final World world;
    private final Consumer<T> receiver;
    private final Runnable writable;
    private long lastArrival;
    private long stalledUntil;
    private long deadFrom = Long.MAX_VALUE;
    private int onTheWay;
    private boolean full;

    /** @param writable there is room again, after there was none */
    Pipe(World world, Consumer<T> receiver, Runnable writable) {
        this.world = world;
        this.receiver = receiver;
        this.writable = writable;
    }

    boolean ready() {
        full |= onTheWay >= ROOM;
        return onTheWay < ROOM;
    }

    void send(T what) {
        onTheWay++;
        lastArrival = Math.max(Math.max(lastArrival, stalledUntil), world.now() + world.delay());
        world.after(lastArrival - world.now(), () -> arrived(what));
    }

    private void arrived(T what) {
        if (isDead()) {
            return;
        }
        onTheWay--;
        receiver.accept(what);
        if (full && onTheWay < ROOM) {
            full = false;
            writable.run();
        }
    }

    boolean isDead() {
        return world.now() >= deadFrom;
    }

    /** Nothing arrives any more after so many nanoseconds. */
    void die(long afterNanos) {
        deadFrom = Math.min(deadFrom, world.now() + afterNanos);
    }

    /** What is sent from now on arrives after so many nanoseconds at the earliest. */
    void stall(long nanos) {
        stalledUntil = Math.max(stalledUntil, world.now() + nanos);
    }
}
