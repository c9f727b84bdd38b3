package dev.holdall.server.transport;

import dev.holdall.server.engine.Engine;
import dev.holdall.server.state.Effects;
import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.MethodTable;
import dev.holdall.server.tls.ServerTls;
import dev.holdall.wire.Address;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** All doors of a manager: one gRPC server for each address, all with the same services on the same event loops. */
public final class Transport implements AutoCloseable {
    /** Room for a frame's own fields around the largest request. */
    private static final int FRAME_ROOM = 2 << 20;

    private static final int HANDSHAKE_SECONDS = 10;
    private static final int IDLE_MINUTES = 5;

    private final Deliveries deliveries = new Deliveries();
    private final HealthStatusManager health = new HealthStatusManager();
    private final EventLoops loops;
    private final List<Server> servers = new ArrayList<>();
    private final List<Address> addresses = new ArrayList<>();
    private final List<OwnSocket> sockets = new ArrayList<>();

    public Transport(int eventLoopThreads) {
        this.loops = new EventLoops(eventLoopThreads);
    }

    /** Where the engine is to send the effects. */
    public Effects effects() {
        return deliveries;
    }

    public boolean hasUnixSockets() {
        return loops.hasUnixSockets();
    }

    /**
     * Opens the doors. If one of the addresses cannot be had, none is.
     *
     * @throws IOException naming the address and what is wrong with it
     */
    public void listen(
            List<Door> doors,
            MethodTable methods,
            Engine engine,
            KeyRing keys,
            Limits limits,
            Grace grace,
            String version)
            throws IOException {
        Refusals refusals = new Refusals(new Throttle(), new Audit(System::nanoTime, loops::later));
        Intakes intakes = new Intakes(limits, refusals);
        Outboxes outboxes = new Outboxes(limits);
        outboxes.watch(loops);
        loops.mostConnections(limits);
        UnaryServices unary = new UnaryServices(methods, engine, deliveries, keys, refusals, outboxes);
        List<ServerServiceDefinition> services = List.of(
                new SessionService(engine, deliveries, keys, refusals, limits, outboxes, grace, version).definition(),
                health.getHealthService().bindService());
        for (Door door : doors) {
            Address address = door.address();
            OwnSocket socket = address instanceof Address.Unix unix ? new OwnSocket(unix.path()) : null;
            NettyServerBuilder builder = (socket == null ? builder((Address.Tcp) address) : builder(address, socket))
                    .bossEventLoopGroup(loops.acceptors())
                    .workerEventLoopGroup(loops.workers())
                    .directExecutor()
                    // The last is asked first.
                    .intercept(new Credentials(keys, refusals))
                    .intercept(new ChannelBinding())
                    .addServices(services)
                    .addService(ProtoReflectionServiceV1.newInstance())
                    .fallbackHandlerRegistry(unary)
                    .maxInboundMessageSize((int) limits.of(Limit.REQUEST_BYTES) + FRAME_ROOM)
                    .addStreamTracerFactory(new Inbound.Factory(limits, intakes))
                    .maxInboundMetadataSize(8 << 10)
                    // A few bytes could become very many.
                    .decompressorRegistry(DecompressorRegistry.emptyInstance())
                    .compressorRegistry(CompressorRegistry.newEmptyInstance())
                    .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                    .maxConcurrentCallsPerConnection((int) limits.of(Limit.CONNECTION_CALLS))
                    // Who has nothing to do here leaves his place to others.
                    .maxConnectionIdle(IDLE_MINUTES, TimeUnit.MINUTES)
                    .maxRstFramesPerWindow(200, 30)
                    // Half-open connections are found out; a client may ask as often as every ten seconds.
                    .keepAliveTime(30, TimeUnit.SECONDS)
                    .keepAliveTimeout(10, TimeUnit.SECONDS)
                    .permitKeepAliveTime(10, TimeUnit.SECONDS)
                    .permitKeepAliveWithoutCalls(true);
            ServerTls tls = door.tls();
            if (tls != null) {
                builder.sslContext(tls.context())
                        .handshakeTimeout(tls.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
            }
            Server server = builder.build();
            try {
                server.start();
            } catch (IOException e) {
                throw new IOException("cannot listen on " + address + ": " + reason(e), e);
            }
            servers.add(server);
            if (socket != null) {
                socket.bound();
                sockets.add(socket);
            }
            addresses.add(actual(address, server));
        }
    }

    private NettyServerBuilder builder(Address address, OwnSocket socket) throws IOException {
        if (!loops.hasUnixSockets()) {
            throw new IOException("cannot listen on " + address
                    + ": UNIX sockets need epoll, which this platform or setting does not have");
        }
        removeAbandoned(socket.file());
        return NettyServerBuilder.forAddress(socket).channelType(loops.unixChannel());
    }

    private NettyServerBuilder builder(Address.Tcp address) throws IOException {
        InetAddress host = InetAddress.getByName(address.host());
        return NettyServerBuilder.forAddress(new InetSocketAddress(host, address.port()))
                .channelType(loops.tcpChannel())
                .withChildOption(ChannelOption.TCP_NODELAY, true);
    }

    /** Removes a socket that a manager left behind which no longer runs; refuses to touch anything else. */
    private static void removeAbandoned(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!UnixSockets.isAbandoned(path)) {
                throw new IOException("cannot listen on unix:" + path
                        + ": something is there already (a manager that runs, or another file)");
            }
            // Another manager that starts may have been faster.
            Files.deleteIfExists(path);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = String.valueOf(cause.getMessage());
        return text.contains("Address already in use") ? "the port is in use" : text;
    }

    private static Address actual(Address asked, Server server) {
        if (asked instanceof Address.Tcp tcp && server.getListenSockets().get(0) instanceof InetSocketAddress bound) {
            return new Address.Tcp(tcp.host(), bound.getPort());
        }
        return asked;
    }

    /** Where the doors are, with the ports that were found free. */
    public List<Address> addresses() {
        return List.copyOf(addresses);
    }

    /**
     * Closes the doors: streams get what waits for them, are told that the manager stops, and end.
     *
     * @param drainMillis how long clients have to take it
     */
    public void drain(long drainMillis) {
        health.enterTerminalState();
        // First of all, while nobody else can have taken their places.
        sockets.forEach(OwnSocket::remove);
        servers.forEach(Server::shutdown);
        deliveries.streams().forEach(SessionStream::stop);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(drainMillis);
        for (Server server : servers) {
            try {
                server.awaitTermination(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            server.shutdownNow();
        }
    }

    @Override
    public void close() {
        sockets.forEach(OwnSocket::remove);
        servers.forEach(Server::shutdownNow);
        loops.close();
    }
}
