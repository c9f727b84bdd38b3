package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import dev.holdall.server.engine.Engine;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Permit;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.Reply;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call through a unary service: the request goes to the engine as it is, the reply comes back the same way. */
final class UnaryCall extends ServerCall.Listener<ByteString> implements Outboxes.Reader {
    /** All of the request is to have come so many seconds after the call began. */
    static final int REQUEST_SECONDS = 10;

    private final ServerCall<ByteString, ByteString> call;
    private final Engine engine;
    private final Deliveries deliveries;
    private final KeyRing keys;
    private final Refusals refusals;
    private final Outboxes outboxes;
    private final int method;
    private final Peer peer = Peer.OF_CALL.get();
    private final Permit permit = Credentials.PERMIT.get();
    private final long ticket;
    private final Inbound inbound = Inbound.OF_CALL.get();
    private final EventExecutor loop = EventLoops.current();
    private final Future<?> late;

    private @Nullable ByteString request;
    private boolean over;
    /** Bytes of the reply that the caller has not read yet. */
    private long unread;

    private volatile long tookAt;

    UnaryCall(
            ServerCall<ByteString, ByteString> call,
            Engine engine,
            Deliveries deliveries,
            KeyRing keys,
            Refusals refusals,
            Outboxes outboxes,
            int method) {
        this.call = call;
        this.engine = engine;
        this.deliveries = deliveries;
        this.keys = keys;
        this.refusals = refusals;
        this.outboxes = outboxes;
        this.method = method;
        this.ticket = deliveries.nextTicket();
        this.late = loop.schedule(this::late, REQUEST_SECONDS, TimeUnit.SECONDS);
        inbound.ifCutOff(this::cutOff);
        // One more than is wanted: a second message is an error that shows.
        call.request(2);
    }

    @Override
    public void onMessage(ByteString message) {
        if (request != null) {
            close(Status.INVALID_ARGUMENT.withDescription("a unary call has one request"), new Metadata());
            return;
        }
        request = message;
    }

    /** Whoever never says that this is all, has what he sent kept here. */
    private void late() {
        if (!over) {
            close(
                    Status.DEADLINE_EXCEEDED.withDescription(
                            "a unary call sends and closes its request within " + REQUEST_SECONDS + " seconds"),
                    new Metadata());
        }
    }

    private void cutOff(Error why) {
        if (!over) {
            close(Statuses.of(why), Statuses.trailers(why));
        }
    }

    @Override
    public void onHalfClose() {
        late.cancel(false);
        inbound.handedOn();
        if (over) {
            return;
        }
        if (request == null) {
            close(Status.INVALID_ARGUMENT.withDescription("a unary call has one request"), new Metadata());
            return;
        }
        if (!keys.holds(permit)) {
            // Since the call began.
            refusals.ended(peer, tried(), permit.key(), "", Refusals.REMOVED);
            close(Statuses.of(Refusals.REMOVED), Statuses.trailers(Refusals.REMOVED));
            return;
        }
        Error full = outboxes.refusal();
        if (full != null) {
            close(Statuses.of(full), Statuses.trailers(full));
            return;
        }
        deliveries.expectReply(ticket, this);
        engine.submit(new Command.UnaryCall(ticket, method, request, permit));
        if (!keys.holds(permit)) {
            // Meanwhile: the word that ends what waits may have come before this call did.
            engine.submit(new Command.WithdrawUnary(ticket));
        }
    }

    /** The caller went away or its time is over: a parked call is withdrawn. */
    @Override
    public void onCancel() {
        read();
        late.cancel(false);
        over = true;
        deliveries.forgetReply(ticket);
        engine.submit(new Command.WithdrawUnary(ticket));
    }

    @Override
    public void onComplete() {
        read();
    }

    private void read() {
        outboxes.changed(this, unread, 0);
        unread = 0;
    }

    @Override
    public long tookAt() {
        return tookAt;
    }

    @Override
    public void stalled() {
        peer.cutOff();
    }

    /** The answer, on whatever thread applied the call. */
    void reply(Reply reply) {
        loop.execute(() -> {
            if (over) {
                return;
            }
            if (reply.hasError()) {
                refusals.ended(peer, tried(), permit.key(), "", reply.getError());
                // A withdrawn call is answered too, and nobody hears it.
                close(
                        reply.getError().getCode() == Code.CANCELLED ? Status.CANCELLED : Statuses.of(reply.getError()),
                        Statuses.trailers(reply.getError()));
            } else {
                call.sendHeaders(new Metadata());
                unread = reply.getReply().size();
                tookAt = System.nanoTime();
                outboxes.changed(this, 0, unread);
                call.sendMessage(reply.getReply());
                close(Status.OK, new Metadata());
            }
        });
    }

    private String tried() {
        return call.getMethodDescriptor().getFullMethodName();
    }

    private void close(Status status, Metadata trailers) {
        late.cancel(false);
        over = true;
        request = null;
        call.close(status, trailers);
    }
}
