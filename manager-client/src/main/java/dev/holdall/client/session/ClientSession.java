package dev.holdall.client.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.holdall.client.call.CallFailure;
import dev.holdall.client.call.Held;
import dev.holdall.v1.Attach;
import dev.holdall.v1.Call;
import dev.holdall.v1.Challenge;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.Hello;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Released;
import dev.holdall.v1.Reply;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The client's half of the stream protocol of {@code session.proto}, as a plain object: events in, actions out.
 *
 * <p>Gives calls their numbers when they leave, so that a frame has no gaps; keeps them until they are answered; acknowledges
 * what was received and gives back what nobody received. Knows no gRPC, no thread and no clock. Not thread-safe: whoever drives
 * it does so from one thread at a time.
 */
final class ClientSession {
    /** Protocol version. */
    static final int PROTOCOL = 1;
    /** Frames are filled up to this size; a larger call has a frame of its own. */
    static final int FRAME_BYTES = 256 << 10;

    /** What the session does. */
    interface Actions {
        /** Whether a frame can be sent now without piling up in memory. */
        boolean ready();

        void send(ClientFrame frame);

        /** An answer names these objects, which live only as long as somebody holds them. */
        List<Held> received(List<ObjectId> objects);

        /** The handshake is done; calls may be made. */
        void opened(Welcome welcome);

        /** The session is over; no call can be made any more. Called once. */
        void over(Error why);
    }

    private enum Phase {
        HELLO,
        PROOF,
        LIVE,
        OVER
    }

    private final Key key;
    private final String client;
    private final String manager;
    private final ByteString nonce;
    private final Actions actions;

    private Phase phase = Phase.HELLO;
    private int windowCalls;
    private long windowBytes;
    private int maxRequestBytes;
    private Error over = Error.getDefaultInstance();

    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    /** Calls that the manager asked for again, ascending; they go before all others. */
    private final ArrayDeque<Exchange> resending = new ArrayDeque<>();

    private final Map<Long, Exchange> unanswered = new HashMap<>();
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final List<Long> withdrawn = new ArrayList<>();
    private final List<Long> givenBack = new ArrayList<>();
    private final List<Released> released = new ArrayList<>();
    private long nextSeq = 1;
    private int unacknowledgedCalls;
    private long unansweredBytes;

    /**
     * @param client who connects, for people
     * @param manager where to, for people
     * @param nonce 32 unpredictable bytes
     */
    ClientSession(Key key, String client, String manager, ByteString nonce, Actions actions) {
        this.key = key;
        this.client = client;
        this.manager = manager;
        this.nonce = nonce;
        this.actions = actions;
    }

    // Events from the connection ---------------------------------------------------------------------------------

    /** The stream is there. */
    void connected() {
        actions.send(ClientFrame.newBuilder()
                .setHello(
                        Hello.newBuilder().setProtocol(PROTOCOL).setNonce(nonce).setClient(client))
                .build());
    }

    /** A frame arrived. */
    void received(ServerFrame frame) {
        switch (phase) {
            case HELLO -> challenged(frame);
            case PROOF -> welcomed(frame);
            case LIVE -> live(frame);
            case OVER -> {
                // It was on its way when the session ended.
            }
        }
    }

    /** The stream is gone. */
    void disconnected(Error why) {
        if (phase == Phase.OVER) {
            return;
        }
        phase = Phase.OVER;
        over = why;
        List<Exchange> sent = new ArrayList<>(unanswered.values());
        List<Exchange> unsent = new ArrayList<>(waiting);
        unsent.removeIf(exchange -> exchange.state == Exchange.State.CLOSED);
        unanswered.clear();
        waiting.clear();
        resending.clear();
        sent.forEach(exchange -> fail(exchange, CallFailure.Kind.LOST_DURING, lost()));
        unsent.forEach(exchange -> fail(exchange, CallFailure.Kind.LOST_BEFORE, lost()));
        actions.over(why);
    }

