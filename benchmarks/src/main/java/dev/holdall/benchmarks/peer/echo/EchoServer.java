package dev.holdall.benchmarks.peer.echo;

import dev.holdall.benchmarks.peer.ServerProcess;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;

/** The main program of a server that sends back what it gets. */
public final class EchoServer {
    private EchoServer() {}

    public static void main(String[] arguments) throws Exception {
        LongAdder served = new LongAdder();
        EventLoopGroup loops = Loops.group();
        Channel channel = new ServerBootstrap()
                .group(loops)
                .channel(Loops.serverChannel())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection.pipeline().addLast(Loops.frames(), new Echo(served));
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        ServerProcess.serve("127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort(), served::sum);
        System.exit(0);
    }

    private static final class Echo extends SimpleChannelInboundHandler<ByteBuf> {
        private final LongAdder served;

        Echo(LongAdder served) {
            this.served = served;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            served.increment();
            context.write(frame.retain());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            // What came in one read leaves in one write.
            context.flush();
        }
    }
}
