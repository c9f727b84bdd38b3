package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of the connection on which a call came. */
final class Peer {
    /** Of the call that is being started. */
    static final Context.Key<Peer> OF_CALL = Context.key("holdall-peer");

    private static final AttributeKey<String> PROVED = AttributeKey.valueOf("holdall-proved");

    private static final String LOCAL = "unix";
    /** So many bytes of an IPv6 address say whose it is; the others he chooses himself. */
    private static final int NETWORK_BYTES = 8;

    private final String address;
    private final Object group;
    private final @Nullable ChannelHandlerContext connection;

    Peer(String address, Object group, @Nullable ChannelHandlerContext connection) {
        this.address = address;
        this.group = group;
        this.connection = connection;
    }

    /** Of a call that starts; on its event loop. */
    static Peer of(ServerCall<?, ?> call) {
        return of(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR), Reading.current());
    }

    /** @param connection where it meets the network, if that is known */
    static Peer of(@Nullable SocketAddress address, @Nullable ChannelHandlerContext connection) {
        if (address instanceof InetSocketAddress internet && internet.getAddress() != null) {
            return new Peer(
                    internet.getAddress().getHostAddress() + " port " + internet.getPort(),
                    group(internet.getAddress()),
                    connection);
        }
        return new Peer(LOCAL, LOCAL, connection);
    }

    static Object group(InetAddress address) {
        return address instanceof Inet6Address ? ByteString.copyFrom(address.getAddress(), 0, NETWORK_BYTES) : address;
    }

    /** For people. */
    String address() {
        return address;
    }

    /** What its failures are counted by: the host, a network of IPv6, or everybody who comes by a UNIX socket. */
    Object group() {
        return group;
    }

    /** By which two of one connection are known as such. */
    Object connection() {
        return connection != null ? connection : this;
    }

    /** Remembers, for as long as the connection lasts, what was right there. */
    void proved(String authorization) {
        if (connection != null) {
            connection.channel().attr(PROVED).set(authorization);
        }
    }

    /** Whether this is what was right on this connection before: it is no guess. */
    boolean hasProved(@Nullable String authorization) {
        return connection != null
                && authorization != null
                && authorization.equals(connection.channel().attr(PROVED).get());
    }

    /** Closes the connection at once, with all that goes on there: closed by way of HTTP/2, it would wait for that to end. */
    void cutOff() {
        if (connection != null) {
            connection.close();
        }
    }
}
