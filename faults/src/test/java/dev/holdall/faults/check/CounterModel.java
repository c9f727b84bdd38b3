package dev.holdall.faults.check;

import dev.holdall.faults.history.Operation;
import java.util.List;

/** A number that is counted up: {@code increment() = new number}, {@code get() = number}. */
public final class CounterModel implements Model<Long> {
    @Override
    public Long initial() {
        return 0L;
    }

    @Override
    public List<Long> after(Long number, Operation operation) {
        long after = operation.name().equals("increment") ? number + 1 : number;
        return operation.isUnknown() || Long.parseLong(operation.result()) == after ? List.of(after) : List.of();
    }

    /** The counter's own answers tell the order. */
    @Override
    public long hint(Operation operation) {
        return operation.isUnknown() ? operation.completed() : Long.parseLong(operation.result());
    }
}
