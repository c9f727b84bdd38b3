package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.Reply;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All sessions. */
final class Sessions {
    private final TreeMap<Long, Session> sessions = new TreeMap<>();
    private final HeldBytes held = new HeldBytes();
    /** The session that was asked for last: one makes many calls. */
    private @Nullable Session latest;

    private long lastId;
    private boolean helpersExpected;

    Session open(ByteString secret, String client, Permit permit) {
        Session session = new Session(++lastId, secret, client, permit, held);
        sessions.put(session.id(), session);
        return session;
    }

    @Nullable
    Session get(long id) {
        Session found = latest;
        if (found == null || found.id() != id) {
            found = sessions.get(id);
            latest = found;
        }
        return found;
    }

    /** The session, if the stream that speaks for it is still its latest; null otherwise. */
    @Nullable
    Session get(long id, long attached) {
        Session session = get(id);
        return session != null && session.attached() == attached ? session : null;
    }

    /** There are, or will be, sessions of the manager's own processes. */
    void expectHelpers() {
        helpersExpected = true;
    }

    boolean helpersExpected() {
        return helpersExpected;
    }

    void remove(Session session) {
        latest = null;
        if (sessions.remove(session.id()) != null) {
            held.add(-session.heldBytes());
        }
    }

    /** What the kept replies and the parked calls of all cost. */
    long heldBytes() {
        return held.total();
    }

    int count() {
        return sessions.size();
    }

    /** The sessions of greater numbers, which are never negative. */
    SortedMap<Long, Session> after(long id) {
        return sessions.tailMap(id < 0 ? Long.MAX_VALUE : id, false);
    }

    Collection<Session> all() {
        return sessions.values();
    }

    /** Writes all sessions; the calls that they have parked are written with the waiters. */
    void save(SnapshotWriter out) {
        out.number(lastId);
        out.flag(helpersExpected);
        out.number(sessions.size());
        for (Session session : sessions.values()) {
            out.number(session.id());
            out.bytes(session.secret());
            out.string(session.client());
            session.permit().save(out);
            out.number(session.attached());
            out.number(session.nextSeq());
            out.number(session.acknowledgedBelow());
            out.number(session.lastNote());
            out.flag(session.isHelper());
            out.number(session.openedAt());
            out.number(session.stakesAtPurge());
            out.number(session.stakes().size());
            session.stakes().forEach(out::number);
            out.number(session.holds().size());
            session.holds().forEach((object, deliveries) -> {
                out.number(object);
                out.number(deliveries);
            });
            List<Session.Kept> kept = session.keptInOrder();
            out.number(kept.size());
            for (Session.Kept reply : kept) {
                out.bytes(reply.reply().toByteString());
                Grant grant = reply.grant();
                out.flag(grant != null);
                if (grant != null) {
                    out.number(grant.object());
                    out.bytes(grant.what());
                }
            }
        }
    }

    static Sessions load(SnapshotReader in) {
        Sessions sessions = new Sessions();
        sessions.lastId = in.number();
        sessions.helpersExpected = in.flag();
        for (long left = in.number(); left > 0; left--) {
            Session session = new Session(
                    in.number(),
                    in.bytes(),
                    in.string(),
                    Permit.load(in),
                    sessions.held,
                    in.number(),
                    in.number(),
                    in.number(),
                    in.number());
            if (in.flag()) {
                session.makeHelper();
            }
            session.openedAt(in.number());
            session.restoreStakesAtPurge((int) in.number());
            for (long stakes = in.number(); stakes > 0; stakes--) {
                session.stakes().add(in.number());
            }
            for (long holds = in.number(); holds > 0; holds--) {
                session.holds().put(in.number(), in.number());
            }
            for (long replies = in.number(); replies > 0; replies--) {
                Reply reply = parse(in.bytes());
                session.keep(reply, in.flag() ? new Grant(in.number(), in.bytes()) : null);
            }
            sessions.sessions.put(session.id(), session);
        }
        return sessions;
    }

    private static Reply parse(ByteString bytes) {
        try {
            return Reply.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the snapshot holds a reply that cannot be read", e);
        }
    }
}
