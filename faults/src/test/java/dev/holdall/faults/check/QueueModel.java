package dev.holdall.faults.check;

import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A queue first in first out: {@code put(value,value,...)} at once, {@code take(most) = value,value,...} at once, as many as there are but not
 * more; empty if there are none. One more thing happens to it that nobody calls: {@code return(operation)} brings what that taking took back
 * to its former place, since nobody received it. {@link #withReturns} adds them. No value is put twice.
 */
public final class QueueModel implements Model<QueueModel.State> {
    /** A value and its place, which it keeps for ever. */
    public record Element(long place, String value) {}

    /**
     * @param waiting what is in the queue
     * @param taken what may come back, by the id of the operation that took it
     * @param next the place of the next element
     */
    public record State(List<Element> waiting, Map<String, List<Element>> taken, long next) {}

    private final Map<String, Long> delivered = new HashMap<>();
    private final Map<String, Integer> deliveries = new HashMap<>();
    private final Map<String, Boolean> returnable = new HashMap<>();

    /** @param operations what will be checked */
    public QueueModel(List<Operation> operations) {
        for (Operation operation : operations) {
            if (operation.name().equals("return")) {
                returnable.put(operation.argument(), true);
            } else if (operation.name().equals("take") && !operation.isUnknown()) {
                long time = operation.completed();
                for (String value : operation.result().split(",")) {
                    // Of those that came together, in the order in which they came.
                    delivered.merge(value, time++, Math::min);
                    deliveries.merge(value, 1, Integer::sum);
                }
            }
        }
    }

    @Override
    public State initial() {
        return new State(List.of(), Map.of(), 0);
    }

    @Override
    public List<State> after(State state, Operation operation) {
        return switch (operation.name()) {
            case "put" -> List.of(put(state, operation.argument().split(",")));
            case "take" -> took(state, operation);
            case "return" -> returned(state, operation.argument());
            default -> throw new IllegalArgumentException(operation.name());
        };
    }

    private static State put(State state, String[] values) {
        List<Element> longer = new ArrayList<>(state.waiting());
        long place = state.next();
        for (String value : values) {
            longer.add(new Element(place++, value));
        }
        return new State(longer, state.taken(), place);
    }

    private List<State> took(State state, Operation operation) {
        List<Element> waiting = state.waiting();
        int count = Math.min(Integer.parseInt(operation.argument()), waiting.size());
        if (operation.isUnknown() ? count == 0 : !isResult(operation.result(), waiting, count)) {
            return List.of();
        }
        Map<String, List<Element>> taken = state.taken();
        if (count > 0 && returnable.containsKey(operation.id())) {
            taken = new HashMap<>(taken);
            taken.put(operation.id(), List.copyOf(waiting.subList(0, count)));
        }
        return List.of(new State(List.copyOf(waiting.subList(count, waiting.size())), taken, state.next()));
    }

    private static boolean isResult(String result, List<Element> waiting, int count) {
        if (result.isEmpty() || count == 0) {
            return result.isEmpty() && count == 0;
        }
        String[] values = result.split(",");
        if (values.length != count) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!values[i].equals(waiting.get(i).value())) {
                return false;
            }
        }
        return true;
    }

    private static List<State> returned(State state, String taking) {
        List<Element> back = state.taken().get(taking);
        if (back == null) {
            return List.of();
        }
        Map<String, List<Element>> taken = new HashMap<>(state.taken());
        taken.remove(taking);
        List<Element> waiting = new ArrayList<>(state.waiting());
        waiting.addAll(back);
        waiting.sort(Comparator.comparingLong(Element::place));
        return List.of(new State(waiting, taken, state.next()));
    }

    /**
     * A taking that gets as much as it asked for, of elements that are delivered this once: what is put meanwhile comes behind them, nobody else
     * gets them, and as long as they are there, nobody gets what is behind them.
     */
    @Override
    public boolean mayGoFirst(State state, Operation operation) {
        if (!operation.name().equals("take")
                || operation.isUnknown()
                || operation.result().isEmpty()) {
            return false;
        }
        String[] values = operation.result().split(",");
        return values.length == Integer.parseInt(operation.argument())
                && values.length <= state.waiting().size()
                && isResult(operation.result(), state.waiting(), values.length)
                && Stream.of(values).allMatch(value -> deliveries.get(value) == 1);
    }

    /** Values that were delivered earlier were put earlier, if they may have been. */
    @Override
    public long hint(Operation operation) {
        if (!operation.name().equals("put")) {
            return operation.completed();
        }
        return delivered.getOrDefault(operation.argument().split(",")[0], Operation.NEVER);
    }

    /**
     * A queue's operations, with the returns that may have happened in between: of what was taken by an operation that was never answered, or
     * whose answer the manager may not know to have been received.
     */
    public static List<Operation> withReturns(List<Operation> operations, History run) {
        List<Operation> all = new ArrayList<>(operations);
        for (Operation operation : operations) {
            if (operation.name().equals("take")
                    && (operation.isUnknown() || !operation.result().isEmpty() && run.mayBeUnacknowledged(operation))) {
                all.add(new Operation(
                        "return " + operation.id(),
                        "manager/return",
                        "",
                        operation.key(),
                        "return",
                        operation.id(),
                        operation.invoked(),
                        Operation.NEVER,
                        Outcome.LOST,
                        ""));
            }
        }
        return all;
    }
}
