package dev.holdall.faults.harness;

import dev.holdall.faults.check.CounterModel;
import dev.holdall.faults.check.Linearizability;
import dev.holdall.faults.check.ListModel;
import dev.holdall.faults.check.LockModel;
import dev.holdall.faults.check.QueueModel;
import dev.holdall.faults.check.RegisterModel;
import dev.holdall.faults.check.Verdict;
import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import dev.holdall.faults.worker.Keys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
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

    /**
     * @param killed when workers were killed, by their names
     */
    Audit(History history, Map<String, Long> killed) {
        this.history = history;
        this.killed = killed;
    }

    /** @return what does not hold, each with the operations that show it */
    List<String> violations() {
        history.byKey().entrySet().parallelStream().forEach(each -> audit(each.getKey(), each.getValue()));
        auditGuards();
        return violations.stream().sorted().toList();
    }

    /** How many states the searches went through. */
    long states() {
        return states.sum();
    }

    private void audit(String key, List<Operation> operations) {
        switch (key.substring(0, key.indexOf('/'))) {
            case "dict" -> linearizable(key, Linearizability.check(new RegisterModel(), operations, MOST_STATES));
            case "counter" -> linearizable(key, Linearizability.check(new CounterModel(), operations, MOST_STATES));
            case "list" -> linearizable(key, Linearizability.check(new ListModel(), operations, MOST_STATES));
            case "lock" ->
                linearizable(
                        key,
                        Linearizability.check(new LockModel(), LockModel.withEnds(operations, history), MOST_STATES));
            case "queue" -> {
                List<Operation> all = QueueModel.withReturns(operations, history);
                linearizable(key, Linearizability.check(new QueueModel(all), all, MOST_STATES));
                auditDeliveries(key, operations, Audit::elements);
            }
            case "batch" -> {
                auditDeliveries(key, operations, Audit::elementsOfBatch);
                auditBatches(key, operations);
            }
            case "semaphore" -> auditPermits(key, operations);
            case "barrier" -> auditBarrier(key, operations);
            default -> violations.add("nobody knows what " + key + " is");
        }
    }

    private void linearizable(String key, Verdict verdict) {
        states.add(verdict.states());
        if (verdict.kind() != Verdict.Kind.LINEARIZABLE) {
            violations.add(key + " is " + verdict.shown());
        }
    }

    private void violation(String key, String what, Collection<Operation> operations) {
        long start = operations.stream().mapToLong(Operation::invoked).min().orElse(0);
        StringBuilder text = new StringBuilder(key + ": " + what + "\n");
        operations.stream()
                .sorted(Comparator.comparingLong(Operation::invoked))
                .forEach(operation -> text.append(operation.shown(start)).append('\n'));
        violations.add(text.toString());
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

    private static List<String> taken(Operation operation) {
        return operation.name().equals("take")
                        && operation.outcome() == Outcome.OK
                        && !operation.result().isEmpty()
                ? List.of(operation.result().split(","))
                : List.of();
    }

    /**
     * Each element that was put for certain was delivered, but for what was handed over to those who were killed then; none was delivered
     * again to somebody else after its taker had acknowledged it.
     */
    private void auditDeliveries(String key, List<Operation> operations, Putting putting) {
        Map<String, List<Operation>> takers = new HashMap<>();
        for (Operation operation : operations) {
            for (String element : taken(operation)) {
                takers.computeIfAbsent(element, e -> new ArrayList<>()).add(operation);
            }
        }
        takers.forEach((element, all) -> {
            long settled = all.stream()
                    .filter(taker -> !history.mayBeUnacknowledged(taker))
                    .count();
            if (settled > 1) {
                violation(key, element + " was delivered to " + settled + " who acknowledged it", all);
            }
        });
        List<Operation> missing = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Operation put : operations) {
            known.addAll(putting.elements(put));
            if (put.outcome() == Outcome.OK && !takers.keySet().containsAll(putting.elements(put))) {
                missing.add(put);
            }
        }
        long lost = missing.stream()
                .flatMap(put -> putting.elements(put).stream())
                .filter(element -> !takers.containsKey(element))
                .count();
        long handedOver = operations.stream()
                .filter(operation -> operation.name().equals("take")
                        && operation.outcome() == Outcome.MISSING
                        && missing.stream().anyMatch(put -> livedToReceive(operation, put)))
                .mapToLong(operation -> Long.parseLong(operation.argument()))
                .sum();
        if (lost > handedOver) {
            violation(key, lost + " elements are lost, of which the killed have at most " + handedOver, missing);
        }
        takers.forEach((element, all) -> {
            if (!known.contains(element)) {
                violation(key, element + " was delivered and never put", all);
            }
        });
    }

    /** Whether an element that was put then can have been handed over to a taker that was killed. */
    private boolean livedToReceive(Operation take, Operation put) {
        return killed.getOrDefault(take.worker(), Operation.NEVER) > put.invoked();
    }

    /** Of each batch a beginning was delivered, if it is not known how much was put; and in its order, but for what came back. */
    private void auditBatches(String key, List<Operation> operations) {
        Set<String> delivered = new HashSet<>();
        boolean someoneWasKilled = false;
        for (Operation operation : operations) {
            delivered.addAll(taken(operation));
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
                    violation(key, "of a batch, element " + i + " was delivered and not " + first, operations);
                    break;
                }
            }
        }
    }

    // Locks ------------------------------------------------------------------------------------------------------

    /** One time that somebody held a lock, and what he did meanwhile. */
    private static final class Section {
        final long token;
        final List<Operation> operations = new ArrayList<>();
        String read = "";
        String wrote = "";
        boolean clean;

        Section(long token) {
            this.token = token;
        }
    }

    /**
     * Who holds the lock reads what the holder before him has written. Holders who lost their session, or were killed, may have written or not.
     */
    private void auditGuards() {
        Map<String, Map<Long, Section>> sections = new TreeMap<>();
        Map<String, Section> open = new HashMap<>();
        for (Operation operation : history.operations()) {
            String process = operation.process();
            Section section = open.get(process);
            if (operation.kind().equals("lock") && operation.name().equals("acquire")) {
                open.remove(process);
                if (operation.outcome() == Outcome.OK && !operation.result().equals("no")) {
                    Section begun = new Section(Long.parseLong(operation.result()));
                    begun.operations.add(operation);
                    open.put(process, begun);
                    sections.computeIfAbsent(operation.key().substring(5), key -> new TreeMap<>())
                            .put(begun.token, begun);
                }
            } else if (section != null) {
                section.operations.add(operation);
                switch (operation.name()) {
                    case "get" -> section.read = operation.result();
                    case "put" -> section.wrote = operation.argument();
                    default -> {
                        boolean all = section.operations.stream()
                                .allMatch(done -> done.outcome() == Outcome.OK
                                        && done.session()
                                                .equals(section.operations
                                                        .get(0)
                                                        .session()));
                        section.clean = all && operation.result().equals("ok");
                        open.remove(process);
                    }
                }
            }
        }
        sections.forEach(this::auditSections);
    }

    private void auditSections(String slot, Map<Long, Section> byToken) {
        Section before = null;
        for (Section section : byToken.values()) {
            if (before != null && before.clean && section.clean && !section.read.equals(before.wrote)) {
                List<Operation> both = new ArrayList<>(before.operations);
                both.addAll(section.operations);
                violation("lock/" + slot, "a holder did not read what the holder before him wrote", both);
            }
            before = section;
        }
    }

    // Semaphores and barriers ------------------------------------------------------------------------------------

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
                violation(
                        key,
                        now + " permits were held of " + Keys.PERMITS,
                        operations.stream()
                                .filter(operation -> Math.abs(operation.invoked() - time) < 200_000_000)
                                .toList());
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

    /** The n-th who leaves has been preceded by as many arrivals as are needed to let n go. */
    private void auditBarrier(String key, List<Operation> operations) {
        List<Operation> arrivals = operations.stream()
                .filter(operation -> operation.name().equals("await"))
                .toList();
        List<Operation> left = arrivals.stream()
                .filter(operation -> !operation.isUnknown()
                        && Character.isDigit(operation.result().charAt(0)))
                .sorted(Comparator.comparingLong(Operation::completed))
                .toList();
        int[] byIndex = new int[Keys.PARTIES];
        for (int i = 0; i < left.size(); i++) {
            long time = left.get(i).completed();
            long arrived = arrivals.stream()
                    .filter(arrival -> arrival.invoked() < time)
                    .count();
            if (arrived < (long) (i / Keys.PARTIES + 1) * Keys.PARTIES) {
                violation(key, "somebody left when only " + arrived + " had arrived", arrivals);
                return;
            }
            byIndex[Integer.parseInt(left.get(i).result())]++;
        }
        long open = arrivals.stream().filter(Operation::isUnknown).count();
        int most = Arrays.stream(byIndex).max().orElse(0);
        for (int count : byIndex) {
            if (most - count > open) {
                violation(key, "of some rounds not all left: by index " + Arrays.toString(byIndex), arrivals);
                return;
            }
        }
    }
}
