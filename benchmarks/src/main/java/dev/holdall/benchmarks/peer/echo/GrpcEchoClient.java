package dev.holdall.benchmarks.peer.echo;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Sends frames over one stream of gRPC's, many in one message. */
final class GrpcEchoClient extends PipelinedEchoes implements StreamObserver<byte[]> {
    private static final int MOST_BYTES = 64 << 10;

    private final EventLoopGroup loop;
    private final ManagedChannel channel;
    private final StreamObserver<byte[]> stream;

    // Belong to the loop.
    private final List<byte[]> message = new ArrayList<>();
    private int size;

    private GrpcEchoClient(EventLoopGroup loop, String address) {
        super(loop);
        this.loop = loop;
        this.channel = NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .eventLoopGroup(loop)
                .channelType(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .directExecutor()
                .disableRetry()
                .build();
        this.stream = ClientCalls.asyncBidiStreamingCall(channel.newCall(GrpcEcho.ECHO, CallOptions.DEFAULT), this);
    }

    static GrpcEchoClient to(String address) {
        return new GrpcEchoClient(Epoll.isAvailable() ? new EpollEventLoopGroup(1) : new NioEventLoopGroup(1), address);
    }

    @Override
    void write(byte[] bytes) {
        message.add(bytes);
        size += Integer.BYTES + bytes.length;
        if (size > MOST_BYTES) {
            flush();
        }
    }

    @Override
    void flush() {
        if (message.isEmpty()) {
            return;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (byte[] bytes : message) {
            all.putInt(bytes.length).put(bytes);
        }
        message.clear();
        size = 0;
        stream.onNext(all.array());
    }

    @Override
    public void onNext(byte[] answer) {
        ByteBuffer all = ByteBuffer.wrap(answer);
        while (all.hasRemaining()) {
            byte[] bytes = new byte[all.getInt()];
            all.get(bytes);
            answered(bytes);
        }
    }

    @Override
    public void onError(Throwable failure) {
        broken(failure);
    }

    @Override
    public void onCompleted() {
        broken(new IllegalStateException("the server has ended the stream"));
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loop.shutdownGracefully();
    }
}
