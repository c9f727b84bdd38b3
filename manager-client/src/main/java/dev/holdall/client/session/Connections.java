package dev.holdall.client.session;

import dev.holdall.client.Unreachable;
import dev.holdall.wire.Address;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Makes the connections to a manager, one after the other, on one event loop: epoll where the platform has it, else NIO (which here
 * serves TCP only). The system property {@code holdall.transport=nio} forbids epoll.
 */
final class Connections implements AutoCloseable {
    private static final int MOST_BYTES = 64 << 20;

    private final Address address;
    private final EventLoopGroup group;
    private final Class<? extends Channel> type;
    private final TlsSettings tls;

    private Connections(Address address, EventLoopGroup group, Class<? extends Channel> type, TlsSettings tls) {
        this.address = address;
        this.group = group;
        this.type = type;
        this.tls = tls;
    }

    static boolean hasUnixSockets() {
        return !"nio".equals(System.getProperty("holdall.transport")) && Epoll.isAvailable();
    }

    /**
     * A way to connect; nothing is connected yet.
     *
     * @throws Unreachable if there is no such host or socket, or a file with certificates cannot be used
     */
    static Connections to(Address address, TlsSettings tls) {
        boolean epoll = hasUnixSockets();
        boolean unix = address instanceof Address.Unix;
        if (unix && !epoll) {
            throw new IllegalArgumentException("cannot connect to " + address
                    + ": UNIX sockets need epoll, which this platform or setting does not have");
        }
        if (tls.encrypts(socket(address))) {
            context(address, tls);
        }
        DefaultThreadFactory threads = new DefaultThreadFactory("holdall-client", true);
        EventLoopGroup group = epoll ? new EpollEventLoopGroup(1, threads) : new NioEventLoopGroup(1, threads);
        Class<? extends Channel> type =
                unix ? EpollDomainSocketChannel.class : epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        return new Connections(address, group, type, tls);
    }

    /**
     * A connection, which is made when its stream is opened.
     *
     * @throws Unreachable as {@link #to} does
     */
    Connection connect() {
        SocketAddress socket = socket(address);
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(socket);
        // Decided by the very address that is connected to, not by a name that could come to mean another.
        boolean encrypted = tls.encrypts(socket);
        if (encrypted) {
            // The authority is the host, which the certificate is for.
            builder.sslContext(context(address, tls));
        } else {
            builder.overrideAuthority("holdall").usePlaintext();
        }
        ManagedChannel channel = builder.eventLoopGroup(group)
                .channelType(type)
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(MOST_BYTES)
                .keepAliveTime(20, TimeUnit.SECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                .build();
        return new Connection(channel, encrypted);
    }

    private static SslContext context(Address address, TlsSettings tls) {
        try {
            return ClientTls.context(tls);
        } catch (IOException e) {
            throw new Unreachable("cannot connect to " + address + ": " + e.getMessage(), e);
        }
    }

    private static SocketAddress socket(Address address) {
        if (address instanceof Address.Tcp tcp) {
            InetSocketAddress socket = new InetSocketAddress(tcp.host(), tcp.port());
            if (socket.isUnresolved()) {
                throw new Unreachable(
                        "there is no manager at " + address + ": there is no host '" + tcp.host() + "'", null);
            }
            return socket;
        }
        Path path = ((Address.Unix) address).path();
        if (!Files.exists(path)) {
            throw new Unreachable("there is no manager at " + address + ": there is no such socket", null);
        }
        return new DomainSocketAddress(path.toFile());
    }

    /** The one loop: a stream's events and what is executed here happen one after the other. */
    ScheduledExecutorService loop() {
        return group;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
