package dev.holdall.faults.check;

import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The jobs of a queue from which is taken by leases, each with all that became of it. No element is put twice.
 *
 * <p>{@code put(element)}, {@code lease() = element,number}, or nothing, where the number of an element's later lease is higher; {@code
 * acknowledge(element,number)}, {@code giveBack(element,number)}, {@code extend(element,number)} = whether the lease was not over; and in the
 * end {@code take(most) = element,element,...} of the queue itself, {@code dead(most)} of its dead-letter queue.
 */
public final class Leases {
    /** One element. */
    public static final class Job {
        private final String element;
        private final List<Operation> all = new ArrayList<>();
        private final List<Operation> leases = new ArrayList<>();
        private final List<Operation> acknowledged = new ArrayList<>();
        private final List<Operation> ends = new ArrayList<>();
        private final List<Operation> left = new ArrayList<>();
        private boolean put;
        private boolean perhapsPut;
        private boolean perhapsAcknowledged;

        private Job(String element) {
            this.element = element;
        }

        public String element() {
            return element;
        }

        /** All that is known to have been done with it. */
        public List<Operation> operations() {
            return all;
        }

        /** Its deliveries that reached somebody. */
        public List<Operation> leases() {
            return leases;
        }

        private void add(Operation operation) {
            all.add(operation);
            boolean done = operation.outcome() == Outcome.OK;
            boolean ended = done && operation.result().equals("true");
            switch (operation.name()) {
                case "put" -> {
                    put |= done && operation.result().isEmpty();
                    perhapsPut |= put || operation.isUnknown();
                }
                case "lease" -> leases.add(operation);
                case "acknowledge", "giveBack" -> {
                    boolean acknowledges = operation.name().equals("acknowledge");
                    perhapsAcknowledged |= acknowledges && operation.isUnknown();
                    if (ended) {
                        ends.add(operation);
                        if (acknowledges) {
                            acknowledged.add(operation);
                        }
                    }
                }
                case "take", "dead" -> left.add(operation);
                default -> {
                    // Changes nothing.
                }
            }
        }
    }

    private final Map<String, Job> jobs = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    public Leases(List<Operation> operations) {
        for (Operation operation : operations) {
            for (String element : elements(operation)) {
                jobs.computeIfAbsent(element, Job::new).add(operation);
            }
        }
    }

    private static List<String> elements(Operation operation) {
        String result = operation.outcome() == Outcome.OK ? operation.result() : "";
        return switch (operation.name()) {
            case "lease" -> firstOf(result);
            case "take", "dead" -> Deliveries.words(result);
            default -> firstOf(operation.argument());
        };
    }

    private static List<String> firstOf(String elementAndNumber) {
        return Deliveries.words(elementAndNumber).stream().limit(1).toList();
    }

    public Collection<Job> jobs() {
        return jobs.values();
    }

    /** The number of the lease that an operation granted, ended or extended. */
    public static long number(Operation operation) {
        String lease = operation.name().equals("lease") ? operation.result() : operation.argument();
        return Long.parseLong(lease.substring(lease.indexOf(',') + 1));
    }

    /**
     * Each element that was put for certain has in the end been acknowledged by one, or is in one place; none is leased again when it is
     * gone, or to be changed by who had it before.
     *
     * @param emptied whether it is known what was left
     */
    public List<Finding> findings(boolean emptied) {
        for (Job job : jobs.values()) {
            checkEnd(job, emptied);
            job.leases.forEach(lease -> checkLease(job, lease));
            job.ends.forEach(end -> checkChange(job, end));
        }
        return findings;
    }

    private void found(Job job, String what) {
        findings.add(new Finding(job.element + " was " + what, job.all));
    }

    private void checkEnd(Job job, boolean emptied) {
        int ends = job.acknowledged.size() + job.left.size();
        if (!job.perhapsPut && job.leases.size() + job.left.size() > 0) {
            found(job, "delivered and never put");
        }
        if (ends > 1) {
            found(job, "acknowledged " + job.acknowledged.size() + " times and left " + job.left.size() + " times");
        }
        if (emptied && job.put && ends == 0 && !job.perhapsAcknowledged) {
            found(job, "lost");
        }
    }

    private void checkLease(Job job, Operation lease) {
        if (job.acknowledged.stream().anyMatch(end -> end.completed() < lease.invoked())) {
            found(job, "delivered after it was acknowledged");
        }
        for (Operation other : job.leases) {
            boolean before = other.completed() < lease.invoked();
            if (other != lease && (before ? number(other) >= number(lease) : number(other) == number(lease))) {
                found(job, "delivered with a number that does not rise");
            }
        }
    }

    private void checkChange(Job job, Operation end) {
        boolean late =
                job.leases.stream().anyMatch(lease -> number(lease) > number(end) && lease.completed() < end.invoked());
        if (late) {
            found(job, "ended by who had it no more");
        }
        boolean twice = job.ends.stream().anyMatch(other -> other != end && number(other) == number(end));
        if (twice) {
            found(job, "ended twice under one lease");
        }
    }
}
