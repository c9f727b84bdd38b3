package dev.holdall.faults.check;

import dev.holdall.faults.history.Operation;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was found about the history of one object.
 *
 * @param states how many states were looked at
 * @param offending if there is no order: the shortest beginning of the history that has none
 */
public record Verdict(Kind kind, long states, List<Operation> offending) {
    /** The possible findings. */
    public enum Kind {
        /** There is an order that explains all answers. */
        LINEARIZABLE,
        /** There is none. */
        BROKEN,
        /** Not decided within the states allowed: the history is too long, or too much of it happened at once. */
        UNDECIDED
    }

    /** For people. */
    public String shown() {
        long start = offending.stream().mapToLong(Operation::invoked).min().orElse(0);
        return kind + " after " + states + " states\n"
                + offending.stream()
                        .map(operation -> operation.shown(start) + "\n")
                        .collect(Collectors.joining());
    }
}
