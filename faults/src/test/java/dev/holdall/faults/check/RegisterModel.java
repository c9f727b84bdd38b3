package dev.holdall.faults.check;

import dev.holdall.faults.history.Operation;
import java.util.List;

/**
 * One key of a dict. No value is the empty word.
 *
 * <p>{@code get() = value}, {@code put(value) = former value}, {@code putIfAbsent(value) = former value}, {@code replace(expected,value) =
 * whether it was}, {@code remove() = former value}.
 */
public final class RegisterModel implements Model<String> {
    private static final String NONE = "";

    @Override
    public String initial() {
        return NONE;
    }

    @Override
    public List<String> after(String value, Operation operation) {
        String argument = operation.argument();
        return switch (operation.name()) {
            case "get" -> answered(operation, value, value);
            case "put" -> answered(operation, value, argument);
            case "putIfAbsent" -> answered(operation, value, value.equals(NONE) ? argument : value);
            case "remove" -> answered(operation, value, NONE);
            case "replace" -> {
                String[] both = argument.split(",", 2);
                boolean replaced = !value.equals(NONE) && value.equals(both[0]);
                yield answered(operation, String.valueOf(replaced), replaced ? both[1] : value);
            }
            default -> throw new IllegalArgumentException(operation.name());
        };
    }

    private static List<String> answered(Operation operation, String result, String after) {
        return operation.isUnknown() || operation.result().equals(result) ? List.of(after) : List.of();
    }
}
