package dev.holdall.faults.check;

import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import java.util.ArrayList;
import java.util.List;

/** A history made by hand. */
final class Told {
    private static final long MOST_STATES = 100_000;

    private final List<Operation> operations = new ArrayList<>();

    /** An operation that was answered; worker {@code a} has one thread and session {@code a}. */
    Told ok(String worker, long invoked, long completed, String name, String argument, String result) {
        return add(worker, invoked, completed, name, argument, Outcome.OK, result);
    }

    /** An operation whose caller was killed. */
    Told killed(String worker, long invoked, String name, String argument) {
        return add(worker, invoked, Operation.NEVER, name, argument, Outcome.MISSING, "");
    }

    private Told add(
            String worker, long invoked, long completed, String name, String argument, Outcome outcome, String result) {
        operations.add(new Operation(
                "#" + operations.size(),
                worker + "/t",
                worker,
                "k/1",
                name,
                argument,
                invoked,
                completed,
                outcome,
                result));
        return this;
    }

    Verdict.Kind as(Model<?> model) {
        return Linearizability.check(model, operations, MOST_STATES).kind();
    }

    Verdict checkedAs(Model<?> model) {
        return Linearizability.check(model, operations, MOST_STATES);
    }

    Verdict.Kind asQueue() {
        List<Operation> all = QueueModel.withReturns(operations, new History(operations));
        return Linearizability.check(new QueueModel(all), all, MOST_STATES).kind();
    }

    Verdict.Kind asLock() {
        return Linearizability.check(
                        new LockModel(), LockModel.withEnds(operations, new History(operations)), MOST_STATES)
                .kind();
    }
}
