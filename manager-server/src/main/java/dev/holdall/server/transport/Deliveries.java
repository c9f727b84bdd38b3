package dev.holdall.server.transport;

import dev.holdall.server.state.Attached;
import dev.holdall.server.state.Effects;
import dev.holdall.server.state.Refusal;
import dev.holdall.v1.Reply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives each effect to the stream or the unary call concerned. Called by the engine on whatever thread applies; what it
 * calls must not block.
 */
final class Deliveries implements Effects {
    private final AtomicLong lastTicket = new AtomicLong();
    /** Streams whose session is not open yet, by token. */
    private final Map<Long, SessionStream> opening = new ConcurrentHashMap<>();
    /** Streams by session. */
    private final Map<Long, SessionStream> streams = new ConcurrentHashMap<>();
    /** Unary calls by ticket. */
    private final Map<Long, UnaryCall> calls = new ConcurrentHashMap<>();

    /** A number under which an answer comes back. */
    long nextTicket() {
        return lastTicket.incrementAndGet();
    }

    void expectSession(long token, SessionStream stream) {
        opening.put(token, stream);
    }

    void expectReply(long ticket, UnaryCall call) {
        calls.put(ticket, call);
    }

    void forgetReply(long ticket) {
        calls.remove(ticket);
    }

    /** The stream is gone; its session may be resumed by another one. */
    void detach(long session, SessionStream stream) {
        streams.remove(session, stream);
    }

    /** All streams that have a session. */
    Iterable<SessionStream> streams() {
        return streams.values();
    }

    @Override
    public void sessionOpened(long token, Attached attached) {
        SessionStream stream = opening.remove(token);
        if (stream != null) {
            SessionStream before = streams.put(attached.session(), stream);
            if (before != null) {
                before.superseded();
            }
            stream.opened(attached);
        }
    }

    @Override
    public void sessionRefused(long token, Refusal refusal) {
        SessionStream stream = opening.remove(token);
        if (stream != null) {
            stream.refused(refusal.error());
        }
    }

    @Override
    public void sessionEnded(long session) {
        streams.remove(session);
    }

    @Override
    public void reply(long session, Reply reply) {
        SessionStream stream = streams.get(session);
        if (stream != null) {
            stream.reply(reply);
        }
    }

    @Override
    public void resend(long session, long fromSeq) {
        SessionStream stream = streams.get(session);
        if (stream != null) {
            stream.resend(fromSeq);
        }
    }

    @Override
    public void violation(long session, Refusal refusal) {
        SessionStream stream = streams.get(session);
        if (stream != null) {
            stream.refused(refusal.error());
        }
    }

    @Override
    public void unaryReply(long ticket, Reply reply) {
        UnaryCall call = calls.remove(ticket);
        if (call != null) {
            call.reply(reply);
        }
    }
}
