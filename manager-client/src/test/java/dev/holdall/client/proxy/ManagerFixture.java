package dev.holdall.client.proxy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A manager in this JVM on a free port, and connections to it over TCP, as other processes would have. */
public final class ManagerFixture implements AutoCloseable {
    private final Key key = Key.random();
    private final HoldallServer server;
    private final Deque<Manager> connections = new ArrayDeque<>();

    private ManagerFixture(ServerOptions options) {
        try {
            server = HoldallServer.start(options.key(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ManagerFixture start() {
        return start(new ServerOptions());
    }

    public static ManagerFixture start(ServerOptions options) {
        return new ManagerFixture(options);
    }

    /** A new connection, which is closed with the fixture. */
    public Manager connect() {
        return connect(Duration.ofSeconds(30));
    }

    /** @param callTimeout see {@link ManagerOptions#callTimeout} */
    public synchronized Manager connect(Duration callTimeout) {
        Manager manager =
                Manager.connect(server.address(), new ManagerOptions().key(key).callTimeout(callTimeout));
        connections.push(manager);
        return manager;
    }

    public HoldallServer server() {
        return server;
    }

    @Override
    public synchronized void close() {
        connections.forEach(Manager::close);
        server.close();
    }
}
