package dev.holdall.client.session;

import com.google.protobuf.ByteString;
import dev.holdall.client.call.CallFailure;
import dev.holdall.client.call.Held;
import dev.holdall.v1.Guard;
import dev.holdall.v1.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: what is sent, and who is told of the outcome. Its fields belong to the {@link ClientSession}.
 *
 * <p>WAITING until there is room in the window, SENT until it is answered, ANSWERED until it is acknowledged or given back,
 * then CLOSED.
 */
final class Exchange implements SessionEvent {
    enum State {
        WAITING,
        SENT,
        ANSWERED,
        CLOSED
    }

    /** A new call. */
    @Override
    public void in(ClientSession session) {
        session.submit(this);
    }

    /** Who is told of the outcome: exactly one of the two, once. */
    interface Outcome {
        void answered(Reply reply);

        void failed(CallFailure failure);
    }

    /** The method's full name, for errors. */
    final String name;

    final int method;
    final ByteString request;
    final Outcome outcome;
    /** Whether the caller acknowledges; otherwise the session does so when it has delivered the answer. */
    final boolean receipted;
    /** The manager may let it wait. */
    final boolean mayPark;
    /** The number of the thread that waits for the answer, where it may wait long or gets something that belongs to it; otherwise 0. */
    final int thread;
    /** The name of the thread that calls, for people; empty where nobody asks who calls. */
    String threadName = "";
    /** Where in the program the call is made, for people; empty unless the program wants to tell. */
    String site = "";
    /** As {@link System#nanoTime}; {@link Long#MAX_VALUE} for none. */
    final long deadline;
    /** In which session the object was found that is called, see {@code Holds.session}; 0 if it may be any. */
    final int session;

    /** What keeps the objects alive that the answer names. */
    List<Held> held = List.of();

    /** The lock that guards the call; null if none does. */
    @Nullable
    Guard guard;

    State state = State.WAITING;
    /** The session that took it; a later one has nothing to do with it. */
    @Nullable
    ClientSession owner;

    long seq;
    /** The manager was told that the call need not wait any longer. */
    boolean withdrawn;
    /** Nobody waits for the answer any more. */
    boolean abandoned;

    Exchange(
            String name,
            int method,
            ByteString request,
            boolean mayPark,
            boolean receipted,
            int thread,
            long deadline,
            int session,
            Outcome outcome) {
        this.name = name;
        this.method = method;
        this.request = request;
        this.mayPark = mayPark;
        this.receipted = receipted;
        this.thread = thread;
        this.deadline = deadline;
        this.session = session;
        this.outcome = outcome;
    }
}