    private String lost() {
        return "the session with the manager at " + manager + " is over: " + over.getMessage();
    }

    // Events from the callers ------------------------------------------------------------------------------------

    /** A call is to be made. It leaves with the next {@link #flush}. */
    void submit(Exchange exchange) {
        if (exchange.abandoned) {
            exchange.state = Exchange.State.CLOSED;
        } else if (phase == Phase.OVER) {
            fail(exchange, CallFailure.Kind.LOST_BEFORE, lost());
        } else if (phase == Phase.LIVE && exchange.request.size() > maxRequestBytes) {
            exchange.state = Exchange.State.CLOSED;
            exchange.outcome.failed(CallFailure.answered(Error.newBuilder()
                    .setCode(Code.LIMIT_EXCEEDED)
                    .setMessage("the limit request-bytes is " + maxRequestBytes + ", " + exchange.request.size()
                            + " were asked for")
                    .build()));
        } else {
            waiting.add(exchange);
        }
    }

    /** Nothing in this process refers any more to what so many answers named. Told with the next frame, or by {@link #tell}. */
    void release(ObjectId object, long deliveries) {
        if (phase == Phase.LIVE) {
            released.add(Released.newBuilder()
                    .setObject(object)
                    .setDeliveries(deliveries)
                    .build());
        }
    }

    /** The caller would like to stop waiting, and waits for the answer that says whether it can. */
    void withdraw(Exchange exchange) {
        switch (exchange.state) {
            case WAITING -> {
                exchange.state = Exchange.State.CLOSED;
                exchange.outcome.failed(CallFailure.answered(Error.newBuilder()
                        .setCode(Code.CANCELLED)
                        .setMessage("the call was withdrawn before it was sent")
                        .build()));
            }
            case SENT -> tellWithdrawn(exchange);
            case ANSWERED, CLOSED -> {
                // Too late.
            }
        }
    }

    /** The caller is gone; what the call is granted goes back. */
    void abandon(Exchange exchange) {
        exchange.abandoned = true;
        switch (exchange.state) {
            case WAITING -> {
                exchange.state = Exchange.State.CLOSED;
            }
            case SENT -> tellWithdrawn(exchange);
            case ANSWERED -> giveBack(exchange);
            case CLOSED -> {
                // Nothing is left of it.
            }
        }
    }

    private void tellWithdrawn(Exchange exchange) {
        exchange.withdrawn = true;
        withdrawn.add(exchange.seq);
    }

    /** The answer was handed over. */
    void acknowledge(Exchange exchange) {
        if (exchange.state == Exchange.State.ANSWERED) {
            close(exchange);
        }
    }

    /** Nobody received the answer. */
    void giveBack(Exchange exchange) {
        if (exchange.state == Exchange.State.ANSWERED) {
            givenBack.add(exchange.seq);
            close(exchange);
        }
    }

    private void close(Exchange exchange) {
        exchange.state = Exchange.State.CLOSED;
        acknowledgements.add(exchange.seq);
        unacknowledgedCalls--;
    }

    /** Ends the session in good order. */
    void goodbye() {
        if (phase == Phase.LIVE) {
            flush();
            // Ready or not: what is not told now is lost, and an element that was received would be delivered again.
            ClientFrame.Builder last = ClientFrame.newBuilder().setGoodbye(true);
            tellAnswers(last);
            actions.send(last.addAllWithdrawn(withdrawn).build());
        }
    }

    // Time -------------------------------------------------------------------------------------------------------

    /** Whether there are calls that time may run out for. */
    boolean hasUnanswered() {
        return !unanswered.isEmpty() || !waiting.isEmpty();
    }

