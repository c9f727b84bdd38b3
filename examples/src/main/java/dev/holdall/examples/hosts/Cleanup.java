package dev.holdall.examples.hosts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;

/** What is to be undone when the program ends, the latest first: in good order, after a failure, or on Ctrl-C. */
final class Cleanup implements AutoCloseable {
    private final Deque<Callable<?>> steps = new ArrayDeque<>();
    private volatile boolean closed;

    Cleanup() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "cleanup"));
    }

    /**
     * Makes something that has to be undone. Nothing is undone while this is going on, and nothing is made once the end has begun: so
     * nothing stays behind.
     *
     * @throws InterruptedException if the end has begun
     */
    synchronized <T> T making(Callable<T> what) throws Exception {
        if (closed) {
            throw new InterruptedException("the program ends");
        }
        return what.call();
    }

    /** Undoes this later. Said before the thing is made, as half of it may be made. */
    synchronized void later(Callable<?> undo) {
        steps.push(undo);
    }

    /** Whether the end has begun. */
    boolean hasBegun() {
        return closed;
    }

    /** Undoes everything, whatever fails. */
    @Override
    public synchronized void close() {
        closed = true;
        while (!steps.isEmpty()) {
            try {
                steps.pop().call();
            } catch (Exception e) {
                System.err.println("hosts: " + e.getMessage());
            }
        }
    }
}
