package dev.holdall.client.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.holdall.client.call.CallFailure;
import dev.holdall.client.call.Held;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Reply;
import dev.holdall.v1.Resume;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.FrameMarshaller;
import dev.holdall.wire.Key;
import dev.holdall.wire.SeqMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The client's half of the stream protocol of {@code session.proto}, as a plain object: events in, actions out. A session has one stream
 * after the other; when one breaks, what is under way stays so until another one has resumed the session, or it is lost.
 *
 * <p>Gives calls their numbers when they leave, so that a frame has no gaps; keeps them until they are answered; acknowledges
 * what was received and gives back what nobody received. Knows no gRPC, no thread and no clock. Not thread-safe: whoever drives
 * it does so from one thread at a time.
 */
final class ClientSession {
    /** What the session does. */
    interface Actions {
        /** Whether a frame can be sent now without piling up in memory. */
        boolean ready();

        void send(ClientFrame frame);

        /** An answer names these objects, which live only as long as somebody holds them. */
        List<Held> received(List<ObjectId> objects);

        /** The handshake is done; calls may be made. Called for each stream that comes so far. */
        void opened(Welcome welcome);

        /** The stream is of no use any more. Another one may open the session, or resume it. */
        void broken(Error why);

        /** The session is over; no call can be made in it any more. Called once, before its calls fail. */
        void over(Error why);
    }

    private enum Phase {
        /** There is no stream. */
        DETACHED,
        /** There is one, which shakes hands. */
        ATTACHING,
        LIVE,
        OVER
    }

    private final int number;
    private final Key key;
    private final String client;
    private final String manager;
    private final long graceAsked;
    private final @Nullable Resume replaces;
    private final Actions actions;

    private Phase phase = Phase.DETACHED;
    private @Nullable Handshake handshake;
    /** Null until the session was opened. */
    private @Nullable Resume resume;

    private long graceMillis;
    /** The next frame is the first one after a resume. */
    private boolean resumed;
    /** Why there is no manager to wait for; null as long as there may be one. */
    private @Nullable Error unreachable;

    private int windowCalls;
    private long windowBytes;
    private int maxRequestBytes;
    private Error over = Error.getDefaultInstance();

    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    /** Calls that the manager asked for again, ascending; they go before all others. */
    private final ArrayDeque<Exchange> resending = new ArrayDeque<>();

    private final SeqMap<Exchange> unanswered = new SeqMap<>();
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final Notes notes = new Notes();
    /** The numbers of calls whose withdrawal is to be told. */
    private final NavigableSet<Long> withdrawn = new TreeSet<>();

    private long nextSeq = 1;
    private int unacknowledgedCalls;
    private long unansweredBytes;

    /**
     * @param number counts this process's sessions with the manager, from 1
     * @param client who connects, for people
     * @param manager where to, for people
     * @param graceAsked how long the session is to outlive a broken stream, in milliseconds; 0 leaves it to the manager
     * @param replaces the session before, which was given up and is to end if it is still there; null for none
     */
    ClientSession(
            int number,
            Key key,
            String client,
            String manager,
            long graceAsked,
            @Nullable Resume replaces,
            Actions actions) {
        this.number = number;
        this.key = key;
        this.client = client;
        this.manager = manager;
        this.graceAsked = graceAsked;
        this.replaces = replaces;
        this.actions = actions;
    }

    // Events from the connection ---------------------------------------------------------------------------------

    /**
     * A stream is there.
     *
     * @param nonce 32 unpredictable bytes, fresh for each stream
     * @param binding what ties the proofs to its connection; empty without TLS
     */
    void connected(ByteString nonce, ByteString binding) {
        if (phase == Phase.DETACHED) {
            phase = Phase.ATTACHING;
            handshake = new Handshake(key, client, graceAsked, resume, replaces, nonce, binding);
            actions.send(handshake.hello());
        }
    }

    /** A frame arrived. */
    void received(ServerFrame frame) {
        switch (phase) {
            case ATTACHING -> attaching(frame);
            case LIVE -> live(frame);
            case DETACHED, OVER -> {
                // It was on its way when the stream broke.
            }
        }
    }

    /** The stream is gone. The session outlives it, unless the manager said that it has ended, or does not let this process in. */
    void disconnected(Error why) {
        if (phase == Phase.OVER) {
            return;
        }
        if (why.getCode() != Code.UNAVAILABLE && why.getCode() != Code.LIMIT_EXCEEDED) {
            lost(why);
            return;
        }
        phase = Phase.DETACHED;
        handshake = null;
        actions.broken(why);
    }

    /** Whether the session was open: it may be resumed. */
    boolean isOpen() {
        return resume != null && phase != Phase.OVER;
    }

    /** By what it can be resumed, or ended; null if neither it nor the one that it replaces was ever opened. */
    @Nullable
    Resume resume() {
        return resume != null ? resume : replaces;
    }

    /** How long the session outlives a broken stream, in milliseconds. */
    long graceMillis() {
        return graceMillis;
    }

