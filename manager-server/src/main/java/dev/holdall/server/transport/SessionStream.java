package dev.holdall.server.transport;

import dev.holdall.server.engine.Engine;
import dev.holdall.server.engine.RunningTimer;
import dev.holdall.server.state.Attached;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Error;
import dev.holdall.v1.Reply;
import dev.holdall.v1.ServerFrame;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * One gRPC stream, driving one {@link Attachment} on the stream's own event loop.
 *
 * <p>Effects arrive from whatever thread applies commands. They are queued and taken over by one task on the loop: all that
 * was queued meanwhile leaves in one frame, without timer or delay.
 */
final class SessionStream implements StreamObserver<ClientFrame>, Attachment.Actions, Outboxes.Reader {
    /** Above this, no more is read from the client until it has read what waits for it. */
    private static final long PAUSE_BYTES = 4 << 20;

    private static final int HANDSHAKE_SECONDS = 10;
    /** A client that was told to go has so long to hear of it. */
    private static final int LINGER_SECONDS = 5;

    private final ServerCallStreamObserver<ServerFrame> out;
    private final Engine engine;
    private final Deliveries deliveries;
    private final Refusals refusals;
    private final Limits limits;
    private final Outboxes outboxes;
    private final Streams.Place place;
    private final Inbound inbound = Inbound.OF_CALL.get();
    private final Peer peer = Peer.OF_CALL.get();
    private final EventExecutor loop = EventLoops.current();
    private final Attachment attachment;

    /** What is to be done on the loop, queued by other threads: replies as such, anything else as tasks. */
    private final ConcurrentLinkedQueue<Object> arrivals = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile long tookAt;
    private final Future<?> handshake;

    // Belong to the loop.
    /** Bytes that were handed to gRPC and wait there. */
    private long underWay;
    /** What waited for the client when it was told last. */
    private long counted;

    private boolean closed;

    private boolean paused;
    private boolean over;
    /** A proof waits for its turn; until then nothing more is read. */
    private boolean deciding;

    private boolean rejected;

    SessionStream(
            ServerCallStreamObserver<ServerFrame> out,
            Engine engine,
            Deliveries deliveries,
            Refusals refusals,
            Limits limits,
            Outboxes outboxes,
            Streams.Place place,
            Function<Attachment.Actions, Attachment> attachments) {
        this.out = out;
        this.engine = engine;
        this.deliveries = deliveries;
        this.refusals = refusals;
        this.limits = limits;
        this.outboxes = outboxes;
        this.place = place;
        this.attachment = attachments.apply(this);
        out.disableAutoRequest();
        out.setOnReadyHandler(this::writable);
        out.setOnCancelHandler(this::disconnected);
        out.setOnCloseHandler(() -> closed = true);
        out.request(1);
        inbound.ifCutOff(attachment::stuck);
        handshake = loop.schedule(attachment::handshakeTimedOut, HANDSHAKE_SECONDS, TimeUnit.SECONDS);
    }

    // From gRPC, on the loop -------------------------------------------------------------------------------------

    @Override
    public void onNext(ClientFrame frame) {
        if (attachment.awaitsProof()) {
            deciding = true;
            refusals.decide(
                    peer,
                    Refusals.HANDSHAKE,
                    attachment.key(),
                    attachment.client(),
                    (what, millis) -> loop.schedule(what, millis, TimeUnit.MILLISECONDS),
                    () -> isRight(frame),
                    () -> {
                        left();
                        sendError(Refusals.CREDENTIALS);
                    });
        } else {
            attachment.received(frame);
            readOn();
        }
    }

    /** Its turn has come; if the stream ended meanwhile, there is nothing to decide any more. */
    private boolean isRight(ClientFrame proof) {
        deciding = false;
        attachment.received(proof);
        readOn();
        return !rejected;
    }

    @Override
    public void onError(Throwable failure) {
        disconnected();
    }

    @Override
    public void onCompleted() {
        disconnected();
        finish();
    }

    private void disconnected() {
        attachment.disconnected();
        left();
    }

    /** Nothing of this stream is to be counted any more. */
    private void left() {
        handshake.cancel(false);
        place.leave();
        underWay = 0;
        count();
    }

    /** Tells how much waits here for the client. */
    private void count() {
        long now = attachment.outboxBytes() + underWay;
        if (counted == 0 && now > 0) {
            tookAt = System.nanoTime();
        }
        outboxes.changed(this, counted, now);
        counted = now;
    }

    private void writable() {
        underWay = 0;
        if (counted > 0) {
            tookAt = System.nanoTime();
        }
        attachment.flush();
        count();
        if (paused) {
            readOn();
        }
    }

