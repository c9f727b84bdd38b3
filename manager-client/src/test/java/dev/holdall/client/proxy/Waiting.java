package dev.holdall.client.proxy;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A call that waits, in a thread of its own. */
final class Waiting<T> {
    private final Thread thread;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private volatile boolean interruptedAfterwards;

    private Waiting(Callable<T> call) {
        thread = new Thread(() -> {
            T result;
            try {
                result = call.call();
            } catch (Throwable e) {
                interruptedAfterwards = Thread.currentThread().isInterrupted();
                outcome.completeExceptionally(e);
                return;
            }
            interruptedAfterwards = Thread.currentThread().isInterrupted();
            outcome.complete(result);
        });
        thread.setDaemon(true);
    }

    /** Starts a call and goes on at once. */
    static <T> Waiting<T> start(Callable<T> call) {
        Waiting<T> waiting = new Waiting<>(call);
        waiting.thread.start();
        return waiting;
    }

    /**
     * Starts a call on a queue that will wait, and returns when it does: its thread has sent it, and a call that was made afterwards
     * on the same connection has been answered.
     */
    static <T> Waiting<T> parked(SharedQueue<?> queue, Callable<T> call) {
        Waiting<T> waiting = start(call);
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> waiting.thread.getState() == Thread.State.WAITING
                        || waiting.thread.getState() == Thread.State.TIMED_WAITING
                        || waiting.outcome.isDone());
        queue.size();
        return waiting;
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean isOver() {
        return outcome.isDone();
    }

    T get() throws Exception {
        return outcome.get(20, TimeUnit.SECONDS);
    }

    /** Whether the thread was interrupted when the call had returned. */
    boolean leftInterrupted() {
        return interruptedAfterwards;
    }
}
