package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import dev.holdall.server.engine.Engine;
import dev.holdall.server.key.Accepted;
import dev.holdall.server.state.Effects;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.Permit;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.SessionsGrpc;
import dev.holdall.wire.Key;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.util.concurrent.EventExecutor;
import java.lang.reflect.Field;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The manager's real streams and deliveries, for a simulation: all but gRPC, the event loops and the clock. */
public final class ServerDoor {
    private static final ThreadLocal<EventExecutor> CURRENT_LOOP = currentLoop();
    private static final String ATTACH = SessionsGrpc.getAttachMethod().getFullMethodName();

    /** Does something after so many milliseconds. */
    public interface Later {
        void run(Runnable what, long millis);
    }

    private final Deliveries deliveries = new Deliveries();
    private final Refusals refusals;
    private final KeyRing keys;
    private final Limits limits;
    private final Grace grace;
    private final Supplier<ByteString> random;
    private final Outboxes outboxes;
    private final Streams streams;
    private final Inbound.Factory inbound;

    /**
     * @param grace in milliseconds, whatever a client asks for
     * @param random draws 32 bytes
     */
    public ServerDoor(
            Key key,
            Permit permit,
            Limits limits,
            long grace,
            LongSupplier clock,
            Later later,
            Supplier<ByteString> random) {
        this.keys = new KeyRing(List.of(new Accepted(key, permit)));
        this.refusals = new Refusals(new Throttle(), new Audit(clock, later::run));
        this.limits = limits;
        this.outboxes = new Outboxes(limits);
        this.streams = new Streams(limits);
        this.inbound = new Inbound.Factory(limits, new Intakes(limits, refusals));
        this.grace = new Grace(grace, grace);
        this.random = random;
    }

    /** Where the state machine's effects go. */
    public Effects effects() {
        return deliveries;
    }

    /**
     * A client opens a stream.
     *
     * @param loop on which it runs from now on
     * @return what arrives goes there
     */
    public StreamObserver<ClientFrame> open(
            ServerCallStreamObserver<ServerFrame> out, Engine engine, EventExecutor loop) {
        long token = deliveries.nextTicket();
        Context context = inbound.newServerStreamTracer(ATTACH, new Metadata())
                .filterContext(Context.ROOT.withValue(Peer.OF_CALL, new Peer("simulation", "simulation", null)));
        Context before = context.attach();
        CURRENT_LOOP.set(loop);
        try {
            return new SessionStream(
                    out,
                    engine,
                    deliveries,
                    refusals,
                    limits,
                    outboxes,
                    streams.enter("simulation"),
                    actions ->
                            new Attachment(keys, ByteString.EMPTY, limits, grace, "simulated", token, random, actions));
        } finally {
            CURRENT_LOOP.remove();
            context.detach(before);
        }
    }

    /** The manager is stopping, in good order. */
    public void stop() {
        deliveries.streams().forEach(SessionStream::stop);
    }

    /** A stream asks its thread which loop it is on; here one thread is all of them. */
    @SuppressWarnings("unchecked")
    private static ThreadLocal<EventExecutor> currentLoop() {
        try {
            Field field = EventLoops.class.getDeclaredField("CURRENT");
            field.setAccessible(true);
            return (ThreadLocal<EventExecutor>) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
