package dev.holdall.faults.harness;

import dev.holdall.faults.check.Finding;
import dev.holdall.faults.check.Leases;
import dev.holdall.faults.check.Leases.Job;
import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import dev.holdall.faults.worker.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What has to hold of one queue from which is taken by leases, where the number of a lease is how often its element was delivered. */
final class LeaseAudit {
    private static final long VISIBILITY_NANOS = TimeUnit.MILLISECONDS.toNanos(Keys.VISIBILITY_MILLIS);

    private final History history;
    private final String key;
    private final Leases leases;
    private final long open;
    private final List<Finding> findings = new ArrayList<>();

    /** @param operations without those that failed */
    LeaseAudit(History history, String key, List<Operation> operations) {
        this.history = history;
        this.key = key;
        this.leases = new Leases(operations);
        this.open = operations.stream()
                .filter(operation -> operation.name().equals("lease") && operation.isUnknown())
                .count();
    }

    List<Finding> findings() {
        findings.addAll(leases.findings(true));
        for (Job job : leases.jobs()) {
            checkDeliveries(job);
            job.leases().forEach(lease -> checkAlone(job, lease));
        }
        history.operations().stream()
                .filter(operation -> operation.outcome() == Outcome.FAILED
                        && operation.key().equals(key)
                        && operation.result().equals("NoEffect"))
                .forEach(this::checkRefused);
        return findings;
    }

    /** How many elements were acknowledged or left after more than one delivery. */
    long redelivered() {
        return leases.jobs().stream()
                .filter(job -> job.leases().stream().anyMatch(lease -> Leases.number(lease) > 1))
                .count();
    }

    /** How many elements went to the dead-letter queue. */
    long dead() {
        return leases.jobs().stream().filter(LeaseAudit::isDead).count();
    }

    private static boolean isDead(Job job) {
        return job.operations().stream().anyMatch(operation -> operation.name().equals("dead"));
    }

    /** What was delivered as often as it may be is a dead letter, and nothing else is. */
    private void checkDeliveries(Job job) {
        if (job.leases().stream().anyMatch(lease -> Leases.number(lease) > Keys.MOST_DELIVERIES)) {
            findings.add(new Finding(job.element() + " was delivered too often", job.operations()));
        }
        if (isDead(job) && job.leases().size() + open < Keys.MOST_DELIVERIES) {
            findings.add(new Finding(job.element() + " is a dead letter too early", job.operations()));
        }
    }

    /** Until its time has passed, a lease whose session lives and that nobody ends keeps the element from all others. */
    private void checkAlone(Job job, Operation lease) {
        for (Operation other : job.leases()) {
            boolean tooEarly = Leases.number(other) > Leases.number(lease)
                    && other.completed() - lease.invoked() < VISIBILITY_NANOS;
            if (tooEarly && lives(lease, other.completed()) && !mayHaveEnded(job, lease, other.completed())) {
                findings.add(new Finding(job.element() + " was leased to two at once", job.operations()));
            }
        }
    }

    /** Who is told that his lease is over is told so in time, if it was not. */
    private void checkRefused(Operation refused) {
        for (Job job : leases.jobs()) {
            for (Operation lease : job.leases()) {
                if (lease.result().equals(refused.argument())
                        && refused.completed() - lease.invoked() < VISIBILITY_NANOS
                        && lives(lease, refused.completed())
                        && !mayHaveEnded(job, lease, refused.completed())) {
                    List<Operation> all = new ArrayList<>(job.operations());
                    all.add(refused);
                    findings.add(new Finding(job.element() + " was leased, and its holder refused", all));
                }
            }
        }
    }

    /** Whether a lease's session is known to have outlived a time. */
    private boolean lives(Operation lease, long time) {
        return history.lastAlive(lease.session()) > time;
    }

    private static boolean mayHaveEnded(Job job, Operation lease, long time) {
        return job.operations().stream()
                .anyMatch(operation -> (operation.name().equals("acknowledge")
                                || operation.name().equals("giveBack"))
                        && operation.argument().equals(lease.result())
                        && operation.invoked() < time);
    }
}
