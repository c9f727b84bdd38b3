package dev.holdall.client.routine;

import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A routine with its first arguments: what an object that can be run stands for.
 *
 * @param first what a lambda captured, or a record holds
 */
public record Bound(Routine routine, List<? extends @Nullable Object> first) {
    /**
     * What a static method reference, a lambda, or a record that is a {@link Callable} or {@link Runnable} stands for.
     *
     * @throws IllegalArgumentException if another process cannot have it
     */
    public static Bound of(Object task) {
        if (task instanceof Record values && (task instanceof Callable || task instanceof Runnable)) {
            return new Bound(Routine.of(values.getClass()), values(values));
        }
        if (task instanceof Serializable serializable) {
            MethodReference reference = MethodReference.of(serializable);
            return new Bound(Routine.of(reference), reference.captured());
        }
        throw new IllegalArgumentException(
                "another process cannot run this " + task.getClass().getName()
                        + ": what it can is a static method reference or a lambda, of the types in Procedure and Computation, or a record that"
                        + " is a Callable or Runnable");
    }

    private static List<@Nullable Object> values(Record record) {
        List<@Nullable Object> values = new ArrayList<>();
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                Method accessor = component.getAccessor();
                accessor.setAccessible(true);
                values.add(accessor.invoke(record));
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException("the record " + record.getClass().getName() + " cannot be read", e);
        }
        return values;
    }

    /** All arguments of a call: its first ones, and these. */
    public List<? extends @Nullable Object> with(List<? extends @Nullable Object> more) {
        if (first.isEmpty()) {
            return more;
        }
        List<@Nullable Object> all = new ArrayList<>(first);
        all.addAll(more);
        return all;
    }
}
