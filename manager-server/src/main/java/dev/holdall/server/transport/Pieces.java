package dev.holdall.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;

/**
 * Lets no piece of a message cost much more memory than it has bytes. gRPC keeps the pieces until the message is whole, and each keeps the
 * whole buffer that the network was read into: a byte that comes among many others which are thrown away would cost tens of thousands.
 */
final class Pieces extends Http2FrameListenerDecorator {
    /** What a piece costs beside its bytes: the objects that it is made of. */
    static final int COST = 256;
    /** A buffer of so many times the size of a piece in it is left to that piece. */
    private static final int MOST_TIMES = 4;

    private final Intake intake;

    Pieces(Http2FrameListener listener, Intake intake) {
        super(listener);
        this.intake = intake;
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean last)
            throws Http2Exception {
        int processed = handOn(context, stream, data, padding, last);
        intake.pieceCame(stream);
        return processed;
    }

    private int handOn(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean last)
            throws Http2Exception {
        int bytes = data.readableBytes();
        if (bytes == 0 || capacity(data) <= MOST_TIMES * bytes + COST) {
            return super.onDataRead(context, stream, data, padding, last);
        }
        ByteBuf own = context.alloc().buffer(bytes, bytes);
        try {
            own.writeBytes(data, data.readerIndex(), bytes);
            return super.onDataRead(context, stream, own, padding, last);
        } finally {
            own.release();
        }
    }

    /** Of the buffer that a part of it keeps. */
    private static int capacity(ByteBuf part) {
        ByteBuf whole = part;
        for (ByteBuf outer = part.unwrap(); outer != null; outer = outer.unwrap()) {
            whole = outer;
        }
        return whole.capacity();
    }
}
