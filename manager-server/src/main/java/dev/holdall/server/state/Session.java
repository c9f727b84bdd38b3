package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.Range;
import dev.holdall.v1.Reply;
import dev.holdall.wire.SeqMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One client's session: which of its calls were seen, and the replies that it may not have received yet.
 *
 * <p>A call is either not seen (its number is {@link #nextSeq()} or above), parked, answered with its reply kept, or
 * acknowledged and forgotten.
 */
final class Session {

    /**
     * A reply that is not acknowledged yet.
     *
     * @param grant what it hands over; null if that is nothing
     * @param bytes its own size: the reply itself may be far away in memory when it is forgotten
     */
    record Kept(Reply reply, @Nullable Grant grant, int bytes) {}

    /** What a kept reply costs beside its bytes. */
    static final long REPLY_BYTES = 128;

    /** What a parked call costs beside its request. */
    static final long WAITER_BYTES = 512;

    private static final int MIN_STAKES = 16;

    private final long id;
    private final ByteString secret;
    private final String client;
    private final Permit permit;
    private long attached = 1;
    private long nextSeq = 1;
    private long acknowledgedBelow = 1;
    private long lastNote;
    private final SeqMap<Kept> kept = new SeqMap<>();
    /** The numbers of the objects in which the session owns something, such as a lock. */
    private final TreeSet<Long> stakes = new TreeSet<>();

    /** How many there were when those in objects that are gone were dropped last. */
    private int stakesAtPurge = MIN_STAKES;

    /** The objects that the session holds, by number, and how many replies that named them it has not released. */
    private final TreeMap<Long, Long> holds = new TreeMap<>();

    /** The parked calls, and the bytes of their requests. By ids that are there anyway: there may be very many. */
    private final TreeMap<CallId, Integer> parked = new TreeMap<>();

    private final HeldBytes heldByAll;
    private long heldBytes;
    private long keptBytes;
    private long parkedBytes;
    private boolean helper;
    private long openedAt;
    /** Of the call that was parked last. */
    private Origin lastOrigin = Origin.UNKNOWN;

    /** @param heldByAll what all sessions hold, of which this one keeps its part up to date */
    Session(long id, ByteString secret, String client, Permit permit, HeldBytes heldByAll) {
        this.heldByAll = heldByAll;
        this.id = id;
        this.secret = secret;
        this.client = client;
        this.permit = permit;
    }

    /** Restores a saved session; its kept replies and parked calls are added afterwards. */
    Session(
            long id,
            ByteString secret,
            String client,
            Permit permit,
            HeldBytes heldByAll,
            long attached,
            long nextSeq,
            long acknowledgedBelow,
            long lastNote) {
        this(id, secret, client, permit, heldByAll);
        this.attached = attached;
        this.nextSeq = nextSeq;
        this.acknowledgedBelow = acknowledgedBelow;
        this.lastNote = lastNote;
    }

    long id() {
        return id;
    }

    ByteString secret() {
        return secret;
    }

    /** Whether this is the session's secret, in a time that does not depend on where it differs. */
    boolean hasSecret(ByteString given) {
        int different = secret.size() ^ given.size();
        for (int i = 0; i < Math.min(secret.size(), given.size()); i++) {
            different |= secret.byteAt(i) ^ given.byteAt(i);
        }
        return different == 0;
    }

    /** Who it is, for people. */
    String client() {
        return client;
    }

    /** Under which all its calls run. A stream that is to take the session over must have come with the same key: see {@link Permit#key}. */
    Permit permit() {
        return permit;
    }

    /** How many streams the session has had. */
    long attached() {
        return attached;
    }

    /** Another stream speaks for the session from now on. */
    void attach() {
        attached++;
    }

    /** The number of the last notes that were taken: see {@link Notes}. */
    long lastNote() {
        return lastNote;
    }

    /** The next notes are taken. */
    void note() {
        lastNote++;
    }

    long nextSeq() {
        return nextSeq;
    }

    void seen() {
        nextSeq++;
    }

    long acknowledgedBelow() {
        return acknowledgedBelow;
    }

    /** The numbers of the objects in which the session owns something. */
    SortedSet<Long> stakes() {
        return stakes;
    }

    int stakesAtPurge() {
        return stakesAtPurge;
    }

    void restoreStakesAtPurge(int count) {
        stakesAtPurge = count;
    }

    /** The session owns something in an object. */
    void own(long object, ObjectStore store) {
        stakes.add(object);
        if (stakes.size() > 2 * stakesAtPurge) {
            // Those that are gone were not disowned one by one: now and then is cheaper.
            stakes.removeIf(number -> store.find(number) == null);
            stakesAtPurge = Math.max(MIN_STAKES, stakes.size());
        }
    }

    /** The objects that the session holds, by number, and how many replies that named them it has not released. */
    NavigableMap<Long, Long> holds() {
        return holds;
    }

    /** A reply names an object. Says whether the session did not hold it before. */
    boolean hold(long object) {
        return holds.merge(object, 1L, Long::sum) == 1;
    }

    /** Releases replies that named an object. Says whether the session held it and does so no more. */
    boolean release(long object, long deliveries) {
        Long held = holds.get(object);
        if (held == null) {
            return false;
        }
        if (Long.compareUnsigned(deliveries, held) < 0) {
            holds.put(object, held - deliveries);
            return false;
        }
        holds.remove(object);
        return true;
    }

    /** Whether it is the session of a process of the manager's own: see {@link Command.AdmitHelper}. */
    boolean isHelper() {
        return helper;
    }

    void makeHelper() {
        helper = true;
    }

    /** The state's time at which it was opened. */
    long openedAt() {
        return openedAt;
    }

    void openedAt(long time) {
        openedAt = time;
    }

    /** The same origin, which shares its strings with that of the call that was parked before. */
    Origin sharing(Origin origin) {
        lastOrigin = origin.sharing(lastOrigin);
        return lastOrigin;
    }

    void park(CallId call, int requestBytes) {
        parked.put(call, requestBytes);
        parkedBytes += requestBytes;
        cost(WAITER_BYTES + requestBytes);
    }

    /** The bytes of the requests of all parked calls. */
    long parkedBytes() {
        return parkedBytes;
    }

    boolean isParked(long seq) {
        return parked.containsKey(new CallId(id, seq));
    }

    SortedSet<CallId> parked() {
        return parked.navigableKeySet();
    }

    /** Keeps the answer of a call until it is acknowledged. */
    void keep(Reply reply, @Nullable Grant grant) {
        Integer requestBytes = parked.isEmpty() ? null : parked.remove(new CallId(id, reply.getSeq()));
        if (requestBytes != null) {
            parkedBytes -= requestBytes;
            cost(-WAITER_BYTES - requestBytes);
        }
        kept.put(reply.getSeq(), new Kept(reply, grant, reply.getSerializedSize()));
        keptBytes += reply.getSerializedSize();
        cost(REPLY_BYTES + reply.getSerializedSize());
    }

    /** What its kept replies and parked calls cost. */
    long heldBytes() {
        return heldBytes;
    }

    private void cost(long bytes) {
        heldBytes += bytes;
        heldByAll.add(bytes);
    }

    @Nullable
    Kept kept(long seq) {
        return kept.get(seq);
    }

    /** The kept replies, in the order of their calls. */
    List<Kept> keptInOrder() {
        return kept.inOrder();
    }

    /** Forgets a reply; null if it is not kept. */
    @Nullable
    Kept forget(long seq) {
        Kept reply = kept.remove(seq);
        if (reply != null) {
            forgotten(reply);
        }
        return reply;
    }

    private void forgotten(Kept reply) {
        keptBytes -= reply.bytes();
        cost(-REPLY_BYTES - reply.bytes());
    }

    void acknowledge(Acknowledged acknowledged) {
        // Only what has an answer can be acknowledged.
        long answered = parked.isEmpty() ? nextSeq : parked.firstKey().seq();
        long below = lower(acknowledged.getBelow(), answered);
        for (; acknowledgedBelow < below; acknowledgedBelow++) {
            forget(acknowledgedBelow);
        }
        acknowledge(acknowledged.getRangesList());
    }

    private void acknowledge(List<Range> ranges) {
        for (Range range : ranges) {
            if (first(range) <= last(range)) {
                kept.removeRange(first(range), last(range), this::forgotten);
            }
        }
    }

    private long first(Range range) {
        return Math.max(lower(range.getFirst(), nextSeq), acknowledgedBelow);
    }

    private long last(Range range) {
        return lower(range.getLast(), nextSeq - 1);
    }

    /** The lower one of a number off the wire, which has no sign, and one that is not negative. */
    private static long lower(long unsigned, long bound) {
        return Long.compareUnsigned(unsigned, bound) < 0 ? unsigned : bound;
    }

    int unacknowledged() {
        return kept.size() + parked.size();
    }

    /** How many replies are kept. */
    int keptReplies() {
        return kept.size();
    }

    long keptBytes() {
        return keptBytes;
    }
}
