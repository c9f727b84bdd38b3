package dev.holdall.faults.check;

import dev.holdall.faults.check.Verdict.Kind;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The search of Wing and Gong, with Lowe's memory of where it has been: is there an order of the operations in which each takes effect at
 * one moment between its call and its answer, and which explains every answer? An operation whose effect is open may come at any
 * moment after its call, or not at all.
 *
 * <p>Depth first. What may come next are the operations that were called before any operation was answered that has not had its turn; a
 * turn that was taken by the same operations and led to the same state before is not taken again.
 */
public final class Linearizability<S> {
    private final Model<S> model;
    private final Event[] calls;
    private final Event head = new Event(-1, 0, null);
    private final long most;
    private int unexplained;

    /** A call or an answer, in a list by time from which both are taken out when the operation has had its turn. */
    private static final class Event {
        final int index;
        final long time;
        /** The answer to this call; null of an answer, and of a call that has none. */
        final @Nullable Event answer;

        @Nullable
        Event before;

        @Nullable
        Event next;

        Event(int index, long time, @Nullable Event answer) {
            this.index = index;
            this.time = time;
            this.answer = answer;
        }

        void remove() {
            before.next = next;
            if (next != null) {
                next.before = before;
            }
        }

        /** Undoes the last removal that has not been undone. */
        void putBack() {
            before.next = this;
            if (next != null) {
                next.before = this;
            }
        }
    }

    /** One turn: which operation took it, where that led to, and what else may come next from there. */
    private static final class Turn<S> {
        final int taker;
        final S state;
        final int[] candidates;
        int candidate = -1;
        List<S> states = List.of();
        int nextState;

        Turn(int taker, S state, int[] candidates) {
            this.taker = taker;
            this.state = state;
            this.candidates = candidates;
        }
    }

    private record Place(BitSet done, Object state) {}

    private final List<Operation> operations;

    private Linearizability(Model<S> model, List<Operation> history, long most) {
        this.model = model;
        this.most = most;
        this.operations = history;
        this.calls = new Event[history.size()];
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < calls.length; i++) {
            Operation operation = history.get(i);
            Event answer = operation.isUnknown() ? null : new Event(i, operation.completed(), null);
            calls[i] = new Event(i, operation.invoked(), answer);
            events.add(calls[i]);
            if (answer != null) {
                events.add(answer);
                unexplained++;
            }
        }
        // At the same time: calls before answers, which takes both for concurrent.
        events.sort(Comparator.<Event>comparingLong(event -> event.time)
                .thenComparing(event -> calls[event.index] == event ? 0 : 1));
        Event last = head;
        for (Event event : events) {
            last.next = event;
            event.before = last;
            last = event;
        }
    }

    /**
     * Checks the history of one object.
     *
     * @param mostStates after how many states to give up
     */
    public static <S> Verdict check(Model<S> model, List<Operation> history, long mostStates) {
        Verdict whole = decide(model, history, mostStates);
        return whole.kind() == Kind.BROKEN
                ? new Verdict(Kind.BROKEN, whole.states(), shortest(model, history, mostStates))
                : whole;
    }

    /** As {@link #check}, without looking for the shortest beginning. */
    static <S> Verdict decide(Model<S> model, List<Operation> history, long mostStates) {
        return new Linearizability<>(model, history, mostStates).search();
    }

    /** The shortest beginning that is broken. A beginning of one that is not, is not. */
    private static <S> List<Operation> shortest(Model<S> model, List<Operation> history, long mostStates) {
        long[] times = history.stream()
                .filter(operation -> !operation.isUnknown())
                .mapToLong(Operation::completed)
                .sorted()
                .toArray();
        int low = 0;
        int high = times.length - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            List<Operation> beginning = until(times[middle], history);
            if (decide(model, beginning, mostStates).kind() == Kind.BROKEN) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return until(times[high], history);
    }

    /** What could be seen at a time. */
    private static List<Operation> until(long time, List<Operation> history) {
        return history.stream()
                .filter(operation -> operation.invoked() <= time)
                .map(operation -> operation.completed() <= time ? operation : operation.unanswered())
                .toList();
    }

    private Verdict search() {
        Deque<Turn<S>> turns = new ArrayDeque<>();
        Set<Place> places = new HashSet<>();
        BitSet done = new BitSet(calls.length);
        turns.push(new Turn<>(-1, model.initial(), candidates(model.initial())));
        while (unexplained > 0) {
            Turn<S> turn = turns.element();
            if (turn.nextState < turn.states.size()) {
                S state = turn.states.get(turn.nextState++);
                int taker = turn.candidates[turn.candidate];
                done.set(taker);
                if (places.add(new Place((BitSet) done.clone(), state))) {
                    if (places.size() > most) {
                        return new Verdict(Kind.UNDECIDED, places.size(), List.of());
                    }
                    take(calls[taker]);
                    turns.push(new Turn<>(taker, state, candidates(state)));
                } else {
                    done.clear(taker);
                }
            } else if (++turn.candidate < turn.candidates.length) {
                turn.states = model.after(turn.state, operations.get(turn.candidates[turn.candidate]));
                turn.nextState = 0;
            } else {
                turns.pop();
                if (turns.isEmpty()) {
                    return new Verdict(Kind.BROKEN, places.size(), List.of());
                }
                giveBack(calls[turn.taker]);
                done.clear(turn.taker);
            }
        }
        return new Verdict(Kind.LINEARIZABLE, places.size(), List.of());
    }

    private void take(Event call) {
        call.remove();
        if (call.answer != null) {
            call.answer.remove();
            unexplained--;
        }
    }

    private void giveBack(Event call) {
        if (call.answer != null) {
            call.answer.putBack();
            unexplained++;
        }
        call.putBack();
    }

    /** What was called before the first answer: those with an answer first, in the model's order. */
    private int[] candidates(S state) {
        List<Integer> candidates = new ArrayList<>();
        for (Event event = head.next; event != null && calls[event.index] == event; event = event.next) {
            if (model.mayGoFirst(state, operations.get(event.index))) {
                return new int[] {event.index};
            }
            candidates.add(event.index);
        }
        candidates.sort(Comparator.<Integer, Boolean>comparing(
                        index -> operations.get(index).outcome() != Outcome.OK)
                .thenComparing(index -> model.hint(operations.get(index))));
        int[] indexes = new int[candidates.size()];
        Arrays.setAll(indexes, candidates::get);
        return indexes;
    }
}
