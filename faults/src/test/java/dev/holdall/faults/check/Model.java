package dev.holdall.faults.check;

import dev.holdall.faults.history.Operation;
import java.util.List;

/**
 * What a kind of object does, one operation after the other.
 *
 * @param <S> the object's state: immutable, with {@code equals} and {@code hashCode}
 */
public interface Model<S> {
    /** The state of a new object. */
    S initial();

    /**
     * The states that the object can be in when the operation has taken effect and was answered as it was; none if it cannot have been. Of
     * an operation whose effect is open, the answer is not known: the states after it are those after any answer.
     */
    List<S> after(S state, Operation operation);

    /**
     * Where to begin among operations that may come next: a lower number is tried first. Changes how long the search takes, never what it
     * finds.
     */
    default long hint(Operation operation) {
        return operation.completed();
    }

    /**
     * Whether nothing is missed if the operation comes next, where it may: what other orders there are, are also there with it moved to
     * here. Saves the search all other ways from this state. So it is with whatever is answered rightly and changes nothing.
     */
    default boolean mayGoFirst(S state, Operation operation) {
        return !operation.isUnknown() && after(state, operation).equals(List.of(state));
    }
}