    /** Fails the calls whose time is over. */
    void expire(long now) {
        List<Exchange> late = new ArrayList<>();
        for (Exchange exchange : unanswered.values()) {
            if (isLate(exchange, now)) {
                late.add(exchange);
            }
        }
        for (Exchange exchange : waiting) {
            if (exchange.state == Exchange.State.WAITING && isLate(exchange, now)) {
                late.add(exchange);
            }
        }
        for (Exchange exchange : late) {
            if (exchange.state == Exchange.State.SENT) {
                exchange.abandoned = true;
                tellWithdrawn(exchange);
                exchange.outcome.failed(CallFailure.of(
                        CallFailure.Kind.UNANSWERED,
                        "the manager at " + manager + " did not answer " + exchange.name
                                + " in time: the call may or may not have had its effect"));
            } else {
                fail(
                        exchange,
                        CallFailure.Kind.NOT_SENT,
                        exchange.name + " was not sent to the manager at " + manager
                                + ": it waited too long for answers to the calls before it");
            }
        }
    }

    private static boolean isLate(Exchange exchange, long now) {
        return exchange.deadline != Long.MAX_VALUE && !exchange.abandoned && exchange.deadline - now <= 0;
    }

    /** Whether something waits to be told that no call carries. */
    boolean hasUntold() {
        return phase == Phase.LIVE && (acknowledgements.hasUntold() || !released.isEmpty());
    }

    // Sending ----------------------------------------------------------------------------------------------------

    /** Sends all that waits and that the window and the connection have room for. */
    void flush() {
        while (phase == Phase.LIVE
                && actions.ready()
                && (!resending.isEmpty() || hasSendable() || !withdrawn.isEmpty() || !givenBack.isEmpty())) {
            actions.send(nextFrame());
        }
    }

    /** Sends acknowledgements alone. */
    void tell() {
        if (hasUntold() && actions.ready()) {
            actions.send(nextFrame());
        }
    }

    private boolean hasSendable() {
        Exchange next = waiting.peek();
        while (next != null && next.state == Exchange.State.CLOSED) {
            // Withdrawn while it waited.
            waiting.remove();
            next = waiting.peek();
        }
        return next != null
                && unacknowledgedCalls < windowCalls
                // A call larger than the whole window goes alone. Calls that may park do not count: one that waits must
                // not keep
                // back the very call that it waits for, and how much waits is limited by the manager.
                && (next.mayPark || unansweredBytes == 0 || unansweredBytes + next.request.size() <= windowBytes);
    }

    private ClientFrame nextFrame() {
        ClientFrame.Builder frame = ClientFrame.newBuilder();
        tellAnswers(frame);
        if (!resending.isEmpty()) {
            frame.setFirstSeq(resending.element().seq);
            fill(frame, resending, () -> !resending.isEmpty());
        } else if (hasSendable()) {
            frame.setFirstSeq(nextSeq);
            fill(frame, waiting, this::hasSendable);
        }
        // Behind the calls: one of them may be among the withdrawn.
        frame.addAllWithdrawn(withdrawn);
        withdrawn.clear();
        return frame.build();
    }

    /** Tells which answers were received, and which were not. */
    private void tellAnswers(ClientFrame.Builder frame) {
        if (acknowledgements.hasUntold()) {
            frame.setAcknowledged(acknowledgements.tell());
        }
        frame.addAllGiveBack(givenBack);
        givenBack.clear();
        frame.addAllReleased(released);
        released.clear();
    }

    /** Moves calls from a queue into a frame, as many as fit, one at least. */
    private void fill(ClientFrame.Builder frame, ArrayDeque<Exchange> queue, BooleanSupplier hasNext) {
        int size = 0;
        while (hasNext.getAsBoolean()) {
            Call call = call(queue.element());
            size += CodedOutputStream.computeMessageSizeNoTag(call) + 1;
            if (size > FRAME_BYTES && frame.getCallsCount() > 0) {
                break;
            }
            Exchange exchange = queue.remove();
            if (exchange.state == Exchange.State.WAITING) {
                sent(exchange);
            }
            frame.addCalls(call);
        }
    }

    private static Call call(Exchange exchange) {
        return Call.newBuilder()
                .setMethod(exchange.method)
                .setRequest(exchange.request)
                .setThread(exchange.thread)
                .build();
    }

