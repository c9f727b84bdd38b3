package dev.holdall.server.state;

import dev.holdall.v1.SessionInfo;
import dev.holdall.v1.SessionsReply;
import java.util.SortedMap;

/** Puts together what is told of sessions: {@code Admin.Sessions}. Never their secrets. */
final class SessionReport {
    static final int MOST = 1_000;
    private static final int MOST_OF_A_CLIENT = 200;

    private SessionReport() {}

    static SessionsReply reply(SortedMap<Long, Session> sessions, int limit, long now) {
        SessionsReply.Builder reply = SessionsReply.newBuilder();
        for (Session session : sessions.values()) {
            if (reply.getSessionsCount() == limit) {
                break;
            }
            reply.addSessions(SessionInfo.newBuilder()
                    .setSession(session.id())
                    .setClient(client(session))
                    .setStreams(session.attached())
                    .setOpenNanos(now - session.openedAt())
                    .setParkedCalls(session.parked().size())
                    .setHeldObjects(session.holds().size())
                    .setOwningObjects(session.stakes().size())
                    .setKeptReplies(session.keptReplies())
                    .setKeptBytes(session.keptBytes())
                    .setHelper(session.isHelper())
                    .setCalls(session.nextSeq() - 1));
        }
        return reply.setMore(sessions.size() - reply.getSessionsCount()).build();
    }

    /** Who a session's client says that it is, fit to be shown. */
    static String client(Session session) {
        return Told.clean(session.client(), MOST_OF_A_CLIENT);
    }
}
