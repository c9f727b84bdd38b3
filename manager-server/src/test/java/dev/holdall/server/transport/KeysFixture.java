package dev.holdall.server.transport;

import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.key.KeyFiles;
import dev.holdall.server.key.NamedKey;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.Role;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import dev.holdall.wire.KeyFile;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A manager whose keys are in files of their own. */
final class KeysFixture implements BeforeEachCallback, AfterEachCallback {
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Limits limits;
    private Path directory = Path.of("");
    private KeyFiles files = new KeyFiles(Path.of("none"));
    private HoldallServer server;

    KeysFixture() {
        this(ServerOptions.usualLimits());
    }

    KeysFixture(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        directory = Files.createTempDirectory("holdall-keys");
        files = new KeyFiles(directory.resolve("key"));
        server = HoldallServer.start(new ServerOptions()
                .keyFile(directory.resolve("key"))
                .limits(limits)
                .listen("127.0.0.1:0"));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (ManagedChannel channel : channels) {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
        server.close();
        try (var found = Files.walk(directory)) {
            for (Path path : found.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    HoldallServer server() {
        return server;
    }

    KeyFiles files() {
        return files;
    }

    Key main() throws Exception {
        return KeyFile.read(directory.resolve("key"));
    }

    /** Adds a key that the manager knows when this returns. */
    Key add(String name, Role role, String... names) throws Exception {
        NamedKey key = new NamedKey(name, role, List.of(names), Key.random(), List.of());
        files.add(key);
        server.reload();
        return key.secret();
    }

    /** A connection of its own. */
    ManagedChannel connect() {
        return connect(builder -> builder);
    }

    ManagedChannel connect(UnaryOperator<NettyChannelBuilder> settings) {
        Address.Tcp address = (Address.Tcp) server.addresses().get(0);
        ManagedChannel channel = settings.apply(NettyChannelBuilder.forAddress(address.host(), address.port())
                        .usePlaintext())
                .build();
        channels.add(channel);
        return channel;
    }

    static Channel with(Channel channel, String token) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    /** A connection of its own, for unary calls under a key. */
    Channel unary(Key key) {
        return with(connect(), key.bearerToken());
    }
}
