package dev.holdall.server.transport;

import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.v1.SessionsGrpc;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.netty.channel.ChannelHandlerContext;

/**
 * Counts what a session stream brings before its client has proven that it has a key. gRPC gathers a whole message, however large it may be,
 * before anybody sees it; so a stranger who sends more than a handshake has is cut off, with his connection, while he sends it.
 *
 * <p>Belongs to the stream's event loop.
 */
final class Inbound extends ServerStreamTracer {
    /** Of the call that is being started. */
    static final Context.Key<Inbound> OF_CALL = Context.key("holdall-inbound");

    private static final String ATTACH = SessionsGrpc.getAttachMethod().getFullMethodName();

    private long left;
    private boolean trusted;

    Inbound(long most) {
        this.left = most;
    }

    /** The client has a key. */
    void trust() {
        trusted = true;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(OF_CALL, this);
    }

    @Override
    public void inboundWireSize(long bytes) {
        if (trusted) {
            return;
        }
        left -= bytes;
        ChannelHandlerContext connection = left < 0 ? Reading.current() : null;
        if (connection != null) {
            connection.close();
        }
    }

    /** Counts for all session streams. Who calls without a session has shown a token before anything is read of him. */
    static final class Factory extends ServerStreamTracer.Factory {
        private static final ServerStreamTracer NONE = new ServerStreamTracer() {};

        private final Limits limits;

        Factory(Limits limits) {
            this.limits = limits;
        }

        @Override
        public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
            return ATTACH.equals(fullMethodName) ? new Inbound(limits.of(Limit.HELLO_BYTES)) : NONE;
        }
    }
}
