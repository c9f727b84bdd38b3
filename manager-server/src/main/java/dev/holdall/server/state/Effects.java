package dev.holdall.server.state;

import dev.holdall.v1.Reply;

/** What a command brings about outside of the state: messages to clients. Called in the order in which things happened. */
public interface Effects {

    /** A session began or was resumed; {@code token} is the command's. */
    void sessionOpened(long token, Attached attached);

    /** A session was not begun or resumed; {@code token} is the command's. */
    void sessionRefused(long token, Refusal refusal);

    /** A session is gone. */
    void sessionEnded(long session);

    /** An answer to a call of a session. It may come long after the call. */
    void reply(long session, Reply reply);

    /** Calls were dropped, behind a gap or because too many answers are unacknowledged: the client is to send again from here. */
    void resend(long session, long fromSeq);

    /** The client broke a rule that only a faulty one breaks: its stream is to be closed, saying why. */
    void violation(long session, Refusal refusal);

    /** An answer to a unary call. */
    void unaryReply(long ticket, Reply reply);
}
