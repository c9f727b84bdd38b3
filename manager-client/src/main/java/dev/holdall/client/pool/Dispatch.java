package dev.holdall.client.pool;

import dev.holdall.client.pool.TaskEncoder.Ready;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.v1.PoolBundle;
import dev.holdall.v1.Reference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Tasks on their way to the workers. Some bundles are in the pool's queue at a time, so that no worker has to wait for the next one; the other
 * tasks wait here. Short tasks travel many in a bundle, which lasts for about a millisecond: a bundle is what costs round trips. Safe for use
 * by many threads.
 */
final class Dispatch {
    private static final double BUNDLE_NANOS = 1e6;
    private static final int MOST_IN_A_BUNDLE = 64;
    private static final int MOST_BYTES = 256 << 10;
    /** How much the last bundle weighs in the average of all. */
    private static final double WEIGHT = 0.3;

    private final SharedQueue<Parcel> tasks;
    private final SharedQueue<Parcel> answers;
    private final int workers;
    private final int mostBundles;
    private final BiConsumer<List<Long>, Throwable> unsent;

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    /** The tasks of each bundle that is under way which have no outcome, by their numbers. */
    private final Map<Long, Map<Long, Waiting>> underWay = new HashMap<>();

    private long lastBundle;
    /** How long a task runs, on an average; as long as a bundle may last until it is known. */
    private double taskNanos = BUNDLE_NANOS;

    /**
     * A task that is to be sent.
     *
     * @param losses how many workers have ended while they had it
     */
    private record Waiting(Ready ready, int losses) {
        int bytes() {
            return ready.task().getSerializedSize();
        }
    }

    /**
     * @param workers how many there are, as far as is known
     * @param mostBundles how many bundles are in the queue or with workers at most
     * @param unsent told of tasks that cannot be sent, and why
     */
    Dispatch(
            SharedQueue<Parcel> tasks,
            SharedQueue<Parcel> answers,
            int workers,
            int mostBundles,
            BiConsumer<List<Long>, Throwable> unsent) {
        this.tasks = tasks;
        this.answers = answers;
        this.workers = workers;
        this.mostBundles = mostBundles;
        this.unsent = unsent;
    }

    /** Sends a task, now or when it is its turn. */
    synchronized void add(Ready ready) {
        waiting.add(new Waiting(ready, 0));
        send();
    }

    /** Forgets a task that nobody awaits any more, if it has not been sent. */
    synchronized void remove(long task) {
        waiting.removeIf(each -> each.ready().task().getId() == task);
    }

    /** Sends nothing any more. */
    synchronized void clear() {
        waiting.clear();
    }

    /** A task of a bundle has its outcome; says whether it had none. */
    synchronized boolean ended(long bundle, long task) {
        Map<Long, Waiting> left = underWay.get(bundle);
        return left != null && left.remove(task) != null;
    }

    /** A task of a bundle was not begun: another worker gets it, soon. */
    synchronized void notBegun(long bundle, long task) {
        Map<Long, Waiting> left = underWay.get(bundle);
        Waiting again = left == null ? null : left.remove(task);
        if (again != null) {
            waiting.addFirst(again);
            // The bundle that it was in may last for as long as a task likes: nothing else may come to pass until then.
            send();
        }
    }

    /** A bundle is done, and how long its tasks took on an average. */
    synchronized void done(long bundle, double nanos) {
        underWay.remove(bundle);
        taskNanos += WEIGHT * (Math.max(1, nanos) - taskNanos);
        send();
    }

    /**
     * A bundle is lost: its tasks that have no outcome are sent again, each alone, as often as that may be.
     *
     * @return those that may not be
     */
    synchronized List<Long> lost(long bundle, int retries) {
        List<Long> given = new ArrayList<>();
        Map<Long, Waiting> left = underWay.remove(bundle);
        if (left != null) {
            left.forEach((id, task) -> {
                if (task.losses() < retries) {
                    waiting.addFirst(new Waiting(task.ready(), task.losses() + 1));
                } else {
                    given.add(id);
                }
            });
        }
        send();
        return given;
    }

    private void send() {
        while (!waiting.isEmpty() && underWay.size() < mostBundles) {
            send(next());
        }
    }

    private List<Waiting> next() {
        // The last ones are for all workers.
        int fair = waiting.size() / (2 * workers);
        int most = (int) Math.min(Math.min(BUNDLE_NANOS / taskNanos, MOST_IN_A_BUNDLE), fair);
        List<Waiting> bundle = new ArrayList<>();
        int bytes = 0;
        do {
            Waiting task = waiting.remove();
            bundle.add(task);
            bytes += task.bytes();
            // What may have ended a worker is not to end others' tasks with it.
            if (task.losses() > 0 || !waiting.isEmpty() && waiting.element().losses() > 0) {
                break;
            }
        } while (bundle.size() < most && bytes < MOST_BYTES && !waiting.isEmpty());
        return bundle;
    }

    private void send(List<Waiting> bundle) {
        long id = ++lastBundle;
        PoolBundle.Builder message = PoolBundle.newBuilder().setId(id);
        List<Reference> references = new ArrayList<>();
        Map<Long, Waiting> left = new LinkedHashMap<>();
        for (Waiting task : bundle) {
            message.addTasks(task.ready().task());
            references.addAll(task.ready().references());
            left.put(task.ready().task().getId(), task);
            task.ready().held().passOn();
        }
        underWay.put(id, left);
        tasks.async()
                .put(Parcel.of(message.build().toByteArray(), answers, references))
                .whenComplete((put, failure) -> {
                    if (failure != null) {
                        notSent(id, failure);
                    }
                });
    }

    private void notSent(long bundle, Throwable failure) {
        List<Long> failed;
        synchronized (this) {
            Map<Long, Waiting> left = underWay.remove(bundle);
            failed = left == null ? List.of() : List.copyOf(left.keySet());
            send();
        }
        unsent.accept(failed, failure);
    }
}
