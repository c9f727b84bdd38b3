package dev.holdall.client.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Completes asynchronous calls off the event loop, those of one frame one after the other in one task.
 *
 * <p>A continuation may wait for whatever it likes, also for a call that was answered in the same frame. So where one holds the others of
 * its frame up for a while, another task goes on with them.
 */
final class Completions {
    private static final long WATCH_MILLIS = 10;

    private final Executor executor;
    /** What the next frame's task will have to do. */
    private List<Runnable> collected = new ArrayList<>();
    /** Batches that were not begun to the end when they were looked at last. */
    private final Queue<Batch> watched = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean watching = new AtomicBoolean();

    Completions(Executor executor) {
        this.executor = executor;
    }

    /** Adds a completion to those that start with the next {@link #start}. Like it, called by one thread at a time. */
    void add(Runnable completion) {
        collected.add(completion);
    }

    /** Starts what was added. */
    void start() {
        if (collected.isEmpty()) {
            return;
        }
        Batch batch = new Batch(collected);
        collected = new ArrayList<>();
        execute(batch);
        if (batch.size() > 1) {
            watched.add(batch);
            watch();
        }
    }

    private void execute(Batch batch) {
        try {
            executor.execute(batch);
        } catch (RejectedExecutionException e) {
            // The manager is closed; its last calls fail all the same, and on no thread of the caller's.
            Thread late = new Thread(batch, "holdall-continuation-late");
            late.setDaemon(true);
            late.start();
        }
    }

    private void watch() {
        if (watching.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(WATCH_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)
                    .execute(this::look);
        }
    }

    private void look() {
        watching.set(false);
        watched.removeIf(Batch::isBegunToTheEnd);
        for (Batch batch : watched) {
            if (batch.isHeldUp()) {
                execute(batch);
            }
        }
        if (!watched.isEmpty()) {
            watch();
        }
    }

    /** The completions of one frame. Each is run once, by whichever of the batch's tasks comes to it. */
    private static final class Batch implements Runnable {
        private final List<Runnable> completions;
        private final AtomicInteger begun = new AtomicInteger();
        private volatile @Nullable Thread last;
        /** Belongs to whoever looks. */
        private int begunBefore;

        Batch(List<Runnable> completions) {
            this.completions = completions;
        }

        int size() {
            return completions.size();
        }

        boolean isBegunToTheEnd() {
            return begun.get() >= completions.size();
        }

        /** Whether nothing was begun since this was asked last, because the thread that came so far waits for something. */
        boolean isHeldUp() {
            int now = begun.get();
            boolean heldUp = now == begunBefore && last != null && isWaiting(last);
            begunBefore = now;
            return heldUp;
        }

        private static boolean isWaiting(Thread thread) {
            Thread.State state = thread.getState();
            return state == Thread.State.WAITING
                    || state == Thread.State.TIMED_WAITING
                    || state == Thread.State.BLOCKED;
        }

        @Override
        public void run() {
            last = Thread.currentThread();
            for (int next = begun.getAndIncrement(); next < completions.size(); next = begun.getAndIncrement()) {
                try {
                    completions.get(next).run();
                } catch (Throwable e) { // harms no other completion
                    Thread thread = Thread.currentThread();
                    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
                }
            }
        }
    }
}
