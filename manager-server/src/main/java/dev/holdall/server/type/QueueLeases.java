package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.page.PagedLog;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.server.type.QueueLevels.Spot;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The leases of a queue, and the leased elements: by number, by session, and by the time at which they are over. */
final class QueueLeases {
    /** About what a lease costs on the heap besides its element. */
    static final long LEASE_BYTES = 300;

    private static final Comparator<Lease> BY_END =
            Comparator.comparingLong(Lease::until).thenComparingLong(Lease::number);

    /**
     * One lease.
     *
     * @param number never 0, never used again
     * @param until when it is over, as {@link dev.holdall.server.state.CallContext#now}
     * @param spot where the element stood
     * @param deliveries how often the element was delivered, this time included
     */
    record Lease(long number, long session, long until, Spot spot, int deliveries) {}

    private final PagedLog elements;
    private final TreeMap<Long, Lease> byNumber = new TreeMap<>();
    private final TreeMap<Long, TreeSet<Long>> ofSession = new TreeMap<>();
    private final TreeSet<Lease> byEnd = new TreeSet<>(BY_END);
    private long lastNumber;

    QueueLeases() {
        this(new PagedLog());
    }

    private QueueLeases(PagedLog elements) {
        this.elements = elements;
    }

    long size() {
        return byNumber.size();
    }

    long bytes() {
        return elements.bytes() + LEASE_BYTES * byNumber.size();
    }

    /** Tells of every element that is here now, and from now on of each that comes or leaves. */
    void watch(Watcher watcher) {
        elements.watch(watcher);
    }

    /** Adds a lease and returns its number. */
    long add(Delivered delivered, long session, long until) {
        Lease lease = new Lease(++lastNumber, session, until, delivered.spot(), delivered.deliveries());
        elements.put(lease.number(), ByteString.EMPTY, delivered.element());
        note(lease);
        return lease.number();
    }

    private void note(Lease lease) {
        byNumber.put(lease.number(), lease);
        byEnd.add(lease);
        ofSession.computeIfAbsent(lease.session(), s -> new TreeSet<>()).add(lease.number());
    }

    /** A lease of a session; null if it has none of this number. */
    @Nullable
    Lease get(long number, long session) {
        Lease lease = byNumber.get(number);
        return lease != null && lease.session() == session ? lease : null;
    }

    /** A lease of whatever session; null if there is none of this number. */
    @Nullable
    Lease get(long number) {
        return byNumber.get(number);
    }

    /** All leases of a session, the oldest first. */
    List<Lease> of(long session) {
        TreeSet<Long> numbers = ofSession.get(session);
        return numbers == null
                ? List.of()
                : numbers.stream()
                        .map(number -> Objects.requireNonNull(byNumber.get(number)))
                        .toList();
    }

    boolean hasAny(long session) {
        return ofSession.containsKey(session);
    }

    /** The lease that is over first; null if there is none. */
    @Nullable
    Lease first() {
        return byEnd.isEmpty() ? null : byEnd.first();
    }

    /** When the first one is over; {@link Long#MAX_VALUE} if there is none. */
    long nextEnd() {
        return byEnd.isEmpty() ? Long.MAX_VALUE : byEnd.first().until();
    }

    /** Lets a lease be over at another time. */
    void extend(Lease lease, long until) {
        Lease extended = new Lease(lease.number(), lease.session(), until, lease.spot(), lease.deliveries());
        byEnd.remove(lease);
        byEnd.add(extended);
        byNumber.put(lease.number(), extended);
    }

    /** Removes a lease, and returns its element. */
    Delivered end(Lease lease) {
        ByteString element = Objects.requireNonNull(elements.value(lease.number()));
        elements.remove(lease.number());
        byNumber.remove(lease.number());
        byEnd.remove(lease);
        TreeSet<Long> others = ofSession.get(lease.session());
        if (others != null && others.remove(lease.number()) && others.isEmpty()) {
            ofSession.remove(lease.session());
        }
        return new Delivered(lease.spot(), element, lease.deliveries());
    }

    void save(SnapshotWriter out) {
        out.number(lastNumber);
        elements.save(out);
        for (Lease lease : byNumber.values()) {
            out.number(lease.number());
            out.number(lease.session());
            out.number(lease.until());
            out.number(lease.spot().priority());
            out.number(lease.spot().position());
            out.number(lease.deliveries());
        }
    }

    static QueueLeases load(SnapshotReader in) {
        long lastNumber = in.number();
        QueueLeases leases = new QueueLeases(PagedLog.load(in));
        leases.lastNumber = lastNumber;
        for (long left = leases.elements.size(); left > 0; left--) {
            leases.note(new Lease(
                    in.number(), in.number(), in.number(), new Spot(in.number(), in.number()), (int) in.number()));
        }
        return leases;
    }
}
