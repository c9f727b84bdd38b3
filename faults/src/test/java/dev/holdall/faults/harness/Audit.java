package dev.holdall.faults.harness;

import dev.holdall.faults.check.BarrierRounds;
import dev.holdall.faults.check.Deliveries;
import dev.holdall.faults.check.Finding;
import dev.holdall.faults.check.ModelKind;
import dev.holdall.faults.check.Verdict;
import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import dev.holdall.faults.worker.Keys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** What has to hold of a run's history, whatever broke. */
final class Audit {
    private static final long MOST_STATES = 1_000_000;

    private final History history;
    private final Map<String, Long> killed;
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final LongAdder states = new LongAdder();
    private final LongAdder redelivered = new LongAdder();
    private final LongAdder dead = new LongAdder();
    private final SectionAudit sections;

    /**
     * @param killed when workers were killed, by their names
     */
    Audit(History history, Map<String, Long> killed) {
        this.history = history;
        this.killed = killed;
        this.sections = new SectionAudit(history, this::found);
    }

    /** @return what does not hold, each with the operations that show it */
    List<String> violations() {
        history.byKey().entrySet().parallelStream().forEach(each -> audit(each.getKey(), each.getValue()));
        sections.audit();
        return violations.stream().sorted().toList();
    }

    /** How many states the searches went through. */
    long states() {
        return states.sum();
    }

    /** How often what happened that a run has to have seen to prove anything; for people, and to find what is missing. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        counts.put("redelivered", redelivered.sum());
        counts.put("dead-letters", dead.sum());
        counts.put("guarded-writes", (long) sections.written());
        counts.put("refused-writes", (long) sections.refused());
        return counts;
    }

    private void audit(String key, List<Operation> operations) {
        switch (key.substring(0, key.indexOf('/'))) {
            case "dict", "fenced" -> checkOrder(key, ModelKind.REGISTER, operations);
            case "counter" -> checkOrder(key, ModelKind.COUNTER, operations);
            case "list" -> checkOrder(key, ModelKind.LIST, operations);
            case "lock" -> checkOrder(key, ModelKind.LOCK, operations);
            case "queue" -> {
                checkOrder(key, ModelKind.QUEUE, operations);
                auditDeliveries(key, operations, Audit::elements);
            }
            case "batch" -> {
                auditDeliveries(key, operations, Audit::elementsOfBatch);
                auditBatches(key, operations);
            }
            case "semaphore" -> auditPermits(key, operations);
            case "barrier" -> found(key, BarrierRounds.findings(operations, Keys.PARTIES));
            case "lease" -> auditLeases(key, operations);
            default -> violations.add("nobody knows what " + key + " is");
        }
    }

    private void checkOrder(String key, ModelKind kind, List<Operation> operations) {
        Verdict verdict = kind.check(operations, history, MOST_STATES);
        states.add(verdict.states());
        if (verdict.kind() != Verdict.Kind.LINEARIZABLE) {
            violations.add(key + " is " + verdict.shown());
        }
    }

    private void found(String key, Finding finding) {
        violations.add(finding.shown(key));
    }

    private void found(String key, List<Finding> findings) {
        findings.forEach(finding -> found(key, finding));
    }

    // Queues -----------------------------------------------------------------------------------------------------

    /** What an operation puts for certain, or, if its effect is open, at most. */
    private interface Putting {
        List<String> elements(Operation operation);
    }

    private static List<String> elements(Operation operation) {
        return operation.name().equals("put") ? List.of(operation.argument().split(",")) : List.of();
    }

    private static List<String> elementsOfBatch(Operation operation) {
        if (!operation.name().equals("offerAll")) {
            return List.of();
        }
        String[] batch = operation.argument().split(",");
        int most = Integer.parseInt(operation.isUnknown() ? batch[1] : operation.result());
        return IntStream.range(0, most).mapToObj(i -> batch[0] + ':' + i).toList();
    }