    private static int windowed(Exchange exchange) {
        return exchange.mayPark ? 0 : exchange.request.size();
    }

    private void sent(Exchange exchange) {
        exchange.seq = nextSeq++;
        exchange.state = Exchange.State.SENT;
        unanswered.put(exchange.seq, exchange);
        unacknowledgedCalls++;
        unansweredBytes += windowed(exchange);
    }

    // Handshake --------------------------------------------------------------------------------------------------

    private void challenged(ServerFrame frame) {
        Challenge challenge = frame.getChallenge();
        if (!frame.hasChallenge() || challenge.getProtocol() != PROTOCOL) {
            disconnected(strange());
            return;
        }
        if (!key.proves(challenge.getProof(), Key.Side.MANAGER, nonce, challenge.getNonce(), ByteString.EMPTY)) {
            disconnected(Error.newBuilder()
                    .setCode(Code.UNAUTHENTICATED)
                    .setMessage("the manager there has another key than this program")
                    .build());
            return;
        }
        phase = Phase.PROOF;
        actions.send(ClientFrame.newBuilder()
                .setAttach(Attach.newBuilder()
                        .setProof(key.proof(Key.Side.CLIENT, nonce, challenge.getNonce(), ByteString.EMPTY)))
                .build());
    }

    private void welcomed(ServerFrame frame) {
        Welcome welcome = frame.getWelcome();
        if (!frame.hasWelcome() || welcome.getWindowCalls() < 1) {
            disconnected(strange());
            return;
        }
        windowCalls = welcome.getWindowCalls();
        windowBytes = welcome.getWindowBytes();
        maxRequestBytes = welcome.getMaxRequestBytes();
        phase = Phase.LIVE;
        actions.opened(welcome);
        flush();
    }

    private static Error strange() {
        return Error.newBuilder()
                .setCode(Code.UNIMPLEMENTED)
                .setMessage("what is there does not speak this program's protocol, number " + PROTOCOL)
                .build();
    }

    // Answers ----------------------------------------------------------------------------------------------------

    private void live(ServerFrame frame) {
        if (frame.getResendFrom() != 0) {
            resend(frame.getResendFrom());
        }
        for (Reply reply : frame.getRepliesList()) {
            answered(reply);
        }
        if (frame.getStopping()) {
            disconnected(Error.newBuilder()
                    .setCode(Code.UNAVAILABLE)
                    .setMessage("the manager is stopping")
                    .build());
        }
    }

    /** The manager has not seen the calls from this number on: they are sent again, none is given another number. */
    private void resend(long from) {
        resending.clear();
        unanswered.values().stream()
                .filter(exchange -> exchange.seq >= from)
                .sorted(Comparator.comparingLong(exchange -> exchange.seq))
                .forEach(exchange -> {
                    resending.add(exchange);
                    if (exchange.withdrawn) {
                        // Told already, but of a call that the manager had not seen.
                        withdrawn.add(exchange.seq);
                    }
                });
    }

    private void answered(Reply reply) {
        Exchange exchange = unanswered.remove(reply.getSeq());
        if (exchange == null) {
            // Sent a second time, and answered the first.
            return;
        }
        unansweredBytes -= windowed(exchange);
        exchange.state = Exchange.State.ANSWERED;
        if (reply.getReferencesCount() > 0) {
            exchange.held = actions.received(reply.getReferencesList());
        }
        if (exchange.abandoned) {
            giveBack(exchange);
            return;
        }
        exchange.outcome.answered(reply);
        if (!exchange.receipted || reply.hasError()) {
            acknowledge(exchange);
        }
    }

    private static void fail(Exchange exchange, CallFailure.Kind kind, String message) {
        exchange.state = Exchange.State.CLOSED;
        if (!exchange.abandoned) {
            exchange.outcome.failed(CallFailure.of(kind, message));
        }
    }
}
