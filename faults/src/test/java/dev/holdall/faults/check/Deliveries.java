package dev.holdall.faults.check;

import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who was handed what by a queue from which is taken for good: {@code take(most) = element,element,...}, or nothing. */
public final class Deliveries {
    private final Map<String, List<Operation>> takers = new HashMap<>();

    public Deliveries(List<Operation> operations) {
        for (Operation operation : operations) {
            for (String element : taken(operation)) {
                takers.computeIfAbsent(element, e -> new ArrayList<>()).add(operation);
            }
        }
    }

    /** What an operation is known to have taken. */
    private static List<String> taken(Operation operation) {
        return operation.name().equals("take") && operation.outcome() == Outcome.OK
                ? words(operation.result())
                : List.of();
    }

    /** What a history joins by commas. */
    static List<String> words(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(","));
    }

    /** All that was delivered to somebody. */
    public Set<String> elements() {
        return takers.keySet();
    }

    /**
     * Nothing was delivered again after its taker had acknowledged it, nor was anything delivered that nobody put.
     *
     * @param perhapsPut what was put, or may have been
     */
    public List<Finding> findings(History run, Set<String> perhapsPut) {
        List<Finding> findings = new ArrayList<>();
        takers.forEach((element, all) -> {
            long settled = all.stream()
                    .filter(taker -> !run.mayBeUnacknowledged(taker))
                    .count();
            if (settled > 1) {
                findings.add(new Finding(element + " was delivered to " + settled + " who acknowledged it", all));
            }
            if (!perhapsPut.contains(element)) {
                findings.add(new Finding(element + " was delivered and never put", all));
            }
        });
        return findings;
    }
}
