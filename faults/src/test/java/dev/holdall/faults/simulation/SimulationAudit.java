package dev.holdall.faults.simulation;

import dev.holdall.faults.check.BarrierRounds;
import dev.holdall.faults.check.Deliveries;
import dev.holdall.faults.check.Finding;
import dev.holdall.faults.check.Leases;
import dev.holdall.faults.check.ModelKind;
import dev.holdall.faults.check.Verdict;
import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What has to hold of a simulated history. Stricter than the audit of real processes: everything is known here, and at the end of a run
 * everything that was put has been taken.
 */
final class SimulationAudit {
    private static final long MOST_STATES = 50_000;

    private final History history;
    private final Set<Integer> finished;
    private final Consumer<String> violations;
    private int undecided;

    /** @param finished the lives whose queues were emptied in the end */
    SimulationAudit(History history, Set<Integer> finished, Consumer<String> violations) {
        this.history = history;
        this.finished = finished;
        this.violations = violations;
    }

    void check() {
        history.byKey().forEach(this::check);
    }

    /** How many histories were too long to be decided. */
    int undecided() {
        return undecided;
    }

    private void check(String key, List<Operation> operations) {
        switch (key.substring(0, key.indexOf('/'))) {
            case "dict" -> checkOrder(key, ModelKind.REGISTER, operations);
            case "counter" -> checkOrder(key, ModelKind.COUNTER, operations);
            case "list" -> checkOrder(key, ModelKind.LIST, operations);
            case "lock" -> checkOrder(key, ModelKind.LOCK, operations);
            case "queue" -> {
                checkDeliveries(key, operations);
                checkOrder(key, ModelKind.QUEUE, operations);
            }
            case "bounded" -> checkDeliveries(key, operations);
            case "leased" -> found(key, new Leases(operations).findings(isFinished(key)));
            case "barrier" -> found(key, BarrierRounds.findings(operations, Objects.PARTIES));
            default -> {
                // Watched while it runs.
            }
        }
    }

    private void checkOrder(String key, ModelKind kind, List<Operation> operations) {
        Verdict verdict = kind.check(operations, history, MOST_STATES);
        switch (verdict.kind()) {
            case BROKEN -> violations.accept(key + " is " + verdict.shown());
            case UNDECIDED -> undecided++;
            case LINEARIZABLE -> {
                // As it should be.
            }
        }
    }

    private void found(String key, List<Finding> findings) {
        findings.forEach(finding -> violations.accept(finding.shown(key)));
    }

    private boolean isFinished(String key) {
        return finished.contains(Integer.parseInt(key.substring(key.indexOf('/') + 1)));
    }

    private static Set<String> put(List<Operation> operations, boolean certain) {
        Set<String> put = new HashSet<>();
        for (Operation operation : operations) {
            boolean done =
                    operation.outcome() == Outcome.OK && operation.result().isEmpty();
            if (operation.name().equals("put") && (done || !certain && operation.isUnknown())) {
                put.add(operation.argument());
            }
        }
        return put;
    }

    // Queues -----------------------------------------------------------------------------------------------------

    private void checkDeliveries(String key, List<Operation> operations) {
        Deliveries deliveries = new Deliveries(operations);
        found(key, deliveries.findings(history, put(operations, false)));
        Set<String> lost = put(operations, true);
        lost.removeAll(deliveries.elements());
        if (isFinished(key) && !lost.isEmpty()) {
            found(key, List.of(new Finding("lost are " + lost, operations)));
        }
    }
}
