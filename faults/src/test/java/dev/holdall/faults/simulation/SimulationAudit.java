package dev.holdall.faults.simulation;

import dev.holdall.faults.check.CounterModel;
import dev.holdall.faults.check.Linearizability;
import dev.holdall.faults.check.ListModel;
import dev.holdall.faults.check.LockModel;
import dev.holdall.faults.check.Model;
import dev.holdall.faults.check.QueueModel;
import dev.holdall.faults.check.RegisterModel;
import dev.holdall.faults.check.Verdict;
import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
            case "dict" -> linearizable(key, new RegisterModel(), operations);
            case "counter" -> linearizable(key, new CounterModel(), operations);
            case "list" -> linearizable(key, new ListModel(), operations);
            case "lock" -> linearizable(key, new LockModel(), LockModel.withEnds(operations, history));
            case "queue" -> {
                checkDeliveries(key, operations);
                List<Operation> all = QueueModel.withReturns(operations, history);
                linearizable(key, new QueueModel(all), all);
            }
            case "bounded" -> checkDeliveries(key, operations);
            case "leased" -> checkLeases(key, operations);
            case "barrier" -> checkBarrier(key, operations);
            default -> {
                // Watched while it runs.
            }
        }
    }

    private void linearizable(String key, Model<?> model, List<Operation> operations) {
        Verdict verdict = Linearizability.check(model, operations, MOST_STATES);
        switch (verdict.kind()) {
            case BROKEN -> violations.accept(key + " is " + verdict.shown());
            case UNDECIDED -> undecided++;
            case LINEARIZABLE -> {
                // As it should be.
            }
        }
    }

    private void violation(String what, List<Operation> operations) {
        StringBuilder text = new StringBuilder(what).append('\n');
        operations.stream()
                .sorted(Comparator.comparingLong(Operation::invoked))
                .forEach(operation -> text.append(operation.shown(World.SECOND)).append('\n'));
        violations.accept(text.toString());
    }

    private boolean isFinished(String key) {
        return finished.contains(Integer.parseInt(key.substring(key.indexOf('/') + 1)));
    }

    private static List<String> words(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(","));
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
        Map<String, List<Operation>> takers = new HashMap<>();
        for (Operation operation : operations) {
            if (operation.name().equals("take") && operation.outcome() == Outcome.OK) {
                words(operation.result())
                        .forEach(element -> takers.computeIfAbsent(element, e -> new ArrayList<>())
                                .add(operation));
            }
        }
        Set<String> perhapsPut = put(operations, false);
        takers.forEach((element, all) -> {
            if (!perhapsPut.contains(element)) {
                violation(key + ": " + element + " was delivered and never put", all);
            }
            long settled = all.stream()
                    .filter(taker -> !history.mayBeUnacknowledged(taker))
                    .count();
            if (settled > 1) {
                violation(key + ": " + element + " was delivered to " + settled + " who acknowledged it", all);
            }
        });
        Set<String> lost = put(operations, true);
        lost.removeAll(takers.keySet());
        if (isFinished(key) && !lost.isEmpty()) {
            violation(key + ": lost are " + lost, operations);
        }
    }

    private void checkLeases(String key, List<Operation> operations) {
        Map<String, Operation> acknowledged = new HashMap<>();
        Set<String> perhaps = new HashSet<>();
        Set<String> delivered = new HashSet<>();
        for (Operation operation : operations) {
            boolean ok = operation.outcome() == Outcome.OK;
            if (operation.name().equals("acknowledge")) {
                String element = words(operation.argument()).get(0);
                if (ok && operation.result().equals("true")) {
                    Operation before = acknowledged.put(element, operation);
                    if (before != null) {
                        violation(key + ": " + element + " was acknowledged twice", List.of(before, operation));
                    }
                } else if (!ok) {
                    perhaps.add(element);
                }
            } else if (ok
                            && operation.name().equals("lease")
                            && !operation.result().isEmpty()
                    || ok && operation.name().equals("take")) {
                List<String> words = words(operation.result());
                delivered.addAll(operation.name().equals("lease") ? words.subList(0, 1) : words);
            }
        }
        for (Operation operation : operations) {
            if (operation.name().equals("lease")
                    && operation.outcome() == Outcome.OK
                    && !operation.result().isEmpty()) {
                Operation before = acknowledged.get(words(operation.result()).get(0));
                if (before != null && before.completed() < operation.invoked()) {
                    violation(key + ": delivered after it was acknowledged", List.of(before, operation));
                }
            }
        }
        Set<String> left = new HashSet<>();
        operations.stream()
                .filter(operation -> operation.name().equals("take"))
                .forEach(operation -> left.addAll(words(operation.result())));
        left.stream()
                .filter(acknowledged::containsKey)
                .forEach(element -> violation(key + ": " + element + " was acknowledged and is there", operations));
        Set<String> lost = put(operations, true);
        lost.removeAll(left);
        lost.removeAll(acknowledged.keySet());
        lost.removeAll(perhaps);
        if (isFinished(key) && !lost.isEmpty()) {
            violation(key + ": lost are " + lost, operations);
        }
        delivered.removeAll(put(operations, false));
        if (!delivered.isEmpty()) {
            violation(key + ": never put were " + delivered, operations);
        }
    }

    // Barrier ----------------------------------------------------------------------------------------------------

    private void checkBarrier(String key, List<Operation> operations) {
        List<Operation> arrivals = operations.stream()
                .filter(operation -> operation.name().equals("await"))
                .toList();
        List<Operation> left = arrivals.stream()
                .filter(operation -> !operation.isUnknown()
                        && Character.isDigit(operation.result().charAt(0)))
                .sorted(Comparator.comparingLong(Operation::completed))
                .toList();
        int[] byIndex = new int[Objects.PARTIES];
        for (int i = 0; i < left.size(); i++) {
            long time = left.get(i).completed();
            long arrived = arrivals.stream()
                    .filter(arrival -> arrival.invoked() < time)
                    .count();
            if (arrived < (long) (i / Objects.PARTIES + 1) * Objects.PARTIES) {
                violation(key + ": somebody left when only " + arrived + " had arrived", arrivals);
                return;
            }
            byIndex[Integer.parseInt(left.get(i).result())]++;
        }
        long open = arrivals.stream().filter(Operation::isUnknown).count();
        if (Math.abs(byIndex[0] - byIndex[1]) > open) {
            violation(key + ": of some rounds not all left: " + byIndex[0] + " and " + byIndex[1], arrivals);
        }
    }
}
