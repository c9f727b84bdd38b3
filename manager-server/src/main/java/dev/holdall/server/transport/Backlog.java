package dev.holdall.server.transport;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * Cuts off a connection whose other side sends what has to be answered and does not read the answers.
 *
 * <p>Replies wait in their streams until the connection has room. What HTTP/2 itself answers, settings above all, is under no such rule: it
 * would pile up without a bound.
 */
@ChannelHandler.Sharable
final class Backlog extends ChannelInboundHandlerAdapter {
    /** Many times what a connection that is read from ever has: room for the end of all calls that it may have at a time. */
    static final long MOST_BYTES = 4 << 20;

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        Intake intake = Intake.of(context.channel());
        if (intake != null) {
            intake.readComplete();
        }
        ChannelOutboundBuffer unsent = context.channel().unsafe().outboundBuffer();
        if (unsent != null && unsent.totalPendingWriteBytes() > MOST_BYTES) {
            context.close();
        }
    }
}