    /** For a session that is not open yet: nobody is there to wait for. Calls fail at once until somebody is. */
    void unreachable(Error why) {
        unreachable = why;
        List<Exchange> unsent = new ArrayList<>(waiting);
        waiting.clear();
        unsent.removeIf(exchange -> exchange.state == Exchange.State.CLOSED);
        unsent.forEach(exchange -> fail(exchange, CallFailure.Kind.UNREACHABLE, absent(why)));
    }

    private String absent(Error why) {
        String missing = "there is no manager at " + manager;
        return why.getMessage().startsWith(missing) ? why.getMessage() : missing + ": " + why.getMessage();
    }

    /** The session is over. What was sent and not answered may or may not have happened. */
    void lost(Error why) {
        if (phase == Phase.OVER) {
            return;
        }
        phase = Phase.OVER;
        over = why;
        List<Exchange> sent = unanswered.inOrder();
        List<Exchange> unsent = new ArrayList<>(waiting);
        unsent.removeIf(exchange -> exchange.state == Exchange.State.CLOSED);
        unanswered.clear();
        waiting.clear();
        resending.clear();
        // Before anybody learns of it who would make another call: that one belongs to whatever comes next.
        actions.over(why);
        sent.forEach(exchange -> fail(exchange, CallFailure.Kind.LOST_DURING, lost()));
        unsent.forEach(exchange -> fail(exchange, CallFailure.Kind.LOST_BEFORE, lost()));
    }

    private String lost() {
        return "the session with the manager at " + manager + " is over: " + over.getMessage();
    }

    // Events from the callers ------------------------------------------------------------------------------------

    /** A call is to be made. It leaves with the next {@link #flush}. */
    void submit(Exchange exchange) {
        exchange.owner = this;
        if (exchange.abandoned) {
            exchange.state = Exchange.State.CLOSED;
        } else if (phase == Phase.OVER) {
            fail(exchange, CallFailure.Kind.LOST_BEFORE, lost());
        } else if (exchange.session != 0 && exchange.session != number) {
            fail(
                    exchange,
                    CallFailure.Kind.LOST_BEFORE,
                    "the session with the manager at " + manager + " was lost before " + exchange.name + " was sent");
        } else if (unreachable != null) {
            fail(exchange, CallFailure.Kind.UNREACHABLE, absent(unreachable));
        } else if (maxRequestBytes > 0 && exchange.request.size() > maxRequestBytes) {
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

    /** Nothing in this process refers any more to what so many answers of a session named. Told with the next frame, or by {@link #tell}. */
    void release(int session, ObjectId object, long deliveries) {
        if (isOpen() && session == number) {
            notes.release(object, deliveries);
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
        if (isOpenAnswer(exchange)) {
            close(exchange);
        }
    }

    /** Nobody received the answer, since nobody waited for it any more. */
    void giveBack(Exchange exchange) {
        if (isOpenAnswer(exchange)) {
            notes.giveBack(exchange.seq);
            close(exchange);
        }
    }

    /** The answer could not be read by who waited for it. */
    void undecodable(Exchange exchange) {
        if (isOpenAnswer(exchange)) {
            notes.undecodable(exchange.seq);
            close(exchange);
        }
    }

    private boolean isOpenAnswer(Exchange exchange) {
        return exchange.owner == this && exchange.state == Exchange.State.ANSWERED;
    }

    private void close(Exchange exchange) {
        exchange.state = Exchange.State.CLOSED;
        acknowledgements.add(exchange.seq);
        unacknowledgedCalls--;
    }

    /** Ends the session in good order. Says whether there is a stream on which the manager can be told. */
    boolean goodbye() {
        if (phase != Phase.LIVE) {
            return false;
        }
        flush();
        // Ready or not: what is not told now is lost, and an element that was received would be delivered again.
        ClientFrame.Builder last = ClientFrame.newBuilder().setGoodbye(true).setResumed(resumed);
        tellAnswers(last);
        actions.send(last.addAllWithdrawn(withdrawn).build());
        return true;
    }

    // Time -------------------------------------------------------------------------------------------------------

    /** Whether there are calls that time may run out for. */
    boolean hasUnanswered() {
        return !unanswered.isEmpty() || !waiting.isEmpty();
    }

    /** Fails the calls whose time is over. */
    void expire(long now) {
        List<Exchange> late = new ArrayList<>();
        unanswered.forEach(exchange -> {
            if (isLate(exchange, now)) {
                late.add(exchange);
            }
        });
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
                                + (phase == Phase.LIVE
                                        ? ": it waited too long for answers to the calls before it"
                                        : ": there was no connection to it for too long"));
            }
        }
    }

    private static boolean isLate(Exchange exchange, long now) {
        return exchange.deadline != Long.MAX_VALUE && !exchange.abandoned && exchange.deadline - now <= 0;
    }

    /** Whether something waits to be told that no call carries. */
    boolean hasUntold() {
        return phase == Phase.LIVE && (acknowledgements.hasUntold() || notes.hasReleases());
    }

    // Sending ----------------------------------------------------------------------------------------------------

