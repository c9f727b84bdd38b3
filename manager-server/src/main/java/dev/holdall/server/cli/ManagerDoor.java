package dev.holdall.server.cli;

import dev.holdall.wire.Address;
import dev.holdall.wire.Fingerprint;
import dev.holdall.wire.Key;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The command line's way to a manager: gRPC over TCP, by TLS where a certificate is pinned, or a UNIX socket, each call with the key's token.
 *
 * <p>The only place that makes such a connection.
 */
final class ManagerDoor implements AutoCloseable {
    private static final int MOST_BYTES = 64 << 20;

    private final ManagedChannel channel;
    private final EventLoopGroup loop;

    private ManagerDoor(ManagedChannel channel, EventLoopGroup loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /**
     * A way to the manager at an address. Whether one is there shows at the first call.
     *
     * @param pin the certificate that the manager must show, whatever host it names; null: nothing on the way is encrypted. UNIX sockets
     *     never are
     * @param insecure whether the token may travel to another host although nothing on the way is encrypted
     * @throws IOException if nobody can be there, or the token would travel unencrypted without {@code insecure}
     */
    static ManagerDoor to(Address address, Key key, @Nullable Fingerprint pin, boolean insecure) throws IOException {
        boolean unix = address instanceof Address.Unix;
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(
                address instanceof Address.Unix socket
                        ? unixSocket(socket)
                        : tcpSocket((Address.Tcp) address, insecure || pin != null));
        if (pin == null || unix) {
            builder.usePlaintext();
        } else {
            builder.sslContext(GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                    .trustManager(new PinnedCertificate(pin))
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build());
        }
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("holdall-door", true),
                unix ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Metadata token = new Metadata();
        token.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key.bearerToken());
        return new ManagerDoor(
                builder.overrideAuthority("holdall")
                        .eventLoopGroup(loop)
                        .channelType(unix ? EpollDomainSocketChannel.class : NioSocketChannel.class)
                        .disableRetry()
                        .maxInboundMessageSize(MOST_BYTES)
                        .intercept(MetadataUtils.newAttachHeadersInterceptor(token))
                        .build(),
                loop);
    }

    private static DomainSocketAddress unixSocket(Address.Unix address) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException(
                    "cannot connect to " + address + ": UNIX sockets need epoll, which this platform lacks");
        }
        if (!Files.exists(address.path())) {
            throw new IOException("there is no manager at " + address + ": there is no such socket");
        }
        return new DomainSocketAddress(address.path().toFile());
    }

    private static InetSocketAddress tcpSocket(Address.Tcp address, boolean anywhere) throws IOException {
        InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
        if (socket.isUnresolved()) {
            throw new IOException("there is no manager at " + address + ": there is no host '" + address.host() + "'");
        }
        if (!anywhere && !socket.getAddress().isLoopbackAddress()) {
            throw new IOException(address + " is another host, and nothing on the way there would be encrypted: whoever"
                    + " listens could use the token that is sent. Connect by a join link, keep a copy of the manager's tls-cert.pem"
                    + " beside the key file, ask on the manager's own host, or allow it with --insecure");
        }
        return socket;
    }

    Channel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
