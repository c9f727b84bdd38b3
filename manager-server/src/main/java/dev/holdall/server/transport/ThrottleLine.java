package dev.holdall.server.transport;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attempts of one address that wait to be decided. Connections take turns, so that one that says much holds up none that says little. */
final class ThrottleLine {
    /** In five seconds all are decided, before clients lose their patience. */
    static final int MOST_WAITING = 5 * Throttle.MOST_PENDING;

    private final Map<Object, ArrayDeque<Throttle.Attempt>> byConnection = new LinkedHashMap<>();
    private int size;

    /**
     * Adds one.
     *
     * @return one of a connection whose attempts were all thrown out because the line was too long; null if none was
     */
    Throttle.@Nullable Attempt add(Throttle.Attempt attempt) {
        Object connection = attempt.peer().connection();
        ArrayDeque<Throttle.Attempt> own = byConnection.computeIfAbsent(connection, key -> new ArrayDeque<>());
        own.add(attempt);
        size++;
        if (size <= MOST_WAITING) {
            return null;
        }
        ArrayDeque<Throttle.Attempt> most = own;
        for (ArrayDeque<Throttle.Attempt> other : byConnection.values()) {
            most = other.size() > most.size() ? other : most;
        }
        Throttle.Attempt thrownOut = most.element();
        byConnection.remove(thrownOut.peer().connection());
        size -= most.size();
        return thrownOut;
    }

    /** Takes the one whose turn it is. */
    Throttle.@Nullable Attempt poll() {
        Iterator<Map.Entry<Object, ArrayDeque<Throttle.Attempt>>> first =
                byConnection.entrySet().iterator();
        if (!first.hasNext()) {
            return null;
        }
        Map.Entry<Object, ArrayDeque<Throttle.Attempt>> next = first.next();
        Object connection = next.getKey();
        ArrayDeque<Throttle.Attempt> attempts = next.getValue();
        first.remove();
        Throttle.Attempt attempt = attempts.remove();
        size--;
        if (!attempts.isEmpty()) {
            byConnection.put(connection, attempts);
        }
        return attempt;
    }
}
