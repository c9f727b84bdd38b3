package dev.holdall.client.session;

import com.google.protobuf.ByteString;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.SessionsGrpc;
import dev.holdall.wire.Key;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Clients that have opened a session and do nothing, each on a connection of its own: what they take here does not matter. */
public final class IdleClients implements AutoCloseable {
    /** So many shake hands at a time. */
    private static final int AT_ONCE = 64;

    private static final int PATIENCE_SECONDS = 120;

    private final EventLoopGroup loop = new NioEventLoopGroup(1);
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Semaphore connecting = new Semaphore(AT_ONCE);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private IdleClients() {}

    /** Connects so many. */
    public static IdleClients connect(int count, String host, int port, Key key, boolean tls) throws Exception {
        IdleClients clients = new IdleClients();
        for (int i = 0; i < count; i++) {
            clients.await(1);
            clients.open(new InetSocketAddress(host, port), key, tls);
        }
        clients.await(AT_ONCE);
        return clients;
    }

    private void await(int permits) throws Exception {
        if (!connecting.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("clients cannot connect");
        }
        if (failure.get() != null) {
            throw new IllegalStateException("a client could not connect", failure.get());
        }
    }

    /** Fails if one of them has lost its session meanwhile. */
    public void checkAll() {
        if (failure.get() != null) {
            throw new IllegalStateException("a client has lost its session", failure.get());
        }
    }

    private void open(InetSocketAddress address, Key key, boolean tls) throws SSLException {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(address)
                .eventLoopGroup(loop)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .disableRetry();
        ManagedChannel channel = (tls
                        ? builder.sslContext(GrpcSslContexts.forClient()
                                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                                .build())
                        : builder.usePlaintext())
                .build();
        channels.add(channel);
        ClientCall<ClientFrame, ServerFrame> call =
                channel.newCall(SessionsGrpc.getAttachMethod(), CallOptions.DEFAULT);
        ClientCalls.asyncBidiStreamingCall(
                call, new Idle(key, () -> tls ? ClientTls.binding(call.getAttributes()) : ByteString.EMPTY));
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private final class Idle implements ClientResponseObserver<ClientFrame, ServerFrame> {
        private final Key key;
        private final Supplier<ByteString> binding;
        private @Nullable Handshake handshake;

        /** @param binding what ties the handshake to the connection, once that is there */
        Idle(Key key, Supplier<ByteString> binding) {
            this.key = key;
            this.binding = binding;
        }

        private ClientCallStreamObserver<ClientFrame> out;

        @Override
        public void beforeStart(ClientCallStreamObserver<ClientFrame> requests) {
            out = requests;
            requests.setOnReadyHandler(() -> {
                if (handshake == null) {
                    handshake = new Handshake(key, "idle", 0, null, null, Key.nonce(), binding.get());
                    out.onNext(handshake.hello());
                }
            });
        }

        @Override
        public void onNext(ServerFrame frame) {
            Handshake.Step step = handshake.received(frame);
            if (step.next() != null) {
                out.onNext(step.next());
            } else if (step.welcome() != null) {
                connecting.release();
            } else {
                onError(new IllegalStateException(step.failure().getMessage()));
            }
        }

        @Override
        public void onError(Throwable why) {
            failure.compareAndSet(null, why);
            connecting.release();
        }

        @Override
        public void onCompleted() {
            failure.compareAndSet(null, new IllegalStateException("the manager has ended the stream"));
        }
    }
}
