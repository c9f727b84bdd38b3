package dev.holdall.examples.tour;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Another thread of this process that does its part. To the manager it is a party of its own, as another process is. */
final class Party {
    private Party() {}

    /** Starts it; the future has its result. */
    static <T> Future<T> start(Callable<T> part) {
        FutureTask<T> task = new FutureTask<>(part);
        Thread thread = new Thread(task, "party");
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
