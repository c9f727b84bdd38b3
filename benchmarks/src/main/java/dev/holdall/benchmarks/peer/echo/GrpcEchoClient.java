package dev.holdall.benchmarks.peer.echo;

import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.workload.Commands;
import dev.holdall.benchmarks.workload.Waiting;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends all that waits in one message, and completes a future for each frame that comes back: they come in the order in which they were sent. */
final class GrpcEchoClient implements Client, StreamObserver<byte[]> {
    private static final int MOST_BYTES = 64 << 10;

    private final EventLoopGroup loop = Epoll.isAvailable() ? new EpollEventLoopGroup(1) : new NioEventLoopGroup(1);
    private final ManagedChannel channel;
    private final StreamObserver<byte[]> stream;
    private final ConcurrentLinkedQueue<Exchange> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    /** Belongs to the loop. */
    private final ArrayDeque<Exchange> sent = new ArrayDeque<>();

    private static final class Exchange extends CompletableFuture<Object> {
        final byte[] bytes;

        Exchange(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    GrpcEchoClient(String address) {
        this.channel = NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .eventLoopGroup(loop)
                .channelType(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .directExecutor()
                .disableRetry()
                .build();
        this.stream = ClientCalls.asyncBidiStreamingCall(channel.newCall(GrpcEcho.ECHO, CallOptions.DEFAULT), this);
    }

    private Exchange send(byte[] bytes) {
        Exchange exchange = new Exchange(bytes);
        waiting.add(exchange);
        if (scheduled.compareAndSet(false, true)) {
            loop.execute(this::flush);
        }
        return exchange;
    }

    private void flush() {
        scheduled.set(false);
        List<Exchange> together = new ArrayList<>();
        int size = 0;
        for (Exchange exchange = waiting.poll(); exchange != null; exchange = waiting.poll()) {
            together.add(exchange);
            size += Integer.BYTES + exchange.bytes.length;
            if (size > MOST_BYTES) {
                send(together, size);
                size = 0;
            }
        }
        if (size > 0) {
            send(together, size);
        }
    }

    private void send(List<Exchange> together, int size) {
        ByteBuffer message = ByteBuffer.allocate(size);
        for (Exchange exchange : together) {
            sent.add(exchange);
            message.putInt(exchange.bytes.length).put(exchange.bytes);
        }
        together.clear();
        stream.onNext(message.array());
    }

    @Override
    public void onNext(byte[] message) {
        ByteBuffer frames = ByteBuffer.wrap(message);
        while (frames.hasRemaining()) {
            byte[] bytes = new byte[frames.getInt()];
            frames.get(bytes);
            sent.remove().complete(bytes);
        }
    }

    @Override
    public void onError(Throwable failure) {
        sent.forEach(exchange -> exchange.completeExceptionally(failure));
    }

    @Override
    public void onCompleted() {
        onError(new IllegalStateException("the server has ended the stream"));
    }

    @Override
    public Waiting waiting() {
        return new EchoCalls(bytes -> (byte[]) send(bytes).get());
    }

    @Override
    public Optional<Commands<CompletionStage<?>>> async() {
        return Optional.of(new Echoes<>(this::send));
    }

    @Override
    public void reset(byte[] value) {
        // It keeps nothing.
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loop.shutdownGracefully();
    }
}
