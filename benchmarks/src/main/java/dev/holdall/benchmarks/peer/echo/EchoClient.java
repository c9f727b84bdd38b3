package dev.holdall.benchmarks.peer.echo;

import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.workload.Commands;
import dev.holdall.benchmarks.workload.Waiting;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends frames, and completes a future for each that comes back: they come in the order in which they were sent. */
final class EchoClient implements Client {
    private final EventLoopGroup loops;
    private final Channel channel;
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

    private EchoClient(String host, int port) throws InterruptedException {
        this.loops = Loops.group();
        this.channel = new Bootstrap()
                .group(loops)
                .channel(Loops.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection.pipeline().addLast(Loops.frames(), new Answers());
                    }
                })
                .connect(host, port)
                .sync()
                .channel();
    }

    static EchoClient to(String address) throws InterruptedException {
        int colon = address.lastIndexOf(':');
        return new EchoClient(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    private Exchange send(byte[] bytes) {
        Exchange exchange = new Exchange(bytes);
        waiting.add(exchange);
        if (scheduled.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::flush);
        }
        return exchange;
    }

    private void flush() {
        scheduled.set(false);
        for (Exchange exchange = waiting.poll(); exchange != null; exchange = waiting.poll()) {
            sent.add(exchange);
            byte[] bytes = exchange.bytes;
            channel.write(channel.alloc()
                    .buffer(Integer.BYTES + bytes.length)
                    .writeInt(bytes.length)
                    .writeBytes(bytes));
        }
        channel.flush();
    }

    private final class Answers extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            byte[] bytes = new byte[frame.readInt()];
            frame.readBytes(bytes);
            sent.remove().complete(bytes);
        }
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
        channel.close();
        loops.shutdownGracefully();
    }
}
