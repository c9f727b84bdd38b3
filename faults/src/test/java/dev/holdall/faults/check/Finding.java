package dev.holdall.faults.check;

import dev.holdall.faults.history.Operation;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * Something in a history that must not be.
 *
 * @param operations which show it
 */
public record Finding(String what, Collection<Operation> operations) {
    /**
     * For people.
     *
     * @param key the object that it is about
     */
    public String shown(String key) {
        long start = operations.stream().mapToLong(Operation::invoked).min().orElse(0);
        return key + ": " + what + "\n"
                + operations.stream()
                        .sorted(Comparator.comparingLong(Operation::invoked))
                        .map(operation -> operation.shown(start) + "\n")
                        .collect(Collectors.joining());
    }
}