    /**
     * Each element that was put for certain was delivered, but for what was handed over to those who were killed then; none was delivered
     * again to somebody else after its taker had acknowledged it.
     */
    private void auditDeliveries(String key, List<Operation> operations, Putting putting) {
        Deliveries deliveries = new Deliveries(operations);
        Set<String> perhapsPut = new HashSet<>();
        operations.forEach(put -> perhapsPut.addAll(putting.elements(put)));
        found(key, deliveries.findings(history, perhapsPut));
        List<Operation> missing = new ArrayList<>();
        for (Operation put : operations) {
            if (put.outcome() == Outcome.OK && !deliveries.elements().containsAll(putting.elements(put))) {
                missing.add(put);
            }
        }
        long lost = missing.stream()
                .flatMap(put -> putting.elements(put).stream())
                .filter(element -> !deliveries.elements().contains(element))
                .count();
        long handedOver = operations.stream()
                .filter(operation -> operation.name().equals("take")
                        && operation.outcome() == Outcome.MISSING
                        && missing.stream().anyMatch(put -> livedToReceive(operation, put)))
                .mapToLong(operation -> Long.parseLong(operation.argument()))
                .sum();
        if (lost > handedOver) {
            found(
                    key,
                    new Finding(lost + " elements are lost, of which the killed have at most " + handedOver, missing));
        }
    }

    /** Whether an element that was put then can have been handed over to a taker that was killed. */
    private boolean livedToReceive(Operation take, Operation put) {
        return killed.getOrDefault(take.worker(), Operation.NEVER) > put.invoked();
    }

    /** Of each batch a beginning was delivered, if it is not known how much was put; and in its order, but for what came back. */
    private void auditBatches(String key, List<Operation> operations) {
        Set<String> delivered = new Deliveries(operations).elements();
        boolean someoneWasKilled = false;
        for (Operation operation : operations) {
            someoneWasKilled |= operation.name().equals("take") && operation.outcome() == Outcome.MISSING;
        }
        for (Operation put : operations) {
            if (!put.name().equals("offerAll") || someoneWasKilled) {
                continue;
            }
            String[] batch = put.argument().split(",");
            int length = Integer.parseInt(batch[1]);
            int first = 0;
            while (first < length && delivered.contains(batch[0] + ':' + first)) {
                first++;
            }
            for (int i = first; i < length; i++) {
                if (delivered.contains(batch[0] + ':' + i)) {
                    found(key, new Finding("of a batch, element " + i + " was delivered and not " + first, operations));
                    break;
                }
            }
        }
    }

    private void auditLeases(String key, List<Operation> operations) {
        LeaseAudit audit = new LeaseAudit(history, key, operations);
        found(key, audit.findings());
        redelivered.add(audit.redelivered());
        dead.add(audit.dead());
    }

    // Semaphores -------------------------------------------------------------------------------------------------

    private record Change(long time, int permits) {}

    /** At no time are more permits held than there are, counting only what is certain. */
    private void auditPermits(String key, List<Operation> operations) {
        Map<String, Operation> held = new LinkedHashMap<>();
        List<Change> changes = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.name().equals("release")) {
                Operation acquired = held.remove(operation.process());
                if (acquired != null && !acquired.session().equals(operation.session())) {
                    // Released for somebody else: what is certain cannot be told any more.
                    return;
                }
                if (acquired != null) {
                    hold(acquired, operation.invoked(), changes);
                }
            } else {
                Operation forgotten = held.remove(operation.process());
                if (forgotten != null) {
                    hold(forgotten, history.lastAlive(forgotten.session()), changes);
                }
                if (operation.result().equals("true")) {
                    held.put(operation.process(), operation);
                }
            }
        }
        held.values().forEach(acquired -> hold(acquired, history.lastAlive(acquired.session()), changes));
        // What is released at the same time as something is acquired goes first.
        changes.sort(Comparator.comparingLong(Change::time).thenComparing(Change::permits));
        int now = 0;
        for (Change change : changes) {
            now += change.permits();
            if (now > Keys.PERMITS) {
                long time = change.time();
                List<Operation> about = operations.stream()
                        .filter(operation -> Math.abs(operation.invoked() - time) < 200_000_000)
                        .toList();
                found(key, new Finding(now + " permits were held of " + Keys.PERMITS, about));
                return;
            }
        }
    }

    private void hold(Operation acquired, long until, List<Change> changes) {
        long end = Math.min(until, history.lastAlive(acquired.session()));
        int permits = Integer.parseInt(acquired.argument());
        if (end > acquired.completed()) {
            changes.add(new Change(acquired.completed(), permits));
            changes.add(new Change(end, -permits));
        }
    }
}
