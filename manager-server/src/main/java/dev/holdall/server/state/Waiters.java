package dev.holdall.server.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * All parked calls: by place in the order of their coming, by caller, and by deadline.
 *
 * <p>Who changes an object says which places to {@link #wake}; the state machine then tries the calls there, one place after
 * the other, until none is left to wake. A call leaves by being answered, by its deadline, by withdrawal, with its object or
 * with its session: always through {@link #remove}.
 */
final class Waiters {
    private static final Comparator<Waiter> BY_DEADLINE =
            Comparator.comparingLong(Waiter::deadline).thenComparingLong(Waiter::number);

    private static final Comparator<Waiter> BY_NUMBER = Comparator.comparingLong(Waiter::number);

    private final ReferenceCounts counts;
    /** Sorted, so that all places of an object are found together. */
    private final TreeMap<Place, TreeSet<Waiter>> byPlace = new TreeMap<>();

    private final Map<CallId, Waiter> byCall = new HashMap<>();
    private final TreeSet<Waiter> byDeadline = new TreeSet<>(BY_DEADLINE);
    /** In the order of waking; true where each call is to be tried. */
    private final LinkedHashMap<Place, Boolean> woken = new LinkedHashMap<>();

    private long lastNumber;
    private int unary;
    private long unaryBytes;

    /** @param counts is told what parked calls keep alive */
    Waiters(ReferenceCounts counts) {
        this.counts = counts;
    }

    long nextNumber() {
        return ++lastNumber;
    }

    void add(Waiter waiter) {
        lastNumber = Math.max(lastNumber, waiter.number());
        byPlace.computeIfAbsent(waiter.place(), p -> new TreeSet<>(BY_NUMBER)).add(waiter);
        byCall.put(waiter.id(), waiter);
        if (waiter.deadline() != Long.MAX_VALUE) {
            byDeadline.add(waiter);
        }
        if (waiter.id().isUnary()) {
            unary++;
            unaryBytes += waiter.request().size();
        }
        for (long reference : waiter.references()) {
            counts.hold(reference);
        }
    }

    void remove(Waiter waiter) {
        TreeSet<Waiter> queue = byPlace.get(waiter.place());
        if (queue == null || !queue.remove(waiter)) {
            throw new IllegalStateException(waiter + " does not wait");
        }
        if (queue.isEmpty()) {
            byPlace.remove(waiter.place());
        }
        byCall.remove(waiter.id());
        byDeadline.remove(waiter);
        if (waiter.id().isUnary()) {
            unary--;
            unaryBytes -= waiter.request().size();
        }
        for (long reference : waiter.references()) {
            counts.drop(reference);
        }
        // Who came after it may be able to go on now that it is not in the way.
        wake(waiter.place());
    }

    /** The same place, as those have it that wait there: very many may. */
    Place same(Place place) {
        Place known = byPlace.ceilingKey(place);
        return place.equals(known) ? known : place;
    }

    @Nullable
    Waiter first(Place place) {
        TreeSet<Waiter> queue = byPlace.get(place);
        return queue == null ? null : queue.first();
    }

    /** How many calls keep an object alive. O(n): for people who ask. */
    long holding(long object) {
        return byCall.values().stream()
                .filter(waiter -> LongStream.of(waiter.references()).anyMatch(reference -> reference == object))
                .count();
    }

    /** How many calls wait in a place. */
    int count(Place place) {
        TreeSet<Waiter> queue = byPlace.get(place);
        return queue == null ? 0 : queue.size();
    }

    /** How many calls wait at all. */
    int count() {
        return byCall.size();
    }

    @Nullable
    Waiter of(CallId id) {
        return byCall.get(id);
    }

    /** A waiter whose time has come; null if there is none. */
    @Nullable
    Waiter due(long now) {
        return !byDeadline.isEmpty() && byDeadline.first().deadline() <= now ? byDeadline.first() : null;
    }

    long nextDeadline() {
        return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadline();
    }

    /** The calls that wait there are tried one after the other, until one has to stay. */
    void wake(Place place) {
        wake(place, false);
    }

    /** Each call that waits there is tried, whether those before it have to stay or not. */
    void wakeEach(Place place) {
        wake(place, true);
    }

    private void wake(Place place, boolean each) {
        if (byPlace.containsKey(place)) {
            woken.merge(place, each, Boolean::logicalOr);
        }
    }

    /** The object is gone: all calls that concern it are tried again, and learn that. */
    void wakeAllOf(long object) {
        List<Waiter> elsewhere = new ArrayList<>();
        placesOf(CommonPlace.NO_OBJECT)
                .values()
                .forEach(queue -> queue.stream()
                        .filter(waiter -> waiter.subject() == object)
                        .forEach(elsewhere::add));
        for (Waiter waiter : elsewhere) {
            // Where it waits others come before it, which have no reason to go.
            remove(waiter);
            add(waiter.movedTo(new Place(object, waiter.stage()), waiter.stage(), waiter.number(), waiter.deadline()));
        }
        placesOf(object).keySet().forEach(this::wake);
    }

    private NavigableMap<Place, TreeSet<Waiter>> placesOf(long object) {
        return byPlace.subMap(new Place(object, Integer.MIN_VALUE), true, new Place(object, Integer.MAX_VALUE), true);
    }

    /** The place that was woken first; null if there is none. */
    @Nullable
    Place nextWoken() {
        return woken.isEmpty() ? null : woken.keySet().iterator().next();
    }

    /** Counts a place as not woken from now on, and says whether each call there is to be tried. */
    boolean takeWoken(Place place) {
        return Boolean.TRUE.equals(woken.remove(place));
    }

    /** Those that wait in a place now, in the order of their coming. */
    List<Waiter> in(Place place) {
        TreeSet<Waiter> queue = byPlace.get(place);
        return queue == null ? List.of() : List.copyOf(queue);
    }

    long unaryBytes() {
        return unaryBytes;
    }

    int unaryCount() {
        return unary;
    }

    Collection<Waiter> inOrder() {
        List<Waiter> all = new ArrayList<>(byCall.values());
        all.sort(BY_NUMBER);
        return all;
    }

    /** The parked calls of a session, in the order of their coming. */
    List<Waiter> ofSession(Session session) {
        List<Waiter> found = new ArrayList<>();
        for (CallId call : session.parked()) {
            Waiter waiter = byCall.get(call);
            if (waiter != null) {
                found.add(waiter);
            }
        }
        return found;
    }

    long lastNumber() {
        return lastNumber;
    }

    void restoreLastNumber(long number) {
        lastNumber = number;
    }
}
