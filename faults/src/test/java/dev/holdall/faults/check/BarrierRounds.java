package dev.holdall.faults.check;

import dev.holdall.faults.history.Operation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What holds of a barrier's history: {@code await() = index}, or a word if it was broken. */
public final class BarrierRounds {
    private BarrierRounds() {}

    /** The n-th who leaves has been preceded by as many arrivals as are needed to let n go, and all of a round leave. */
    public static List<Finding> findings(List<Operation> operations, int parties) {
        List<Operation> arrivals = operations.stream()
                .filter(operation -> operation.name().equals("await"))
                .toList();
        List<Operation> left = arrivals.stream()
                .filter(operation -> !operation.isUnknown()
                        && Character.isDigit(operation.result().charAt(0)))
                .sorted(Comparator.comparingLong(Operation::completed))
                .toList();
        int[] byIndex = new int[parties];
        for (int i = 0; i < left.size(); i++) {
            long time = left.get(i).completed();
            long arrived = arrivals.stream()
                    .filter(arrival -> arrival.invoked() < time)
                    .count();
            if (arrived < (long) (i / parties + 1) * parties) {
                return List.of(new Finding("somebody left when only " + arrived + " had arrived", arrivals));
            }
            byIndex[Integer.parseInt(left.get(i).result())]++;
        }
        long open = arrivals.stream().filter(Operation::isUnknown).count();
        int most = Arrays.stream(byIndex).max().orElse(0);
        int least = Arrays.stream(byIndex).min().orElse(0);
        return most - least > open
                ? List.of(new Finding("of some rounds not all left: by index " + Arrays.toString(byIndex), arrivals))
                : List.of();
    }
}
