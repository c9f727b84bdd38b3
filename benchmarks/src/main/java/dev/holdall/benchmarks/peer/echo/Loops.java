package dev.holdall.benchmarks.peer.echo;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;

/** Netty as both sides of the echo use it: one loop, epoll where there is one, as Holdall has it. */
final class Loops {
    private static final int LENGTH_BYTES = 4;
    private static final int MOST_BYTES = 16 << 20;

    private Loops() {}

    static EventLoopGroup group() {
        return new MultiThreadIoEventLoopGroup(
                1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    static Class<? extends ServerChannel> serverChannel() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    static Class<? extends Channel> channel() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Splits what comes into frames, each with its length in front. */
    static LengthFieldBasedFrameDecoder frames() {
        return new LengthFieldBasedFrameDecoder(MOST_BYTES, 0, LENGTH_BYTES);
    }
}
