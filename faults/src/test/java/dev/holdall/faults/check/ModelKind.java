package dev.holdall.faults.check;

import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import java.util.List;

/** The kinds of objects whose histories must have an order that explains them. */
public enum ModelKind {
    REGISTER,
    COUNTER,
    LIST,
    QUEUE,
    LOCK;

    /**
     * Looks for the order.
     *
     * @param operations all of one object
     * @param run what tells of the sessions in which they were made
     */
    public Verdict check(List<Operation> operations, History run, long mostStates) {
        return switch (this) {
            case REGISTER -> Linearizability.check(new RegisterModel(), operations, mostStates);
            case COUNTER -> Linearizability.check(new CounterModel(), operations, mostStates);
            case LIST -> Linearizability.check(new ListModel(), operations, mostStates);
            case QUEUE -> {
                List<Operation> all = QueueModel.withReturns(operations, run);
                yield Linearizability.check(new QueueModel(all), all, mostStates);
            }
            case LOCK -> Linearizability.check(new LockModel(), LockModel.withEnds(operations, run), mostStates);
        };
    }
}
