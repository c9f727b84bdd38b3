package dev.holdall.client.python;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A call in a thread of its own. */
final class Elsewhere<T> {
    private final FutureTask<T> call;

    private Elsewhere(Callable<T> call) {
        this.call = new FutureTask<>(call);
        Thread thread = new Thread(this.call);
        thread.setDaemon(true);
        thread.start();
    }

    static <T> Elsewhere<T> call(Callable<T> call) {
        return new Elsewhere<>(call);
    }

    boolean isOver() {
        return call.isDone();
    }

    /** What it returned; what it threw is thrown. */
    T outcome() throws Exception {
        try {
            return call.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception thrown ? thrown : e;
        }
    }

    /** Waits until something is so, such as that a call has arrived in the manager and waits there. */
    static void until(Callable<Boolean> condition) {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(30))
                .until(condition);
    }
}