    private void readOn() {
        if (over || deciding) {
            return;
        }
        paused = attachment.outboxBytes() > Math.min(PAUSE_BYTES, limits.of(Limit.OUTBOX_BYTES) / 2);
        if (!paused) {
            out.request(1);
        }
    }

    // From the engine, on any thread -----------------------------------------------------------------------------

    void opened(Attached attached) {
        arrive((Runnable) () -> attachment.opened(attached));
    }

    void superseded() {
        arrive((Runnable) attachment::superseded);
    }

    void refused(Error error) {
        arrive((Runnable) () -> attachment.refused(error));
    }

    void resend(long fromSeq) {
        arrive((Runnable) () -> attachment.resend(fromSeq));
    }

    void reply(Reply reply) {
        if (loop.inEventLoop() && arrivals.isEmpty()) {
            // Most are: their calls came on this stream just now. Nothing waits that was before it.
            takeOver(reply);
            takeOverSoon();
        } else {
            arrive(reply);
        }
    }

    @Override
    public long tookAt() {
        return tookAt;
    }

    @Override
    public void stalled() {
        arrive((Runnable) () -> attachment.stuck(Outboxes.STALLED));
    }

    void stop() {
        arrive((Runnable) attachment::stop);
    }

    private void arrive(Object what) {
        arrivals.add(what);
        takeOverSoon();
    }

    private void takeOverSoon() {
        if (scheduled.compareAndSet(false, true)) {
            loop.execute(this::takeOver);
        }
    }

    private void takeOver(Reply reply) {
        attachment.reply(reply);
        if (reply.hasError()) {
            refusals.answered(peer, "call " + reply.getSeq(), attachment.key(), attachment.client(), reply.getError());
        }
    }

    private void takeOver() {
        // Cleared first: whatever is queued from here on schedules another run.
        scheduled.set(false);
        for (Object arrival = arrivals.poll(); arrival != null; arrival = arrivals.poll()) {
            if (arrival instanceof Reply reply) {
                takeOver(reply);
            } else {
                ((Runnable) arrival).run();
            }
        }
        attachment.flush();
        count();
        Error stuck = outboxes.refusal(attachment.newOutboxBytes());
        if (stuck != null) {
            attachment.stuck(stuck);
        } else if (paused) {
            readOn();
        }
    }

    // From the attachment, on the loop ---------------------------------------------------------------------------

    @Override
    public boolean ready() {
        return out.isReady();
    }

    @Override
    public void send(ServerFrame frame) {
        if (!over) {
            out.onNext(frame);
            underWay = out.isReady() ? 0 : underWay + frame.getSerializedSize();
        }
    }

    @Override
    public void submit(Command command) {
        // Not earlier: a stream that never comes so far leaves nothing behind.
        if (command instanceof Command.OpenSession || command instanceof Command.ResumeSession) {
            handshake.cancel(false);
            inbound.trust(attachment.key());
            place.shookHands();
        }
        if (command instanceof Command.OpenSession open) {
            deliveries.expectSession(open.token(), this);
        } else if (command instanceof Command.ResumeSession resume) {
            deliveries.expectSession(resume.token(), this);
        }
        engine.submit(command);
    }

    @Override
    public void vanished(long session, long attached, long graceMillis) {
        Command end = new Command.EndSession(session, attached);
        if (graceMillis == 0) {
            engine.submit(end);
            return;
        }
        // Nobody is to be reached by way of this stream until then.
        deliveries.detach(session, this);
        Engine ending = engine;
        // A manager that stood still could not have noticed that the client came back.
        RunningTimer.after(loop, loop.ticker()::nanoTime, graceMillis, () -> ending.submit(end));
    }

    @Override
    public void finish() {
        if (!over) {
            over = true;
            left();
            if (!out.isCancelled()) {
                out.onCompleted();
            }
        }
    }

    @Override
    public void fail(Error error) {
        if (!over) {
            over = true;
            left();
            refusals.ended(peer, Refusals.HANDSHAKE, attachment.key(), attachment.client(), error);
            sendError(error);
        }
    }

    @Override
    public void reject(Error error) {
        if (!over) {
            over = true;
            // Told later, in the same words: see onNext.
            rejected = true;
        }
    }

    private void sendError(Error error) {
        if (!out.isCancelled()) {
            out.onError(Statuses.exception(error));
            loop.schedule(this::cutOffUnlessClosed, LINGER_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** What it has not read keeps the stream open, and itself in memory. */
    private void cutOffUnlessClosed() {
        if (!closed && !out.isCancelled()) {
            peer.cutOff();
        }
    }
}