    /** Sends all that waits and that the window and the connection have room for. */
    void flush() {
        while (phase == Phase.LIVE
                && actions.ready()
                && (resumed || !resending.isEmpty() || hasSendable() || !withdrawn.isEmpty() || notes.hasGivenBack())) {
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
        ClientFrame.Builder frame = ClientFrame.newBuilder().setResumed(resumed);
        resumed = false;
        tellAnswers(frame);
        if (!resending.isEmpty()) {
            long first = resending.element().seq;
            frame.setFirstSeq(first);
            // Up to the next that was answered meanwhile: the calls of a frame are numbered without a gap.
            fill(
                    frame,
                    resending,
                    () -> !resending.isEmpty() && resending.element().seq == first + frame.getCallsCount());
        } else if (hasSendable()) {
            frame.setFirstSeq(nextSeq);
            fill(frame, waiting, this::hasSendable);
        }
        // Behind the calls: one of them may be among the withdrawn. Of what is yet to be sent again the manager
        // knows nothing, and its withdrawal goes with it.
        Set<Long> known = resending.isEmpty() ? withdrawn : withdrawn.headSet(resending.element().seq);
        frame.addAllWithdrawn(known);
        known.clear();
        return frame.build();
    }

    /** Tells which answers were received, and which were not. */
    private void tellAnswers(ClientFrame.Builder frame) {
        if (acknowledgements.hasUntold()) {
            frame.setAcknowledged(acknowledgements.tell());
        }
        notes.tell(frame, resending.isEmpty() ? nextSeq : resending.element().seq);
    }

    /** Moves calls from a queue into a frame, as many as fit, one at least. */
    private void fill(ClientFrame.Builder frame, ArrayDeque<Exchange> queue, BooleanSupplier hasNext) {
        int size = 0;
        int method = 0;
        while (hasNext.getAsBoolean()) {
            Call call = call(queue.element(), method);
            size += CodedOutputStream.computeMessageSizeNoTag(call) + 1;
            if (size > FrameMarshaller.FILLED_BYTES && frame.getCallsCount() > 0) {
                break;
            }
            Exchange exchange = queue.remove();
            method = exchange.method;
            if (exchange.state == Exchange.State.WAITING) {
                sent(exchange);
            }
            frame.addCalls(call);
        }
    }

    /** @param before the method of the call before it in the frame; 0 for none */
    private static Call call(Exchange exchange, int before) {
        Call.Builder call = Call.newBuilder()
                .setMethod(exchange.method == before ? 0 : exchange.method)
                .setRequest(exchange.request)
                .setThread(exchange.thread)
                .setThreadName(exchange.threadName)
                .setSite(exchange.site);
        if (exchange.guard != null) {
            call.setGuard(exchange.guard);
        }
        return call.build();
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

    private void attaching(ServerFrame frame) {
        Handshake.Step step = Objects.requireNonNull(handshake).received(frame);
        if (step.next() != null) {
            actions.send(step.next());
        } else if (step.welcome() != null) {
            welcomed(step.welcome());
        } else if (step.failure() != null) {
            lost(step.failure());
        }
    }

    private void welcomed(Welcome welcome) {
        windowCalls = welcome.getWindowCalls();
        windowBytes = welcome.getWindowBytes();
        maxRequestBytes = welcome.getMaxRequestBytes();
        graceMillis = welcome.getGraceMillis();
        unreachable = null;
        handshake = null;
        phase = Phase.LIVE;
        if (resume == null) {
            resume = Resume.newBuilder()
                    .setSession(welcome.getSession())
                    .setSecret(welcome.getSecret())
                    .build();
        } else {
            repeat(welcome);
        }
        actions.opened(welcome);
        flush();
    }

    /** The manager may not have heard what was told last: it is told again. It knows what it has heard. */
    private void repeat(Welcome welcome) {
        resumed = true;
        notes.heard(welcome.getLastNote());
        acknowledgements.forgetTold();
        withdrawn.clear();
        unanswered.forEach(exchange -> {
            if (exchange.withdrawn && exchange.seq < welcome.getNextSeq()) {
                withdrawn.add(exchange.seq);
            }
        });
        resend(welcome.getNextSeq());
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
            // What it holds goes with it.
            lost(Error.newBuilder()
                    .setCode(Code.UNAVAILABLE)
                    .setMessage("the manager is stopping")
                    .build());
        }
    }

    /** The manager has not seen the calls from this number on: they are sent again, none is given another number. */
    private void resend(long from) {
        resending.clear();
        for (Exchange exchange : unanswered.inOrder()) {
            if (exchange.seq >= from) {
                resending.add(exchange);
                if (exchange.withdrawn) {
                    // Told already, but of a call that the manager had not seen.
                    withdrawn.add(exchange.seq);
                }
            }
        }
    }

    private void answered(Reply reply) {
        Exchange exchange = unanswered.remove(reply.getSeq());
        if (exchange == null) {
            // Sent a second time, and answered the first.
            return;
        }
        notes.answered(reply.getSeq());
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
