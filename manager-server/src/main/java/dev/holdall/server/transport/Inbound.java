package dev.holdall.server.transport;

import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.v1.Error;
import dev.holdall.v1.SessionsGrpc;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a call or a stream brings and nobody can serve yet. gRPC gathers a whole message, however large it may be, before anybody sees
 * it, and a unary call is served when its client has closed it. All connections together may have so much of that: see {@link Intakes}.
 *
 * <p>A stranger may have less: who sends more than a handshake has, and has not proven yet that he has a key, is cut off while he sends it,
 * with his connection.
 *
 * <p>Belongs to the stream's event loop.
 */
final class Inbound extends ServerStreamTracer {
    /** Of the call that is being started. */
    static final Context.Key<Inbound> OF_CALL = Context.key("holdall-inbound");

    private static final String ATTACH = SessionsGrpc.getAttachMethod().getFullMethodName();

    /** Their messages are served one by one, as soon as they are whole. */
    private static final Set<String> STREAMS =
            Set.of(ATTACH, ServerReflectionGrpc.getServerReflectionInfoMethod().getFullMethodName());

    private final @Nullable Intake intake;
    private final @Nullable Http2Stream stream;
    private final boolean isStream;
    private long leftOfHandshake;
    private boolean trusted;
    private boolean over;
    private @Nullable Consumer<Error> ifCutOff;

    /** What is gathered, or is whole and not handed on. */
    private long gathered;
    /** How many pieces came that nobody has asked for yet. */
    private long unaskedPieces;
    /** What all of that costs. */
    private long counted;

    private Inbound(Intakes intakes, boolean isStream, long mostOfHandshake) {
        ChannelHandlerContext connection = Reading.current();
        this.intake = connection == null ? null : intakes.of(connection);
        this.stream = intake == null ? null : intake.join(this);
        this.isStream = isStream;
        this.leftOfHandshake = mostOfHandshake;
    }

    /** The client has a key. */
    void trust(String key) {
        trusted = true;
        if (intake != null) {
            intake.belongsTo(key);
        }
    }

    /** Who is to be told why before the connection is cut off. */
    void ifCutOff(Consumer<Error> told) {
        ifCutOff = told;
    }

    void cutOff(Error why) {
        if (ifCutOff != null) {
            ifCutOff.accept(why);
        }
    }

    /** What came is on its way to be served: it is others' to count. */
    void handedOn() {
        gathered = 0;
        count();
    }

    /** A piece came, which somebody has asked for or not. */
    void pieceCame() {
        unaskedPieces++;
        count();
    }

    private void count() {
        if (intake == null || stream == null) {
            return;
        }
        long unasked = over ? 0 : intake.unasked(stream);
        // Each has a byte at least.
        unaskedPieces = Math.min(unaskedPieces, unasked);
        long now = over ? 0 : gathered + unasked + unaskedPieces * Pieces.COST;
        if (now != counted) {
            intake.changed(now - counted);
            counted = now;
        }
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(OF_CALL, this);
    }

    @Override
    public void inboundWireSize(long bytes) {
        if (!trusted) {
            leftOfHandshake -= bytes;
            ChannelHandlerContext connection = leftOfHandshake < 0 ? Reading.current() : null;
            if (connection != null) {
                connection.close();
            }
        }
        gathered += bytes + Pieces.COST;
        count();
    }

    @Override
    public void inboundMessageRead(int number, long wireSize, long size) {
        if (isStream) {
            handedOn();
        }
    }

    @Override
    public void streamClosed(Status status) {
        over = true;
        handedOn();
        if (intake != null) {
            intake.leave(this);
        }
    }

    /** Counts for all calls and streams. Who calls without a session has shown a token before anything is read of him. */
    static final class Factory extends ServerStreamTracer.Factory {
        private final Limits limits;
        private final Intakes intakes;

        Factory(Limits limits, Intakes intakes) {
            this.limits = limits;
            this.intakes = intakes;
        }

        @Override
        public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
            return new Inbound(
                    intakes,
                    STREAMS.contains(fullMethodName),
                    ATTACH.equals(fullMethodName) ? limits.of(Limit.HELLO_BYTES) : Long.MAX_VALUE);
        }
    }
}
