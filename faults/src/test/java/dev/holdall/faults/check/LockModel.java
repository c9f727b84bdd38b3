package dev.holdall.faults.check;

import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A lock that nobody acquires twice: {@code acquire() = token}, or {@code no}; {@code release() = ok}, or {@code notHeld}. Two more things
 * happen to it that nobody calls: {@code end(session)} frees it when that session holds it, and {@code return(operation)} frees it when that
 * acquisition was granted and nobody received it. {@link #withEnds} adds them.
 */
public final class LockModel implements Model<LockModel.State> {
    /**
     * @param holder which process holds it; empty for none
     * @param acquisition the id of the operation by which
     * @param session in which session, as in {@link Operation#session}
     * @param token the highest token that was seen
     */
    public record State(String holder, String acquisition, String session, long token) {
        State free() {
            return new State("", "", "", token);
        }
    }

    @Override
    public State initial() {
        return new State("", "", "", 0);
    }

    @Override
    public List<State> after(State state, Operation operation) {
        boolean held = !state.holder().isEmpty();
        boolean mine = state.holder().equals(operation.process());
        return switch (operation.name()) {
            case "acquire" -> acquired(state, held, operation);
            case "release" -> released(state, mine, operation);
            case "end" -> held && ofSession(state, operation.argument()) ? List.of(state.free()) : List.of();
            case "return" -> state.acquisition().equals(operation.argument()) ? List.of(state.free()) : List.of();
            default -> throw new IllegalArgumentException(operation.name());
        };
    }

    private static List<State> acquired(State state, boolean held, Operation operation) {
        if (operation.result().equals("no")) {
            return held ? List.of(state) : List.of();
        }
        long token = operation.isUnknown() ? state.token() : Long.parseLong(operation.result());
        return held || !operation.isUnknown() && token <= state.token()
                ? List.of()
                : List.of(new State(operation.process(), operation.id(), operation.session(), token));
    }

    private static List<State> released(State state, boolean mine, Operation operation) {
        if (operation.result().equals("notHeld")) {
            return mine ? List.of() : List.of(state);
        }
        return mine ? List.of(state.free()) : List.of();
    }

    private static boolean ofSession(State state, String session) {
        return List.of(state.session().split("\\|")).contains(session);
    }

    /** A lock's operations, with the ends of sessions and the returns that may have happened in between. */
    public static List<Operation> withEnds(List<Operation> operations, History run) {
        List<Operation> all = new ArrayList<>(operations);
        Set<String> sessions = new LinkedHashSet<>();
        for (Operation operation : operations) {
            sessions.addAll(List.of(operation.session().split("\\|")));
            if (operation.name().equals("acquire") && operation.isUnknown()) {
                all.add(event("return", operation.id(), operation.invoked(), operation.key()));
            }
        }
        for (String session : sessions) {
            long from = Math.max(run.lastAlive(session), operations.get(0).invoked());
            all.add(event("end", session, from, operations.get(0).key()));
        }
        return all;
    }

    private static Operation event(String name, String argument, long from, String key) {
        return new Operation(
                name + ' ' + argument,
                "manager/" + name,
                "",
                key,
                name,
                argument,
                from,
                Operation.NEVER,
                Outcome.LOST,
                "");
    }
}
