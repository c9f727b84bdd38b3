package dev.holdall.benchmarks.peer.echo;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;

/** Sends frames over a connection of Netty's. */
final class EchoClient extends PipelinedEchoes {
    private final EventLoopGroup loop;
    private final Channel channel;

    private EchoClient(EventLoopGroup loop, String host, int port) throws InterruptedException {
        super(loop);
        this.loop = loop;
        this.channel = new Bootstrap()
                .group(loop)
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
        return new EchoClient(
                Loops.group(), address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    @Override
    void write(byte[] bytes) {
        channel.write(channel.alloc()
                .buffer(Integer.BYTES + bytes.length)
                .writeInt(bytes.length)
                .writeBytes(bytes));
    }

    @Override
    void flush() {
        channel.flush();
    }

    private final class Answers extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            byte[] bytes = new byte[frame.readInt()];
            frame.readBytes(bytes);
            answered(bytes);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            broken(new IllegalStateException("the server has closed the connection"));
        }
    }

    @Override
    public void close() {
        channel.close();
        loop.shutdownGracefully();
    }
}
