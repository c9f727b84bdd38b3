package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import dev.holdall.v1.ClientFrame;
import java.util.Set;

/** Something that changes the state. Applied one after the other, each whole. */
public sealed interface Command {

    /**
     * Begins a session.
     *
     * @param token echoed in {@link Effects#sessionOpened}, so that the transport knows whose it is
     * @param secret drawn by the transport; who resumes the session must know it
     * @param client who it is, for people
     * @param permit under which all its calls run
     */
    record OpenSession(long token, ByteString secret, String client, Permit permit) implements Command {
        /** Without the secret. */
        @Override
        public String toString() {
            return "OpenSession[token=" + token + ", client=" + client + ", permit=" + permit + "]";
        }
    }

    /**
     * Another stream is to speak for a session.
     *
     * @param token echoed in {@link Effects#sessionOpened}
     * @param secret what the client says is the session's
     * @param permit what the stream's key allows; must be the session's own
     */
    record ResumeSession(long token, long session, ByteString secret, Permit permit) implements Command {
        /** Without the secret. */
        @Override
        public String toString() {
            return "ResumeSession[token=" + token + ", session=" + session + ", permit=" + permit + "]";
        }
    }

    /** A client has given a session up and asks that it end: with its secret and under its key, as in {@link ResumeSession}. */
    record AbandonSession(long session, ByteString secret, Permit permit) implements Command {}

    /**
     * Ends a session: all that it holds is undone.
     *
     * @param attached the session's count of streams when this was proposed; after a later stream took it over, the command
     *     comes too late and does nothing
     */
    record EndSession(long session, long attached) implements Command {}

    /** Calls, acknowledgements, withdrawals and returns of a session, as its client sent them. */
    record Frame(long session, long attached, ClientFrame frame) implements Command {}

    /** A call that came without a session. */
    record UnaryCall(long ticket, int method, ByteString request, Permit permit) implements Command {}

    /** Nobody waits for a unary call any more. */
    record WithdrawUnary(long ticket) implements Command {}

    /**
     * Lets a session do what only the manager's own processes may, such as running plug-ins.
     *
     * @param session the session of such a process; 0: there will be some
     */
    record AdmitHelper(long session) implements Command {}

    /**
     * Keys were removed or changed: sessions and waiting unary calls under any other permit than these end.
     *
     * @param permits all that there are now
     */
    record KeepPermits(Set<Permit> permits) implements Command {}

    /**
     * The heap is nearly full, or is so no more. Memory is not part of the state, so whoever watches it tells the state of it: all replicas
     * then refuse and serve the same calls.
     *
     * @param percent how much of it is in use, above {@link Limit#HEAP_PERCENT}; 0: few enough
     */
    record Pressure(int percent) implements Command {}

    /** Nothing but the passing of time. */
    record Tick() implements Command {}
}
