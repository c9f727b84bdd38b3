package dev.holdall.server.transport;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** Knows which connection an event loop reads from at the moment, which gRPC does not tell. */
@ChannelHandler.Sharable
final class Reading extends ChannelInboundHandlerAdapter {
    private static final ThreadLocal<@Nullable ChannelHandlerContext> CURRENT = new ThreadLocal<>();

    /** Where the connection that the calling event loop reads from meets the network; null if it reads from none. */
    static @Nullable ChannelHandlerContext current() {
        return CURRENT.get();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        CURRENT.set(context);
        try {
            context.fireChannelRead(message);
        } finally {
            CURRENT.remove();
        }
    }
}
