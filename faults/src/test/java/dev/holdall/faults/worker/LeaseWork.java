package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.Lease;
import dev.holdall.client.proxy.SharedQueue;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts jobs into a queue and takes them by leases: most are acknowledged, some given back, some extended and acknowledged late or too late,
 * and some forgotten. What comes back too often goes to a dead-letter queue.
 */
final class LeaseWork extends Workload {
    private static final int PAUSE_MILLIS = 20;
    private static final int SLOT_MILLIS = 2_000;
    private static final int WAIT_MILLIS = 100;
    private static final Duration VISIBILITY = Duration.ofMillis(Keys.VISIBILITY_MILLIS);
    private static final Duration LONG = Duration.ofHours(1);

    private @Nullable Job late;

    LeaseWork(Self self) {
        super(self, PAUSE_MILLIS);
    }

    /** @param shown the element and which delivery of it this is */
    private record Job(String key, String shown, Lease<String> lease) {}

    /** What ends or extends a lease. */
    private interface Change {
        boolean on(Lease<String> lease);
    }

    @Override
    void step(Manager manager) throws Exception {
        Job due = late;
        if (due != null && random().nextInt(8) == 0) {
            late = null;
            change(manager, due, "acknowledge", Lease::ack);
        }
        String name = "lease-" + slot(SLOT_MILLIS);
        SharedQueue<String> queue = leased(manager, name);
        if (random().nextInt(5) < 2) {
            put(manager, name, queue);
            return;
        }
        Job job = take(manager, name, queue, VISIBILITY);
        if (job != null) {
            work(manager, job);
        }
    }

    private void work(Manager manager, Job job) throws Exception {
        switch (random().nextInt(10)) {
            case 0 -> {
                // Forgotten.
            }
            case 1 -> change(manager, job, "giveBack", Lease::nack);
            case 2 -> late = job;
            case 3 -> {
                change(manager, job, "extend", lease -> lease.extend(VISIBILITY));
                late = job;
            }
            default -> change(manager, job, "acknowledge", Lease::ack);
        }
    }

    private SharedQueue<String> leased(Manager manager, String name) {
        return open(manager, name, (m, named) -> {
            SharedQueue<String> queue = m.queue(named, String.class);
            queue.deadLetters(m.queue(Keys.deadLetters(named), String.class), Keys.MOST_DELIVERIES);
            return queue;
        });
    }

    private void put(Manager manager, String name, SharedQueue<String> queue) throws Exception {
        String value = fresh();
        call(manager, Keys.key(name), "put", value, m -> {
            queue.put(value);
            return "";
        });
    }

    private @Nullable Job take(Manager manager, String name, SharedQueue<String> queue, Duration visibility)
            throws Exception {
        Job[] job = new Job[1];
        call(manager, Keys.key(name), "lease", "", m -> {
            Lease<String> lease = queue.pollLeased(visibility, WAIT_MILLIS, TimeUnit.MILLISECONDS);
            if (lease == null) {
                return "";
            }
            job[0] = new Job(Keys.key(name), lease.element() + ',' + lease.deliveries(), lease);
            return job[0].shown();
        });
        return job[0];
    }

    /** A lease that is over is not changed: that may be known here already, and then it is no word of the manager's. */
    private void change(Manager manager, Job job, String name, Change change) throws Exception {
        try {
            call(manager, job.key(), name, job.shown(), m -> {
                if (!change.on(job.lease())) {
                    throw new NoEffect();
                }
                return "true";
            });
        } catch (NoEffect e) {
            // Whether it had to be over, the audit knows.
        }
    }

    /** Leases for longer than the run lasts: only the end of the session brings that back. */
    @Override
    void die(String how, Manager manager) throws Exception {
        if (how.equals("lease")) {
            String name = Keys.idleLease(worker());
            SharedQueue<String> queue = leased(manager, name);
            put(manager, name, queue);
            if (take(manager, name, queue, LONG) != null) {
                awaitDeath("lease");
            }
        }
    }
}
