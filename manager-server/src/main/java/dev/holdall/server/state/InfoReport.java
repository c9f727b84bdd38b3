package dev.holdall.server.state;

import dev.holdall.v1.InfoReply;
import dev.holdall.v1.LimitInfo;
import dev.holdall.v1.ServiceCount;
import java.util.function.ToLongFunction;

/** Puts the manager in numbers: {@code Admin.Info}. Looks at each session, and at no object. */
final class InfoReport {
    private final ObjectStore store;
    private final Sessions sessions;
    private final Waiters waiters;
    private final Limits limits;
    private final Memory memory;

    InfoReport(ObjectStore store, Sessions sessions, Waiters waiters, Limits limits, Memory memory) {
        this.store = store;
        this.sessions = sessions;
        this.waiters = waiters;
        this.limits = limits;
        this.memory = memory;
    }

    InfoReply reply(long now) {
        InfoReply.Builder reply = InfoReply.newBuilder()
                .setVersion(StateMachine.VERSION)
                .setEpoch(store.epoch())
                .setUpNanos(now)
                .setSessions(sessions.count())
                .setParkedCalls(waiters.count())
                .setKeptReplies(sum(Session::keptReplies))
                .setKeptReplyBytes(sum(Session::keptBytes))
                .setElementBytes(store.bytes());
        store.countsByService()
                .forEach((service, count) -> reply.addObjects(
                        ServiceCount.newBuilder().setService(service).setObjects(count)));
        for (Limit limit : Limit.values()) {
            reply.addLimits(info(limit));
        }
        return reply.build();
    }

    private LimitInfo.Builder info(Limit limit) {
        LimitInfo.Builder info =
                LimitInfo.newBuilder().setSetting(limit.setting()).setAllowed(limits.of(limit));
        return switch (limit) {
            case OBJECTS -> info.setUsed(store.count());
            case TOTAL_BYTES -> info.setUsed(store.bytes());
            case SESSIONS_BYTES -> info.setUsed(memory.held());
            // How much is in use below that is not told to the state.
            case HEAP_PERCENT -> memory.pressure() > 0 ? info.setUsed(memory.pressure()) : info;
            case SESSIONS -> info.setUsed(sessions.count());
            case UNARY_WAITERS -> info.setUsed(waiters.unaryCount());
            case UNARY_WAITER_BYTES -> info.setUsed(waiters.unaryBytes());
            case WINDOW_CALLS -> info.setUsed(most(Session::unacknowledged)).setEachSession(true);
            case WINDOW_BYTES -> info.setUsed(most(Session::parkedBytes)).setEachSession(true);
            case KEPT_REPLY_BYTES -> info.setUsed(most(Session::keptBytes)).setEachSession(true);
            case SESSION_WAITERS ->
                info.setUsed(most(session -> session.parked().size())).setEachSession(true);
            case ELEMENT_BYTES, NAME_BYTES, OBJECT_ELEMENTS, OBJECT_BYTES, REQUEST_BYTES -> info;
            // Of the connections, which are no part of the state.
            case HELLO_BYTES,
                    STREAMS,
                    ADDRESS_HANDSHAKES,
                    CONNECTIONS,
                    CONNECTION_CALLS,
                    INBOUND_BYTES,
                    OUTBOX_BYTES,
                    OUTBOXES_BYTES -> info;
        };
    }

    private long sum(ToLongFunction<Session> of) {
        return sessions.all().stream().mapToLong(of).sum();
    }

    private long most(ToLongFunction<Session> of) {
        return sessions.all().stream().mapToLong(of).max().orElse(0);
    }
}
