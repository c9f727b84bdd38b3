package dev.holdall.client.session;

import dev.holdall.client.Unreachable;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.wire.Address;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
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
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.protobuf.ProtoUtils;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The connections to a manager, one after the other, and the event loop that they live on: epoll where the platform has it, else NIO (which here serves
 * TCP only). The system property {@code holdall.transport=nio} forbids epoll.
 */
final class Connection implements AutoCloseable {
    private static final Metadata.Key<Error> ERROR =
            Metadata.Key.of("holdall-error-bin", ProtoUtils.metadataMarshaller(Error.getDefaultInstance()));
    private static final int MOST_BYTES = 64 << 20;

    private final Address address;
    private final EventLoopGroup group;
    private final Class<? extends Channel> type;

    private Connection(Address address, EventLoopGroup group, Class<? extends Channel> type) {
        this.address = address;
        this.group = group;
        this.type = type;
    }

    static boolean hasUnixSockets() {
        return !"nio".equals(System.getProperty("holdall.transport")) && Epoll.isAvailable();
    }

    /** A way to connect; nothing is connected yet. */
    static Connection to(Address address) {
        boolean epoll = hasUnixSockets();
        boolean unix = address instanceof Address.Unix;
        if (unix && !epoll) {
            throw new IllegalArgumentException("cannot connect to " + address
                    + ": UNIX sockets need epoll, which this platform or setting does not have");
        }
        socket(address);
        DefaultThreadFactory threads = new DefaultThreadFactory("holdall-client", true);
        EventLoopGroup group = epoll ? new EpollEventLoopGroup(1, threads) : new NioEventLoopGroup(1, threads);
        Class<? extends Channel> type =
                unix ? EpollDomainSocketChannel.class : epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        return new Connection(address, group, type);
    }

    /** A channel of its own, with a TCP or UNIX connection of its own, for one stream. */
    ManagedChannel newChannel() {
        return NettyChannelBuilder.forAddress(socket(address))
                .overrideAuthority("holdall")
                .eventLoopGroup(group)
                .channelType(type)
                .directExecutor()
                .usePlaintext()
                .disableRetry()
                .maxInboundMessageSize(MOST_BYTES)
                .keepAliveTime(20, TimeUnit.SECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                .build();
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

    /** Why a stream broke: the manager's own error where it sent one. */
    static Error error(Throwable failure) {
        if (failure instanceof StatusRuntimeException status && status.getTrailers() != null) {
            Error error = status.getTrailers().get(ERROR);
            if (error != null) {
                return error;
            }
        }
        Status status = Status.fromThrowable(failure);
        StringBuilder why = new StringBuilder("the connection is gone");
        if (status.getDescription() != null) {
            why.append(": ").append(status.getDescription());
        }
        Throwable cause = status.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause != null) {
            why.append(" (")
                    .append(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                    .append(')');
        }
        return Error.newBuilder()
                .setCode(Code.UNAVAILABLE)
                .setMessage(why.toString())
                .build();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
