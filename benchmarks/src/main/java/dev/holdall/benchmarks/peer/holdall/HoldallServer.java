package dev.holdall.benchmarks.peer.holdall;

import dev.holdall.benchmarks.peer.Child;
import dev.holdall.benchmarks.peer.Server;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.server.cli.ChildMain;
import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.SessionInfo;
import dev.holdall.v1.SessionsRequest;
import dev.holdall.wire.Key;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A manager, as {@code holdall serve} starts it: the options of its JVM are those of {@code bin/holdall}. */
public final class HoldallServer implements Server {
    private static final List<String> JVM = List.of("-XX:+UseSerialGC");
    private static final String LISTENING = "listening on";
    /** The word of the command line with which the loopback address is encrypted too. */
    public static final String TLS = "--tls";

    private final Child child;
    private final String where;
    private final String tcp;
    private final boolean tls;
    private final Key key;
    private final ManagedChannel channel;
    private final AdminGrpc.AdminBlockingStub admin;

    private HoldallServer(Child child, String address, String tcp, boolean tls, Key key) {
        this.child = child;
        this.where = address;
        this.tcp = tcp;
        this.tls = tls;
        this.key = key;
        this.channel = NettyChannelBuilder.forTarget(tcp).usePlaintext().build();
        Metadata token = new Metadata();
        token.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key.bearerToken());
        this.admin =
                AdminGrpc.newBlockingStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token));
    }

    static boolean hasUnixSockets() {
        return Epoll.isAvailable();
    }

    /**
     * Starts a manager.
     *
     * @param name of its log
     * @param unix whether its address is that of a UNIX socket; it listens at a TCP port too
     * @param further words of its command line
     */
    public static HoldallServer start(String name, boolean unix, Path directory, String... further) throws IOException {
        Key key = Key.random();
        Path socket = Files.createTempDirectory(directory, "socket").resolve("manager");
        List<String> arguments = new ArrayList<>();
        if (unix) {
            // First: the addresses are printed in the order of these.
            arguments.addAll(List.of("--listen", "unix:" + socket));
        }
        arguments.addAll(List.of("--listen", "127.0.0.1:0"));
        arguments.addAll(List.of(further));
        Child child = Child.start(
                name,
                Child.jvm(JVM, ChildMain.class, arguments.toArray(new String[0])),
                directory.resolve(name + ".log"));
        child.tell(key.reveal());
        String first = child.answer(LISTENING);
        return new HoldallServer(child, first, unix ? child.answer(LISTENING) : first, arguments.contains(TLS), key);
    }

    @Override
    public String address() {
        return where + " " + key.reveal();
    }

    /** Its TCP port. */
    public int port() {
        return Integer.parseInt(tcp.substring(tcp.lastIndexOf(':') + 1));
    }

    public Key key() {
        return key;
    }

    /** Connects to it. */
    public Manager connect() {
        ManagerOptions options = new ManagerOptions().key(key);
        // Its certificate is where this user's clients look for it.
        return Manager.connect(where, tls ? options.tls() : options);
    }

    @Override
    public long served() {
        return admin.sessions(SessionsRequest.getDefaultInstance()).getSessionsList().stream()
                .mapToLong(SessionInfo::getCalls)
                .sum();
    }

    @Override
    public long pid() {
        return child.pid();
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow();
        child.close();
    }
}
