package dev.holdall.server.transport;

import dev.holdall.v1.Error;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has sent that nobody can serve yet: what its streams gather, and what nobody has asked for.
 *
 * <p>Belongs to the connection's event loop, but for what says otherwise. Others are told when a read is over, not of each piece: what came
 * and was served by then costs nothing.
 */
final class Intake {
    private static final AttributeKey<Intake> OF_CONNECTION = AttributeKey.valueOf("holdall-intake");

    private final Intakes all;
    private final ChannelHandlerContext connection;
    private final Peer peer;
    private final Http2Connection http2;
    private final Http2Connection.PropertyKey ofStream;
    private final Set<Inbound> streams = new HashSet<>();
    /** Of all streams. */
    private long bytes;

    private boolean tellingLater;

    /** What the others know of it. On any thread. */
    private volatile long counted;

    private volatile String key = "";

    /** @param connection where it meets the network */
    Intake(Intakes all, ChannelHandlerContext connection) {
        this.all = all;
        this.connection = connection;
        this.peer = Peer.of(connection.channel().remoteAddress(), connection);
        Http2ConnectionHandler handler = connection.pipeline().get(Http2ConnectionHandler.class);
        this.http2 = handler.connection();
        this.ofStream = http2.newKey();
        handler.decoder().frameListener(new Pieces(handler.decoder().frameListener(), this));
        connection.channel().attr(OF_CONNECTION).set(this);
        connection.channel().closeFuture().addListener(closed -> tell());
    }

    /** Of this connection; null if nothing has come yet that counts. */
    static @Nullable Intake of(Channel channel) {
        return channel.attr(OF_CONNECTION).get();
    }

    /** The client has begun a stream. */
    Http2Stream join(Inbound stream) {
        streams.add(stream);
        Http2Stream newest = http2.stream(http2.remote().lastStreamCreated());
        newest.setProperty(ofStream, stream);
        return newest;
    }

    /** A piece of a message came, and was handed on. */
    void pieceCame(int stream) {
        Http2Stream open = http2.stream(stream);
        Inbound inbound = open == null ? null : open.getProperty(ofStream);
        if (inbound != null) {
            inbound.pieceCame();
        }
    }

    /** What nobody has asked for yet: what is asked for is given back to the stream's window of flow control. */
    int unasked(Http2Stream stream) {
        return http2.local().flowController().unconsumedBytes(stream);
    }

    void leave(Inbound stream) {
        streams.remove(stream);
    }

    /** A key was shown: what there is is its own. */
    void belongsTo(String owner) {
        key = owner;
    }

    /** A stream has more, or less. */
    void changed(long more) {
        bytes += more;
        tellSoon();
    }

    private void tellSoon() {
        if (!tellingLater && Reading.current() == null && counted != bytes) {
            tellingLater = true;
            connection.executor().execute(() -> {
                tellingLater = false;
                tell();
            });
        }
    }

    void readComplete() {
        tell();
    }

    private void tell() {
        long now = connection.channel().isActive() ? bytes : 0;
        long before = counted;
        if (now != before) {
            counted = now;
            all.changed(this, before, now);
        }
    }

    // On any thread ----------------------------------------------------------------------------------------------

    long counted() {
        return counted;
    }

    /** Whose it is: a key's, or, as long as none was shown, an address's. */
    Object owner() {
        return key.isEmpty() ? peer.group() : "key " + key;
    }

    /** The name of the key; empty if none was shown. */
    String key() {
        return key;
    }

    Peer peer() {
        return peer;
    }

    /** Ends the connection, and says why to those on it who listen. */
    void cutOff(Error why) {
        connection.executor().execute(() -> {
            connection.channel().config().setAutoRead(false);
            List.copyOf(streams).forEach(stream -> stream.cutOff(why));
            // Behind what was said.
            connection.executor().execute(peer::cutOff);
        });
    }
}
