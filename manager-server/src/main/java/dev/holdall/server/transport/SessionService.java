package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import dev.holdall.server.engine.Engine;
import dev.holdall.server.state.Limits;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.SessionsGrpc;
import dev.holdall.wire.Key;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** The door for clients with a session: {@code session.proto}. */
final class SessionService extends SessionsGrpc.SessionsImplBase {
    private final Engine engine;
    private final Deliveries deliveries;
    private final KeyRing keys;
    private final Refusals refusals;
    private final Limits limits;
    private final Grace grace;
    private final String version;

    SessionService(
            Engine engine,
            Deliveries deliveries,
            KeyRing keys,
            Refusals refusals,
            Limits limits,
            Grace grace,
            String version) {
        this.engine = engine;
        this.deliveries = deliveries;
        this.keys = keys;
        this.refusals = refusals;
        this.limits = limits;
        this.grace = grace;
        this.version = version;
    }

    @Override
    public StreamObserver<ClientFrame> attach(StreamObserver<ServerFrame> out) {
        long token = deliveries.nextTicket();
        ByteString binding = ChannelBinding.current();
        Supplier<ByteString> random = Key::nonce;
        return new SessionStream(
                (ServerCallStreamObserver<ServerFrame>) out,
                engine,
                deliveries,
                refusals,
                actions -> new Attachment(keys, binding, limits, grace, version, token, random, actions));
    }
}
