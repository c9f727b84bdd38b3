package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import dev.holdall.server.engine.Engine;
import dev.holdall.server.state.Limits;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.SessionsGrpc;
import dev.holdall.wire.FrameMarshaller;
import dev.holdall.wire.Key;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** The door for clients with a session: {@code session.proto}. */
final class SessionService extends SessionsGrpc.SessionsImplBase {
    private final Engine engine;
    private final Deliveries deliveries;
    private final KeyRing keys;
    private final Refusals refusals;
    private final Limits limits;
    private final Streams streams;
    private final Outboxes outboxes;
    private final Grace grace;
    private final String version;

    SessionService(
            Engine engine,
            Deliveries deliveries,
            KeyRing keys,
            Refusals refusals,
            Limits limits,
            Outboxes outboxes,
            Grace grace,
            String version) {
        this.engine = engine;
        this.deliveries = deliveries;
        this.keys = keys;
        this.refusals = refusals;
        this.limits = limits;
        this.streams = new Streams(limits);
        this.outboxes = outboxes;
        this.grace = grace;
        this.version = version;
    }

    /** The service as the transport serves it: its frames are read without a copy of each call. */
    ServerServiceDefinition definition() {
        ServiceDescriptor usual = SessionsGrpc.getServiceDescriptor();
        MethodDescriptor<ClientFrame, ServerFrame> attach = FrameMarshaller.in(SessionsGrpc.getAttachMethod());
        ServiceDescriptor descriptor = ServiceDescriptor.newBuilder(usual.getName())
                .setSchemaDescriptor(usual.getSchemaDescriptor())
                .addMethod(attach)
                .build();
        return ServerServiceDefinition.builder(descriptor)
                .addMethod(attach, ServerCalls.asyncBidiStreamingCall(this::attach))
                .build();
    }

    @Override
    public StreamObserver<ClientFrame> attach(StreamObserver<ServerFrame> out) {
        ServerCallStreamObserver<ServerFrame> stream = (ServerCallStreamObserver<ServerFrame>) out;
        Streams.Place place = streams.enter(Peer.OF_CALL.get().group());
        if (place.refusal() != null) {
            out.onError(Statuses.exception(place.refusal()));
            return new Unheard();
        }
        long token = deliveries.nextTicket();
        ByteString binding = ChannelBinding.current();
        Supplier<ByteString> random = Key::nonce;
        return new SessionStream(
                stream,
                engine,
                deliveries,
                refusals,
                limits,
                outboxes,
                place,
                actions -> new Attachment(keys, binding, limits, grace, version, token, random, actions));
    }

    /** Of a stream that was refused. */
    private static final class Unheard implements StreamObserver<ClientFrame> {
        @Override
        public void onNext(ClientFrame frame) {
            // It was on its way.
        }

        @Override
        public void onError(Throwable failure) {
            // It is over already.
        }

        @Override
        public void onCompleted() {
            // It is over already.
        }
    }
}
