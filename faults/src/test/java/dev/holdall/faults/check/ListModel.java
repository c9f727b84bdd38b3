package dev.holdall.faults.check;

import dev.holdall.faults.history.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * A list that grows at its end: {@code add(value)}, {@code addAll(value,value,...)} at once, {@code size() = number}, {@code get(index) = value}, or {@code
 * none} beyond the end, {@code copy() = value,value,...}.
 */
public final class ListModel implements Model<List<String>> {
    @Override
    public List<String> initial() {
        return List.of();
    }

    @Override
    public List<List<String>> after(List<String> list, Operation operation) {
        if (operation.name().startsWith("add")) {
            List<String> longer = new ArrayList<>(list);
            longer.addAll(List.of(operation.argument().split(",")));
            return List.of(List.copyOf(longer));
        }
        return operation.isUnknown() || operation.result().equals(looked(list, operation)) ? List.of(list) : List.of();
    }

    private static String looked(List<String> list, Operation operation) {
        return switch (operation.name()) {
            case "size" -> String.valueOf(list.size());
            case "copy" -> String.join(",", list);
            case "get" -> {
                int index = Integer.parseInt(operation.argument());
                yield index < list.size() ? list.get(index) : "none";
            }
            default -> throw new IllegalArgumentException(operation.name());
        };
    }

    /** Spares the making of a longer list. */
    @Override
    public boolean mayGoFirst(List<String> list, Operation operation) {
        return !operation.name().startsWith("add") && Model.super.mayGoFirst(list, operation);
    }
}
