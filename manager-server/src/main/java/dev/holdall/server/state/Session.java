package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.Range;
import dev.holdall.v1.Reply;
import java.util.HashMap;
import java.util.Map;
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

    /** A reply that is not acknowledged yet, and what it hands over. */
    record Kept(Reply reply, @Nullable Grant grant) {}

    private final long id;
    private final ByteString secret;
    private long attached = 1;
    private long nextSeq = 1;
    private long acknowledgedBelow = 1;
    private final Map<Long, Kept> kept = new HashMap<>();
    private final TreeSet<Long> parked = new TreeSet<>();
    private long keptBytes;

    Session(long id, ByteString secret) {
        this.id = id;
        this.secret = secret;
    }

    /** Restores a saved session; its kept replies and parked calls are added afterwards. */
    Session(long id, ByteString secret, long attached, long nextSeq, long acknowledgedBelow) {
        this(id, secret);
        this.attached = attached;
        this.nextSeq = nextSeq;
        this.acknowledgedBelow = acknowledgedBelow;
    }

    long id() {
        return id;
    }

    ByteString secret() {
        return secret;
    }

    /** How many streams the session has had. */
    long attached() {
        return attached;
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

    void park(long seq) {
        parked.add(seq);
    }

    boolean isParked(long seq) {
        return parked.contains(seq);
    }

    SortedSet<Long> parked() {
        return parked;
    }

    /** Keeps the answer of a call until it is acknowledged. */
    void keep(Reply reply, @Nullable Grant grant) {
        parked.remove(reply.getSeq());
        kept.put(reply.getSeq(), new Kept(reply, grant));
        keptBytes += reply.getReply().size();
    }

    @Nullable
    Kept kept(long seq) {
        return kept.get(seq);
    }

    /** The kept replies, in the order of their calls. */
    TreeMap<Long, Kept> keptInOrder() {
        return new TreeMap<>(kept);
    }

    /** Forgets a reply; null if it is not kept. */
    @Nullable
    Kept forget(long seq) {
        Kept reply = kept.remove(seq);
        if (reply != null) {
            keptBytes -= reply.reply().getReply().size();
        }
        return reply;
    }

    void acknowledge(Acknowledged acknowledged) {
        // Only what has been seen can be acknowledged, so nothing makes these loops longer than the kept replies.
        long below = Math.min(acknowledged.getBelow(), nextSeq);
        for (; acknowledgedBelow < below; acknowledgedBelow++) {
            forget(acknowledgedBelow);
        }
        for (Range range : acknowledged.getRangesList()) {
            long last = Math.min(range.getLast(), nextSeq - 1);
            for (long seq = Math.max(range.getFirst(), acknowledgedBelow); seq <= last; seq++) {
                forget(seq);
            }
        }
    }

    int unacknowledged() {
        return kept.size() + parked.size();
    }

    long keptBytes() {
        return keptBytes;
    }
}
