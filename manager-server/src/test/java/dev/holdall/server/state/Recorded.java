package dev.holdall.server.state;

import dev.holdall.v1.Code;
import dev.holdall.v1.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Effects, written down in the order in which they came. */
public final class Recorded implements Effects {

    /**
     * One effect.
     *
     * @param to the session, ticket or token
     */
    public record Event(String kind, long to, Object what) {}

    private final List<Event> events = new ArrayList<>();
    private final Map<CallId, List<Reply>> answers = new HashMap<>();

    public List<Event> events() {
        return events;
    }

    public List<Event> events(String kind) {
        return events.stream().filter(event -> event.kind().equals(kind)).toList();
    }

    List<Reply> answers(CallId id) {
        return answers.computeIfAbsent(id, i -> new ArrayList<>());
    }

    @Override
    public void sessionOpened(long token, Attached attached) {
        events.add(new Event("opened", token, attached));
    }

    @Override
    public void sessionRefused(long token, Refusal refusal) {
        events.add(new Event("session-refused", token, refusal.error()));
    }

    @Override
    public void sessionEnded(long session) {
        events.add(new Event("ended", session, ""));
    }

    @Override
    public void reply(long session, Reply reply) {
        answers(new CallId(session, reply.getSeq())).add(reply);
        events.add(new Event("reply", session, comparable(reply)));
    }

    @Override
    public void resend(long session, long fromSeq) {
        events.add(new Event("resend", session, fromSeq));
    }

    @Override
    public void violation(long session, Refusal refusal) {
        events.add(new Event("violation", session, refusal.error()));
    }

    @Override
    public void unaryReply(long ticket, Reply reply) {
        answers(CallId.unary(ticket)).add(reply);
        events.add(new Event("unary", ticket, comparable(reply)));
    }

    /** What the machine threw. */
    void fault(RuntimeException fault) {
        events.add(new Event("fault", 0, String.valueOf(fault)));
    }

    /** Without what differs from machine to machine: the stack of a fault. */
    private static Reply comparable(Reply reply) {
        if (reply.getError().getCode() != Code.INTERNAL) {
            return reply;
        }
        Reply.Builder without = reply.toBuilder();
        without.getErrorBuilder().clearStack().clearMessage();
        return without.build();
    }
}
